import re

from lxml import html

from odoo import api, models

from .const import ANNOUNCING_FIELDS

#: Attributes by which a mail template prints something.
PRINTING = ("t-out", "t-esc", "t-raw")
CONDITIONS = ("t-if", "t-elif")


class MailTemplate(models.Model):
    """Texts that announce what comes next are checked with their ladder."""

    _inherit = "mail.template"

    @api.constrains("body_html", "subject")
    def _check_announcements(self):
        """A text of a step of an active policy stays as sound as it had to be."""
        if not any("object." in (one.body_html or "") for one in self):
            return
        levels = self.env["debtor.followup.level"].sudo()
        levels.search([("mail_template_id", "in", self.ids)]).policy_id._check_active()

    def _find_announcements(self):
        """Return the fields by which these texts announce a consequence.

        A field that stands below its own condition announces nothing when it is
        empty. Looked at in every language.

        :return: set of names out of ``ANNOUNCING_FIELDS``
        """
        found = set()
        for template in self:
            for code, _name in self.env["res.lang"].get_installed():
                text = template.with_context(lang=code)
                found |= _announced_in_body(text.body_html)
                found |= _fields_in(text.subject)
        return found


def _fields_in(text):
    """Return the announcing fields that an expression or a line names."""
    words = set(re.findall(r"\bobject\.(\w+)", text or ""))
    return words & set(ANNOUNCING_FIELDS)


def _announced_in_body(body):
    """Return the announcing fields that a body prints unconditionally."""
    found = set()
    if not body or not _fields_in(body):
        return found
    for node in html.fromstring(f"<div>{body}</div>").iter(html.etree.Element):
        printed = set()
        for name, value in node.attrib.items():
            if name in PRINTING or name.startswith(("t-att", "t-valuef")):
                printed |= _fields_in(value)
        found |= printed - _asked_about(node)
    return found


def _asked_about(node):
    """Return the announcing fields that a node or one around it asks for."""
    asked = set()
    for one in (node, *node.iterancestors()):
        for name in CONDITIONS:
            asked |= _fields_in(one.get(name))
    return asked

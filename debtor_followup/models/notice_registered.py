"""What the copy by mail of a letter says of it."""

from markupsafe import Markup

from odoo import models

from .const import POSTAL_CHANNELS


class DebtorNotice(models.Model):
    """The mail that goes along with a formal notice says that a letter comes."""

    _inherit = "debtor.notice"

    def _make_personal(self):
        """EXTENDS debtor.notice."""
        result = super()._make_personal()
        for copy in self:
            original = copy.copy_of_id
            by_post = original.channel in POSTAL_CHANNELS
            if by_post and copy.channel == "email" and original._is_formal():
                copy._say_that_it_comes_by_post()
        return result

    def _say_that_it_comes_by_post(self):
        """Say below the greeting that the same comes by post, in its own language."""
        self.ensure_one()
        copy = self.with_context(lang=self.lang or self.env.lang)
        note = copy.env._("We send you the same by post.")
        if self.copy_of_id.channel == "registered_letter":
            note = copy.env._("We send you the same by registered letter.")
        before = copy.greeting_html
        after = before + Markup("<p>%s</p>") % note
        self.write({"body": Markup(str(self.body).replace(before, after, 1))})

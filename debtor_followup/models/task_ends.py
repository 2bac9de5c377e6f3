"""Tasks that end by themselves once what they ask for was done."""

from odoo import api, fields, models
from odoo.fields import Domain

from .const import POSTAL_CHANNELS
from .evidence_reader import EvidenceReader
from .family_reader import read_family

#: Reasons whose task asks for an address.
NO_ADDRESS = ("no_address", "address_failed")
#: Reasons whose task ends with its cause.
ENDING = ("payment_suspected", *NO_ADDRESS)
#: Somebody has to see to a message in one of these.
UNDELIVERED = ("failed", "bounced", "uncertain")


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    task_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        export_string_translation=False,
    )

    def _is_task_settled(self, contacts):
        """Tell whether what the task of this decision asks for was done.

        :param dict contacts: the debtor's contacts, with addresses that work only
        """
        self.ensure_one()
        if self.reason == "payment_suspected":
            return not self.debtor_id._get_receipts_sudo()
        if self.debtor_id.decision_id.reason in NO_ADDRESS:
            return False  # there may be an address, but none for its step
        if (self.parameters or {}).get("by") == "letter":
            return any(one.postal for one in contacts.values())
        return any(one.email or one.postal for one in contacts.values())


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    task_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        export_string_translation=False,
    )

    def _is_task_settled(self, contacts):
        """Tell whether nobody has to see to this message any more.

        It left after all, somebody marked it as handled, or its recipient has
        another address that works.

        :param dict contacts: the debtor's contacts, with addresses that work only
        """
        self.ensure_one()
        if self.state not in UNDELIVERED or self.handled or self.address_works_on:
            return True
        contact = contacts.get(self.recipient_id.id)
        if self.state == "uncertain" or not contact:
            return False
        postal = self.channel in POSTAL_CHANNELS
        address = contact.postal if postal else contact.email
        return bool(address) and address != self._get_address()

    def action_handled(self):
        """Its task ends too. EXTENDS."""
        result = super().action_handled()
        self._end_settled_tasks()
        return result

    def action_arrived(self):
        """Its task ends too. EXTENDS."""
        result = super().action_arrived()
        self._end_settled_tasks()
        return result

    def action_address_works(self):
        """The tasks to mend the address end too. EXTENDS."""
        result = super().action_address_works()
        self._end_settled_tasks()
        return result

    def _end_settled_tasks(self):
        self.debtor_id._end_settled_tasks_sudo(
            Domain("debtor_id", "in", self.debtor_id.ids)
        )


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def action_plan(self):
        """What was done since ends its task at once. EXTENDS."""
        result = super().action_plan()
        self._end_settled_tasks_sudo(Domain("debtor_id", "in", self.ids))
        return result

    def _plan_after_reply(self, today):
        """Whoever answered need not be called without a reason. EXTENDS."""
        self._end_check_ins_sudo()
        return super()._plan_after_reply(today)

    @api.model
    def _end_settled_tasks_sudo(self, domain):
        """End tasks whose cause is gone; a few queries, whatever their number.

        In sudo mode because a task may be somebody else's.

        :param domain: of which decisions and notices
        """
        domain &= Domain("task_id.active", "=", True)
        decisions = self.env["debtor.followup.decision"].sudo()
        decisions = decisions.search(domain & Domain("reason", "in", ENDING))
        notices = self.env["debtor.notice"].sudo().search(domain)
        contacts = {}
        debtors = decisions.debtor_id | notices.debtor_id
        for company, group in debtors.grouped("company_id").items():
            contacts |= group._read_usable_contacts(company)
        settled = self.env["mail.activity"].sudo()
        for one in [*decisions, *notices]:
            if one._is_task_settled(contacts[one.debtor_id]):
                settled |= one.task_id
        if settled:
            settled.action_feedback()

    def _read_usable_contacts(self, company):
        """Return debtor -> contact id -> its active contact.

        Without the addresses that failed.

        :param company: these debtors' own
        """
        self.env.flush_all()
        reader = EvidenceReader(self.env)
        failed = reader.failed_addresses(self.ids)
        everybody = reader.failed_emails(company)
        family = read_family(self.env, company, self.partner_id.ids)
        debtor_of = {debtor.partner_id.id: debtor for debtor in self}
        found = {debtor: {} for debtor in self}
        for contact in family.contacts.values():
            debtor = debtor_of[family.commercial[contact.contact_id]]
            if contact.active:
                bad = failed.get(debtor.id, frozenset()) | everybody
                found[debtor][contact.contact_id] = contact._replace(
                    email=None if contact.email in bad else contact.email,
                    postal=None if contact.postal in bad else contact.postal,
                )
        return found


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    def _end_plan(self):
        """EXTENDS: tasks of which the cause went since yesterday."""
        result = super()._end_plan()
        self.env["debtor.debtor"]._end_settled_tasks_sudo(
            Domain("company_id", "=", self.company_id.id)
        )
        return result

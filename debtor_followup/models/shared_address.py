"""An address that serves many debtors (an accountant's office) gets one mail a day."""

from odoo import api, fields, models
from odoo.tools import SQL

#: Rows about days long past are of no use.
KEPT_DAYS = 30


class DebtorAddressDay(models.Model):
    """Which debtor was written to at an address on a day.

    A row is claimed before the message is made. Two workers that claim the same
    one at once wait for each other, and the second fails and comes again: an
    advisory lock would let it act on what it saw before the first was done.
    """

    _name = "debtor.address.day"
    _description = "Address written to on a day"
    _rec_name = "email"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    email = fields.Char(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )

    _address_day_unique = models.UniqueIndex(
        "(company_id, email, date)", "This address was already written to on this day."
    )

    @api.model
    def _claim(self, company, day, debtors):
        """Claim addresses for debtors on a day.

        :param dict debtors: normalized email -> debtor
        :return: the emails that are theirs now, or were already
        """
        emails = sorted(debtors)  # in one order, so that two workers cannot block
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO debtor_address_day AS taken
                       (company_id, email, date, debtor_id)
                SELECT %(company)s, row.email, %(day)s, row.debtor
                  FROM unnest(%(emails)s::text[], %(debtors)s::int[])
                       AS row(email, debtor)
                    ON CONFLICT (company_id, email, date)
                    DO UPDATE SET debtor_id = EXCLUDED.debtor_id
                 WHERE taken.debtor_id = EXCLUDED.debtor_id
                RETURNING email
                """,
                company=company.id,
                day=day,
                emails=emails,
                debtors=[debtors[email].id for email in emails],
            )
        )
        return {email for (email,) in rows}

    @api.autovacuum
    def _gc_old(self):
        """Forget days long past."""
        # layer: housekeeping by the server's day
        limit = fields.Date.subtract(fields.Date.today(), days=KEPT_DAYS)
        self.sudo().search([("date", "<", limit)]).unlink()


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    @api.depends("decision_id.reason")
    def _compute_has_due_step(self):
        """Who waits only because of a shared address may be written to by hand."""
        result = super()._compute_has_due_step()
        for debtor in self:
            if debtor.decision_id.reason == "address_shared":
                debtor.has_due_step = True
        return result

    def _share_addresses(self, decisions, as_of, run, agreed):
        """Let one debtor an address be written to on a day: the largest.

        In a run the others are decided about anew and come on the next contact
        day; a person's own message goes all the same.

        :param dict decisions: debtor -> Decision; changed in place
        :param bool agreed: proposals are sent too
        :return: debtors whose address was taken today by another one
        """
        taken = {}
        for company, debtors in self.grouped("company_id").items():
            wanted = debtors._get_addresses(decisions, agreed)
            first = {}
            for debtor in sorted(wanted, key=lambda one: _largest(one, decisions)):
                first.setdefault(wanted[debtor], debtor)
            if not first:
                continue
            got = self.env["debtor.address.day"]._claim(company, as_of, first)
            taken |= {
                debtor: email
                for debtor, email in wanted.items()
                if email not in got or first[email] != debtor
            }
        waiting = self.browse(debtor.id for debtor in taken)
        if run and waiting:
            addresses = frozenset(taken.values())
            decisions.update(waiting._decide(as_of, taken=addresses))
            for debtor in waiting:
                debtor.next_action_date = decisions[debtor].next_date
        return waiting

    def _get_addresses(self, decisions, agreed):
        """Return debtor -> the address that its message of today goes to."""
        outcomes = ("send", "propose") if agreed else ("send",)
        going = self.filtered(
            lambda one: (
                decisions[one].outcome in outcomes
                and not decisions[one].task
                and decisions[one].recipient_id
                and decisions[one].channel == "email"
            )
        )
        partners = self.env["res.partner"]
        recipients = partners.browse(decisions[one].recipient_id for one in going)
        recipients.fetch(["email_normalized", "lang", "name"])
        return {
            debtor: partners.browse(decisions[debtor].recipient_id).email_normalized
            for debtor in going
        }


def _largest(debtor, decisions):
    """Sort the debtors of an address: who owes most, else who came first."""
    return (-decisions[debtor].parameters["total"], debtor.id)


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _remark_shared(self, debtors):
        """Say on messages by hand that their address had one today already."""
        for notice in self.filtered(lambda one: one.debtor_id in debtors):
            remark = self.env._(
                "This address was already written to today for another customer."
            )
            remarks = [notice.remark, remark] if notice.remark else [remark]
            notice._write_sudo({"remark": " ".join(remarks)})


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "address_shared": self.env._(
                "%(level)s is due, but %(addresses)s serves several customers and was "
                "written to for another one today: this message follows on %(next)s. "
                "It can be sent by hand before."
            ),
        }

"""Common ground of the add-on's tests: a company, customers, invoices in bulk."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

#: A Monday without holidays around it, in Belgium and in the Netherlands.
TODAY = date(2026, 11, 23)
#: That day in the morning, in UTC, for tests that stop the clock.
NOW = datetime(2026, 11, 23, 10)


@tagged("post_install", "-at_install")
class FollowupCommon(AccountTestInvoicingCommon):
    """A Belgian company with an active automatic ladder: +5, +16, +32 formal.

    ``TODAY`` is passed as ``as_of`` wherever follow-up needs a day; no clock is
    read.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls._use_currency(cls.company, "EUR")
        cls.company.write(
            {
                "country_id": cls.env.ref("base.be").id,
                "email": "ar@company.example",
                # Else the day on which the tests run.
                "followup_sent_from": date(2020, 1, 1),
            }
        )
        cls.policy = cls._create_policy(mode="automatic")
        cls.policy.action_activate()
        cls.company.followup_policy_id = cls.policy
        cls.customer = cls._create_customer("Bakkerij Peeters")

    @classmethod
    def _introduce_company(cls):
        """Give the company what a formal notice must name of its sender."""
        cls.company.write(
            {"street": "Kouter 7", "zip": "9000", "city": "Gent", "vat": "BE0477472701"}
        )
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "BE71096123456769",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )

    @classmethod
    def _create_policy(cls, levels=None, **values):
        """Create a draft policy; ``levels`` are dicts of level values."""
        if levels is None:
            levels = [
                {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
                {
                    "name": "Reminder 2",
                    "delay_days": 16,
                    "deadline_days": 8,
                    "tone": "firm",
                },
                {
                    "name": "Formal notice",
                    "step_kind": "formal_notice",
                    "delay_days": 32,
                    "deadline_days": 10,
                    "channel": "registered_letter",
                },
            ]
        return cls.env["debtor.followup.policy"].create(
            {
                "name": "Ladder",
                "company_id": cls.company.id,
                "level_ids": [
                    Command.create({"sequence": place, **level})
                    for place, level in enumerate(levels)
                ],
                **values,
            }
        )

    @classmethod
    def _create_customer(cls, name, kind="business", company=None, **values):
        """Create a customer and its debtor of a kind; return the partner."""
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": f"{name.split()[0].lower()}@customer.example",
                "country_id": cls.env.ref("base.be").id,
                **values,
            }
        )
        cls._debtor(partner, company).debtor_kind = kind
        return partner

    @classmethod
    def _debtor(cls, partner=None, company=None):
        return cls.env["debtor.debtor"]._for(
            partner or cls.customer, company or cls.company
        )

    @classmethod
    def _create_invoices(cls, *specs, move_type="out_invoice", post=True):
        """Create invoices in one go.

        :param specs: dicts with ``days`` (overdue on TODAY, negative: not yet
            due), ``amount``, and if wanted ``partner``, ``currency``, ``term``
            (days from invoice to due date, default 30), ``payment_term``,
            ``company``, ``sent`` (default True: on the day of the invoice; of one
            that was never sent nobody is reminded)
        """
        moves = cls.env["account.move"].create(
            [cls._prepare_invoice(move_type, **spec) for spec in specs]
        )
        if post:
            moves.action_post()
        return moves

    @classmethod
    def _prepare_invoice(
        cls,
        move_type,
        days=10,
        amount=100.0,
        partner=None,
        currency=None,
        term=30,
        payment_term=None,
        company=None,
        sent=True,
    ):
        due = TODAY - timedelta(days=days)
        values = {
            # As Odoo's Send leaves them behind.
            "is_move_sent": sent,
            "followup_sent_date": sent and due - timedelta(days=term),
            "move_type": move_type,
            "partner_id": (partner or cls.customer).id,
            "invoice_date": due - timedelta(days=term),
            "company_id": (company or cls.company).id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Goods",
                        "price_unit": amount,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
        if payment_term:
            values["invoice_payment_term_id"] = payment_term.id
        else:
            values["invoice_payment_term_id"] = False
            values["invoice_date_due"] = due
        if currency:
            values["currency_id"] = currency.id
        return values

    def _stop_clock(self, moment=NOW):
        """Let a moment in UTC be now until the test ends, or the next call."""
        self.startPatcher(freeze_time(moment))

    def _run(self, as_of=TODAY, company=None):
        return self.env["debtor.followup.run"]._run(company or self.company, as_of)

    def _run_and_deliver(self, as_of=TODAY, company=None):
        """Run, and let every queued notice arrive the same day."""
        run = self._run(as_of, company)
        notices = run.notice_ids.filtered(lambda notice: notice.state == "queued")
        notices._mark_sent(datetime(as_of.year, as_of.month, as_of.day, 10))
        return notices

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date, format_datetime

from ..engine import calls

#: So many earlier contacts, promises and answers stand on a call sheet.
SHOWN = 6


class DebtorDebtor(models.Model):
    """What a call sheet says about a debtor."""

    _inherit = "debtor.debtor"

    def action_open_call(self):
        """Open the call sheet of this debtor, to call him."""
        return self._open_call_sheet()

    def action_record_answer(self):
        """Record what the debtor said on the phone, without a planned call."""
        return self._open_call_sheet(inbound=True)

    def _open_call_sheet(self, **values):
        """Return the dialog with the call sheet; closing it leads back."""
        self.ensure_one()
        self._check_may_send()
        sheet = self.env["debtor.call.sheet"]._open(self, **values)
        return sheet._get_records_action(
            name=self.env._("Call %s", self.partner_id.display_name),
            target="new",
            context={"dialog_size": "extra-large"},
        )

    def _get_call_claims(self):
        """Return the open claims that can be spoken about, the oldest first."""
        self.ensure_one()
        domain = self._get_claims_domain() & Domain("amount_residual", ">", 0)
        return self.env["account.move.line"].search(domain, order="date_maturity, id")

    def _propose_call_details(self, outcome, currency):
        """Return the (day, amount) to begin with for an outcome.

        What is overdue in the currency, without what is paused; all of what is
        open when nothing is overdue.
        """
        self.ensure_one()
        today = self.company_id._followup_now().date()
        amount, day = 0.0, False
        if outcome in ("promise", "announced") and currency:
            claims = self._read_askable(currency, today)
            late = [
                one for one in claims if one[0].due_date and one[0].due_date < today
            ]
            units = sum(rest for _claim, rest in late or claims)
            amount = units / 10**currency.decimal_places
        if outcome == "promise":
            day = calls.usual_promise_day(today, self._countries())
        elif outcome == "announced":
            day = today
        elif outcome == "later":
            day = calls.next_attempt_day(today, self._countries())
        return day, amount

    # === WHAT THE SHEET SHOWS === #

    def _get_call_sheet_values(self, notice):
        """Hook: return what the blocks of the call sheet show.

        :param notice: the call to make, empty without one
        """
        self.ensure_one()
        today = self.company_id._followup_now().date()
        tables = self._get_open_tables(today)
        overdue = [
            format_amount(self.env, table["overdue"], table["currency"])
            for table in tables
            if table["currency"].compare_amounts(table["overdue"], 0) > 0
        ]
        return {
            "env": self.env,
            "debtor": self,
            "notice": notice,
            "tables": tables,
            "bills": self.open_bills_amount,
            "asked": self.env["debtor.notice"]._join(overdue),
            "people": self._get_people(),
            "deadline": self._get_deadline_to_ask(notice, today),
            "attempts": self._get_attempts(notice) if notice else (),
            "last_promise": format_date(self.env, calls.last_promise_day(today)),
            "answer_days": calls.ANSWER_DAYS,
            "promises_a_claim": calls.PROMISES_A_CLAIM,
            "contacts": self._get_contact_history(),
            "promises": self._get_promise_history(),
            "words": self._get_own_words(),
            "amount": lambda value, currency: format_amount(self.env, value, currency),
            "date": lambda value: value and format_date(self.env, value) or "",
            "moment": lambda value: format_datetime(
                self.env, value, dt_format="EEE d MMM HH:mm"
            ),
        }

    def _get_deadline_to_ask(self, notice, today):
        """Return the day to ask payment by, in words."""
        day = notice.deadline_date or calls.usual_promise_day(today, self._countries())
        return self.env["debtor.notice"]._day(day, "full")

    def _get_open_tables(self, today):
        """Return what is open, currency by currency, nothing converted."""
        lines = self.env["account.move.line"].search(
            self._get_claims_domain() & Domain("amount_residual_currency", "!=", 0),
            order="date_maturity, id",
        )
        paused = {}
        for pause in self.pause_ids.filtered(lambda one: one.state == "active"):
            for line in pause.line_ids:
                paused[line.move_line_id] = pause.display_name
        tables = []
        for currency, group in lines.grouped("currency_id").items():
            rows = [
                {
                    "line": line,
                    "late": max(0, (today - line.date_maturity).days)
                    if line.date_maturity
                    and line.amount_residual_currency > 0
                    and not line.move_id.followup_is_collected
                    else 0,
                    "paused": paused.get(line),
                }
                for line in group
            ]
            tables.append(
                {
                    "currency": currency,
                    "rows": rows,
                    "total": sum(group.mapped("amount_residual_currency")),
                    "overdue": sum(
                        row["line"].amount_residual_currency
                        for row in rows
                        if row["late"]
                    ),
                }
            )
        return tables

    def _get_contact_history(self):
        """Return earlier contacts and calls, the newest first, as plain rows."""
        states = dict(
            self.env["debtor.notice"]._fields["state"]._description_selection(self.env)
        )
        notices = self.env["debtor.notice"].search(
            [
                ("debtor_id", "=", self.id),
                ("state", "not in", ("draft", "queued", "cancelled")),
                ("channel", "!=", "phone"),
            ],
            limit=SHOWN,
        )
        rows = [
            {
                "day": notice.contact_date,
                "what": notice.level_id.name or notice.display_name,
                "how": states[notice.state],
                "note": notice.recipient_id.name or "",
            }
            for notice in notices
        ]
        spoken = self.env["debtor.call"].search(
            [("debtor_id", "=", self.id)], limit=SHOWN
        )
        rows += [
            {
                "day": call.day,
                "what": self.env._("Phone"),
                "how": call.display_name,
                "note": call.note or "",
            }
            for call in spoken
        ]
        rows.sort(key=lambda row: row["day"], reverse=True)
        return rows[:SHOWN]

    def _get_promise_history(self):
        """Return earlier promises with how they ended, the newest first."""
        return self.env["debtor.pause"].search(
            [("debtor_id", "=", self.id), ("reason", "=", "promise")],
            order="date_start desc, id desc",
            limit=SHOWN,
        )

    def _get_own_words(self):
        """Return what the debtor wrote in his last answers, as plain text."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "debtor.notice"),
                ("res_id", "in", self.notice_ids.ids),
                ("message_type", "=", "email"),
            ],
            order="date desc",
            limit=3,
        )
        return [
            {"day": message.date, "text": message.preview or message.subject or ""}
            for message in messages
        ]

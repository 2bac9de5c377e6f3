"""Every reason for a decision, made to come about on a real database."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tools import SQL

from .common import TODAY, FollowupCommon

SATURDAY = TODAY - timedelta(days=2)


class ExplanationCases(FollowupCommon):
    """A method for each sentence, called ``_case_`` and its key, that plans a debtor.

    Each returns the debtor whose last decision has that sentence.
    """

    def _all_cases(self):
        """Return key of a sentence -> the decision that has it."""
        return {
            name.removeprefix("_case_"): getattr(self, name)().decision_id
            for name in dir(self)
            if name.startswith("_case_")
        }

    def _plan(self, name, day=TODAY, policy=None, kind="business", **spec):
        """Create a customer with an invoice, plan it, and return its debtor."""
        customer = self._create_customer(name, kind=kind)
        self._create_invoices({"days": 10, "partner": customer, **spec})
        debtor = self._debtor(customer)
        debtor.policy_id = policy
        debtor._plan(day)
        return debtor

    def _ladder(self, *steps, mode="automatic", **level):
        """Return an active policy; steps are (kind, days) pairs."""
        policy = self._create_policy(
            levels=[
                {"name": f"Step {n}", "step_kind": kind, "delay_days": days, **level}
                for n, (kind, days) in enumerate(steps)
            ],
            mode=mode,
        )
        policy.action_activate()
        return policy

    def _legal(self, kind):
        """Return a ladder with a legal step after its two reminders."""
        return self._ladder(("reminder", 5), ("reminder", 16), (kind, 30))

    def _reach(self, debtor, *days, plan=0):
        """Let what is due arrive on days before today, then plan as on a day.

        :param days: so many days before TODAY
        :param plan: so many days after TODAY
        """
        for day in (TODAY - timedelta(days=n) for n in days):
            notice = debtor._act(day)
            notice._mark_sent(datetime(day.year, day.month, day.day, 10))
        debtor._plan(TODAY + timedelta(days=plan))
        return debtor

    def _pause(self, debtor, days=9, **values):
        self.env["debtor.pause"].create(
            {
                "debtor_id": debtor.id,
                "date_start": TODAY - timedelta(days=60),
                "date_end": TODAY + timedelta(days=days),
                **values,
            }
        )
        debtor._plan(TODAY)
        return debtor

    def _case_step_due_send(self):
        return self._plan("Send")

    def _case_step_due_propose(self):
        return self._plan(
            "Propose", policy=self._ladder(("reminder", 5), mode="propose")
        )

    def _formal(self, name):
        """Return the debtor of a ladder with a formal notice that is due."""
        policy = self._legal("formal_notice")
        return self._reach(self._plan(name, policy=policy, days=60), 28, 14)

    def _case_step_due_formal_notice(self):
        debtor = self._formal("Formal")
        debtor.never_automatic = True
        return self._reach(debtor)

    def _case_step_due_formal_notice_itself(self):
        return self._formal("Formal itself")

    def _case_step_due_handoff(self):
        debtor = self._plan("Handoff", policy=self._legal("handoff"), days=60)
        return self._reach(debtor, 28, 14)

    def _case_waits_for_person(self):
        debtor = self._plan("Waits", policy=self._legal("handoff"), days=60)
        self._reach(debtor, 28, 14)._act(TODAY)
        return self._reach(debtor, plan=1)

    def _case_call_due(self):
        return self._plan("Call", policy=self._ladder(("call", 5)))

    def _case_not_yet(self):
        return self._plan("Not yet", days=2)

    def _case_nothing_overdue(self):
        return self._plan("Not overdue", days=-5)

    def _case_nothing_overdue_end(self):
        policy = self._ladder(("reminder", 5), minimum_claim=1000)
        return self._plan("No step", days=-5, policy=policy)

    def _case_nothing_open(self):
        debtor = self._plan("Paid")
        debtor.claim_ids.move_id.button_draft()
        return self._reach(debtor)

    def _case_no_debtor(self):
        debtor = self._plan("Employee")
        debtor.partner_id.employee = True
        return self._reach(debtor)

    def _case_no_due_date(self):
        debtor = self._plan("Undated")
        claims = SQL("id IN %s", tuple(debtor.claim_ids.ids))
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE account_move_line SET date_maturity = NULL WHERE %s", claims)
        )
        self.env.invalidate_all()
        return self._reach(debtor)

    def _case_covered_by_credits(self):
        debtor = self._plan("Covered")
        self._create_invoices({"partner": debtor.partner_id}, move_type="out_refund")
        return self._reach(debtor)

    def _case_paused(self):
        return self._pause(self._plan("Paused"))

    def _case_paused_claims(self):
        debtor = self._plan("Claim paused")
        line = Command.create({"move_line_id": debtor.claim_ids.id})
        return self._pause(debtor, scope="claims", line_ids=[line])

    def _case_paused_law(self):
        return self._pause(self._plan("Bankrupt"), reason="insolvency")

    def _case_paused_person(self):
        return self._pause(self._plan("Answers"), reason="reply")

    def _case_paused_claims_person(self):
        debtor = self._plan("Claim disputed")
        line = Command.create({"move_line_id": debtor.claim_ids.id})
        return self._pause(debtor, reason="dispute", scope="claims", line_ids=[line])

    def _case_pause_needs_person_law(self):
        return self._pause(self._plan("Helped"), days=-9, reason="debt_help")

    def _case_pause_needs_person(self):
        return self._pause(self._plan("Disputed"), days=-9, reason="dispute")

    def _case_no_policy(self):
        self.company.followup_policy_id = False
        debtor = self._plan("No policy")
        self.company.followup_policy_id = self.policy
        return debtor

    def _case_policy_draft(self):
        return self._plan("Draft", policy=self._create_policy())

    def _case_contact_underway(self):
        debtor = self._plan("Underway")
        debtor._act(TODAY)
        return self._reach(debtor)

    def _case_uncertain(self):
        debtor = self._plan("Uncertain")
        notice = debtor._act(TODAY)
        notice._set_state("sending")
        notice._mark_uncertain()
        return self._reach(debtor)

    def _case_small_amount(self):
        return self._reach(self._plan("Small", amount=20, days=40), 14)

    def _case_below_minimum(self):
        return self._plan("Below", amount=3)

    def _case_stops_unknown(self):
        return self._reach(self._plan("Unknown", kind="unknown", days=40), 14)

    def _case_collected(self, name="Collected", days=10):
        debtor = self._plan(name, days=days)
        debtor.direct_debit = True
        return self._reach(debtor)

    def _case_collected_late(self):
        return self._case_collected("Collected late", days=40)

    def _case_open_bills(self):
        debtor = self._plan("Owed", policy=self._legal("formal_notice"), days=60)
        self.init_invoice(
            "in_invoice", debtor.partner_id, TODAY, post=True, amounts=[20]
        )
        return self._reach(debtor, 28, 14)

    def _case_end_of_ladder(self):
        policy = self._ladder(("reminder", 5))
        return self._reach(self._plan("End", policy=policy, days=40), 14)

    def _case_law_reminder(self):
        """A business, reminded twice, turns out to be a consumer."""
        policy = self._legal("formal_notice")
        debtor = self._plan("Turned", policy=policy, days=60)
        debtor.partner_id.country_id = self.env.ref("base.be")
        self._reach(debtor, 40, 25)
        debtor.debtor_kind = "consumer"
        return self._reach(debtor)

    def _case_law_letter(self):
        """A handoff is next, without the letter that Dutch law asks for."""
        before, self.company.followup_law = self.company.followup_law, "NL"
        debtor = self._plan(
            "Letter", policy=self._legal("handoff"), kind="consumer", days=60
        )
        self._reach(debtor, 40, 25)
        self.company.followup_law = before
        return debtor

    def _case_not_business_day(self):
        return self._plan("Saturday", day=SATURDAY)

    def _case_quiet_period(self):
        period = self.env["debtor.quiet.period"].create(
            {
                "name": "Stocktaking",
                "date_from": TODAY,
                "date_to": TODAY + timedelta(days=2),
            }
        )
        debtor = self._plan("Quiet")
        period.active = False
        return debtor

    def _start(self, **values):
        """Let follow-up have started gently, and undo it when the test ends."""
        before = {name: self.company[name] for name in values}
        self.company.write(values)
        return before

    def _case_before_cutoff(self):
        before = self._start(followup_cutoff_date=TODAY)
        debtor = self._plan("Cut off")
        self.company.write(before)
        return debtor

    def _case_old_claims(self):
        before = self._start(followup_person_before=TODAY)
        debtor = self._plan("Old")
        self.company.write(before)
        return debtor

    def _hold_back(self, name, first_day):
        before = self._start(followup_start_date=first_day, followup_gentle_limit=1)
        debtors = self._plan(f"{name}-1", amount=900) | self._plan(f"{name}-2")
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        debtors._act(TODAY, run=run)
        self.company.write(before)
        return debtors[1]

    def _case_gentle_start(self):
        return self._hold_back("Gentle", TODAY - timedelta(days=1))

    def _case_gentle_first_day(self):
        return self._hold_back("First", TODAY)

    def _case_bank_behind(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": TODAY - timedelta(days=9),
                "payment_ref": "Transfer",
                "amount": 1,
            }
        )
        debtor = self._plan("Bank behind")
        line.unlink()
        return debtor

    def _case_payment_suspected(self):
        debtor = self._plan("Perhaps paid")
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": TODAY,
                "payment_ref": "Transfer",
                "partner_id": debtor.partner_id.id,
                "amount": 1,
            }
        )
        self._reach(debtor)
        line.unlink()
        return debtor

    def _case_veto_window(self):
        debtor = self._plan("Key")
        debtor.key_customer = True
        return self._reach(debtor)

    def _case_call_chosen(self):
        debtor = self._case_veto_window()
        debtor.action_call_instead()
        return debtor

    def _case_contact_budget(self):
        debtor = self._plan("Often", days=30)
        debtor.contact_budget = 1
        return self._reach(debtor, 13)

    def _case_own_part(self):
        return self._plan("Never sent", sent=False)

    def _case_own_part_early(self):
        return self._plan("Not sent yet", days=-28, sent=False)

    def _case_no_address_letter(self):
        debtor = self._plan("Nowhere")
        step = self.policy.level_ids[0]
        before, step.channel = step.channel, "letter"
        reached = self._reach(debtor)
        step.channel = before
        return reached

    def _print_letter(self, name):
        """Return the printed letter to somebody without an email address."""
        debtor = self._plan(name)
        debtor.partner_id.write(
            {
                "email": False,
                "street": "Steenstraat 1",
                "zip": "8000",
                "city": "Brugge",
            }
        )
        letter = debtor._act(TODAY)
        self.env["debtor.letter.batch"]._print(letter)
        return letter

    def _case_no_address_returned(self):
        letter = self._print_letter("Moved")
        letter._fail("Nobody of that name", refused=True)
        return self._reach(letter.debtor_id)

    def _case_contact_underway_letter(self):
        return self._reach(self._print_letter("Printed").debtor_id)

    def _case_no_address(self):
        debtor = self._plan("Nobody")
        debtor.partner_id.email = False
        return self._reach(debtor)

    def _case_address_failed(self):
        debtor = self._plan("Bounces")
        debtor._act(TODAY)._fail("550 no such user", refused=True)
        return self._reach(debtor)

    def _case_address_shared(self):
        first, second = (
            self._plan(name, amount=amount)
            for name, amount in (("Much", 900), ("Less", 90))
        )
        (first + second).partner_id.email = "office@accountant.example"
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        (first + second)._act(TODAY, run=run)
        return second

    def _plan_with_figures(self, name, days=10, amount=100, **figures):
        """Plan a debtor whose policy has all that good payers get."""
        policy = self._ladder(("reminder", 5))
        debtor = self._plan(name, days=days, amount=amount, policy=policy)
        debtor.relationship = figures["relationship"]
        self.env["debtor.behaviour"].sudo().create(
            {"debtor_id": debtor.id, "company_id": self.company.id, **figures}
        )
        return self._reach(debtor)

    def _case_patience(self):
        return self._plan_with_figures(
            "Day eight",
            days=6,
            relationship="regular",
            paid_count=6,
            median_days=8,
            median_amount=100,
        )

    def _case_call_slower(self):
        return self._plan_with_figures(
            "Slower",
            relationship="late",
            paid_count=9,
            recent_days=18,
            earlier_days=7,
            alert_state="open",
            alert_on=TODAY,
        )

    def _case_call_loyal(self):
        return self._plan_with_figures("Loyal", relationship="loyal", paid_count=9)

"""What if: the coming steps of a debtor, said before they come."""

import time
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from .common import NOW, TODAY, FollowupCommon
from .letter_common import ADDRESS

#: Where something could be written by looking ahead.
TABLES = (
    "debtor_debtor",
    "debtor_followup_decision",
    "debtor_notice",
    "debtor_notice_line",
    "debtor_pause",
    "debtor_followup_policy",
    "debtor_what_if",
    "mail_activity",
    "mail_mail",
    "mail_message",
)


@tagged("post_install", "-at_install")
class TestWhatIf(FollowupCommon):
    """Looking ahead for one debtor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            login="looks_ahead",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.invoices = cls._create_invoices(
            {"days": 10, "amount": 300}, {"days": -3, "amount": 80}
        )
        cls.customer.write(ADDRESS)
        cls.debtor = cls._debtor()
        cls.debtor._plan(TODAY)

    def _ask(self, **choices):
        return self.debtor.with_user(self.user)._what_if(TODAY, **choices)

    def _steps(self, **choices):
        rows = self._ask(**choices)["rows"]
        return [(row["title"], row["claims"]) for row in rows if row["kind"] == "step"]

    # === WHAT COMES === #

    def test_the_steps_and_the_present_decision(self):
        told = self._ask()
        self.assertEqual(told["why"], self.debtor.explanation)
        first = told["rows"][0]
        self.assertEqual(first["title"], "Reminder 1")
        self.assertEqual(first["day"], "Mon 23 Nov 2026")
        self.assertEqual(first["amount"], "300.00\xa0€")
        self.assertEqual(first["claims"], self.invoices[0].name)
        self.assertEqual(first["deadline"], "Mon 30 Nov 2026")
        self.assertEqual(first["who"], "leaves by itself")
        self.assertEqual([one["name"] for one in first["how"]], ["Email"])
        self.assertIn("a person decides what follows", told["end"])

    def test_it_is_what_the_days_bring(self):
        """Run and deliver day after day: the same steps about the same claims."""
        formal = self.policy.level_ids.filtered(
            lambda one: one.step_kind == "formal_notice"
        )
        formal.sudo().write({"step_kind": "reminder", "channel": "email"})
        told = [
            (row["day"], row["claims"])
            for row in self._ask()["rows"]
            if row["kind"] == "step"
        ]
        self.assertGreater(len(told), 3)
        days = {TODAY + timedelta(days=n) for n in range(0, 60)}
        lived = []
        for day in sorted(days):
            if day.weekday() < 5:
                for notice in self._run_and_deliver(day):
                    names = notice.line_ids.filtered(
                        lambda one: one.role == "demanded"
                    ).mapped("move_name")
                    lived.append((day.strftime("%a %-d %b %Y"), ", ".join(names)))
        self.assertEqual(told, lived)

    def test_a_message_on_its_way_is_taken_for_arrived(self):
        notice = self.debtor._act(TODAY)
        self.assertEqual(notice.state, "queued")
        told = self._ask()
        self.assertIn("is on its way", told["why"])
        self.assertTrue(any("on its way arrives" in one for one in told["remarks"]))
        first = told["rows"][0]
        self.assertEqual(first["claims"], self.invoices[1].name)

    # === CHOICES === #

    def test_if_they_pay(self):
        euro = self.company.currency_id
        told = self._ask(payment=(TODAY + timedelta(days=2), euro, 300.0))
        paid = told["rows"][1]
        self.assertEqual(paid["title"], "300.00\xa0€ is paid")
        self.assertEqual(paid["day"], "Wed 25 Nov 2026")
        later = {row["claims"] for row in told["rows"][2:]}
        self.assertEqual(later, {self.invoices[1].name})
        told = self._ask(payment=(TODAY, euro, 380.0))
        self.assertEqual([row["kind"] for row in told["rows"]], ["paid"])
        self.assertIn("Nothing is open", told["end"])

    def test_with_another_policy(self):
        other = self._create_policy(
            levels=[{"name": "Only one", "delay_days": 20}], mode="propose"
        )
        self.assertEqual(other.state, "draft")
        (first, *_rest) = self._ask(policy=other)["rows"]
        self.assertEqual(first["title"], "Only one")
        self.assertEqual(first["day"], "Thu 3 Dec 2026")
        self.assertEqual(first["who"], "a person confirms")
        self.assertEqual(other.state, "draft")

    def test_if_they_dispute(self):
        line = self.debtor.claim_ids.filtered(lambda one: one.balance == 300)
        told = self._ask(disputed=line)
        names = {row["claims"] for row in told["rows"] if row["kind"] == "step"}
        self.assertEqual(names, {self.invoices[1].name})
        waits = [row for row in told["rows"] if row["kind"] == "pause_waits"]
        self.assertEqual([row["day"] for row in waits], ["Tue 1 Dec 2026"])
        self.assertIn("Dispute", waits[0]["title"])

    def test_from_another_date(self):
        told = self._ask(start=date(2026, 12, 14))
        self.assertEqual(told["rows"][0]["day"], "Mon 14 Dec 2026")
        self.assertEqual(told["rows"][0]["amount"], "380.00\xa0€")

    def test_a_pause_of_today_ends_in_the_list(self):
        self.env["debtor.pause"].create(
            {
                "debtor_id": self.debtor.id,
                "date_start": TODAY,
                "date_end": date(2026, 12, 4),
            }
        )
        told = self._ask()
        self.assertIn("Paused until", told["why"])
        self.assertIn("The pause is over: By hand", told["rows"][0]["title"])
        self.assertEqual(told["rows"][1]["day"], "Mon 7 Dec 2026")

    # === NOTHING IS WRITTEN === #

    def _counts(self):
        self.env.flush_all()
        rows = {}
        for table in TABLES:
            name = SQL.identifier(table)
            self.env.cr.execute(SQL("SELECT count(*), max(id) FROM %s", name))
            count = self.env.cr.fetchone()
            self.env.cr.execute(
                SQL(
                    "SELECT last_value, is_called FROM %s",
                    SQL.identifier(f"{table}_id_seq"),
                )
            )
            rows[table] = count, self.env.cr.fetchone()
        self.env.cr.execute("SELECT max(xmin::text::bigint) FROM debtor_debtor")
        return rows, self.env.cr.fetchone()

    def test_nothing_is_written(self):
        """No row, no changed row, no number of a sequence."""
        self._stop_clock(NOW)
        before = self._counts()
        line = self.debtor.claim_ids[:1]
        form = Form(
            self.env["debtor.what.if"]
            .with_user(self.user)
            .with_context(default_debtor_id=self.debtor.id)
        )
        self.assertIn("Reminder 1", str(form.forecast))
        form.amount = 100
        form.pay_date = TODAY + timedelta(days=1)
        self.assertIn("is paid", str(form.forecast))
        form.disputed_id = line
        form.policy_id = self.policy
        form.start_date = TODAY + timedelta(days=9)
        self.assertIn("Wed 2 Dec 2026", str(form.forecast))
        self.assertEqual(self._counts(), before)

    # === WHO, AND WHAT CANNOT BE === #

    def test_only_users_look_ahead(self):
        viewer = new_test_user(
            self.env,
            login="only_sees",
            groups="base.group_user,debtor_followup.group_viewer",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer).action_what_if()
        with self.assertRaises(AccessError):
            self.customer.with_user(viewer).action_what_if()
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer)._what_if(TODAY)
        action = self.customer.with_user(self.user).action_what_if()
        self.assertEqual(action["context"]["default_debtor_id"], self.debtor.id)

    def test_a_customer_who_is_not_followed(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRaisesRegex(UserError, "is not followed"):
            stranger.with_user(self.user).action_what_if()

    def test_bad_input(self):
        euro, yesterday = self.company.currency_id, TODAY - timedelta(days=1)
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        theirs = self._create_policy(company_id=elsewhere.id, name="Theirs")
        self._create_customer("Somebody else")
        other = self._create_invoices({"partner": self._create_customer("Another")})
        line = other.line_ids.filtered("date_maturity")
        for choices, words in (
            ({"start": yesterday}, "Choose today"),
            ({"payment": (yesterday, euro, 5.0)}, "for the payment"),
            ({"payment": (TODAY, euro, 380.01)}, "no more than what is open, 380.00"),
            ({"payment": (TODAY, euro, -1.0)}, "above zero"),
            ({"payment": (TODAY, self.env.ref("base.USD"), 1.0)}, "no more than"),
            ({"policy": theirs}, "belongs to another company"),
            ({"disputed": line}, "Choose an open invoice of this customer"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._ask(**choices)

    def test_the_dialog_says_what_is_wrong(self):
        """And keeps what was chosen."""
        self._stop_clock(NOW)
        form = Form(
            self.env["debtor.what.if"]
            .with_user(self.user)
            .with_context(default_debtor_id=self.debtor.id)
        )
        form.amount = 1000
        self.assertIn("no more than what is open", str(form.forecast))
        self.assertIn("alert", str(form.forecast))
        self.assertEqual(form.amount, 1000)
        # A currency that was cleared is the company's.
        dialog = self.env["debtor.what.if"].with_user(self.user)
        dialog = dialog.new({"debtor_id": self.debtor.id, "amount": 1000})
        self.assertIn("no more than what is open, 380.00", dialog.forecast)
        dialog.currency_id = False
        self.assertIn("no more than what is open, 380.00", dialog.forecast)
        form.amount = 0
        self.assertIn("Reminder 2", str(form.forecast))

    # === SPEED === #

    def test_fifty_claims_are_quick(self):
        self._create_invoices(*({"days": n * 3 - 60} for n in range(50)))
        self._ask()
        begun = time.process_time()  # others may use the machine too
        told = self._ask()
        self.assertLess(time.process_time() - begun, 1.0)
        self.assertGreater(len(told["rows"]), 10)

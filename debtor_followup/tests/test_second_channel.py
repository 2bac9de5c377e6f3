from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .test_letters import NEXT_WEEK, LetterCommon


@tagged("post_install", "-at_install")
class TestSecondChannel(LetterCommon):
    """A mail and the letter that goes along: taken back, and shown, as one."""

    CHANNELS = {"channel": "email", "second_channel": "letter", "deadline_days": 14}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._debtor()
        cls.invoice = cls._create_invoices({"days": 10})
        cls.mail = cls.debtor._act(TODAY).sudo()
        cls.letter = cls.mail.copy_ids
        cls.claim = cls.invoice.line_ids.filtered("date_maturity")

    def test_the_form_of_a_copy_shows_the_claims(self):
        self.assertFalse(self.letter.line_ids)
        for notice in (self.mail, self.letter):
            with Form(notice) as form:
                names = [line["move_name"] for line in form.shown_line_ids._records]
            self.assertEqual(names, self.invoice.mapped("name"))

    def _post_letter(self):
        self._print(self.letter).action_post()
        self.assertEqual(self.letter.state, "sent")

    def _take_back(self, notice, **values):
        form = self.env["debtor.notice.withdraw"].browse(
            notice.action_withdraw()["res_id"]
        )
        form.write({"reason": "other", **values})
        form.action_withdraw()
        return form

    def _history(self):
        company, partner = self.company, self.customer
        snapshots = self.debtor._read_snapshots(company, partner, NEXT_WEEK)
        return snapshots[partner.id].history

    def _todo(self):
        self.env.flush_all()
        self.env["debtor.todo"].invalidate_model()
        rows = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        return {(row.notice_id, row.kind) for row in rows if row.notice_id}

    def _make_uncertain(self, notice):
        notice._write_sudo({"state": "sending"})
        notice._mark_uncertain()

    # === TAKEN BACK === #

    def test_of_which_only_the_letter_arrived(self):
        self.mail._fail("Refused", refused=True)
        self._post_letter()
        self.assertTrue(self._history())
        for notice in (self.mail, self.letter):
            self.assertTrue(notice.can_withdraw)
        self._take_back(self.mail, note="A mix-up", reason="wrong_invoice")
        self.assertEqual(self.letter.state, "withdrawn")
        self.assertEqual(self.letter.withdraw_note, "A mix-up")
        self.assertFalse(self._history())
        self.assertFalse(self.debtor.level_id)
        self.assertEqual(self.debtor.pause_ids.line_ids.move_line_id, self.claim)
        self.assertFalse(self.mail.can_withdraw)

    def test_the_mail_that_failed_is_nobodys_task_then(self):
        self.mail._fail("Refused", refused=True)
        self._post_letter()
        self._take_back(self.letter)
        self.assertRecordValues(
            self.mail, [{"state": "failed", "refused": True, "handled": True}]
        )
        self.assertFalse(self._todo())
        with self.assertRaisesRegex(UserError, "taken back or cancelled"):
            self.mail.action_retry()
        self.assertEqual(self.mail.state, "failed")

    def test_the_copy_of_what_was_cancelled_is_not_sent_again(self):
        self.mail._fail("Refused")
        self.letter._fail("No printer")
        self.mail.action_cancel()
        with self.assertRaisesRegex(UserError, "taken back or cancelled"):
            self.letter.action_retry()
        self.assertEqual(self.letter.state, "failed")

    @mute_logger("odoo.addons.debtor_followup.models.debtor_notice")
    def test_what_may_have_arrived_is_taken_back_too(self):
        self.mail._fail("Refused")
        self._post_letter()
        self.mail._write_sudo({"state": "uncertain"})
        self._take_back(self.letter)
        self.assertEqual(set((self.mail | self.letter).mapped("state")), {"withdrawn"})
        self.assertFalse(self._todo())
        self.mail.action_arrived()
        self.assertEqual(self.mail.state, "withdrawn")

    def test_what_turns_out_to_have_arrived_follows(self):
        self.mail._mark_sent("2026-11-23 10:00:00")
        self.mail._set_state("bounced")
        self._post_letter()
        self._take_back(self.letter)
        self.assertEqual(self.mail.state, "bounced")
        self.mail.action_arrived()
        self.assertEqual(self.mail.state, "withdrawn")
        self.assertFalse(self._history())

    def test_one_that_is_leaving_just_now_follows(self):
        """Its worker is between two commits: it still says what became of it."""
        endings = {
            "sent": lambda one: one._mark_sent("2026-11-23 10:00:00"),
            "uncertain": lambda one: one._mark_uncertain(),
            "failed": lambda one: one._fail("Refused", refused=True),
            "put off": lambda one: one._set_state("queued"),
        }
        results = dict.fromkeys(endings, "withdrawn")
        results.update({"failed": "failed", "put off": "cancelled"})
        self._post_letter_of_failed_mail()
        for name, end in endings.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                self._take_back(self.letter, apologise=False)
                tasks = len(self.debtor.activity_ids)
                end(self.mail)
                self.assertEqual(self.mail.state, results[name])
                self.assertEqual(len(self.debtor.activity_ids), tasks)
                self.assertFalse(self._todo())
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def _post_letter_of_failed_mail(self):
        self.mail._fail("Refused")
        self._post_letter()
        self.mail._write_sudo({"state": "sending"})

    def test_the_apology_goes_to_whoever_got_it(self):
        accounts = self.env["res.partner"].create(
            {
                "name": "Accounts",
                "parent_id": self.customer.id,
                "email": "accounts@customer.example",
            }
        )
        self.mail._fail("Refused", refused=True)
        self._print(self.letter)
        self.letter._write_sudo({"recipient_id": accounts.id})
        self.letter._mark_sent("2026-11-24 10:00:00")
        form = self._take_back(self.mail)
        self.assertEqual(form.recipient_id, accounts)
        self.assertIn(self.invoice.name, form.body)

    def test_nothing_arrived_nothing_to_take_back(self):
        self.mail._fail("Refused")
        for notice in (self.mail, self.letter):
            self.assertFalse(notice.can_withdraw)
            with self.assertRaisesRegex(UserError, "Only a message that was sent"):
                notice.action_withdraw()

    # === THE MORNING PAGE === #

    def test_a_copy_of_unknown_fate_is_shown(self):
        self.mail._mark_sent("2026-11-23 10:00:00")
        self.letter._write_sudo({"channel": "email", "state": "uncertain"})
        self.assertEqual(self._todo(), {(self.letter, "uncertain")})

    def test_a_letter_is_to_be_printed_when_its_mail_has_left(self):
        self.assertFalse(self._todo())
        for state in ("sending", "failed", "sent"):
            self.mail._write_sudo({"state": state, "handled": True})
            printable = self.letter.filtered_domain(self.letter._get_printable_domain())
            shown = {(one, "letter") for one in printable}
            with self.subTest(state):
                self.assertEqual(bool(printable), state != "sending")
                self.assertEqual(self._todo(), shown)
        self._print(self.letter)
        self.assertEqual(self._todo(), {(self.letter, "post")})

    def test_the_amount_of_a_copy_is_that_of_its_message(self):
        self.assertTrue(self.mail.amount_text)
        self.assertEqual(self.letter.amount_text, self.mail.amount_text)

    # === THE STEP REACHED === #

    def _reached(self):
        self.env.flush_all()
        records = (self.invoice, self.claim)
        for record in records:
            record.invalidate_recordset(["followup_level_id"])
        return [record.followup_level_id for record in records]

    def test_the_invoice_shows_what_the_letter_reached(self):
        self.mail._fail("Refused", refused=True)
        self.assertFalse(any(self._reached()))
        self._post_letter()
        first = self.policy.level_ids[0]
        self.assertEqual(self._reached(), [first] * 2)
        found = self.env["account.move"].search([("followup_level_id", "=", first.id)])
        self.assertEqual(found, self.invoice)
        self._take_back(self.letter)
        self.assertFalse(any(self._reached()))

    def test_the_highest_step_counts_not_the_last(self):
        """A ladder that was changed for a gentler one repeats no step below."""
        self.mail._mark_sent("2026-11-23 10:00:00")
        second = self.policy.level_ids[1]
        line = self.mail.line_ids
        line.write({"level_id": second.id, "reminder_no": 2})
        self.env.flush_all()
        later = self.mail.copy({"automatic": False, "contact_date": NEXT_WEEK})
        line.copy({"notice_id": later.id, "level_id": self.policy.level_ids[0].id})
        later.line_ids.write({"reminder_no": 1})
        later.state = "sent"
        self.assertEqual(self._reached(), [second] * 2)
        call = later.copy({"contact_date": NEXT_WEEK + timedelta(days=1)})
        line.copy(
            {
                "notice_id": call.id,
                "level_id": self.policy.level_ids[2].id,
                "step_kind": "call",
            }
        )
        call.state = "sent"
        self.assertEqual(self._reached(), [second] * 2)
        moves = self.env["account.move"]
        self.assertEqual(
            moves.search([("followup_level_id", "=", second.id)]), self.invoice
        )
        first = self.policy.level_ids[0]
        self.assertFalse(moves.search([("followup_level_id", "=", first.id)]))
        self.assertNotIn(
            self.invoice, moves.search([("followup_level_id", "=", False)])
        )

    def test_an_extension_starts_again(self):
        self.mail._mark_sent("2026-11-23 10:00:00")
        self.assertTrue(all(self._reached()))
        self.claim.date_maturity = NEXT_WEEK
        self.assertFalse(any(self._reached()))

    def test_a_posting_anew_keeps_the_step(self):
        self.mail._mark_sent("2026-11-23 10:00:00")
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.name = "Other goods"
        self.mail.line_ids.move_line_id = False  # as when the line was made anew
        self.invoice.action_post()
        self.claim = self.invoice.line_ids.filtered("date_maturity")
        self.assertEqual(self._reached(), [self.policy.level_ids[0]] * 2)

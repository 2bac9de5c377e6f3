from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestJobLanguage(FollowupCommon):
    """What a job writes down is in the company's language, not in English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_BE")
        cls.company.partner_id.lang = "nl_BE"
        cls.bookkeeper = new_test_user(
            cls.env,
            login="boekhouder",
            groups="base.group_user,debtor_followup.group_user",
            lang="nl_BE",
        )
        cls._debtor().responsible_id = cls.bookkeeper
        cls._create_invoices({})
        cls.notice = cls._debtor()._act(TODAY)

    def _in_a_job(self, lang=None):
        return self.notice.with_context(lang=lang)

    def test_a_job_speaks_the_language_of_the_company(self):
        self.notice._set_state("sending")
        self._in_a_job()._mark_uncertain()
        self.assertIn("onderbroken", self.notice.failure_reason)
        summaries = self._debtor().activity_ids.mapped("summary")
        self.assertTrue(any("aangekomen" in text for text in summaries), summaries)

    def test_a_bounce_too(self):
        self.notice._mark_sent("2026-01-05 10:00:00")
        self._in_a_job()._message_receive_bounce("a@b.example", self.customer)
        self.assertIn("niet bereikt", self.notice.failure_reason)

    def test_why_a_message_was_not_sent(self):
        self.notice.deadline_date = TODAY
        why = self._in_a_job()._why_changed(TODAY)
        self.assertIn("uiterste datum", why)
        self._create_invoices({"days": 30})
        self.assertIn("De toestand veranderde", self._in_a_job()._why_changed(TODAY))
        self.customer.email = "elders@example.com"
        reason = self._in_a_job()._why_copy_differs(
            self.notice._read_snapshot(TODAY), self._decision(), TODAY
        )
        self.assertIn("adres", reason)

    def _decision(self):
        debtor = self._debtor()
        return debtor._decide(TODAY, without=self.notice)[debtor]

    def test_what_a_job_decides_anew(self):
        self.notice._write_sudo({"state": "draft", "mail_mail_id": False})
        self._create_invoices({"days": 30})
        self._debtor().with_context(lang=None)._act(TODAY)
        self.assertEqual(self.notice.state, "cancelled")
        self.assertEqual(self.notice.cancel_reason, "Opnieuw beslist")

    def test_a_mail_that_leaves_the_queue_unsent(self):
        mail = self.notice.sudo().mail_mail_id.with_context(lang=None)
        with self.subTest("no connection"):
            mail._postprocess_sent_message([], [], "No route", "mail_smtp")
            self.assertIn("mailserver", self.notice.failure_reason.lower())
            self.assertNotIn("The mail", self.notice.failure_reason)
        with self.subTest("taken out"):
            mail.cancel()
            self.assertEqual(self.notice.state, "cancelled")
            self.assertIn("wachtrij", self.notice.cancel_reason)

    def test_whoever_gets_the_task_reads_his_own(self):
        """Whatever the language of the company, the job, or whoever pressed."""
        self._debtor().activity_ids.unlink()
        self._in_a_job("en_US")._fail("550 no such user")
        (summary,) = self._debtor().activity_ids.mapped("summary")
        self.assertIn("Niet bezorgd", summary)
        self.bookkeeper.lang = "en_US"
        self._debtor().activity_ids.unlink()
        self.notice._set_state("queued")
        self._in_a_job()._fail("550 no such user")
        (summary,) = self._debtor().activity_ids.mapped("summary")
        self.assertIn("Not delivered", summary)

    def test_tasks_of_a_run(self):
        debtor = self._debtor().with_context(lang=None)
        debtor.activity_ids.unlink()
        self.notice._set_state("cancelled")
        self.customer.email = False
        debtor._act(TODAY)
        (task,) = debtor.activity_ids
        self.assertEqual(task.summary, "Opvolging")
        self.assertIn("e-mailadres", task.note)

    def test_what_folding_writes_down(self):
        other = self._create_customer("Bakkerij Peeters Gent")
        self._create_invoices({"partner": other})
        kept = self._debtor().with_context(lang=None)._fold_into_sudo(other)
        log = kept.message_ids.sorted("id")[-1:].body
        self.assertNotIn("became part", log)
        self.assertIn("Bakkerij Peeters", log)

    def test_what_is_to_be_printed_is_not_queued_for_sending(self):
        said = self.notice._notify_queued()["params"]["message"]
        self.assertIn("Queued for sending", said)
        self.notice._write_sudo({"channel": "letter"})
        said = self.notice._notify_queued()["params"]["message"]
        self.assertEqual(
            said, "Ready to be printed, under Letters to print: Bakkerij Peeters."
        )

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY
from .test_terms import TermsCommon


@tagged("post_install", "-at_install")
class TestTermsAccepted(TermsCommon):
    """Versions and who accepted them: both stay as they were, whatever happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env,
                login=role,
                groups=f"base.group_user,debtor_followup.group_{role}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role in ("viewer", "user", "manager")
        }

    # === VERSIONS === #

    def test_published_terms_stay_as_they_are(self):
        version = self.first
        for values in (
            {"body": "<p>Other</p>"},
            {"name": "Other"},
            {"date_from": "2026-02-01"},
            {"state": "draft"},
        ):
            with (
                self.subTest(values=values),
                self._refused(UserError, "Start the next version"),
            ):
                version.write(values)
        with self.assertRaises(UserError):
            version.with_context(lang="nl_BE").body = "<p>Anders</p>"
        with self._refused(UserError, "stays as it is"):
            version.update_field_translations(
                "body", {"nl_BE": {"Tell us of faults soon.": "Anders"}}
            )
        with self._refused(UserError, "stays as it is"):
            version.unlink()
        self.assertIn("faults", version.with_context(lang="nl_BE").body)

    def test_the_next_version_starts_from_this_one(self):
        action = self.first.action_next_version()
        draft = self.env["debtor.terms.version"].browse(action["res_id"])
        self.assertEqual((draft.state, draft.number), ("draft", 0))
        self.assertFalse(draft.date_from)
        self.assertEqual(draft.body, self.first.body)
        with self._refused(ValidationError, "from which day"):
            draft.action_publish()
        draft.date_from = TODAY
        with self._refused(ValidationError, "begins after"):
            draft.action_publish()
        draft.date_from = TODAY + timedelta(days=1)
        draft.body = "<p><br></p>"
        with self._refused(ValidationError, "no text"):
            draft.action_publish()
        self.assertEqual(draft.state, "draft")
        draft.body = "<p>Next</p>"
        draft.action_publish()
        self.assertEqual((draft.number, draft.stage), (2, "coming"))
        self.assertEqual(self.first.stage, "in_force")
        self._stop_clock("2026-11-25 10:00:00")
        (draft | self.first).invalidate_recordset(["stage"])
        self.assertEqual((draft.stage, self.first.stage), ("in_force", "succeeded"))

    def test_nothing_is_born_published(self):
        with self._refused(UserError, "begin as a draft"):
            self.first.create({"name": "Terms", "state": "published"})

    def test_only_managers_write_terms(self):
        user = self.users["user"]
        draft = self.first.copy({"date_from": "2027-01-01"})
        for method in ("action_publish", "action_next_version"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(draft.with_user(user), method, [draft.ids], {})

    # === ACCEPTED === #

    def _record(self, day=TODAY, way="confirmed", partner=None, version=None):
        return self.env["debtor.terms.acceptance"]._record_sudo(
            partner or self.customer,
            self.company,
            version or self.first,
            date=day,
            way=way,
        )

    def _fill(self, user, **values):
        """Fill in the dialog as a user does."""
        entries = self.env["debtor.terms.accept"].with_user(user)
        action = self._debtor().with_user(user).action_accept_terms()
        form = Form(entries.with_context(**action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        entry = form.save()
        entry.attachment_ids = entry.attachment_ids.create(
            {"name": "signed.txt", "raw": b"signed", "res_model": entry._name}
        )
        return entry

    def test_by_hand_with_a_document(self):
        user = self.users["user"]
        entry = self._fill(user, accepted_by="An Willems")
        self.assertEqual((entry.version_id, entry.date), (self.first, TODAY))
        entry.action_record()
        debtor = self._debtor()
        found = debtor.terms_acceptance_id
        self.assertRecordValues(
            found,
            [
                {
                    "way": "document",
                    "user_id": user.id,
                    "accepted_by": "An Willems",
                    "version_id": self.first.id,
                    "company_id": self.company.id,
                }
            ],
        )
        viewed = found.with_user(self.users["viewer"]).attachment_ids
        self.assertEqual(viewed.raw, b"signed")
        partner = self.customer.with_user(self.users["viewer"])
        self.assertEqual(partner.followup_terms_id, found)
        self.assertEqual(partner.followup_terms_date, TODAY)

    def test_wrong_input_records_nothing(self):
        user = self.users["user"]
        entry = self._fill(user, date=TODAY + timedelta(days=1))
        with self._refused(UserError, "in the future"):
            entry.action_record()
        entry.write({"date": TODAY, "attachment_ids": [Command.clear()]})
        with self._refused(UserError, "Add the document"):
            entry.action_record()
        draft = self.first.copy({"date_from": "2027-01-01"})
        with self._refused(ValidationError, "draft cannot be accepted"):
            self._record(version=draft)
        self.assertFalse(self._debtor().terms_acceptance_ids)

    def test_last_version_and_best_proof_count(self):
        second = self._publish("2026-12-01", "<p>Second</p>")
        days = {n: date(2026, 12, n) for n in range(1, 6)}
        weak = self._record(days[1])
        debtor = self._debtor()
        self.assertEqual(debtor.terms_acceptance_id, weak)
        signed = self._record(days[2], "signed")
        self._record(days[3])
        self.assertEqual(debtor.terms_acceptance_id, signed)
        last = self._record(days[4], version=second)
        self.assertEqual(debtor.terms_acceptance_id, last)
        last.with_user(self.users["manager"]).action_mark_mistaken()
        self.assertEqual(debtor.terms_acceptance_id, signed)
        self.assertIn(last, debtor.terms_acceptance_ids)
        self.assertIn("by mistake", debtor.message_ids[:1].body)
        self.assertEqual(self.first.acceptance_count, 3)
        self.assertEqual(second.acceptance_count, 0)

    def test_evidence_stays(self):
        signed = self._record(way="signed")
        with self._refused(UserError, "kept as evidence"):
            signed.unlink()
        for role in self.users:
            for values in ({"way": "paid"}, {"mistaken": True}):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    signed.with_user(self.users[role]).write(values)
        with self._refused(UserError, "did this online"):
            signed.with_user(self.users["manager"]).action_mark_mistaken()
        with self.assertRaises(AccessError):
            call_kw(
                self._record().with_user(self.users["user"]),
                "action_mark_mistaken",
                [signed.ids],
                {},
            )
        with self._refused(UserError, "Archive this customer"):
            self.customer.unlink()

    def test_viewers_record_nothing(self):
        entry = self._fill(self.users["user"])
        with self.assertRaises(AccessError):
            call_kw(
                entry.with_user(self.users["viewer"]), "action_record", [entry.ids], {}
            )

    def test_merged_customers_keep_what_both_accepted(self):
        other = self._create_customer("Bakkerij Peeters twice")
        mine = self._record(way="signed")
        theirs = self._record(TODAY - timedelta(days=1), partner=other)
        merger = self.env["base.partner.merge.automatic.wizard"]
        merger._merge((self.customer | other).ids, self.customer)
        self.assertFalse(other.exists())
        debtor = self._debtor()
        self.assertEqual(debtor.terms_acceptance_ids, mine | theirs)
        self.assertEqual(debtor.terms_acceptance_id, mine)

    def test_terms_of_another_company_cannot_be_accepted(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self._refused(ValidationError, "another company"):
            self.env["debtor.terms.acceptance"]._record_sudo(
                self.customer, other, self.first, date=TODAY, way="confirmed"
            )

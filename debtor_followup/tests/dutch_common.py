from datetime import date, datetime

from odoo.tests import freeze_time

from .law_common import LawCommon


class DutchCommon(LawCommon):
    """A Dutch company, a consumer, and 14-day letters with the standard text.

    The bank is booked long after them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.followup_law = "NL"
        cls.formal = cls.policy.level_ids[2]
        cls.formal.sudo().add_charges = True
        version = cls.env["debtor.terms.version"].create(
            {
                "name": "Terms",
                "body": "<p>Payment within 30 days, as a fatal term.</p>",
                "date_from": "2024-01-01",
                "company_id": cls.company.id,
                "due_date_is_fatal": True,
            }
        )
        with freeze_time(date(2023, 12, 1)):
            version.action_publish()
        cls.version = version
        cls.person = cls._create_person("Piet Jansen")
        cls.line = cls._claim(partner=cls.person)
        cls.company._mark_bank_complete(date(2025, 12, 31))

    @classmethod
    def _create_person(cls, name):
        partner = cls._create_customer(
            name, kind="consumer", country_id=cls.env.ref("base.nl").id
        )
        cls.env["debtor.terms.acceptance"]._record_sudo(
            partner, cls.company, cls.version, date="2024-06-01", way="document"
        )
        return partner

    def _send_letter(self, line, day=date(2025, 5, 1), **values):
        """A letter of Thursday 1 May 2025 arrives, as presumed, on the 3rd."""
        notice = self._remind(
            line,
            day,
            step_kind="formal_notice",
            channel="letter",
            **{
                "legal_variant": "nl_letter",
                "deadline_date": date(2025, 5, 17),
                **values,
            },
        )
        self._write_text(notice)
        copy = self.env["debtor.notice"].create(
            {
                "debtor_id": notice.debtor_id.id,
                "company_id": self.company.id,
                "channel": "email",
                "state": "queued",
                "contact_date": day,
                "copy_of_id": notice.id,
            }
        )
        copy._mark_sent(datetime.combine(day, datetime.min.time()))
        return notice

    def _write_text(self, notice):
        """Give a letter its text, and keep what it names."""
        notice.invalidate_recordset()
        notice._keep_announced()
        template = notice._get_template()
        texts = template._generate_template(notice.ids, ("body_html",))
        notice.body = texts[notice.id]["body_html"]

    def _add_claim(self, letter, item):
        """Let a letter demand a second claim."""
        letter.line_ids[0].copy(
            {
                "notice_id": letter.id,
                "move_line_id": item.id,
                "move_id": item.move_id.id,
                "move_name": item.move_id.name,
                "date_maturity": item.date_maturity,
                "amount_residual": item.amount_residual_currency,
                "amount_rest": item.amount_residual_currency,
            }
        )
        self._write_text(letter)

    def _charges(self, partner=None):
        return self._debtor(partner or self.person).charge_ids

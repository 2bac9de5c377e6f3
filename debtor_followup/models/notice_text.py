from odoo import api, fields, models
from odoo.tools import format_amount, format_date

#: So many invoice numbers stand in a subject; the others are counted.
MAX_NAMES = 3
#: As in "Monday, 30 November 2026" and "30 November 2026", as each language does.
WITH_WEEKDAY = "full"
IN_WORDS = "long"
#: Debtors whose mail may be read by others at home: every subject is the first one.
DISCREET_KINDS = ("consumer", "unknown")

#: Fields for templates only: nobody sees their names.
HELPER = {"export_string_translation": False}


class DebtorNotice(models.Model):
    """What the texts of a notice say: numbers, days, tables, how to pay.

    Templates use these fields, so that they hold sentences and little else. All
    are in the language that the template is rendered in.
    """

    _inherit = "debtor.notice"

    bank_date = fields.Date(
        string="Payments known up to",
        readonly=True,
        copy=False,
        help="The day up to which the bank was read when the text was made.",
    )
    previous_date = fields.Date(
        string="Reminded before on",
        readonly=True,
        copy=False,
        help="When the debtor was last reminded of the claims that are demanded.",
    )
    formal_date = fields.Date(
        string="Formal notice announced for",
        readonly=True,
        copy=False,
        help="The first day on which a formal notice may follow; the text may "
        "announce it.",
    )

    subject_text = fields.Char(compute="_compute_texts", **HELPER)
    claim_names = fields.Char(compute="_compute_texts", **HELPER)
    claim_count = fields.Integer(compute="_compute_texts", **HELPER)
    total_text = fields.Char(compute="_compute_texts", **HELPER)
    due_text = fields.Char(compute="_compute_texts", **HELPER)
    deadline_text = fields.Char(compute="_compute_texts", **HELPER)
    bank_date_text = fields.Char(compute="_compute_texts", **HELPER)
    previous_date_text = fields.Char(compute="_compute_texts", **HELPER)
    formal_date_text = fields.Char(compute="_compute_texts", **HELPER)
    contact_name = fields.Char(compute="_compute_contact", **HELPER)
    contact_text = fields.Char(compute="_compute_contact", **HELPER)
    reach_text = fields.Char(compute="_compute_contact", **HELPER)
    greeting_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    claims_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    payment_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    copies_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    signature_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)

    # === WORDS === #

    @api.depends_context("lang")
    @api.depends("line_ids", "deadline_date", "bank_date", "formal_date")
    def _compute_texts(self):
        """Compute what texts say in words: numbers, sums, days."""
        for notice in self:
            demanded = notice.line_ids.filtered(lambda line: line.role == "demanded")
            names = list(dict.fromkeys(demanded.mapped("move_name")))
            dues = [day for day in demanded.mapped("date_maturity") if day]
            notice.claim_count = len(names)
            notice.claim_names = notice._join_names(names)
            notice.subject_text = notice._get_subject(names, demanded)
            notice.total_text = notice._join(
                [
                    format_amount(self.env, table["total"], table["currency"])
                    for table in notice._get_tables()
                ]
            )
            notice.due_text = notice._day(min(dues, default=False))
            notice.deadline_text = notice._day(notice.deadline_date, WITH_WEEKDAY)
            notice.bank_date_text = notice._day(notice.bank_date)
            notice.previous_date_text = notice._day(notice.previous_date)
            notice.formal_date_text = notice._day(notice.formal_date)

    def _day(self, day, form=IN_WORDS):
        """Return a day in words, False without one."""
        return day and format_date(self.env, day, date_format=form)

    def _join(self, parts):
        """Return "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return self.env._(
            "%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1]
        )

    def _join_names(self, names):
        """Return the first numbers; the others are counted."""
        more = len(names) - MAX_NAMES
        if more <= 0:
            return self._join(names)
        first = ", ".join(names[:MAX_NAMES])
        return self.env._("%(names)s and %(more)s more", names=first, more=more)

    def _get_subject(self, names, demanded):
        """Return the subject: no amount, and nothing that a third person may read.

        A business sees from the second reminder on which one it is; a consumer,
        or who may be one, always sees the first form.
        """
        self.ensure_one()
        values = {
            "names": self._join_names(names),
            "company": self.company_id.name or "",
        }
        number = max(demanded.mapped("reminder_no"), default=0)
        discreet = self.debtor_id.debtor_kind in DISCREET_KINDS
        if number < 2 or discreet:
            if len(names) > 1:
                return self.env._("Invoices %(names)s from %(company)s", **values)
            return self.env._("Invoice %(names)s from %(company)s", **values)
        values["reminder"] = self._get_reminder_name(number)
        if len(names) > 1:
            return self.env._("%(reminder)s: invoices %(names)s", **values)
        return self.env._("%(reminder)s: invoice %(names)s", **values)

    def _get_reminder_name(self, number):
        """Return what the second, third or a later reminder is called."""
        if number == 2:
            return self.env._("Second reminder")
        if number == 3:
            return self.env._("Third reminder")
        return self.env._("Reminder %(number)s", number=number)

    # === WHO WRITES === #

    @api.depends_context("lang")
    @api.depends("debtor_id", "channel")
    def _compute_contact(self):
        """Compute who writes, and how to answer.

        The contact is one named human: the responsible person, else whoever
        gets the tasks of the company; without both, the company itself.
        """
        for notice in self:
            person = notice._get_contact_sudo()
            name, phone = person["name"], person["phone"]
            notice.contact_name = name
            notice.contact_text = ", ".join(part for part in (name, phone) if part)
            # A number stays on one line.
            unbroken = (phone or "").replace(" ", "\N{NO-BREAK SPACE}")
            values = {"name": name, "phone": unbroken, "email": person["email"]}
            notice.reach_text = notice._get_reach(values)

    def _get_reach(self, values):
        """Return how to answer, as the beginning of a sentence."""
        if self.channel == "email":
            if values["phone"]:
                return self.env._(
                    "Reply to this message or call %(name)s on %(phone)s", **values
                )
            return self.env._("Reply to this message", **values)
        if values["phone"] and values["email"]:
            return self.env._(
                "Write to %(email)s or call %(name)s on %(phone)s", **values
            )
        if values["phone"]:
            return self.env._("Call %(name)s on %(phone)s", **values)
        if values["email"]:
            return self.env._("Write to %(email)s", **values)
        return self.env._("Write to us", **values)

    def _get_contact_sudo(self):
        """Return name, function, phone and address of who writes.

        In sudo mode because users may not read each other's records, and these
        are what one signs with.
        """
        self.ensure_one()
        company = self.sudo().company_id
        user = self.sudo().debtor_id.responsible_id or company.followup_user_id
        return {
            "name": user.name or company.name,
            "function": user.partner_id.function,
            "phone": user.phone or company.phone,
            "email": company.email or user.email,
            "company": company.name,
        }

    # === BLOCKS === #

    @api.depends_context("lang")
    @api.depends("line_ids", "deadline_date", "attachment_ids", "recipient_id")
    def _compute_blocks(self):
        qweb = self.env["ir.qweb"]
        for notice in self:
            values = notice._get_block_values()
            for name in ("greeting", "claims", "payment", "copies", "signature"):
                notice[f"{name}_html"] = qweb._render(
                    f"debtor_followup.notice_{name}", values
                )

    def _get_tables(self):
        """Return what is claimed, currency by currency; nothing is converted."""
        self.ensure_one()
        tables = []
        for currency, lines in self.line_ids.grouped("currency_id").items():
            demanded = lines.filtered(lambda line: line.role == "demanded")
            listed = lines.filtered(lambda line: line.role == "listed")
            credits = lines.filtered(lambda line: line.role == "credit")
            owed = demanded | listed
            if not owed:
                continue
            total = sum(owed.mapped("amount_asked")) - sum(
                credits.mapped("amount_residual")
            )
            tables.append(
                {
                    "currency": currency,
                    "demanded": demanded,
                    "listed": listed,
                    "credits": credits,
                    "total": max(0.0, currency.round(total)),
                }
            )
        return tables

    def _get_owed_lines(self):
        """Hook: return the claims of which it is said how to pay them."""
        return self.line_ids.filtered(
            lambda line: line.role != "credit" and line.amount_asked
        )

    def _get_block_values(self):
        """Hook: return what the blocks of a text show."""
        self.ensure_one()
        bank, level = self._get_bank_account_sudo(), self.level_id
        payloads = self._prepare_qr_payloads(bank)
        lines = self.line_ids.filtered(lambda line: str(line.id) in payloads)
        return {
            "notice": self,
            "level": level,
            "recipient": self.recipient_id,
            "person": self._get_person_name(),
            "tables": self._get_tables(),
            "owed": self._get_owed_lines(),
            "bank": bank,
            "codes": [(f"qr-{n}", line) for n, line in enumerate(lines, 1)],
            "codes_in_annex": self.has_charges and level.step_kind == "formal_notice",
            "attached": self._get_attached_names(),
            "contact": self._get_contact_sudo(),
            "amount": lambda value, currency: format_amount(self.env, value, currency),
            "date": lambda value: format_date(self.env, value),
            "join": self._join_names,
            "env": self.env,
        }

    def _get_person_name(self):
        """Return the name to greet, None where nobody in person is known."""
        self.ensure_one()
        recipient = self.recipient_id
        return None if recipient.is_company else recipient.name or None

    def _get_attached_names(self):
        """Return the numbers of the demanded invoices of which a copy goes along."""
        self.ensure_one()
        if self.channel != "email":
            return []
        attached = set(self.sudo().attachment_ids.mapped("description"))
        names = self.line_ids.filtered(lambda line: line.role == "demanded").mapped(
            "move_name"
        )
        return [name for name in dict.fromkeys(names) if name in attached]

    def _get_bank_account_sudo(self):
        """Return the company's account to pay to.

        In sudo mode because bank accounts are not readable to every user of
        follow-up, and the number stands on every invoice anyway. The account of
        the demanded invoices comes first, then the company's own.
        """
        self.ensure_one()
        company = self.sudo().company_id
        moves = self.sudo().line_ids.move_id
        own = company.partner_id.bank_ids
        return (moves.partner_bank_id & own)[:1] or own[:1]

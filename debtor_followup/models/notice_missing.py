"""What a formal notice needs before it may leave, and what of it is missing."""

from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.law_of_claims import NL_LETTER
from ..engine.legal_values import LegalError
from ..engine.rules.ladder import REMINDERS_BEFORE_LEGAL
from .const import POSTAL_CHANNELS
from .legal_words import legal_words


class DebtorNotice(models.Model):
    """While something is missing a notice stays a proposal that nobody can send.

    What is missing is kept as codes and said in the reader's language.
    """

    _inherit = "debtor.notice"

    # Pairs (code, values), see `_get_missing_words`.
    legal_gaps = fields.Json(readonly=True, copy=False, export_string_translation=False)
    legal_problem = fields.Text(
        string="What is missing",
        compute="_compute_legal_problem",
        help="What must be entered or done before this may leave.",
    )
    handoff_date = fields.Date(
        string="Handoff announced for",
        readonly=True,
        copy=False,
        help="The first day on which the file may be handed over after this formal "
        "notice; the text may announce it.",
    )
    handoff_date_text = fields.Char(
        compute="_compute_handoff_date_text", export_string_translation=False
    )

    @api.depends("handoff_date")
    @api.depends_context("lang")
    def _compute_handoff_date_text(self):
        for notice in self:
            notice.handoff_date_text = notice._day(notice.handoff_date)

    @api.depends("legal_gaps")
    @api.depends_context("lang")
    def _compute_legal_problem(self):
        words = self._get_missing_words()
        for notice in self:
            notice.legal_problem = " ".join(
                notice._say_gap(words, code, values)
                for code, values in notice.legal_gaps or ()
            )

    # === COMPLETING === #

    def _needs_renewal(self, decision):
        """Interest grows each day, and what was missing may be there. EXTENDS."""
        return self._is_formal() or super()._needs_renewal(decision)

    def _complete(self, decisions, as_of):
        """Compute what these claim, and what is missing. EXTENDS.

        What is not complete stays a proposal, or becomes one.
        """
        result = super()._complete(decisions, as_of)
        own = self.filtered(lambda one: one._is_formal())
        for notice in own:
            decision = decisions[notice.debtor_id]
            ways = {decision.channel, *(way.channel for way in decision.copies)}
            notice._note_missing(as_of, ways)
        # One that has copies already is looked at again when it is printed.
        fresh = own.filtered(
            lambda one: one.legal_gaps and one.state == "queued" and not one.copy_ids
        )
        fresh._write_sudo({"state": "draft"})
        return result

    def _note_missing(self, as_of, ways):
        """Compute the charges of this notice, and keep what is missing.

        :param date as_of: the day of the letter
        :param ways: the channels by which it goes
        """
        self.ensure_one()
        gaps = self._find_gaps(ways)
        try:
            self._set_charges(as_of)
        except LegalError as error:
            self._write_sudo({"charge_items": False, "charges_until": False})
            values = {name: _store(value) for name, value in error.values.items()}
            gaps.append(("law", {"code": error.code, "text": str(error), **values}))
        self._write_sudo({"legal_gaps": gaps or False})

    @api.model
    def _renew(self, renewed, today):
        """What became complete and needs nobody's agreement leaves. EXTENDS."""
        result = super()._renew(renewed, today)
        decisions = {notice.debtor_id: made for notice, made in renewed.items()}
        ready = self.browse(
            notice.id
            for notice, decision in renewed.items()
            if notice.state == "draft"
            and notice._is_formal()
            and notice._may_leave_by_itself(decision)
        )
        ready._send_off(decisions, today)
        return result

    def _may_leave_by_itself(self, decision):
        """Hook: tell whether this formal notice needs nobody and lacks nothing."""
        self.ensure_one()
        return not decision.agree and not self.legal_gaps

    def _why_incomplete(self, today):
        """Look again before printing. EXTENDS."""
        if not self._is_formal():
            return super()._why_incomplete(today)
        self._note_missing(today, set(self._get_family().mapped("channel")))
        return self._in_house_language().legal_problem or None

    # === WHAT IS MISSING === #

    def _find_gaps(self, ways):
        """Hook: return what a formal notice lacks, as pairs (code, values).

        The periods of the law, default among them, are the ladder's: a step that
        comes too early is not decided upon. The 14-day letter goes by post and by
        mail, so that its arrival can be shown: art. 6:96 par. 6 BW (rules.md 3).

        :param ways: the channels by which it goes
        """
        self.ensure_one()
        gaps = self._find_gaps_of_company_sudo()
        wished = {self.level_id.channel, self.level_id.second_channel}
        if wished & set(POSTAL_CHANNELS) and not ways & set(POSTAL_CHANNELS):
            gaps.append(("postal", {}))
        if claims := self._find_unreminded():
            gaps.append(("reminders", {"claims": claims}))
        both = "email" in ways and ways & set(POSTAL_CHANNELS)
        if self.legal_variant == NL_LETTER and not both:
            gaps.append(("both", {}))
        return gaps

    def _find_gaps_of_company_sudo(self):
        """Return what the sender must say of itself and lacks.

        In sudo mode because companies are not readable to every user.
        """
        company = self.sudo().company_id
        contact = self._get_contact_sudo()
        missing = {
            "address": not (company.street and company.zip and company.city),
            "number": not (company.vat or company.company_registry),
            "bank": not self._get_bank_account_sudo(),
            "reach": not (contact["phone"] or contact["email"]),
        }
        return [(code, {}) for code, lacks in missing.items() if lacks]

    def _find_unreminded(self):
        """Return the demanded claims of which fewer than two reminders arrived.

        A reminder that arrived by its copy only counts; one about another due date
        does not. The last step that was entered at the start counts for those before.
        """
        lines = self._get_demanded_lines()
        self.env["debtor.notice.line"].flush_model()
        self.env["debtor.notice"].flush_model(["state", "copy_of_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT own.id, GREATEST(
                           count(DISTINCT told.notice_id),
                           max(told.reminder_no)
                           FILTER (WHERE notice.proof_kind = 'taken_over'))
                  FROM debtor_notice_line own
                  JOIN debtor_notice_line told
                    ON (told.move_line_id = own.move_line_id
                        -- one that was made anew with its invoice
                        OR told.move_line_id IS NULL AND told.move_id = own.move_id)
                   AND told.date_maturity = own.date_maturity
                   AND told.role = 'demanded' AND told.step_kind = 'reminder'
                   AND told.crossed_on IS NULL
                  JOIN debtor_notice notice ON notice.id = told.notice_id
                 WHERE own.id = ANY(%s)
                   AND (notice.state = 'sent' OR EXISTS (
                        SELECT FROM debtor_notice copy
                         WHERE copy.copy_of_id = notice.id
                           AND copy.state = 'sent'))
                 GROUP BY own.id
                """,
                lines.ids,
            )
        )
        counts = dict(rows)
        return [
            line.move_name
            for line in lines
            if counts.get(line.id, 0) < REMINDERS_BEFORE_LEGAL
        ]

    # === IN WORDS === #

    @api.model
    def _get_missing_words(self):
        """Hook: return the code of what is missing -> what it is, and what to do."""
        return {
            "address": self.env._(
                "The company's own address is not complete: enter street, postcode "
                "and town on the company."
            ),
            "number": self.env._(
                "The company has no VAT or company number: enter it on the company."
            ),
            "bank": self.env._(
                "There is no bank account to pay to: enter one on the company."
            ),
            "reach": self.env._(
                "The letter names no way to answer: enter a phone number or an email "
                "address on the company."
            ),
            "postal": self.env._(
                "There is no complete postal address of the customer: enter street, "
                "postcode and town on the customer or on the contact for reminders."
            ),
            "reminders": self.env._(
                "Fewer than two reminders about %(claims)s arrived: cancel this, and "
                "the reminder that lacks comes first."
            ),
            "both": self.env._(
                "This letter goes by post and by email, so that its arrival can be "
                "shown: enter the postal address and the email address that lack, and "
                "give the step both channels."
            ),
        }

    def _say_gap(self, words, code, values):
        """Return one thing that is missing, in the reader's language."""
        if code == "law":
            values = {name: _read(value) for name, value in values.items()}
            error = LegalError(values.pop("code"), values.pop("text"), **values)
            return self.env._(
                "%(problem)s Or take interest and costs off this step.",
                problem=legal_words(self.env, error),
            )
        return words[code] % {"claims": self._join_names(values.get("claims", []))}

    def _say_missing(self):
        """Return why this cannot be agreed to."""
        self.ensure_one()
        return self.env._(
            "Not sent to %(name)s: something is missing. %(missing)s",
            name=self.partner_id.display_name,
            missing=self.legal_problem,
        )


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    charge_text = fields.Char(related="notice_id.charge_text")

    def _get_why(self):
        """What is missing comes first. EXTENDS debtor.todo."""
        why = super()._get_why()
        missing = self.kind == "formal_missing" and self.notice_id.legal_problem
        return f"{missing} {why}" if missing else why


class DebtorLetterBatch(models.Model):
    _inherit = "debtor.letter.batch"

    def _post(self, letters):
        """Nothing goes to the post that lacks something by now. EXTENDS.

        :raises UserError: names them and what is missing; nothing is changed then
        """
        missing = []
        for notice in letters.filtered(
            lambda one: not one.left_out and one.state == "queued"
        ).notice_id.filtered(lambda one: one._is_formal() and not one.copy_of_id):
            ways = set(notice._get_family().mapped("channel"))
            gaps = notice._find_gaps(ways)
            words = notice._get_missing_words()
            missing += [
                f"{notice.partner_id.display_name}: {notice._say_gap(words, *gap)}"
                for gap in gaps
            ]
        if missing:
            raise UserError(
                self.env._(
                    "Something is missing in formal notices. Print them anew with the "
                    "button on their lines once it is there; nothing was marked as "
                    "posted.\n%(missing)s",
                    missing="\n".join(missing),
                )
            )
        return super()._post(letters)


def _store(value):
    """Return a value of a refusal so that it can be kept as JSON."""
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"number": str(value)} if isinstance(value, Decimal) else value


def _read(value):
    """Return a kept value of a refusal as it was."""
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return date.fromisoformat(value["day"])
    return Decimal(value["number"])

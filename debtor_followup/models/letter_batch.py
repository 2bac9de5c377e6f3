from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..engine.business_days import add_business_days, quiet_at
from .letter_pdf import LetterPrinter

#: So many business days after printing letters should be at the post.
POSTING_DAYS = 2
#: What people write on a batch themselves.
WRITABLE = {"date_posting", "letter_ids"}


class DebtorLetterBatch(models.Model):
    """Letters that were printed together: the pile that goes to the post."""

    _name = "debtor.letter.batch"
    _description = "Batch of letters"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Date(string="Printed on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Printed by", readonly=True)
    letter_ids = fields.One2many("debtor.letter", "batch_id", string="Letters")
    letter_count = fields.Integer(compute="_compute_counts")
    waiting_count = fields.Integer(string="To post", compute="_compute_counts")
    left_out_count = fields.Integer(string="Left out", compute="_compute_counts")
    state = fields.Selection(
        [("printed", "To post"), ("posted", "Posted")],
        compute="_compute_state",
        store=True,
    )
    date_posting = fields.Date(
        string="Posted on", help="The day on which they went to the post; empty: today."
    )
    pdf_id = fields.Many2one("ir.attachment", string="Letters (PDF)", readonly=True)
    cover_id = fields.Many2one(
        "ir.attachment", string="Cover list (PDF)", readonly=True
    )
    reminded = fields.Boolean(readonly=True, export_string_translation=False)

    @api.depends_context("lang")
    @api.depends("date", "letter_count")
    def _compute_name(self):
        for batch in self:
            batch.name = self.env._(
                "Letters %(id)s of %(date)s",
                id=batch.id or "",
                date=format_date(self.env, batch.date) if batch.date else "",
            )

    @api.depends("letter_ids.left_out", "letter_ids.notice_id.state")
    def _compute_counts(self):
        for batch in self:
            letters = batch.letter_ids.filtered(lambda one: not one.left_out)
            batch.letter_count = len(letters)
            waiting = letters.filtered(lambda one: one.state == "queued")
            batch.waiting_count = len(waiting)
            batch.left_out_count = len(batch.letter_ids) - len(letters)

    @api.depends("letter_ids.left_out", "letter_ids.notice_id.state")
    def _compute_state(self):
        """A batch is posted when nothing in it waits for the post."""
        for batch in self:
            waits = any(
                letter.state == "queued"
                for letter in batch.letter_ids
                if not letter.left_out
            )
            batch.state = "printed" if waits else "posted"

    def write(self, vals):
        """People set the day of posting and write on the lines, nothing else."""
        if not self.env.su and set(vals) - WRITABLE:
            raise AccessError(
                self.env._("Batches are changed by printing and posting only.")
            )
        return super().write(vals)

    # === POSTING === #

    def _post(self, letters):
        """Mark letters as posted on the batch's day, today when it has none.

        :raises UserError: for a day that cannot be, or when the deadline that is
            printed has come too near; nothing is changed then
        """
        self.ensure_one()
        today = self.company_id._followup_now().date()
        day = self.date_posting or today
        waiting = letters.filtered(
            lambda one: not one.left_out and one.state == "queued"
        )
        if not waiting:
            raise UserError(self.env._("Nothing of this batch waits for the post."))
        if day > today or day < self.date:
            raise UserError(
                self.env._(
                    "The day of posting must lie between %(first)s, when they were "
                    "printed, and today, %(today)s.",
                    first=format_date(self.env, self.date),
                    today=format_date(self.env, today),
                )
            )
        quiet = self.company_id._followup_calendar()[1]
        if quiet_at(day, quiet):
            raise UserError(waiting.notice_id._why_no_day(day, (), quiet))
        late = waiting.filtered(
            lambda one: one.notice_id._is_too_late_to_post(day, quiet)
        )
        if late:
            raise UserError(
                self.env._(
                    "The deadline printed in these letters has come too near for "
                    "posting on %(day)s: %(names)s. Print them anew with the button "
                    "on their lines; nothing was marked as posted.",
                    day=format_date(self.env, day),
                    names=", ".join(late.partner_id.mapped("display_name")),
                )
            )
        for letter in waiting:
            notice = letter.notice_id
            notice._mark_sent(notice._noon_of(day))
        waiting.notice_id.debtor_id._plan(today)

    def action_post(self):
        """Mark all letters of these batches that wait as posted."""
        self.env["debtor.debtor"]._check_may_send()
        for batch in self:
            batch._post(batch.letter_ids)

    @api.model
    def _remind(self, company, as_of):
        """Give a person a task for letters that were printed and never posted.

        Once a batch, two business days after printing.
        """
        batches = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "printed"),
                ("reminded", "=", False),
            ]
        )
        countries = (company.country_id.code,) if company.country_id else ()
        late = batches.filtered(
            lambda one: add_business_days(one.date, POSTING_DAYS, countries) <= as_of
        )
        for batch in late:
            user = batch.user_id if batch.user_id.active else company.followup_user_id
            user = user or self.env.user
            env = self.with_context(lang=user.lang).env  # a job has no language
            batch.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                as_of,
                summary=env._("Were these letters posted?"),
                note=env._(
                    "They were printed on %(date)s and are not marked as posted. "
                    "Until then nothing else is sent to their addressees.",
                    date=format_date(env, batch.date),
                ),
                user_id=user.id,
            )
        late.sudo().reminded = True

    # === ACTIONS === #

    def _open(self):
        """Show these batches."""
        return self._get_records_action()

    def action_open_pdf(self):
        """Open the letters, to print them."""
        self.ensure_one()
        if not self.pdf_id:
            raise UserError(self.env._("No letter of this batch was left to print."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.pdf_id.id}",
            "target": "new",
        }

    def action_open_cover(self):
        """Make the list for the post office as it stands, and open it."""
        self.ensure_one()
        self.env["debtor.debtor"]._check_may_send()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._make_cover_sudo().id}",
            "target": "new",
        }

    def _make_cover_sudo(self):
        """Return the attachment with the cover list, made anew.

        In sudo mode because batches are written by their methods only.
        """
        values = self._get_cover_values()
        pdf = LetterPrinter(self.env).print_cover(values, self.name)
        self.sudo().cover_id.unlink()
        self.sudo().cover_id = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": self.env._("Cover list %(id)s.pdf", id=self.id),
                    "raw": pdf,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        return self.cover_id

    def _get_cover_values(self):
        """Return what the post office sees: whom, where, how; never an amount."""
        company = self.sudo().company_id
        lines = self.letter_ids.filtered(
            lambda one: not one.left_out and one.notice_id.state != "cancelled"
        )
        kinds = dict(
            lines.notice_id._fields["channel"]._description_selection(self.env)
        )
        letters = [
            {
                "number": line.number,
                "name": line.sudo().recipient_id.display_name,
                "town": " ".join(
                    part
                    for part in (
                        line.sudo().recipient_id.zip,
                        line.sudo().recipient_id.city,
                    )
                    if part
                ),
                "kind": kinds[line.channel],
                "track": line.tracking_number or "",
            }
            for line in lines
        ]
        town = " ".join(part for part in (company.zip, company.city) if part)
        return {
            "batch": self,
            "company": company,
            "sender": ", ".join(part for part in (company.street, town) if part),
            "date": format_date(self.env, self.date),
            "letters": letters,
            "registered": len(
                lines.filtered(lambda one: one.channel == "registered_letter")
            ),
            "env": self.env,
        }

    def action_print_anew(self):
        """Print what was not posted again, in a new batch."""
        self.env["debtor.debtor"]._check_may_send()
        return self.letter_ids.action_print_anew()


class DebtorFollowupRun(models.Model):
    """Each night: are there letters that nobody took to the post?"""

    _inherit = "debtor.followup.run"

    def _expire_pauses(self):
        """EXTENDS debtor.followup.run: what the passing of days brings."""
        result = super()._expire_pauses()
        self.env["debtor.letter.batch"]._remind(self.company_id, self.date)
        return result

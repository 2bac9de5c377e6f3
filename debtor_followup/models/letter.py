from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: What people write on the list themselves; all else follows from the buttons.
WRITABLE = {"tracking_number", "proof_ids", "date_delivered"}


class DebtorLetter(models.Model):
    """One letter of a batch: where it stands, its number at the post, its proof.

    The notice holds the facts; this is its line on the list of the batch. A line
    that was left out says why and does nothing more.
    """

    _name = "debtor.letter"
    _description = "Letter of a batch"
    _order = "batch_id, left_out, number, id"
    _rec_name = "number"

    batch_id = fields.Many2one(
        "debtor.letter.batch",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    number = fields.Integer(readonly=True, help="Its place in the printed pile.")
    notice_id = fields.Many2one(
        "debtor.notice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="notice_id.partner_id")
    recipient_id = fields.Many2one(related="notice_id.recipient_id")
    recipient_address = fields.Char(related="notice_id.recipient_address")
    town = fields.Char(related="notice_id.recipient_id.city", string="Town")
    channel = fields.Selection(related="notice_id.channel", string="Kind")
    state = fields.Selection(related="notice_id.state")
    deadline_date = fields.Date(related="notice_id.deadline_date")
    date_posted = fields.Date(related="notice_id.date_posted")
    delivery_status = fields.Selection(
        related="notice_id.delivery_status", string="Outcome"
    )
    tracking_number = fields.Char(
        compute="_compute_tracking_number",
        inverse="_inverse_tracking_number",
        help="The number on the receipt of the post; a scanner can type it.",
    )
    proof_ids = fields.Many2many(
        "ir.attachment",
        help="Scan of the receipt or the returned card.",
    )
    left_out = fields.Boolean(readonly=True)
    left_out_reason = fields.Char(string="Not to be posted", readonly=True)

    @api.depends("notice_id.tracking_number")
    def _compute_tracking_number(self):
        for letter in self:
            letter.tracking_number = letter.notice_id.tracking_number

    def _inverse_tracking_number(self):
        for letter in self:
            number = (letter.tracking_number or "").strip()
            letter.notice_id._write_sudo({"tracking_number": number or False})

    @api.model_create_multi
    def create(self, vals_list):
        """Lines are made by printing only."""
        self._check_writable({"notice_id"})
        return super().create(vals_list)

    def write(self, vals):
        """People write tracking numbers and proofs; printing writes the rest."""
        self._check_writable(set(vals))
        return super().write(vals)

    def _check_writable(self, names):
        if not self.env.su and names - WRITABLE:
            raise AccessError(
                self.env._("Letters are changed by printing and posting them only.")
            )

    # === ACTIONS === #

    def _get_posted(self):
        """Return the letters of which an outcome can be recorded.

        :raises UserError: when there is none
        """
        posted = self.filtered(lambda one: not one.left_out and one.state == "sent")
        if not posted:
            raise UserError(
                self.env._(
                    "Only of letters that were posted can an outcome be recorded. "
                    "Mark them as posted first."
                )
            )
        return posted

    def _record(self, outcome):
        self.env["debtor.debtor"]._check_may_send()
        for company, letters in self._get_posted().grouped("company_id").items():
            today = company._followup_now().date()
            for letter in letters:
                day = letter._get_outcome_day(outcome, today)
                letter.notice_id._record_outcome(outcome, day)

    def _get_outcome_day(self, outcome, today):
        """Hook: return the day on which the post's outcome came about."""
        return today

    def action_delivered(self):
        """The post delivered them."""
        self._record("delivered")

    def action_refused(self):
        """The addressee did not take them: that stands in law, the step stays."""
        self._record("refused")

    def action_unclaimed(self):
        """Nobody collected them: that stands in law, the step stays."""
        self._record("unclaimed")

    def action_returned(self):
        """The addressee is unknown there: the step goes back, with a task."""
        self._record("returned")

    def action_posted(self):
        """Mark single letters as posted, on the day of their batch."""
        self.env["debtor.debtor"]._check_may_send()
        for batch, letters in self.grouped("batch_id").items():
            batch._post(letters)

    def action_print_anew(self):
        """Print unposted letters again, after another look, in a new batch.

        :raises UserError: when all were posted or left out
        """
        self.env["debtor.debtor"]._check_may_send()
        unposted = self.filtered(lambda one: not one.left_out and one.state == "queued")
        if not unposted:
            raise UserError(
                self.env._("Only letters that were not posted can be printed anew.")
            )
        notices = unposted.notice_id
        unposted._leave_out_sudo(self.env._("Printed anew"))
        return self.env["debtor.letter.batch"]._print(notices)._open()

    def action_open_notice(self):
        """Open the message itself."""
        self.ensure_one()
        return self.notice_id._get_records_action()

    def _leave_out_sudo(self, reason):
        """Take letters out of their batch.

        In sudo mode because lines and notices are written by methods only.
        """
        letters = self.sudo()
        letters.write({"left_out": True, "left_out_reason": reason})
        letters.notice_id.write({"letter_batch_id": False, "tracking_number": False})
        letters.notice_id.flush_recordset(["letter_batch_id"])

from odoo import api, models
from odoo.exceptions import UserError

from .ledger_reader import LedgerReader
from .letter_pdf import LetterPrinter


class DebtorLetterBatch(models.Model):
    """How a batch is made: looked at again, numbered, printed."""

    _inherit = "debtor.letter.batch"

    @api.model
    def _print(self, notices):
        """Look again at letters and print those that still hold, company by company.

        What no longer holds is cancelled and decided anew; it stands in the batch
        as left out, with the reason.

        :raises UserError: when nothing is left to print
        """
        batches = self.browse()
        # Whoever is second finds them locked, or printed already.
        locked = notices.try_lock_for_update()
        locked.invalidate_recordset(["state", "letter_batch_id"])
        locked = locked.filtered_domain(notices._get_printable_domain())
        if not locked:
            raise UserError(
                self.env._(
                    "There are no letters to print, or somebody else is printing "
                    "them now."
                )
            )
        for company, group in locked.grouped("company_id").items():
            batches |= self._print_company_sudo(company, group)
        return batches

    @api.model
    def _print_company_sudo(self, company, notices):
        """Print the letters of one company.

        In sudo mode because batches are made by printing only; whoever calls has
        checked who may send.
        """
        today = company._followup_now().date()
        calendar = company._followup_calendar()
        if reason := notices._why_no_day(today, *calendar):
            raise UserError(reason)
        reasons = self._look_again(notices, today)
        right = notices.filtered(lambda notice: notice not in reasons)
        batch = self.sudo().create(
            {"company_id": company.id, "date": today, "user_id": self.env.uid}
        )
        # Written at once, so that another worker cannot print them too.
        right._write_sudo({"letter_batch_id": batch.id})
        right.flush_recordset(["letter_batch_id"])
        values = [
            {"batch_id": batch.id, "notice_id": notice.id, "number": number}
            for number, notice in enumerate(right._sorted_for_post(), 1)
        ]
        values += [
            {
                "batch_id": batch.id,
                "notice_id": notice.id,
                "left_out": True,
                "left_out_reason": reason,
            }
            for notice, reason in reasons.items()
        ]
        self.env["debtor.letter"].sudo().create(values)
        batch._print_pdf_sudo()
        return batch.with_env(self.env)

    @api.model
    def _look_again(self, notices, today):
        """Return notice -> why it must not be printed; bring the others to the day."""
        company = notices.sudo().company_id
        reader = LedgerReader(self.env, company, today)
        snapshots = reader.snapshots(notices.partner_id.ids)
        decisions = notices.debtor_id._decide(today, reader=reader)
        reasons, renewed = {}, {}
        for notice in notices:
            decision = decisions[notice.debtor_id]
            if notice.copy_of_id:
                snapshot = snapshots[notice.partner_id.id]
                reason = notice._why_copy_differs(snapshot, decision, today)
            else:
                reason = notice._why_decision_changed(decision)
                reason = reason or notice._why_incomplete(today)
                if not reason and notice._needs_renewal(decision):
                    renewed[notice] = decision
            if reason:
                reasons[notice] = reason
        notices._renew(renewed, today)
        for notice, reason in reasons.items():
            notice._set_state("cancelled", reason=reason)
        # What was previewed stops with a task, all else is decided anew.
        for reason in set(reasons.values()):
            changed = notices.filtered(lambda one, why=reason: reasons.get(one) == why)
            changed._after_change(reason, today)
        return reasons

    def _print_pdf_sudo(self):
        """Make the PDF of all letters, and keep each with its notice.

        In sudo mode like the batch itself: what was printed is evidence.
        """
        self.ensure_one()
        letters = self.sudo().letter_ids.filtered(lambda one: not one.left_out)
        notices = letters.notice_id
        if not notices:
            return
        whole, parts = LetterPrinter(self.env).print(notices, self.date)
        attachments = self.env["ir.attachment"].sudo()
        for notice in notices:
            notice._write_sudo(
                {
                    "attachment_ids": [
                        (
                            0,
                            0,
                            {
                                "name": notice._get_letter_file_name(),
                                "raw": parts[notice],
                                "mimetype": "application/pdf",
                                "res_model": notice._name,
                                "res_id": notice.id,
                            },
                        )
                    ]
                }
            )
        self.sudo().pdf_id = attachments.create(
            {
                "name": f"{self.name}.pdf",
                "raw": whole,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

from odoo.tests import tagged

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestCopies(FollowupCommon):
    """Copies of invoices that went with a message are evidence."""

    def test_copies_stay_when_the_invoice_changes(self):
        move = self._create_invoices({"days": 10})
        content = b"%PDF-1.4 as it was sent"
        self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset()
        notice = self._run().notice_ids
        copy = notice.attachment_ids
        self.assertEqual(copy.raw, content)
        move.invoice_pdf_report_id.unlink()
        move.button_draft()
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.env.invalidate_all()
        self.assertEqual(copy.exists().raw, content)

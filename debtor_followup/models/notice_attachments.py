from odoo import models
from odoo.tools import SQL

from .bulk import array

#: So many copies of invoices go with a message, and so many bytes together.
MAX_FILES = 5
MAX_BYTES = 5 * 1024 * 1024
MEGABYTE = 1024 * 1024
#: A file grows by a third and a little more on its way through mail.
MAIL_SHARE = 0.7


class DebtorNotice(models.Model):
    """Copies of the demanded invoices that go with a mail.

    The copies are records of their own on the same file: they stay as evidence
    when the invoice is changed or sent anew.
    """

    _inherit = "debtor.notice"

    def _attach_invoices(self):
        """Attach the stored PDFs of the demanded invoices to mails, in bulk.

        An invoice that was never printed has no file: none is made now, that
        would take a second. The text offers a copy instead.
        """
        mails = self.filtered(lambda notice: notice.channel == "email")
        files = self._find_invoice_files(mails)
        chosen = [
            (notice.id, attachment_id, name)
            for notice in mails
            for attachment_id, name in notice._choose_files(files)
        ]
        if chosen:
            self._copy_files_sudo(chosen)
            mails.invalidate_recordset(["attachment_ids"], flush=False)

    def _find_invoice_files(self, notices):
        """Return move id -> (attachment id, bytes) of the invoices' own PDFs."""
        lines = notices.line_ids.filtered(lambda line: line.role == "demanded")
        if not lines:
            return {}
        self.env["ir.attachment"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id, max(id), max(file_size)
                  FROM ir_attachment
                 WHERE res_model = 'account.move' AND res_id = ANY(%s::int[])
                   AND res_field = 'invoice_pdf_report_file' AND type = 'binary'
                 GROUP BY res_id
                HAVING count(*) = 1
                """,
                array(lines.move_id.ids),
            )
        )
        return {move_id: (file_id, size or 0) for move_id, file_id, size in rows}

    def _choose_files(self, files):
        """Return (attachment id, invoice number) of what goes with this notice.

        The oldest claims first, as long as number and size allow.
        """
        limit = self._max_attached_bytes_sudo()
        chosen, seen, total = [], set(), 0
        for line in self.line_ids:
            move_id = line.move_id.id
            if line.role != "demanded" or move_id in seen or move_id not in files:
                continue
            seen.add(move_id)
            file_id, size = files[move_id]
            if len(chosen) < MAX_FILES and total + size <= limit:
                chosen.append((file_id, line.move_name))
                total += size
        return chosen

    def _max_attached_bytes_sudo(self):
        """Return how much may be attached: above it Odoo would send links instead.

        In sudo mode because settings of the mail server are not for everybody.
        """
        megabytes = self.env["ir.mail_server"].sudo()._get_max_email_size()
        return min(MAX_BYTES, megabytes * MEGABYTE * MAIL_SHARE)

    def _copy_files_sudo(self, chosen):
        """Make attachments of notices on the files of others, in two statements.

        In SQL because copying by the ORM would read and write each file. The
        filestore keeps a file as long as any attachment names it. The invoice's
        number stands in the description.

        :param chosen: triples (notice id, attachment id, invoice number)
        """
        notice_ids, file_ids, names = zip(*chosen, strict=True)
        self.env.cr.execute(
            SQL(
                """
                WITH copied AS (
                    INSERT INTO ir_attachment (
                        name, description, res_model, res_id, type, mimetype, public,
                        store_fname, db_datas, file_size, checksum, company_id,
                        create_uid, create_date, write_uid, write_date
                    )
                    SELECT file.name, row.name, 'debtor.notice', row.notice_id,
                           'binary', file.mimetype, FALSE, file.store_fname,
                           file.db_datas, file.file_size, file.checksum,
                           file.company_id, %(uid)s, now() AT TIME ZONE 'UTC',
                           %(uid)s, now() AT TIME ZONE 'UTC'
                      FROM unnest(%(notices)s::int[], %(files)s::int[],
                                  %(names)s::text[])
                           WITH ORDINALITY AS row(notice_id, file_id, name, place)
                      JOIN ir_attachment file ON file.id = row.file_id
                     ORDER BY row.place
                 RETURNING id, res_id
                )
                INSERT INTO debtor_notice_ir_attachment_rel
                       (debtor_notice_id, ir_attachment_id)
                SELECT res_id, id FROM copied
                """,
                uid=self.env.uid,
                notices=list(notice_ids),
                files=list(file_ids),
                names=list(names),
            )
        )

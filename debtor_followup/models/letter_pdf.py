"""Letters as PDF: all of a batch in one file, and each on its own."""

import io
import re

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

#: Names paper and margins; the width between them is what the template measures in.
REPORT = "debtor_followup.letter_report_action"
TEMPLATE = "debtor_followup.letter_document"


class LetterPrinter:
    """Makes PDF files of notices by post.

    wkhtmltopdf takes a second for each start, so that a batch is one document,
    which is then taken apart: each letter begins a page and carries its reference
    there.
    """

    def __init__(self, env):
        self.env = env

    def print(self, notices, day):
        """Return (PDF of all letters, dict notice -> PDF of its own).

        :param notices: letters, in the order of the pile
        :param date day: the date in their heads
        """
        whole = self._make_pdf(notices, day)
        reader = PdfFileReader(io.BytesIO(whole), strict=False)
        starts = self._find_starts(reader, notices)
        if starts is None:  # the references cannot be read back: one by one
            return whole, {one: self._make_pdf(one, day) for one in notices}
        ends = [*starts[1:], reader.numPages]
        parts = {
            notice: _take_pages(reader, start, end)
            for notice, start, end in zip(notices, starts, ends, strict=True)
        }
        return whole, parts

    def _make_pdf(self, notices, day):
        letters = [notice._render_letter(day) for notice in notices]
        html = self.env["ir.qweb"]._render(TEMPLATE, {"letters": letters})
        reports = self.env["ir.actions.report"].sudo()
        return reports._run_wkhtmltopdf([f"<!DOCTYPE html>\n{html}"], report_ref=REPORT)

    def _find_starts(self, reader, notices):
        """Return the first page of each letter, None when they cannot be told."""
        if reader.numPages == len(notices):
            return list(range(len(notices)))
        starts, wanted = [], [notice._get_letter_reference() for notice in notices]
        for number in range(reader.numPages):
            text = re.sub(r"\s", "", reader.getPage(number).extract_text())
            if len(starts) < len(wanted) and wanted[len(starts)] in text:
                starts.append(number)
        return starts if len(starts) == len(wanted) and starts[0] == 0 else None


def _take_pages(reader, start, end):
    writer = PdfFileWriter()
    for number in range(start, end):
        writer.addPage(reader.getPage(number))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()

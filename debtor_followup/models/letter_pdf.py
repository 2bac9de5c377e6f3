"""Letters as PDF: all of a batch in one file, and each on its own."""

import io
import re

from markupsafe import Markup
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo.tools import file_open
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

#: Names paper and margins; style and script measure in what lies between them.
REPORT = "debtor_followup.letter_report_action"
TEMPLATE = "debtor_followup.letter_document"
COVER = "debtor_followup.letter_cover_document"
STYLE = "debtor_followup/static/src/letter/letter.css"
SCRIPT = "debtor_followup/static/src/letter/pages.js"
#: Where to fold, from the top of the paper; the place of the address counts on it.
FOLDS = (105 * mm, 210 * mm)


class LetterPrinter:
    """Makes PDF files of notices by post.

    wkhtmltopdf takes a second for each start, so that a batch is one document,
    which is then taken apart: each letter begins a page and carries its reference
    there. Its plain build prints no headers or footers: page numbers and marks for
    folding are stamped on afterwards.
    """

    def __init__(self, env):
        self.env = env

    def print(self, notices, day):
        """Return (PDF of all letters, dict notice -> PDF of its own).

        :param notices: letters, in the order of the pile
        :param date day: the date in their heads
        """
        texts = [notice._render_letter(day) for notice in notices]
        letters = self._take_apart(self._make_pdf(texts), notices)
        if letters is None:  # the references cannot be read back: one by one
            letters = [_read_pages(self._make_pdf([text])) for text in texts]
        stamped = [
            _stamp(pages, notice._get_letter_reference(), FOLDS)
            for notice, pages in zip(notices, letters, strict=True)
        ]
        whole = _write_pages([page for pages in stamped for page in pages])
        return whole, dict(zip(notices, map(_write_pages, stamped), strict=True))

    def print_cover(self, values, name):
        """Return the PDF of the list for the post office.

        :param dict values: what the list shows
        :param str name: what stands beside the numbers of its pages
        """
        return _write_pages(_stamp(_read_pages(self._run(COVER, values)), name))

    def _make_pdf(self, letters):
        """Return the PDF of letters, given as HTML; each begins a page."""
        return self._run(TEMPLATE, {"letters": letters})

    def _run(self, template, values):
        values = {**values, "style": _read(STYLE), "script": _read(SCRIPT)}
        html = self.env["ir.qweb"]._render(template, values)
        reports = self.env["ir.actions.report"].sudo()
        return reports._run_wkhtmltopdf([f"<!DOCTYPE html>\n{html}"], report_ref=REPORT)

    def _take_apart(self, pdf, notices):
        """Return the pages of each letter, None when they cannot be told."""
        pages = _read_pages(pdf)
        if len(pages) == len(notices):
            return [[page] for page in pages]
        starts, wanted = [], [notice._get_letter_reference() for notice in notices]
        for number, page in enumerate(pages):
            text = re.sub(r"\s", "", _method(page, "extract_text", "extractText")())
            if len(starts) < len(wanted) and wanted[len(starts)] in text:
                starts.append(number)
        if len(starts) < len(wanted) or starts[0]:
            return None
        ends = [*starts[1:], len(pages)]
        return [pages[one:end] for one, end in zip(starts, ends, strict=True)]


def _read(path):
    """Return a file of the add-on as it is, for a page of our own making."""
    with file_open(path) as source:
        return Markup(source.read())


def _method(page, name, old_name):
    """Return a method of a page; Odoo's library for Python 3.10 has the old names."""
    return getattr(page, name, None) or getattr(page, old_name)


def _read_pages(pdf):
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    return [reader.getPage(number) for number in range(reader.numPages)]


def _write_pages(stamped):
    """Return the PDF of pages, each given with what is stamped on it."""
    writer = PdfFileWriter()
    for number, (page, stamp) in enumerate(stamped):
        writer.addPage(page)
        # Only pages of a writer can be changed; changing unpacks them.
        page = writer.getPage(number)
        page.mergePage(stamp)
        _method(page, "compress_content_streams", "compressContentStreams")()
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _stamp(pages, name, folds=()):
    """Return the pages, each with what is stamped on it: its number, where to fold.

    A single page has no number.
    """
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    width, height = A4
    for number in range(1, len(pages) + 1):
        canvas.setLineWidth(0.4)
        for fold in folds if number == 1 else ():
            canvas.line(5 * mm, height - fold, 9 * mm, height - fold)
        if len(pages) > 1:
            canvas.setFont("Helvetica", 8)
            text = f"{name}   {number}/{len(pages)}"
            canvas.drawRightString(width - 20 * mm, 7 * mm, text)
        canvas.showPage()
    canvas.save()
    return list(zip(pages, _read_pages(stream.getvalue()), strict=True))

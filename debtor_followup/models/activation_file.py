"""Reads and writes the spreadsheet of steps taken before the start."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

#: More is no list of invoices.
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000
#: The columns, in their order.
CUSTOMER, INVOICE, STEP, DAY = range(4)
COLUMNS = 4
#: How days are written in Belgium, the Netherlands, France and Germany.
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y")


class UnreadableFile(Exception):
    """What was given is no spreadsheet that can be read."""


def read_rows(content):
    """Return the rows of a spreadsheet below its header, with their numbers.

    :param bytes content: an .xlsx or .csv file
    :return: list of (row number as shown by the program, four cells); empty rows
        are left out
    :raises UnreadableFile: it is neither, or too large
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile
    is_xlsx = content[:2] == b"PK"
    rows = _read_xlsx(content) if is_xlsx else _read_csv(content)
    found = []
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise UnreadableFile
        cells = [_clean(cell) for cell in row[:COLUMNS]]
        cells += [None] * (COLUMNS - len(cells))
        if number > 1 and any(cells):
            found.append((number, cells))
    return found


def _clean(cell):
    return (cell.strip() or None) if isinstance(cell, str) else cell


def _read_xlsx(content):
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        yield from sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UnreadableFile from error


def _read_csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableFile
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableFile from error


def read_day(cell):
    """Return the day in a cell, None when there is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(str(cell or ""), form).date()
        except ValueError:
            continue
    return None


def read_text(cell):
    """Return a cell as the text that a person sees in it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def write_template(headers, rows, steps):
    """Return a spreadsheet to fill in.

    :param headers: the names of the four columns
    :param rows: pairs (customer, invoice), one for each claim
    :param steps: the names of the steps to choose from
    :rtype: bytes
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, headers, bold)
    sheet.set_column(CUSTOMER, CUSTOMER, 36)
    sheet.set_column(INVOICE, STEP, 20)
    sheet.set_column(DAY, DAY, 14, day)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        sheet.write_string(number, CUSTOMER, row[0] or "")
        sheet.write_string(number, INVOICE, row[1] or "")
    if steps and sum(map(len, steps)) < 250:  # what a list in a cell may hold
        sheet.data_validation(
            1, STEP, max(1, len(rows)), STEP, {"validate": "list", "source": steps}
        )
    book.close()
    return output.getvalue()

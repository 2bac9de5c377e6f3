import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_activation import ActivationCommon


@tagged("post_install", "-at_install")
class TestActivationFile(ActivationCommon):
    """Steps from a spreadsheet: wrong rows are named, and change nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoices = cls._create_invoices({"days": 40}, {"days": 120}, {"days": 50})
        cls.names = cls.invoices.mapped("name")

    def _sheet(self, *rows):
        book = openpyxl.Workbook()
        for row in [("Customer", "Invoice", "Last step", "Date"), *rows]:
            book.active.append(row)
        output = io.BytesIO()
        book.save(output)
        return base64.b64encode(output.getvalue())

    def _read(self, content, name="steps.xlsx"):
        start = self._at("ledger")
        start.write({"step_file": content, "step_file_name": name})
        start.action_read_file()
        return start

    def test_right_rows_are_taken_over(self):
        name = "Bakkerij Peeters"
        start = self._read(
            self._sheet(
                (name, self.names[0], "reminder 1", date(2026, 11, 1)),
                (name, self.names[1], "Reminder 1", "01/10/2026"),
                (name, self.names[1], "Reminder 2", "20/10/2026"),
                (name, self.names[2], None, None),
            )
        )
        self.assertEqual(
            start.step_ids.sorted("date").mapped("date"),
            [date(2026, 10, 1), date(2026, 10, 20), date(2026, 11, 1)],
        )
        self.assertIn("row 3", start.step_ids.sorted("date")[0].source)
        self.assertEqual(start.old_count, 0)
        again = self._sheet((name, self.names[0], "Reminder 1", date(2026, 11, 2)))
        self._read(again)
        self.assertEqual(start.step_ids.mapped("date"), [date(2026, 11, 2)])

    def test_each_wrong_row_is_named_and_nothing_changes(self):
        name, number = "Bakkerij Peeters", self.names[0]
        other = self._create_customer("Andere one")
        rows = [
            (name, number, "Reminder 1", date(2026, 11, 1)),
            (None, number, "Reminder 1", date(2026, 11, 1)),
            (name, None, "Reminder 1", date(2026, 11, 1)),
            (name, "INV/0", "Reminder 1", date(2026, 11, 1)),
            (other.name, number, "Reminder 1", date(2026, 11, 1)),
            (name, number, "Reminder 9", date(2026, 11, 1)),
            (name, number, "Reminder 1", "31/31/2026"),
            (name, number, "Reminder 2", date(2027, 1, 1)),
            (name, number, "Reminder 2", date(2020, 1, 1)),
            (name, number, "Reminder 1", date(2026, 11, 2)),
        ]
        reasons = {
            3: "the customer is missing",
            4: "the invoice is missing",
            5: "there is no open invoice INV/0",
            6: f"invoice {number} is not one of Andere one",
            7: "Reminder 9 is no step of the policy",
            8: "31/31/2026 is no date",
            9: "still to come",
            10: "before the date of the invoice",
            11: r"there already \(row 2\)",
        }
        start = self._at("ledger")
        start.step_file = self._sheet(*rows)
        with self.assertRaises(UserError) as caught:
            start.action_read_file()
        text = str(caught.exception)
        self.assertNotIn("Row 2:", text)
        for row, reason in reasons.items():
            self.assertRegex(text, f"Row {row}: [^\n]*{reason}")
        self.assertFalse(start.step_ids)

    def test_csv_as_excel_saves_it_in_belgium(self):
        row = f"Bakkerij Peeters;{self.names[0]};Reminder 1;01-11-2026"
        text = f"Klant;Factuur;Stap;Datum\r\n{row}\r\n"
        start = self._read(base64.b64encode(text.encode("cp1252")), "stappen.csv")
        self.assertEqual(start.step_ids.move_line_id.move_id, self.invoices[0])

    def test_what_is_no_spreadsheet_is_refused(self):
        for content in (b"PK\x03\x04broken", b"%PDF-1.4\0\0", b"\x00\x01"):
            with (
                self.subTest(content=content),
                self.assertRaisesRegex(UserError, "cannot be read"),
            ):
                self._read(base64.b64encode(content))
        with self.assertRaisesRegex(UserError, "No row"):
            self._read(base64.b64encode(b"a;b;c;d\n"))

    def test_the_template_lists_what_is_overdue(self):
        start = self._at("ledger")
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(start.template_file)))
        rows = list(book.active.values)
        self.assertEqual(len(rows), 4)
        self.assertEqual({row[1] for row in rows[1:]}, set(self.names))
        with self.assertRaisesRegex(UserError, "No row"):
            self._read(start.template_file)

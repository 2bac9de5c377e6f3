import logging
from collections import Counter
from datetime import timedelta
from pathlib import Path

from lxml import html

from odoo.tests import freeze_time, tagged
from odoo.tools import file_path, format_amount, mute_logger

from .common import TODAY, FollowupCommon

_logger = logging.getLogger(__name__)

#: Odoo's own samples: of Factur-X, of Peppol BIS 3, and made by Odoo.
SAMPLES = "l10n_account_edi_ubl_cii_tests/tests/test_files"
#: Samples without a due date are due on the day of their import.
IMPORTED_ON = TODAY - timedelta(days=60)
IMPORT_LOG = "odoo.addons.account.models.account_document_import_mixin"


@tagged("post_install", "-at_install")
class TestEInvoices(FollowupCommon):
    """Invoices that nobody wrote for us go through all steps, to the cent."""

    @classmethod
    @FollowupCommon.setup_country("be")
    def setUpClass(cls):
        super().setUpClass()
        cls.setup_other_currency("USD", rates=[("2000-01-01", 1.0833)])
        cls.setup_other_currency("GBP", rates=[("2000-01-01", 0.8537)])
        cls.policy.write({"minimum_amount": 0, "small_amount": 0})
        cls.imported, cls.refused, cls.formats = cls._import_samples()

    @classmethod
    def _import_samples(cls):
        """Import every sample as a sales document.

        :return: (accepted documents with an amount, names of refused files,
            how many were accepted of each kind of file)
        """
        moves = cls.env["account.move"]
        refused, formats = [], Counter()
        for path in sorted(Path(file_path(SAMPLES)).glob("*/*.xml")):
            move = cls._import(path)
            if move.amount_total:
                moves |= move
                formats[path.name.split("_")[0]] += 1
            else:
                refused.append(path.name)
        for move in moves.filtered(lambda move: not move.partner_id):
            # Odoo knows a customer by name and VAT number; without both the
            # bookkeeper chooses.
            move.partner_id = cls.customer
        for partner in moves.commercial_partner_id:
            partner.email = partner.email or "accounts@customer.example"
            cls._debtor(partner).debtor_kind = "business"
        return moves, refused, formats

    @classmethod
    def _import(cls, path):
        """Import one file as an upload to the sales journal does.

        :return: the document, empty when Odoo could not read the file
        """
        journal = cls.company_data["default_journal_sale"]
        attachment = cls.env["ir.attachment"].create(
            {"name": path.name, "raw": path.read_bytes(), "mimetype": "text/xml"}
        )
        with freeze_time(IMPORTED_ON), mute_logger(IMPORT_LOG):
            move = journal.with_context(
                default_move_type="out_invoice"
            )._create_document_from_attachment(attachment.ids)
        # The note with the format is the last thing that an import does.
        notes = "".join(move.message_ids.mapped("body"))
        return move if "Invoice imported" in notes else move.browse()

    def _post(self, move_type):
        moves = self.imported.filtered(lambda move: move.move_type == move_type)
        moves.action_post()
        moves._followup_mark_sent()  # by the program that made them
        return moves

    def _claims(self, moves):
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _assert_ledger_amounts(self, notice):
        """Amounts of a notice are those of the ledger, line by line and in all."""
        totals = Counter()
        for line in notice.line_ids:
            ledger = line.move_line_id.amount_residual_currency
            self.assertEqual(line.currency_id, line.move_line_id.currency_id)
            self.assertEqual(
                line.currency_id.compare_amounts(
                    -line.amount_residual
                    if line.role == "credit"
                    else line.amount_residual,
                    ledger,
                ),
                0,
                f"{line.move_name}: {line.amount_residual} is not {ledger}",
            )
            totals[line.currency_id] += ledger
        printed = html.fromstring(notice.body).xpath("//tfoot//td[last()]")
        self.assertCountEqual(
            [cell.text_content().strip() for cell in printed],
            [
                format_amount(self.env, max(0.0, total), currency)
                for currency, total in totals.items()
            ],
        )

    def test_the_samples_are_real_and_of_both_kinds(self):
        invoices = self.imported.filtered(lambda move: move.move_type == "out_invoice")
        _logger.runbot(
            "e-invoices: %s imported, %s of them invoices (%s); left out: %s",
            len(self.imported),
            len(invoices),
            ", ".join(f"{kind} {count}" for kind, count in self.formats.items()),
            ", ".join(self.refused),
        )
        self.assertGreaterEqual(len(invoices), 15)
        self.assertTrue(self.formats["facturx"])
        self.assertTrue(self.formats["bis3"])
        self.assertGreater(len(invoices.currency_id), 1)

    def test_imported_invoices_go_through_all_steps(self):
        claims = self._claims(self._post("out_invoice"))
        debtors = self._debtor(claims.move_id.commercial_partner_id)
        self.assertTrue(claims)
        reached = {}
        for day in range(50):
            for notice in self._run_and_deliver(TODAY + timedelta(days=day)):
                self._assert_ledger_amounts(notice)
                for line in notice.line_ids:
                    steps = reached.setdefault(line.move_line_id, [])
                    steps.append((line.role, line.level_id.name))
        ladder = [("demanded", "Reminder 1"), ("demanded", "Reminder 2")]
        self.assertEqual(reached, dict.fromkeys(claims, ladder))
        for debtor in debtors:
            own = claims.filtered(
                lambda line, debtor=debtor: (
                    line.move_id.commercial_partner_id == debtor.partner_id
                )
            )
            # The company has no address to put on it, so that it waits.
            formal = debtor.notice_ids.filtered(lambda one: one.state == "draft")
            if formal:
                self.assertEqual(formal.level_id.name, "Formal notice")
                self.assertTrue(formal.legal_problem)
                self.assertEqual(formal.line_ids.move_line_id, own)
            else:  # nor has every customer one to send a letter to
                self.assertEqual(debtor.decision_id.reason, "no_address")
            ledger = sum(own.mapped("amount_residual"))
            self.assertEqual(
                self.company.currency_id.compare_amounts(debtor.overdue_amount, ledger),
                0,
            )

    def test_credit_notes_are_shown_apart_and_lower_the_total(self):
        claims = self._claims(self._post("out_invoice"))
        credits = self._claims(self._post("out_refund"))
        self.assertTrue(credits)
        notices = self._run_and_deliver()
        for notice in notices:
            self._assert_ledger_amounts(notice)
        owed = notices.line_ids.filtered(lambda line: line.role != "credit")
        shown = notices.line_ids - owed
        written_to = notices.debtor_id.partner_id
        self.assertEqual(
            shown.move_line_id,
            credits.filtered(
                lambda line: line.move_id.commercial_partner_id in written_to
            ),
        )
        self.assertEqual(
            owed.move_line_id,
            claims.filtered(
                lambda line: line.move_id.commercial_partner_id in written_to
            ),
        )
        self.assertIn("listed", owed.mapped("role"))  # what the credits cover

import base64
import io
import re
from decimal import Decimal

import qrcode
from markupsafe import Markup
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from odoo import api, fields, models, tools

#: A message shows so many QR codes; more would only confuse.
MAX_QR_CODES = 5
#: Dots a module of the code has in the picture, and its white border in modules.
QR_DOTS = 6
QR_BORDER = 2
QR_METHOD = "sct_qr"
#: What a QR code for credit transfers may hold at most, by its standard.
MAX_NAME = 70
MAX_MESSAGE = 140
#: A picture that stands in the same mail, and one that stands in the page.
INLINE_PICTURE = re.compile(r'src="cid:(qr-\d+)@debtor-followup"')
FIGURE = re.compile(r"<img\b[^>]*cid:qr-\d+@debtor-followup[^>]*>")


class DebtorNotice(models.Model):
    """QR codes for SEPA transfers: what they hold, and their pictures.

    What the codes hold is kept with the text that shows them. Pictures take 6 ms
    each, so they are made when a mail leaves or a letter is printed.
    """

    _inherit = "debtor.notice"

    qr_payloads = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What the QR codes of the text hold, by the id of their claim.",
    )
    preview_html = fields.Html(
        string="Text as it is read",
        compute="_compute_preview_html",
        sanitize=False,
        help="The text with its pictures, for screens.",
    )

    @api.depends("body", "qr_payloads")
    def _compute_preview_html(self):
        for notice in self:
            notice.preview_html = notice._body_for_print()

    def _body_for_print(self):
        """Return the stored text with its pictures in it, for screens and paper."""
        self.ensure_one()
        body = self.body or ""
        if "cid:qr-" not in body:
            return Markup(body)
        pictures = {
            code["name"]: base64.b64encode(code["png"]).decode()
            for code in self._get_qr_codes()
        }
        return Markup(
            INLINE_PICTURE.sub(
                lambda found: (
                    f'src="data:image/png;base64,{pictures.get(found[1], "")}"'
                ),
                body,
            )
        )

    def _body_without_pictures(self):
        """Return the stored text without its QR codes, where none can be shown."""
        self.ensure_one()
        return Markup(FIGURE.sub("", self.body or ""))

    def _get_qr_codes(self):
        """Return the QR codes of the stored text, with their pictures.

        :return: dicts with ``name`` (as in `cid:`), ``line`` (the claim),
            ``payload`` (what a bank's app reads) and ``png`` (bytes)
        """
        self.ensure_one()
        payloads = self.qr_payloads or {}
        lines = (self.copy_of_id or self).line_ids.filtered(
            lambda line: str(line.id) in payloads
        )
        shown = set(INLINE_PICTURE.findall(self.body or ""))
        return [
            {
                "name": f"qr-{number}",
                "line": line,
                "payload": payloads[str(line.id)],
                "png": _draw(payloads[str(line.id)]),
            }
            for number, line in enumerate(lines, 1)
            if f"qr-{number}" in shown
        ]

    def _prepare_qr_payloads(self, bank):
        """Return what the QR codes of this notice are to hold: line id -> text.

        One for each demanded claim in euro, for what is asked of it once credits
        and pauses are taken off, so that nobody pays too much.

        :param bank: the account to pay to, in sudo mode
        """
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: (
                line.role == "demanded"
                and line.currency_id.name == "EUR"
                and not line.currency_id.is_zero(line.amount_rest)
            )
        )
        if not lines or not bank or not bank._takes_followup_qr(lines.currency_id):
            return {}
        return {str(line.id): _payload(bank, line) for line in lines[:MAX_QR_CODES]}


def _draw(payload):
    """Return the picture of a QR code as PNG, in black and white.

    Not by Odoo's barcodes: those need a drawing library that is often missing,
    and take four times as long.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QR_BORDER)
    code.add_data(payload.encode())
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows)
    dots = bytes(0 if is_dark else 255 for row in rows for is_dark in row)
    picture = Image.frombytes("L", (size, size), dots).convert("1")
    picture = picture.resize((size * QR_DOTS, size * QR_DOTS), Image.NEAREST)
    with io.BytesIO() as stream:
        picture.save(stream, "PNG")
        return stream.getvalue()


def _payload(bank, line):
    """Return what the QR code of a claim holds: Odoo's values, kept in bounds."""
    reference = " ".join((line.payment_reference or line.move_name).split())
    values = bank._get_qr_vals(
        QR_METHOD,
        f"{line._get_transfer_amount():.2f}",
        line.currency_id,
        line.debtor_id.partner_id,
        reference,
        reference,
    )
    # The standard's order: name of the beneficiary, then the free message.
    values[5] = " ".join(values[5].split())[:MAX_NAME]
    values[10] = values[10][:MAX_MESSAGE]
    return "\n".join(values)


class ResPartnerBank(models.Model):
    """Whether an account can be paid to by QR codes."""

    _inherit = "res.partner.bank"

    def _takes_followup_qr(self, euro):
        """Tell whether payments in euro to this account can be asked by QR codes.

        :param euro: the currency
        """
        self.ensure_one()
        if not (self.acc_holder_name or self.partner_id.name):
            return False
        return self._is_followup_sepa(self.sanitized_acc_number, self.acc_type, euro.id)

    @tools.ormcache("self.id", "number", "kind", "euro_id")
    def _is_followup_sepa(self, number, kind, euro_id):
        """Ask Odoo once for an account as it is: its check makes a query each time.

        :param number: what it is kept by beside the account, with ``kind``
        """
        euro = self.env["res.currency"].browse(euro_id)
        return not self._get_error_messages_for_qr(QR_METHOD, self.partner_id, euro)


class DebtorNoticeLine(models.Model):
    """What a QR code asks."""

    _inherit = "debtor.notice.line"

    amount_rest = fields.Monetary(
        string="Rest asked",
        readonly=True,
        help="What is asked once credits and pauses are taken off.",
    )

    def _get_transfer_amount(self):
        """Return what a transfer for this claim should be of.

        With what the letter claims on it beside the principal.
        """
        self.ensure_one()
        items = self.notice_id.charge_items or ()
        more = sum(
            Decimal(one["amount"])
            for one in items
            if one["line_id"] == self.move_line_id.id
        )
        return self.currency_id.round(self.amount_rest + float(more))

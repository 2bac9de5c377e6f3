"""The mail that a debtor gets, in each language, as a real mail server got it."""

import io

import zxingcpp
from database import DEBTORS
from PIL import Image

LANGUAGES = ("nl_BE", "nl_NL", "fr_BE", "de_DE", "en_US")
SPEAK = f"""
for code in {LANGUAGES}:
    env["res.lang"]._activate_lang(code)
env.ref("base.module_debtor_followup")._update_translations(list({LANGUAGES}))
env["res.partner.bank"].create(
    {{"acc_number": "BE71096123456769", "partner_id": env.company.partner_id.id}})
partners = env["res.partner"].search([("email", "=like", "klant%")], order="email")
for place, partner in enumerate(partners):
    partner.lang = {LANGUAGES}[place % 5]
moves = env["account.move"].search([("move_type", "=", "out_invoice")])
env["ir.attachment"].create([
    {{
        "name": "copy.pdf", "raw": b"%PDF-1.4 " + move.name.encode(),
        "mimetype": "application/pdf", "res_model": "account.move",
        "res_id": move.id, "res_field": "invoice_pdf_report_file",
    }}
    for move in moves
])
env.cr.commit()
day(env)
"""


def test_pictures_and_copies_arrive_with_the_text(odoo, mail_server):
    """Inside the mail, so that mail programs show them; the text as it is kept."""
    odoo.run(SPEAK)
    assert odoo.count("sent") == DEBTORS
    kept = {
        row[0]: row[1:]
        for row in odoo.sql(
            """
            SELECT recipient_email, lang, body, qr_payloads,
                   (SELECT array_agg(line.move_name ORDER BY line.id)
                      FROM debtor_notice_line line
                     WHERE line.notice_id = notice.id AND role = 'demanded')
              FROM debtor_notice notice
            """
        )
    }
    assert {lang for lang, *_rest in kept.values()} == set(LANGUAGES)
    for arrival in mail_server.arrived:
        _lang, body, payloads, names = kept[arrival.to]
        message = arrival.message
        html = message.get_body(("html",))
        assert html.get_content().split() == body.split()
        plain = message.get_body(("plain",)).get_content()
        assert "BE71 0961 2345 6769" in plain
        assert "cid:" not in plain
        assert "Image [" not in plain
        pictures = [
            one for one in message.walk() if one.get_content_type() == "image/png"
        ]
        assert [_decode(one) for one in pictures] == list(payloads.values())
        for picture in pictures:
            assert picture.get_content_disposition() == "inline"
            assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in body
        copies = [
            one.get_content()
            for one in message.iter_attachments()
            if one.get_content_type() == "application/pdf"
        ]
        assert sorted(copies) == sorted(b"%PDF-1.4 " + one.encode() for one in names)


def _decode(part):
    """Return what a bank's app reads in a picture."""
    with Image.open(io.BytesIO(part.get_content())) as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    return found.text

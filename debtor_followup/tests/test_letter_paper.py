import re
import subprocess
import tempfile
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models.letter_pdf import LetterPrinter
from .common import TODAY
from .letter_common import ADDRESS, LetterCommon

POINT = 25.4 / 72
#: In millimetres on paper folded at 105 mm: (left, top, right, bottom). What every
#: usual envelope shows however the letter lies in it; what one of them may show.
SAFE = {"right": (109, 55, 190, 85), "left": (20, 50, 100, 90)}
EXPOSED = {"right": (85, 40, 210, 95), "left": (0, 45, 112, 95)}
LONG = [
    "Coöperatieve Vereniging van Noord-Brabantse Zuivelproducenten De Goede Hoop",
    "Jonkvrouw Wilhelmina van Nassau-Ouwerkerk tot Woudenberg",
    "Burgemeester van Heemstra van Froma en Eibersburenlaan 1125",
    "Bedrijfsverzamelgebouw De Nieuwe Haven, ingang C, verdieping 14",
    "3511 AB  Utrecht",
    "NETHERLANDS",
]
#: How many claims the letters that are looked at name.
COUNTS = (1, 5, 40)
#: Lines put into a letter so that it ends at the foot of a page, or beyond it.
FILLERS = range(4, 22)


@dataclass(frozen=True)
class Word:
    """A word on paper, in millimetres from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, area):
        """Tell whether a part of it lies in an area."""
        left, top, right, bottom = area
        across = self.left < right and self.right > left
        return across and self.top < bottom and self.bottom > top

    def within(self, area):
        """Tell whether all of it lies in an area."""
        left, top, right, bottom = area
        across = left <= self.left and self.right <= right
        return across and top <= self.top and self.bottom <= bottom


def read_pages(pdf):
    """Return the words of each page of a PDF, as poppler finds them."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(
            ["pdftotext", "-bbox", file.name, "-"], check=True, capture_output=True
        )
    parser = etree.HTMLParser(encoding="utf-8")
    pages = etree.HTML(done.stdout, parser).iter("page")
    sides = ("xmin", "ymin", "xmax", "ymax")
    return [
        [
            Word(word.text, *(float(word.get(side)) * POINT for side in sides))
            for word in page.iter("word")
        ]
        for page in pages
    ]


def read_lines(words):
    """Return what stands on a page, line by line as one reads it."""
    lines = []
    for word in sorted(words, key=lambda one: one.bottom):
        if not lines or word.bottom - lines[-1][0].bottom > 1.5:
            lines.append([])
        lines[-1].append(word)
    return [
        " ".join(word.text for word in sorted(line, key=lambda one: one.left))
        for line in lines
    ]


@tagged("post_install", "-at_install")
class TestLetterPaper(LetterCommon):
    """What stands where on the paper: the address, the pages and their breaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "Bakkerij Peeters & Zonen"
        cls.company.name = "Bouwmaterialen Van Damme en Kinderen uit Gentbrugge"
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "BE71 0961 2345 6769",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        many = cls._create_customer("Fietsen De Backer", **ADDRESS)
        far = cls._create_customer(
            LONG[0],
            country_id=cls.env.ref("base.nl").id,
            child_ids=[
                (
                    0,
                    0,
                    {
                        "name": LONG[1],
                        "type": "invoice",
                        "street": LONG[2],
                        "street2": LONG[3],
                        "zip": "3511 AB",
                        "city": "Utrecht",
                        "country_id": cls.env.ref("base.nl").id,
                    },
                )
            ],
        )
        partners = [cls.customer, far, many]
        cls._create_invoices(
            *(
                {"days": 10 + number % 3, "partner": partner, "amount": 100 + number}
                for partner, count in zip(partners, COUNTS, strict=True)
                for number in range(count)
            )
        )
        debtors = cls._debtor().browse()
        for partner in partners:
            debtors |= cls._debtor(partner)
        cls.letters = debtors._act(TODAY).sorted(lambda one: len(one.line_ids))
        cls.near, cls.far, cls.many = cls.letters
        _whole, parts = LetterPrinter(cls.env).print(cls.letters, TODAY)
        cls.pages = {letter: read_pages(pdf) for letter, pdf in parts.items()}

    # === ADDRESS === #

    def _check_window(self, pages, lines, side):
        seen = [word for word in pages[0] if word.meets(EXPOSED[side])]
        words = " ".join(lines).split()
        self.assertEqual([word.text for word in seen], words)
        for word in seen:
            with self.subTest(side=side, word=word):
                self.assertTrue(word.within(SAFE[side]))

    def test_the_address_and_nothing_else_is_in_the_window(self):
        short = ["Bakkerij Peeters & Zonen", "Steenstraat 1", "8000  Brugge"]
        self._check_window(self.pages[self.near], short, "right")
        self._check_window(self.pages[self.far], LONG, "right")
        self.company.followup_letter_window = "left"
        both = self.near | self.far
        _whole, parts = LetterPrinter(self.env).print(both, TODAY)
        self._check_window(read_pages(parts[self.near]), short, "left")
        self._check_window(read_pages(parts[self.far]), LONG, "left")

    def test_the_address_can_be_moved(self):
        self.company.write({"followup_letter_left": 120, "followup_letter_top": 50})
        _whole, parts = LetterPrinter(self.env).print(self.near, TODAY)
        first = read_pages(parts[self.near])[0]
        word = next(word for word in first if word.text == "Steenstraat")
        self.assertAlmostEqual(word.left, 120, delta=1)
        # The second line, 4.5 mm below the first.
        self.assertAlmostEqual(word.top, 54.5, delta=1)

    def test_where_the_address_cannot_be(self):
        for name, value in (
            ("followup_letter_left", 60),
            ("followup_letter_left", -1),
            ("followup_letter_top", 80),
        ):
            with (
                self.subTest(name=name, value=value),
                self.assertRaisesRegex(ValidationError, "Enter 0 for .* mm, as usual"),
            ):
                self.company[name] = value

    def test_the_window_follows_the_country_or_the_setting(self):
        self.assertEqual(self.company._followup_window(), "right")
        self.company.country_id = self.env.ref("base.nl")
        self.assertEqual(self.company._followup_window(), "left")
        self.company.followup_letter_window = "right"
        self.assertEqual(self.company._followup_window(), "right")

    # === PAGES === #

    def test_up_to_five_claims_are_on_one_page(self):
        for letter in (self.near, self.far):
            (words,) = self.pages[letter]
            self.assertIn("Or scan with your bank's app:", " ".join(read_lines(words)))
            self.assertIn("Kind regards,", read_lines(words))
            self.assertNotRegex(read_lines(words)[-1], "F-[0-9]")

    def test_each_page_of_several_carries_reference_and_number(self):
        reference = self.many._get_letter_reference()
        self.assertEqual(len(self.pages[self.many]), 3)
        for number, words in enumerate(self.pages[self.many], 1):
            self.assertEqual(read_lines(words)[-1], f"{reference} {number}/3")

    def test_the_table_breaks_between_rows_under_its_head(self):
        names = []
        for words in self.pages[self.many]:
            text = "\n".join(read_lines(words))
            rows = re.findall(
                r"^(\S+) dated \S+ \S+ Days late: \d+ 1\d\d.00 €$", text, re.MULTILINE
            )
            self.assertNotEqual(len(rows), 1)
            self.assertEqual("Invoice Due on Open" in text, bool(rows))
            names.append(rows)
        first, second, last = names
        self.assertTrue(first and second and not last)
        self.assertCountEqual(first + second, self.many.line_ids.mapped("move_name"))

    def test_the_signature_never_stands_alone(self):
        text = self.near._render_letter(TODAY)
        place = text.index("<p>Could you see")
        letters = [
            text[:place] + Markup("<p>Another line.</p>") * count + text[place:]
            for count in FILLERS
        ]
        pages = read_pages(LetterPrinter(self.env)._make_pdf(letters))
        endings = [read_lines(words) for words in pages]
        endings = [lines for lines in endings if "Kind regards," in lines]
        self.assertEqual(len(endings), len(FILLERS))
        self.assertGreater(len(pages), len(FILLERS))
        for lines in endings:
            place = lines.index("Kind regards,")
            self.assertGreaterEqual(place, 2, lines)
            self.assertIn("our messages have crossed", " ".join(lines[:place]))
            self.assertIn("ar@company.example", lines[place + 1 :], "cut in two")
        # Both sides of the edge were seen.
        self.assertEqual({len(lines) > 20 for lines in endings}, {True, False})

    def test_the_cover_list_goes_on_under_its_head(self):
        batch = (
            self.env["debtor.letter.batch"]
            .sudo()
            .create({"company_id": self.company.id, "date": TODAY})
        )
        row = {"name": "Klant", "town": "9000 Gent", "kind": "Letter", "track": ""}
        values = {
            **batch._get_cover_values(),
            "letters": [{**row, "number": number} for number in range(1, 61)],
        }
        pages = read_pages(LetterPrinter(self.env).print_cover(values, "List 7"))
        found = []
        for number, words in enumerate(pages, 1):
            text = "\n".join(read_lines(words))
            self.assertIn("No. Addressee", text)
            self.assertTrue(text.endswith(f"List 7 {number}/{len(pages)}"))
            found += re.findall(r"^(\d+) Klant 9000 Gent", text, re.MULTILINE)
        self.assertGreater(len(pages), 1)
        self.assertEqual([int(one) for one in found], list(range(1, 61)))

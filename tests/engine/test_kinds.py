"""What kind of customer somebody seems to be."""

import pytest

from engine.kinds import KIND_OF_HINT, hint_of


@pytest.mark.parametrize(
    ("name", "is_company", "has_number", "scheme", "kind"),
    [
        ("Drukkerij Claes", True, True, None, "business"),
        ("Drukkerij Claes", True, False, None, None),
        ("Els Maes", False, False, None, "consumer"),
        ("Els Maes", False, True, None, "business"),
        ("Stad Gent", True, True, None, "public"),
        ("OCMW Brugge", True, False, None, "public"),
        ("Ville de Liège", True, True, None, "public"),
        ("Gemeinde Eupen", True, True, None, "public"),
        ("Café De Stad", True, True, None, "business"),
        ("Stadsbrouwerij", True, True, None, "business"),
        ("Stad", True, True, None, "business"),
        ("Ville Peeters", False, False, None, "consumer"),
        ("RVO", True, True, "0190", "public"),
        (None, True, False, None, None),
    ],
)
def test_what_somebody_seems_to_be(name, is_company, has_number, scheme, kind):
    hint = hint_of(name, is_company, has_number, scheme)
    assert KIND_OF_HINT.get(hint) == kind

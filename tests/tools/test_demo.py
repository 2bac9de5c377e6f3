"""The cast of `./dev demo` is told consistently (Odoo is not needed for that)."""

from tools import demo_expected, demo_play
from tools.demo_cast import CAST


def test_every_debtor_is_another_one():
    names = [role.name for role in CAST]
    assert len(names) == len(set(names))
    assert len(names) >= 40


def test_what_is_referred_to_is_there():
    """A payment, block, pause or return names an invoice that was made before."""
    for role in CAST:
        invoices = [one for one in role.does if isinstance(one, demo_play.Invoice)]
        for event in role.does:
            number = getattr(event, "invoice", None)
            if number is not None:
                assert invoices[number].day <= event.day, role.name


def test_nothing_happens_after_the_end():
    for role in CAST:
        assert all(event.day <= 0 for event in role.does), role.name


def test_letters_have_an_address_and_calls_a_number():
    for role in CAST:
        assert not role.post or (role.street and role.zip_code), role.name
        assert not role.phone_calls or role.phone, role.name


def test_addresses_are_invented():
    for role in CAST:
        addresses = [role.email, *(role.contact[1:])]
        assert all(one.endswith(".example") for one in addresses if one), role.name


def test_each_reason_that_must_occur_is_expected_of_somebody():
    told = {code for role in CAST for code in (*role.ends.split(), *role.meets)}
    assert set(demo_expected.REASONS) <= told

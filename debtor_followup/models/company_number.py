"""Tells whether a VAT or company number is one: by its form and check digits."""

import re

from stdnum import util

#: Forms of numbers in trade registers that have no check digits of their own.
REGISTERS = {
    "NL": r"\d{8}",
    "LU": r"[A-Z]\d{1,6}",
    "DE": r"(HRA|HRB|GNR|PR|VR)\d{1,6}[A-Z]{0,3}",
}
#: Modules of `stdnum` for company numbers, by country.
CHECKED = {"BE": ("vat",), "FR": ("siren", "siret")}


def is_vat_number(number, country):
    """Tell whether a VAT number is valid.

    :param number: as entered, with or without the country before it
    :param country: code of the customer's country, used where it has none
    """
    number = _clean(number)
    if len(number) < 5:
        return False
    prefix = number[:2] if number[:2].isalpha() else country or ""
    code = {"EL": "GR", "XI": "GB"}.get(prefix, prefix)
    module = code and util.get_cc_module(code.lower(), "vat")
    return bool(module and module.is_valid(number))


def is_company_number(number, country):
    """Tell whether a number of a company register is valid.

    :param country: code of the customer's country
    """
    number = _clean(number)
    if country in REGISTERS:
        return bool(re.fullmatch(REGISTERS[country], number))
    modules = [
        util.get_cc_module((country or "").lower(), name)
        for name in CHECKED.get(country, ())
    ]
    return any(module and module.is_valid(number) for module in modules)


def _clean(number):
    return re.sub(r"[^0-9A-Za-z]", "", number or "").upper()

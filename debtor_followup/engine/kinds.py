"""What kind of customer somebody seems to be, for a person to agree to."""

import re

#: Hint -> the kind that it suggests.
KIND_OF_HINT = {
    "number": "business",
    "person": "consumer",
    "public_name": "public",
    "public_address": "public",
}
#: Hints that settle a kind by themselves when follow-up starts.
SURE_HINTS = ("number", "person")
#: How the names of public bodies begin, in the languages of our markets.
PUBLIC_BEGINNINGS = frozenset(
    (
        # Dutch
        *("gemeente", "gemeentebestuur", "stad", "stadsbestuur", "ocmw", "provincie"),
        *("provinciebestuur", "waterschap", "ministerie", "fod", "pod", "politiezone"),
        *("hulpverleningszone", "veiligheidsregio", "rijkswaterstaat"),
        # French
        *("commune", "ville", "cpas", "ministère", "ministere", "spf", "mairie"),
        *("préfecture", "prefecture", "département", "departement", "administration"),
        # German
        *("gemeinde", "stadt", "stadtverwaltung", "landkreis", "ministerium"),
        *("bundesamt", "landesamt", "finanzamt"),
        # English
        *("municipality", "ministry"),
    )
)
#: Schemes of electronic addresses that only public bodies have: the Dutch number of
#: origin, and the German Leitweg-ID.
PUBLIC_SCHEMES = ("0190", "0204")


def hint_of(name, is_company, has_number, scheme=None):
    """Return what a customer's data hint at, None when nothing does.

    A public body has a company number like a business, so that it is asked for
    first. A company without a number may be anything.

    :param bool has_number: its VAT or company number is valid
    :param scheme: of its electronic address (Peppol), if it has one
    """
    if scheme in PUBLIC_SCHEMES:
        return "public_address"
    words = re.findall(r"\w+", (name or "").lower())
    if is_company and len(words) > 1 and words[0] in PUBLIC_BEGINNINGS:
        return "public_name"
    if has_number:
        return "number"
    return None if is_company else "person"

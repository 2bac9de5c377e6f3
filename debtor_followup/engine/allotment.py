"""Who is written to today: places of a gentle start, and one mail an address."""

from .business_days import ONE_DAY, next_contact_day


def allot(ranked, addresses, owners=None, places=None):
    """Share out a day among those who would be written to.

    Whoever waits for an address takes no place, and whoever finds no place keeps
    no address from others.

    :param ranked: debtors of any kind, the most important first
    :param dict addresses: debtor -> email address that it is written to today; who
        is missing gets a letter, or a proposal of which nothing leaves
    :param dict owners: address -> the debtor who was written to there already
    :param places: how many may be written to; None: any number
    :return: (going, sharing, waiting): who is written to, who waits for an address
        and who for a place; lists in the order of `ranked`
    """
    owners = dict(owners or {})
    going, sharing, waiting = [], [], []
    for debtor in ranked:
        address = addresses.get(debtor)
        if address and owners.get(address, debtor) != debtor:
            sharing.append(debtor)
        elif places is not None and len(going) >= places:
            waiting.append(debtor)
        else:
            going.append(debtor)
            if address:
                owners[address] = debtor
    return going, sharing, waiting


def following_contact_day(day, countries, quiet=()):
    """Return the first day after a day on which somebody may be written to."""
    return next_contact_day(day + ONE_DAY, countries, quiet)

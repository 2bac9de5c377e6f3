"""Which claims we collect ourselves, so that nobody is asked to pay them."""


def mark_collected(env, claims, debtors):
    """Mark what we collect beside the invoices whose payment method says so.

    Those of customers of whom a person said so, and what other modules know of (a
    payment batch at the bank). What came back is a claim as any other.

    :param dict claims: partner id -> list of claims; changed in place
    :param dict debtors: partner id -> what is known of the debtor
    """
    lines = [one.line_id for group in claims.values() for one in group]
    elsewhere = env["account.move.line"]._followup_collected_ids(lines)
    for partner_id, group in claims.items():
        debtor = debtors.get(partner_id)
        whole = debtor and debtor.direct_debit
        if not whole and not elsewhere:
            continue
        claims[partner_id] = [
            one._replace(collected=True)
            if not one.returned_on and (whole or one.line_id in elsewhere)
            else one
            for one in group
        ]

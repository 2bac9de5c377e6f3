"""How a paused amount of an invoice lies over its instalments."""


def spread(amount, claims):
    """Spread a paused amount over the claims of an invoice, the oldest first.

    :param amount: minor units, None for all of it
    :return: dict line id -> paused minor units, None for the whole claim
    """
    parts = {}
    for claim in sorted(claims, key=lambda one: one.sort_key):
        if amount is None:
            parts[claim.line_id] = None
            continue
        parts[claim.line_id] = min(amount, claim.residual)
        amount -= parts[claim.line_id]
    return parts

"""On which rule a claim for interest or costs rests, as a debtor reads it."""


def interest_basis(env, law, kind):
    """Return the name of the rule on interest, None where none is named.

    Sources and how sure they are: ``engine/legal_titles.py``.

    :param str law: two letters
    :param str kind: how the law treats the debtor: business, public, consumer
    """
    names = {
        "BE business": env._("law of 2 August 2002"),
        "BE public": env._("law of 2 August 2002"),
        "NL business": env._("article 6:119a of the Dutch Civil Code"),
        "NL public": env._("article 6:119b of the Dutch Civil Code"),
        "NL consumer": env._("article 6:119 of the Dutch Civil Code"),
        "FR business": env._("article L441-10 of the French Commercial Code"),
        "FR public": env._("article R2192-31 of the French Public Procurement Code"),
        "FR consumer": env._("article 1231-6 of the French Civil Code"),
        "DE business": env._("section 288 of the German Civil Code"),
        "DE public": env._("section 288 of the German Civil Code"),
        "DE consumer": env._("section 288 of the German Civil Code"),
        "LU business": env._("Luxembourg law of 18 April 2004"),
        "LU public": env._("Luxembourg law of 18 April 2004"),
        "LU consumer": env._("Luxembourg law of 18 April 2004"),
        "UK business": env._("Late Payment of Commercial Debts (Interest) Act 1998"),
        "UK public": env._("Late Payment of Commercial Debts (Interest) Act 1998"),
    }
    return names.get(f"{law} {kind}")


def cost_basis(env, law):
    """Return the name of the rule on costs, None where none is named."""
    names = {
        "BE": env._("law of 2 August 2002"),
        "NL": env._("Dutch decree on extrajudicial collection costs"),
        "FR": env._("article D441-5 of the French Commercial Code"),
        "DE": env._("section 288 of the German Civil Code"),
        "LU": env._("Luxembourg law of 18 April 2004"),
        "UK": env._("Late Payment of Commercial Debts (Interest) Act 1998"),
    }
    return names.get(law)

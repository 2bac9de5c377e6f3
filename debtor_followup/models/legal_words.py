"""What the engine of law refuses, in the reader's language."""

import datetime
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tools import format_date


def legal_words(env, error):
    """Return the text of a refusal, in the language of the environment.

    :param LegalError error: as the engine raised it
    """
    if error.code == "clause_above_cap":
        text = _above_cap(env, "rate" in error.values)
    elif error.code in _WORDS:
        text = _WORDS[error.code](env)
    else:
        return str(error)
    return text % _Readable(env, error.values)


def refuse(env, error):
    """Return the error that a person sees for a refusal of the engine."""
    return UserError(legal_words(env, error))


class _Readable(dict):
    """Values of a refusal as they are read: days, laws and numbers in words."""

    def __init__(self, env, values):
        super().__init__(
            {key: self._read(env, key, value) for key, value in values.items()}
        )

    @staticmethod
    def _read(env, key, value):
        if value is None:
            return "-"
        if isinstance(value, datetime.date):
            return format_date(env, value)
        if isinstance(value, Decimal):
            return format(round(value, 4).normalize(), "f")
        if key in ("law", "kind"):
            field = env["debtor.interest.rate"]._fields[key]
            return dict(field._description_selection(env)).get(value, value)
        return value


def _above_cap(env, is_rate):
    """Return what to say of a clause for consumers that the law makes void."""
    if is_rate:
        return env._(
            "The clause gives %(rate)s %% interest a year, and on %(day)s the law "
            "allows %(cap)s %%. Lower it: above the limit it is void and nothing at "
            "all may be claimed."
        )
    return env._(
        "The lump sum of the clause is %(value)s on a balance of %(balance)s, and the "
        "law allows %(cap)s. Lower it: above the limit it is void and nothing at all "
        "may be claimed."
    )


def _missing_rate(env):
    return env._(
        "An interest rate is missing: %(law)s, %(kind)s, %(day)s. Enter the published "
        "one under Interest rates, or end the calculation before that day; a rate is "
        "never guessed."
    )


_WORDS = {
    "missing_rate": _missing_rate,
    "unknown_country": lambda env: env._(
        "No rules of law are known here. Claim the principal only, or choose the law "
        "that the contract names."
    ),
    "no_consumer_rules": lambda env: env._(
        "No rules for consumers are known in %(law)s. Claim the principal only."
    ),
    "no_due_date": lambda env: env._(
        "The invoice has no due date. Enter the agreed last day of payment."
    ),
    "end_before_due": lambda env: env._(
        "The claim ends on %(end_date)s, before it was due on %(due_date)s. Correct "
        "one of the two dates; what is not yet due bears no interest."
    ),
    "end_before_start": lambda env: env._(
        "The last day of interest, %(last_day)s, lies before its first one, "
        "%(first_day)s. Correct one of the two dates."
    ),
    "negative_principal": lambda env: env._(
        "The principal is %(value)s, below zero. Enter an amount of zero or more; "
        "what is owed to the debtor is a credit and bears no interest."
    ),
    "negative_rate": lambda env: env._(
        "An interest rate is never below zero. Enter zero or more."
    ),
    "negative_clause": lambda env: env._(
        "A sum or percentage of the clause is below zero. Enter zero or more."
    ),
    "bad_payment": lambda env: env._(
        "The payment of %(day)s is %(amount)s. A payment is above zero; leave out "
        "what was paid back."
    ),
    "too_many_digits": lambda env: env._(
        "The amount %(amount)s has more than %(digits)s decimals. Enter it as it "
        "stands on the invoice."
    ),
    "bad_effective_due_date": lambda env: env._(
        "The due date %(due_date)s can only move to a later day."
    ),
    "waiting_too_short": lambda env: env._(
        "The term is shorter than the law allows: give at least fourteen days, counted "
        "from the receipt and not from the date of the letter."
    ),
    "reminder_before_due": lambda env: env._(
        "The reminder of %(sent)s went out before the invoice was overdue; it was due "
        "on %(due_date)s. Send the first reminder after that day."
    ),
    "letter_before_default": lambda env: env._(
        "The letter of %(sent)s went out before the consumer was in default. Send it "
        "again after the agreed last day, or after the term of a notice of default."
    ),
    "no_durable_medium": lambda env: env._(
        "What was only said leaves nothing that lasts, so no period begins with it. "
        "Send a letter, an e-mail or a text message."
    ),
    "received_before_sent": lambda env: env._(
        "The letter of %(sent)s cannot have arrived on %(received)s. Correct one of "
        "the two dates."
    ),
    "no_legal_order": lambda env: env._(
        "No order of the law of %(law)s is known in which a payment is set off. "
        "Choose principal first."
    ),
    "letter_by_law": lambda env: env._(
        "Payments that go to costs first cannot be spread over a letter. Compute each "
        "invoice on its own, or choose principal first."
    ),
    "mixed_letter": lambda env: env._(
        "One letter is about one debtor and one currency. Write a letter for each."
    ),
    "overlapping_rates": lambda env: env._(
        "Two interest rates of %(law)s hold on %(day)s. Correct the dates of one."
    ),
}

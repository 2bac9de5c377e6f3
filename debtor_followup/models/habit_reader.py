"""What of a debtor's figures bears on deciding about him, read with the debtor."""

from odoo.tools import SQL

from ..engine.habits import Habit

#: Columns of ``debtor_behaviour AS behaviour``, in the order of a :class:`Habit`.
HABIT = SQL(
    """
    behaviour.paid_count, behaviour.median_days, behaviour.spread_days,
    behaviour.median_amount, behaviour.promise_broken_on,
    CASE WHEN behaviour.alert_state = 'open' THEN behaviour.alert_on END,
    behaviour.recent_days - behaviour.earlier_days
    """
)
#: How many columns these are.
HABIT_COLUMNS = len(Habit._fields)


def habit_of(row, units):
    """Return a :class:`Habit`, None where nothing is known that could matter.

    :param row: the values of `HABIT`
    :param int units: minor units in one of the company's currency
    """
    paid_count, median, spread, amount, *others = row
    if not paid_count:
        return None
    return Habit(paid_count, median, spread, int((amount or 0) * units), *others)

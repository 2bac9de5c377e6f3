"""The rules of follow-up: plain Python on plain values.

Nothing here knows the ORM, SQL, the clock or the file system. Money is an
integer number of minor units (cents) of its currency, a day is a
``datetime.date``, "today" is an argument. What is read from the ledger comes
in as a :class:`~.claims.DebtorSnapshot`, what should happen leaves as a
:class:`~.decision.Decision`.
"""

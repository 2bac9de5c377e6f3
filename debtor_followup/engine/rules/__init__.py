"""Small named rules; ``decision.RULES`` says in which order they are asked.

A rule takes the :class:`~..case.Case` and returns None to pass on, or the
values of its answer as a dict.
"""

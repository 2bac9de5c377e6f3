"""How the benchmark takes times and counts queries."""

import gc
import statistics
import time
from contextlib import contextmanager

import odoo.sql_db

REPEATS = 3


class Stopwatch:
    """Time and number of queries of a block."""

    seconds = 0.0
    queries = 0


@contextmanager
def stopwatch():
    """Measure a block, without the garbage of what came before."""
    gc.collect()
    watch = Stopwatch()
    queries, start = odoo.sql_db.sql_counter, time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - start
    watch.queries = odoo.sql_db.sql_counter - queries


def median_seconds(watches):
    """Return the median time of some stopwatches."""
    return statistics.median(watch.seconds for watch in watches)


def timed(env, call):
    """Return the median time of a call with an empty cache."""
    watches = []
    for _turn in range(REPEATS + 1):
        env.invalidate_all()
        with stopwatch() as watch:
            call()
        watches.append(watch)
    return median_seconds(watches[1:])


def count(env, table):
    """Return the number of rows of a table."""
    env.cr.execute(f"SELECT count(*) FROM {table}")
    return env.cr.fetchone()[0]

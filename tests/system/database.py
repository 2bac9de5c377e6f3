"""The database under test: runs jobs on it and asks it in SQL."""

import time
from contextlib import closing, contextmanager
from datetime import date, timedelta

import psycopg2

from engine.business_days import next_business_day
from tools import databases, postgres

DEBTORS = 24
#: The address of a debtor with one invoice.
FIRST = "klant01@debtor.example"
#: The first day from now on which messages may leave.
TODAY = next_business_day(date.today(), ("BE",))


#: Code that pays what somebody owes; its argument is his address.
PAY = """
move = env["account.move"].search(
    [("partner_id.email", "=", %r), ("move_type", "=", "out_invoice")])
env["account.payment.register"].with_context(
    active_model="account.move", active_ids=move.ids
).create({"payment_date": move[0].date})._create_payments()
"""
#: Nothing that a test waits for takes so long, in seconds.
PATIENCE = 60


def wait_until(condition):
    """Wait until a function returns something true.

    :raise AssertionError: it did not in time
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)


class Odoo:
    """A database under test: runs jobs on it and asks it in SQL."""

    def __init__(self, name, scenario, stem, mail_server):
        self.name = name
        self.mail_server = mail_server
        self.day = TODAY
        self._scenario = scenario
        self._stem = stem
        self._connection = None

    # === life === #

    def reset(self, source=None):
        """Replace the database by a fresh copy of the scenario, or of another."""
        self.close()
        databases.copy(source or self._scenario, self.name)

    def keep(self, name):
        """Keep a copy of the database as it is now."""
        self.close()
        databases.copy(self.name, name)

    def close(self):
        """Let go of the database."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def connect(self):
        """Return a new database connection of the test's own."""
        env = postgres.environment()
        return psycopg2.connect(
            dbname=self.name,
            host=env.get("PGHOST"),
            port=env.get("PGPORT"),
            user=env.get("PGUSER"),
            password=env.get("PGPASSWORD"),
        )

    # === jobs === #

    def start(self, code, die_at=0, hour=10):
        """Start code in a worker; return the job."""
        return self._stem.start(code, f"{self.day}T{hour:02}:00:00", die_at)

    def run(self, code, hour=10):
        """Run code in a worker and return what it said, one value for each."""
        return self.start(code, hour=hour).result()

    def wait_for_end_of(self, job):
        """Wait until PostgreSQL has noticed that a killed worker is gone."""
        job.end()
        query = "SELECT 1 FROM pg_stat_activity WHERE application_name = %s"
        wait_until(lambda: not self.sql(query, f"odoo-{job.pid}"))

    def next_day(self):
        """Go on to the next business day."""
        self.day = next_business_day(self.day + timedelta(days=1), ("BE",))

    # === questions === #

    def sql(self, query, *values):
        """Run SQL at once; return its rows, if it has any."""
        with closing(self._cursor()) as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else None

    def _cursor(self):
        if not self._connection:
            self._connection = self.connect()
            self._connection.autocommit = True
        return self._connection.cursor()

    def value(self, query, *values):
        """Return the one value that SQL gives."""
        ((value,),) = self.sql(query, *values)
        return value

    def states(self):
        """Return address -> states of the notices to it, in order."""
        rows = self.sql("SELECT recipient_email, state FROM debtor_notice ORDER BY id")
        found = {}
        for address, state in rows:
            found.setdefault(address, []).append(state)
        return found

    def count(self, state):
        """Return how many notices are in a state."""
        return self.value("SELECT count(*) FROM debtor_notice WHERE state = %s", state)

    def notice(self, address):
        """Return the last notice to an address as a dict, with its mail's state."""
        with closing(self._cursor()) as cursor:
            cursor.execute(
                """
                SELECT notice.*, mail.state AS mail_state, mail.scheduled_date
                  FROM debtor_notice notice
             LEFT JOIN mail_mail mail ON mail.id = notice.mail_mail_id
                 WHERE notice.recipient_email = %s ORDER BY notice.id DESC LIMIT 1
                """,
                [address],
            )
            names = [column.name for column in cursor.description]
            return dict(zip(names, cursor.fetchone(), strict=True))

    def tasks(self, address=None):
        """Return the summaries of open tasks, of one customer or of all."""
        rows = self.sql(
            """
            SELECT activity.summary FROM mail_activity activity
              JOIN debtor_debtor debtor ON debtor.id = activity.res_id
              JOIN res_partner partner ON partner.id = debtor.partner_id
             WHERE activity.res_model = 'debtor.debtor'
               AND partner.email = COALESCE(%s, partner.email)
            """,
            address,
        )
        return [row[0] for row in rows]

    # === time === #

    def let_back_off_end(self):
        """Let the moment come at which put-off mails are tried again."""
        self.sql(
            "UPDATE mail_mail SET scheduled_date = scheduled_date - interval '2 days'"
        )

    def let_workers_be_long_gone(self):
        """Let time pass since killed workers wrote their last word."""
        self.sql(
            "UPDATE debtor_notice SET write_date = write_date - interval '1 hour' "
            "WHERE state = 'sending'"
        )


@contextmanager
def locked_row(odoo, table, row_id):
    """Hold the lock of a row as somebody does who edits it."""
    connection = odoo.connect()
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"SELECT FROM {table} WHERE id = %s FOR UPDATE", [row_id])
        yield
    finally:
        connection.rollback()
        connection.close()

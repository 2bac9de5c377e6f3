"""Odoo on a copy of one scenario, a mail server, and what tests ask of them."""

import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from database import DEBTORS, FIRST, TODAY, Odoo  # noqa: E402
from smtp_server import DROP, MESSAGE, MailServer  # noqa: E402
from workers import Stem  # noqa: E402

from tools import databases, odoo_process  # noqa: E402

MAKE = (
    f"import sys; sys.path.insert(0, {str(HERE)!r}); "
    "import scenario; scenario.make(env)"
)


@pytest.fixture(scope="session")
def mail_server_of_session():
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def scenario(mail_server_of_session):
    """A database with debtors, made once; its name."""
    with databases.clone() as name:
        odoo_process.shell(
            name,
            MAKE,
            env={
                "TEST_DEBTORS": str(DEBTORS),
                "TEST_DAY": TODAY.isoformat(),
                "TEST_SMTP_PORT": str(mail_server_of_session.port),
            },
        )
        yield name


@pytest.fixture(scope="session")
def stem(scenario):
    """Odoo, ready to fork workers for the database that tests use."""
    name = f"{scenario}_work"
    with tempfile.TemporaryDirectory(prefix="followup-") as folder:
        databases.copy(scenario, name)
        stem = Stem(name, Path(folder), f"{TODAY}T10:00:00")
        try:
            yield stem
        finally:
            stem.stop()
            databases.drop(name)


@pytest.fixture
def mail_server(mail_server_of_session):
    """The mail server, up and willing."""
    mail_server_of_session.reset()
    mail_server_of_session.start()
    yield mail_server_of_session
    mail_server_of_session.stop()  # whatever the test did to it


@pytest.fixture(scope="session")
def work(scenario, stem, mail_server_of_session):
    """The database that tests use."""
    return Odoo(f"{scenario}_work", scenario, stem, mail_server_of_session)


@pytest.fixture(scope="session")
def queued_scenario(work):
    """A database with a notice in the mail queue for each debtor; its name."""
    name = f"{work.name}_queued"
    work.reset()
    work.run("plan(env); act(env)")
    assert work.count("queued") == DEBTORS
    work.keep(name)
    yield name
    databases.drop(name)


@pytest.fixture
def odoo(work, stem, mail_server):
    """Odoo on a fresh copy of the scenario."""
    work.day = TODAY
    work.reset()
    stem.log()
    yield work
    work.close()
    print(stem.log()[-20000:])  # shown with a failing test only


@pytest.fixture
def queued(work, queued_scenario, stem, mail_server):
    """Odoo with a notice in the mail queue for each debtor."""
    work.day = TODAY
    work.reset(queued_scenario)
    stem.log()
    yield work
    work.close()
    print(stem.log()[-20000:])  # shown with a failing test only


@pytest.fixture
def uncertain(queued, mail_server):
    """Odoo with one notice of which nobody knows whether it arrived."""
    mail_server.react = lambda step, to: (
        DROP if (step, to) == (MESSAGE, FIRST) else None
    )
    queued.run("queue(env)")
    mail_server.react = lambda _step, _to: None
    return queued

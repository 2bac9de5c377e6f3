"""Two people print letters at once: each letter in one batch, under one number."""

import pytest
from database import DEBTORS

#: Somebody presses the button; Odoo comes again where another was faster.
PRINT = """
from odoo.exceptions import UserError
from odoo.service.model import retrying
try:
    retrying(lambda: %s.action_print_letters(), env)
    say("printed")
except UserError as error:
    env.cr.rollback()
    say(str(error))
"""
ALL = "env['debtor.notice']"
#: Chosen on the list while some of them wait to be printed already.
SOME = f"{ALL}.search([('channel', '=', 'letter')], order='id %s', limit=16)"
#: The worker stops when its letters are locked and written, before the PDF.
STOP = """
batches = env.registry["debtor.letter.batch"]
go_on = batches._print_pdf_sudo
batches._print_pdf_sudo = lambda batch: (say("locked"), wait(), go_on(batch))[2]
"""
#: The worker stops between finding the letters and locking them, once.
FIND = """
batches = env.registry["debtor.letter.batch"]
found = batches._print
def stop(self, notices):
    batches._print = found
    env.cr.execute("SELECT count(*) FROM debtor_notice")  # its view of the data
    say("found")
    wait()
    return found(self, notices)
batches._print = stop
"""


@pytest.fixture
def letters(odoo):
    """Odoo with a letter to print for each debtor."""
    odoo.run("env['debtor.followup.level'].search([]).channel = 'letter'")
    odoo.sql("UPDATE res_partner SET street = 'Kouter 1', city = 'Gent', zip = '9000'")
    odoo.run("plan(env); act(env)")
    assert unprinted(odoo) == DEBTORS
    return odoo


def unprinted(odoo):
    return odoo.value(
        "SELECT count(*) FROM debtor_notice WHERE state = 'queued' "
        "AND letter_batch_id IS NULL"
    )


def batches(odoo):
    """Return how many letters each batch has, by its number.

    Each letter is in one, has its place there once, and its own file.
    """
    rows = odoo.sql(
        """
        SELECT letter.notice_id, letter.batch_id, letter.number,
               notice.letter_batch_id,
               (SELECT count(*) FROM ir_attachment file
                 WHERE file.res_model = 'debtor.notice'
                   AND file.res_id = letter.notice_id)
          FROM debtor_letter letter JOIN debtor_notice notice
            ON notice.id = letter.notice_id
         WHERE letter.left_out IS NOT TRUE
        """
    )
    assert len({row[0] for row in rows}) == len(rows)
    assert all(row[1] == row[3] and row[4] == 1 for row in rows)
    found = {}
    for _notice, batch, number, *_rest in rows:
        found.setdefault(batch, []).append(number)
    for numbers in found.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    made = odoo.sql("SELECT id FROM debtor_letter_batch WHERE pdf_id IS NOT NULL")
    assert {batch for (batch,) in made} == set(found)
    assert odoo.value("SELECT count(*) FROM debtor_letter_batch") == len(found)
    return {batch: len(numbers) for batch, numbers in found.items()}


def test_who_comes_while_another_prints_is_told(letters):
    first = letters.start(STOP + PRINT % ALL)
    assert first.heard() == "locked"
    (told,) = letters.run(PRINT % ALL)
    assert "somebody else is printing them now" in told
    first.go()
    assert first.result()[-1] == "printed"
    assert list(batches(letters).values()) == [DEBTORS]


def test_who_found_them_before_another_printed_prints_none_twice(letters):
    """His view of the database is older than the other's batch."""
    late = letters.start(FIND + PRINT % ALL)
    assert late.heard() == "found"
    assert letters.run(PRINT % ALL) == ["printed"]
    late.go()
    assert "no letters to print" in late.result()[-1]
    assert list(batches(letters).values()) == [DEBTORS]


def test_two_who_chose_partly_the_same(letters):
    """Each gets what the other has not taken; together they get all, once."""
    codes = [PRINT % (SOME % order) for order in ("asc", "desc")]
    first = letters.start(STOP + codes[0])
    assert first.heard() == "locked"
    assert letters.run(codes[1]) == ["printed"]
    first.go()
    first.result()
    assert sorted(batches(letters).values()) == [DEBTORS - 16, 16]
    assert unprinted(letters) == 0


def test_two_at_the_same_moment(letters):
    jobs = [letters.start("together(wait, say)\n" + PRINT % ALL) for _job in (1, 2)]
    for job in jobs:
        job.heard()
    for job in jobs:
        job.go()
    said = [job.result()[-1] for job in jobs]
    assert "printed" in said
    letters.run(PRINT % ALL)
    assert sum(batches(letters).values()) == DEBTORS

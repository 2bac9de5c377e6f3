"""The benchmark's past: debtors, notices that arrived, pauses and disputes.

Runs inside an Odoo shell, on the tables that `bench_data` made.
"""

#: Contacts in the past: bucket of customers (from, before), days ago, which step;
#: open claims that were due at least so many days ago were demanded.
CONTACTS = (
    (0, 25, 5, 1, 10),
    (25, 40, 14, 1, 19),
    (40, 50, 30, 1, 35),
    (40, 50, 12, 2, 35),
    (50, 54, 60, 1, 65),
    (50, 54, 40, 2, 65),
)

#: Nine in ten customers are known; the others are planned for the first time.
DEBTORS = """
INSERT INTO debtor_debtor
       (id, company_id, partner_id, debtor_kind, relationship, next_action,
        create_uid, write_uid, create_date, write_date)
SELECT debtor_id, %(company)s, partner_id, kind, 'new', 'nothing', 1, 1, now(), now()
  FROM bench_debtor WHERE no %% 10 <> 0 OR past < 54 OR held < 6
"""

NOTICES = """
INSERT INTO debtor_notice
       (debtor_id, partner_id, company_id, level_id, purpose, channel, state, automatic,
        contact_date, deadline_date, recipient_id, recipient_email, lang,
        date_sent, date_proven, proof_kind, subject, create_uid, write_uid,
        create_date, write_date)
SELECT debtor_id, partner_id, %(company)s, %(level)s, 'step', 'email', 'sent', true,
       %(contact)s, %(contact)s::date + 7, COALESCE(contact_id, partner_id),
       CASE WHEN contact_id IS NULL THEN 'c' ELSE 'b' END || no
           || '@customer.example',
       lang, %(contact)s, %(contact)s, 'accepted', 'Reminder', 1, 1, now(), now()
  FROM bench_debtor debtor
 WHERE past >= %(first)s AND past < %(before)s
   AND EXISTS (SELECT FROM bench_item item
                WHERE item.debtor = debtor.no AND item.is_open
                  AND NOT item.credit AND item.due <= %(due)s)
"""

LINES = """
INSERT INTO debtor_notice_line
       (notice_id, debtor_id, company_id, role, level_id, step_kind, reminder_no,
        move_line_id, move_id, move_name, invoice_date, date_maturity,
        currency_id, amount_residual, amount_paused, days_overdue, state,
        create_uid, write_uid, create_date, write_date)
SELECT notice.id, notice.debtor_id, %(company)s, 'demanded', %(level)s, 'reminder',
       %(number)s, line.id, line.move_id, line.move_name, line.invoice_date,
       line.date_maturity, line.currency_id, line.amount_residual_currency, 0,
       %(contact)s::date - line.date_maturity, 'sent', 1, 1, now(), now()
  FROM debtor_notice notice
  JOIN bench_debtor debtor ON debtor.debtor_id = notice.debtor_id
  JOIN bench_item item ON item.debtor = debtor.no
  JOIN account_move_line line ON line.id = %(account_move_line)s + item.no
 WHERE notice.contact_date = %(contact)s AND item.is_open AND NOT item.credit
   AND item.due <= %(due)s
"""

PAUSES = """
INSERT INTO debtor_pause
       (debtor_id, partner_id, company_id, reason, scope, date_start, date_end,
        state, user_id, create_uid, write_uid, create_date, write_date)
SELECT debtor_id, partner_id, %(company)s,
       CASE WHEN held < 4 THEN 'manual' ELSE 'dispute' END,
       CASE WHEN held < 4 THEN 'debtor' ELSE 'claims' END,
       %(day)s::date - 10, %(day)s::date + 20, 'active', %(user)s, 1, 1, now(), now()
  FROM bench_debtor WHERE held < 6
"""

#: A dispute about half of the customer's first open invoice.
DISPUTES = """
INSERT INTO debtor_pause_line
       (pause_id, company_id, move_line_id, move_id, currency_id, amount,
        create_uid, write_uid, create_date, write_date)
SELECT pause.id, %(company)s, line.id, line.move_id, line.currency_id,
       round(line.amount_residual_currency / 2, 2), 1, 1, now(), now()
  FROM debtor_pause pause
  JOIN bench_debtor debtor ON debtor.debtor_id = pause.debtor_id
  JOIN account_move_line line ON line.id = %(account_move_line)s + debtor.no
 WHERE pause.scope = 'claims'
"""


def make(env, samples, numbers):
    """Make debtors, what was sent to them, and what is paused.

    :param samples: the ``bench_data.Samples``
    :param dict numbers: day, sizes, and where each table's ids begin
    """
    cursor = env.cr
    values = {
        **numbers,
        "company": samples.company.id,
        "user": env.user.id,
    }
    cursor.execute("CREATE INDEX ON bench_item (debtor) WHERE is_open")
    cursor.execute("ANALYZE bench_item; ANALYZE bench_debtor")
    cursor.execute(DEBTORS, values)
    levels = samples.policy.level_ids.sorted()
    for first, before, ago, number, late in CONTACTS:
        cursor.execute(
            "SELECT %(day)s::date - %(ago)s, %(day)s::date - %(late)s",
            {"day": numbers["day"], "ago": ago, "late": late},
        )
        contact, due = cursor.fetchone()
        step = {
            **values,
            "first": first,
            "before": before,
            "number": number,
            "level": levels[number - 1].id,
            "contact": contact,
            "due": due,
        }
        cursor.execute(NOTICES, step)
        cursor.execute(LINES, step)
    cursor.execute(PAUSES, values)
    cursor.execute(DISPUTES, values)

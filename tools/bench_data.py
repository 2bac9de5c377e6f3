"""The benchmark's ledger: made in minutes by SQL, in the shape of real entries.

Runs inside an Odoo shell. One company, one customer, one invoice and one credit
note are made by the ORM, in the normal way; thousands of others are copies of
their rows with other dates, amounts and partners. All is computed from the row
numbers by a hash of PostgreSQL, so every build of a size is the same.

The ledger, for N open lines:
- N / 10 customers; one in four bills to a contact; four countries; two languages
- N open lines, unevenly spread over them, nearly half overdue by up to 200
  days, 3 % credit notes, one customer in twelve is billed in dollars
- five paid lines for each open one
- half of the customers were written to before; 4 % are paused, 2 % dispute
"""

from contextlib import contextmanager
from dataclasses import dataclass

from tools import bench_past

PAID_FOR_EACH_OPEN = 5
LINES_A_DEBTOR = 10
DOLLAR_RATE = 1.1

#: Plain columns of one row for each document, computed from its number.
ITEMS = """
CREATE UNLOGGED TABLE bench_item AS
SELECT no, is_open, debtor, credit, dollars, due,
       due - (ARRAY[8, 14, 30, 30, 30, 60])[1 + floor(6 * u4)::int] AS invoiced,
       CASE WHEN credit THEN -amount ELSE amount END AS amount,
       CASE WHEN credit THEN 'RBENCH/' ELSE 'BENCH/' END
           || lpad(no::text, 8, '0') AS name
  FROM (SELECT no, no <= %(open)s AS is_open, u4, debtor,
               no <= %(open)s AND no > %(debtors)s AND u3 < 0.03 AS credit,
               bench_u(debtor, 7) < 1 / 12.0 AS dollars,
               round((20 + 2500 * u2 * u2 * u2)::numeric, 2) AS amount,
               CASE WHEN no > %(open)s THEN %(day)s::date - 60 - floor(900 * u1)::int
                    WHEN u1 < 0.55 THEN %(day)s::date + floor(45 * u5)::int
                    ELSE %(day)s::date - 1 - floor(200 * u5 * u5)::int END AS due
          FROM (SELECT no, bench_u(no, 1) AS u1, bench_u(no, 2) AS u2,
                       bench_u(no, 3) AS u3, bench_u(no, 4) AS u4,
                       bench_u(no, 5) AS u5,
                       CASE WHEN no <= %(debtors)s THEN no
                            ELSE 1 + floor(%(debtors)s
                                           * power(bench_u(no, 6), 1.5))::int
                       END AS debtor
                  FROM generate_series(1, %(all)s) AS no) AS numbers) AS drawn
"""

#: A number from 0 to 1 that looks random and is always the same.
RANDOM = """
CREATE FUNCTION bench_u(no int, seed int) RETURNS float8 IMMUTABLE PARALLEL SAFE
    LANGUAGE sql
    AS 'SELECT (hashint8extended(no, seed) & 2147483647) / 2147483648.0::float8'
"""

CUSTOMERS = """
CREATE UNLOGGED TABLE bench_debtor AS
SELECT no, %(partner)s + no AS partner_id, %(debtor)s + no AS debtor_id,
       CASE WHEN bench_u(no, 10) < 0.25 THEN %(partner)s + %(debtors)s + no
       END AS contact_id,
       floor(100 * bench_u(no, 11))::int AS past,
       floor(100 * bench_u(no, 12))::int AS held,
       CASE WHEN bench_u(no, 13) < 0.85 THEN 'business'
            WHEN bench_u(no, 13) < 0.93 THEN 'consumer' ELSE 'unknown' END AS kind,
       (ARRAY[%(be)s, %(be)s, %(be)s, %(nl)s, %(fr)s, %(de)s])
           [1 + floor(6 * bench_u(no, 14))::int] AS country_id,
       CASE WHEN bench_u(no, 15) < 0.5 THEN 'nl_BE' ELSE 'en_US' END AS lang
  FROM generate_series(1, %(debtors)s) AS no
"""


@dataclass
class Samples:
    """What the ORM made once, to be copied."""

    company: object
    policy: object
    partner: object
    contact: object
    invoice: object
    refund: object


def build(env, lines, day):
    """Fill a fresh database; commits.

    :param int lines: open receivable lines
    :param date day: the day that will count as today
    :return: the company
    """
    samples = make_samples(env, day)
    numbers = {
        "open": lines,
        "debtors": max(1, lines // LINES_A_DEBTOR),
        "all": lines * (1 + PAID_FOR_EACH_OPEN),
        "day": day,
    }
    env.flush_all()
    cursor = env.cr
    # Each table begins well above what is there: ids are computed from numbers.
    for table in ("res_partner", "account_move", "account_move_line", "debtor_debtor"):
        cursor.execute(f"SELECT COALESCE(max(id), 0) + 1000 FROM {table}")
        numbers[table] = cursor.fetchone()[0]
    cursor.execute(RANDOM)
    _make_customers(env, samples, numbers)
    _make_documents(env, samples, numbers)
    bench_past.make(env, samples, numbers)
    cursor.execute("DROP TABLE bench_item; DROP TABLE bench_debtor")
    for table in ("res_partner", "account_move", "account_move_line", "debtor_debtor"):
        cursor.execute(
            f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"
        )
    cursor.execute("ANALYZE")
    cursor.commit()
    env.invalidate_all()
    return samples.company


def make_samples(env, day):
    """Make one of each kind in the normal way."""
    company = env.company
    env["res.lang"]._activate_lang("nl_BE")
    country = env.ref("base.be")
    company.write(
        {
            "country_id": country.id,
            "email": "ledger@company.example",
            "phone": "+32 9 000 00 00",
            "followup_user_id": env.user.id,
        }
    )
    env["account.chart.template"].try_loading(
        "be_comp", company=company, install_demo=False
    )
    env["res.partner.bank"].create(
        {"acc_number": "BE71096123456769", "partner_id": company.partner_id.id}
    )
    _set_dollar_rate(env, company)
    policy = env.ref("debtor_followup.debtor_followup_policy_basic").copy(
        {"mode": "automatic", "name": "Benchmark"}
    )
    policy.action_activate()
    company.followup_policy_id = policy
    partner = env["res.partner"].create(
        {
            "name": "Customer",
            "is_company": True,
            "email": "customer@customer.example",
            "country_id": country.id,
            "lang": "en_US",
        }
    )
    contact = env["res.partner"].create(
        {"name": "Contact", "parent_id": partner.id, "type": "invoice"}
    )
    documents = [
        _make_document(env, partner, move_type, day)
        for move_type in ("out_invoice", "out_refund")
    ]
    return Samples(company, policy, partner, contact, *documents)


def _set_dollar_rate(env, company):
    dollar = env.ref("base.USD")
    dollar.active = True
    dollar.rate_ids.unlink()
    env["res.currency.rate"].create(
        {
            "currency_id": dollar.id,
            "company_id": company.id,
            "name": "2000-01-01",
            "rate": DOLLAR_RATE,
        }
    )


def _make_document(env, partner, move_type, day):
    document = env["account.move"].create(
        {
            "move_type": move_type,
            "partner_id": partner.id,
            "invoice_date": day,
            "invoice_date_due": day,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                (0, 0, {"name": "Goods", "price_unit": 100.0, "tax_ids": []})
            ],
        }
    )
    document.action_post()
    if move_type == "out_invoice":
        document._followup_mark_sent()  # of one never sent nobody is reminded
    return document


# === copies === #


def copy_rows(env, record, source, values):
    """Insert copies of a record's row, with other values in some columns.

    :param record: one record
    :param str source: the FROM clause that says how many copies
    :param dict values: column -> SQL expression over ``source``
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [record._table],
    )
    names = [name for (name,) in env.cr.fetchall() if name != "id" or "id" in values]
    chosen = ", ".join(values.get(name, f'model."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {record._table} ({columns}) SELECT {chosen} "
        f"FROM {source}, {record._table} AS model WHERE model.id = {record.id}"
    )


@contextmanager
def without_indexes(env, *tables):
    """Take indexes and foreign keys away while millions of rows come in."""
    cursor = env.cr
    again = []
    for table in tables:
        cursor.execute(
            """
            SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
             WHERE conrelid = %s::regclass AND contype = 'f'
            """,
            [table],
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            again.append(
                f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition} NOT VALID'
            )
        cursor.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
              FROM pg_index WHERE indrelid = %s::regclass AND NOT indisprimary
            """,
            [table],
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
            again.append(definition)
    yield
    for statement in again:
        cursor.execute(statement)


def _make_customers(env, samples, numbers):
    countries = {code: env.ref(f"base.{code}").id for code in ("be", "nl", "fr", "de")}
    env.cr.execute(
        CUSTOMERS,
        {
            **countries,
            "debtors": numbers["debtors"],
            "partner": numbers["res_partner"],
            "debtor": numbers["debtor_debtor"],
        },
    )
    copy_rows(
        env,
        samples.partner,
        "bench_debtor",
        {
            "id": "partner_id",
            "commercial_partner_id": "partner_id",
            "name": "'Customer ' || no",
            "complete_name": "'Customer ' || no",
            "email": "'c' || no || '@customer.example'",
            "email_normalized": "'c' || no || '@customer.example'",
            "country_id": "bench_debtor.country_id",
            "lang": "bench_debtor.lang",
        },
    )
    copy_rows(
        env,
        samples.contact,
        "(SELECT * FROM bench_debtor WHERE contact_id IS NOT NULL) AS bench_debtor",
        {
            "id": "contact_id",
            "parent_id": "partner_id",
            "commercial_partner_id": "partner_id",
            "name": "'Contact ' || no",
            "complete_name": "'Customer ' || no || ', Contact ' || no",
            "email": "'b' || no || '@customer.example'",
            "email_normalized": "'b' || no || '@customer.example'",
            "lang": "bench_debtor.lang",
        },
    )


def _make_documents(env, samples, numbers):
    """Make invoices and credit notes, each with its receivable line."""
    env.cr.execute(ITEMS, numbers)
    with without_indexes(env, "account_move", "account_move_line"):
        for sample, kind in (
            (samples.invoice, "NOT credit"),
            (samples.refund, "credit"),
        ):
            source = f"""
                (SELECT *, {numbers["account_move"]} + no AS move_id,
                        {numbers["account_move_line"]} + no AS line_id,
                        CASE WHEN dollars THEN round(amount / {DOLLAR_RATE}, 2)
                             ELSE amount END AS balance,
                        CASE WHEN NOT is_open THEN 0.0 WHEN part_paid THEN 0.5
                             ELSE 1.0 END AS rest
                   FROM (SELECT *, bench_u(no, 8) < 0.05 AS part_paid
                           FROM bench_item WHERE {kind}) AS item
                   JOIN (SELECT no AS debtor, partner_id AS customer_id, contact_id
                           FROM bench_debtor) AS customer USING (debtor)) AS item
            """
            copy_rows(env, sample, source, _move_columns(env))
            line = sample.line_ids.filtered("date_maturity")
            copy_rows(env, line, source, _line_columns(env))


def _currency(env):
    dollar, euro = env.ref("base.USD").id, env.ref("base.EUR").id
    return f"CASE WHEN dollars THEN {dollar} ELSE {euro} END"


def _move_columns(env):
    total, balance = "abs(amount)", "balance"
    return {
        "id": "move_id",
        "name": "item.name",
        "sequence_prefix": "CASE WHEN credit THEN 'RBENCH/' ELSE 'BENCH/' END",
        "sequence_number": "no",
        "payment_reference": "'+++' || lpad(no::text, 12, '0') || '+++'",
        "access_token": "NULL",
        "partner_id": "COALESCE(contact_id, customer_id)",
        "partner_shipping_id": "customer_id",
        "commercial_partner_id": "customer_id",
        "invoice_partner_display_name": "'Customer ' || debtor",
        "currency_id": _currency(env),
        "date": "invoiced",
        "invoice_date": "invoiced",
        "delivery_date": "invoiced",
        "invoice_date_due": "due",
        "payment_state": "CASE WHEN NOT is_open THEN 'paid' WHEN part_paid "
        "THEN 'partial' ELSE 'not_paid' END",
        "amount_untaxed": total,
        "amount_total": total,
        "amount_residual": f"round({total} * rest, 2)",
        "amount_untaxed_signed": balance,
        "amount_untaxed_in_currency_signed": "amount",
        "amount_total_signed": balance,
        "amount_total_in_currency_signed": "amount",
        "amount_residual_signed": f"round({balance} * rest, 2)",
    }


def _line_columns(env):
    return {
        "id": "line_id",
        "move_id": "item.move_id",
        "move_name": "item.name",
        "partner_id": "customer_id",
        "currency_id": _currency(env),
        "name": "item.name",
        "date": "invoiced",
        "invoice_date": "invoiced",
        "date_maturity": "due",
        "debit": "GREATEST(item.balance, 0)",
        "credit": "GREATEST(-item.balance, 0)",
        "balance": "item.balance",
        "amount_currency": "amount",
        "amount_residual": "round(item.balance * rest, 2)",
        "amount_residual_currency": "round(amount * rest, 2)",
        "reconciled": "NOT is_open",
        "matching_number": "CASE WHEN NOT is_open THEN no::text "
        "WHEN part_paid THEN 'P' || no END",
    }

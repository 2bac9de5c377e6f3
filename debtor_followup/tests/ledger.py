"""An old ledger in a moment: customers and claims copied row by row in SQL."""

COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"


def copy_ledger(env, partner, invoice, customers, each):
    """Copy a customer and its posted invoice many times.

    Customer n owes ``each`` claims; the further down, the less and the later due.

    :return: the partners
    """
    env.flush_all()
    cursor = env.cr
    cursor.execute("SELECT max(id) FROM res_partner")
    first = cursor.fetchone()[0] + 1000
    cursor.execute("SELECT max(id) FROM account_move")
    move = cursor.fetchone()[0] + 1000
    cursor.execute("SELECT max(id) FROM account_move_line")
    line = cursor.fetchone()[0] + 1000
    place = f"(SELECT no, no / {each} AS who FROM generate_series(0, %s - 1) no) AS row"
    amount = "(1000 - who)"
    residual = {
        name: amount
        for name in ("amount_residual", "amount_residual_currency", "balance", "debit")
    } | {"amount_currency": amount}
    _copy(
        env,
        partner,
        "(SELECT no, no AS who FROM generate_series(0, %s - 1) no) AS row",
        customers,
        {
            "id": f"{first} + no",
            "commercial_partner_id": f"{first} + no",
            "name": "'Klant ' || no",
            "complete_name": "'Klant ' || no",
            "email": "'klant' || no || '@ledger.example'",
            "email_normalized": "'klant' || no || '@ledger.example'",
        },
    )
    _copy(
        env,
        invoice,
        place,
        customers * each,
        {
            "id": f"{move} + no",
            "name": "'OLD/' || no",
            "sequence_prefix": "'OLD/'",
            "sequence_number": "no",
            "partner_id": f"{first} + who",
            "commercial_partner_id": f"{first} + who",
            "amount_residual": amount,
            "amount_total": amount,
        },
    )
    _copy(
        env,
        invoice.line_ids.filtered("date_maturity"),
        place,
        customers * each,
        {
            "id": f"{line} + no",
            "move_id": f"{move} + no",
            "move_name": "'OLD/' || no",
            "partner_id": f"{first} + who",
            **residual,
        },
    )
    for table in ("res_partner", "account_move", "account_move_line"):
        cursor.execute(
            f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"
        )
    env.invalidate_all()
    return env["res.partner"].browse(range(first, first + customers))


def _copy(env, record, source, count, values):
    env.cr.execute(COLUMNS, [record._table])
    names = [name for (name,) in env.cr.fetchall() if name != "id" or "id" in values]
    chosen = ", ".join(values.get(name, f'model."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {record._table} ({columns}) SELECT {chosen} FROM {source}, "
        f"{record._table} AS model WHERE model.id = {record.id}",
        [count],
    )

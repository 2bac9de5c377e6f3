"""How each event of the story is done in Odoo: by its forms and buttons."""

from datetime import timedelta

from odoo import Command

from tools import demo_play


def invoice(actor, event):
    """Make and post an invoice."""
    stage = actor.stage
    values = {"invoice_line_ids": _line(event)}
    if event.halves:
        values["invoice_payment_term_id"] = _halves(actor.env).id
    else:
        values["invoice_date_due"] = stage.date(event.due)
    if event.debit:
        method = actor.env["account.payment.method.line"].search(
            [("followup_collects", "=", True)], limit=1
        )
        values["preferred_payment_method_line_id"] = method.id
    values["currency_id"] = actor.env.ref(f"base.{event.currency}").id
    move = _post(actor, event.date, "out_invoice", **values)
    if event.sent:
        # Of an invoice that was never sent nobody is reminded.
        move._followup_mark_sent(move.invoice_date)
    actor.invoices.append(move)
    if event.printed:
        wizard = actor.office["account.move.send.wizard"]
        form = wizard.create({"move_id": move.id, "sending_methods": ["manual"]})
        form.action_send_and_print()


def credit(actor, event):
    """Make and post a credit note, matched to nothing."""
    _post(actor, event.day, "out_refund", invoice_line_ids=_line(event))


def draft_credit(actor, event):
    """Make a credit note of an invoice, and leave it a draft."""
    actor.invoices[event.invoice]._reverse_moves(
        [{"invoice_date": actor.stage.date(event.day)}]
    )


def say_sent(actor, _event):
    """Say on the morning page that an invoice was sent today."""
    todos = actor.office["debtor.todo"]
    domain = [("debtor_id", "=", actor.debtor.id), ("kind", "=", "send_invoice")]
    form = _record(actor, todos.search(domain).action_sent_outside())
    form.sent_on = actor.stage.company._followup_now().date()
    form.action_confirm()


def bill(actor, event):
    """Enter a bill of this customer."""
    _post(
        actor,
        event.day,
        "in_invoice",
        invoice_line_ids=_line(event),
        invoice_date_due=actor.stage.date(event.day + demo_play.TERM),
    )


def _line(event):
    return [Command.create({"name": event.what, "price_unit": event.net})]


def _post(actor, day, move_type, **values):
    move = actor.env["account.move"].create(
        {
            "move_type": move_type,
            "partner_id": actor.contact.id,
            "invoice_date": actor.stage.date(day),
            "invoice_payment_term_id": False,
            **values,
        }
    )
    move.action_post()
    return move


def _halves(env):
    """Return the payment term in two parts, made when it is not there."""
    title = "Half after 15 days, half after 45 days"
    terms = env["account.payment.term"]
    half = {"value": "percent", "value_amount": 50}
    return terms.search([("name", "=", title)], limit=1) or terms.create(
        {
            "name": title,
            "line_ids": [Command.create({**half, "nb_days": n}) for n in (15, 45)],
        }
    )


def pay(actor, event):
    """Register a payment with the wizard."""
    move = actor.invoices[event.invoice]
    wizard = (
        actor.env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=move.ids)
        .create({"payment_date": actor.stage.date(event.day)})
    )
    if event.less:
        wizard.amount = move.amount_residual - event.less
        wizard.payment_difference_handling = "open"
    wizard.action_create_payments()


def pause(actor, event):
    """Pause follow-up of all claims, or of an amount of one invoice."""
    values = {
        "debtor_id": actor.debtor.id,
        "reason": event.reason,
        "date_start": actor.stage.date(event.day),
        "date_end": actor.stage.date(event.end),
        "note": event.note,
    }
    if event.invoice is not None:
        line = {"move_line_id": actor.claim(event.invoice).id, "amount": event.amount}
        values |= {"scope": "claims", "line_ids": [Command.create(line)]}
    actor.office["debtor.pause"].create(values)


def protect(actor, event):
    """Record that the law protects the customer, and since when."""
    actor.office["debtor.pause"].create(
        {
            "debtor_id": actor.debtor.id,
            "reason": event.reason,
            "date_start": actor.stage.date(event.day),
            "date_end": actor.stage.date(event.end),
            "event_date": actor.stage.date(event.happened),
            "event_country_id": actor.partner.country_id.id,
            "note": event.note,
        }
    )


def say_kind(actor, event):
    """Say on the debtor's form which kind of customer it is."""
    actor.in_office().debtor_kind = event.kind


def accept_terms(actor, _event):
    """Record on the debtor's form that the customer signed the terms."""
    form = actor.office["debtor.terms.accept"].create(
        {
            "debtor_id": actor.debtor.id,
            "accepted_by": actor.partner.name,
            "attachment_ids": [
                Command.create({"name": "Bestelbon getekend.txt", "raw": b"Getekend"})
            ],
        }
    )
    form.action_record()


def enter_address(actor, event):
    """Enter another email address on the customer's form."""
    actor.partner.with_env(actor.office).email = event.email


def note_standing(actor, event):
    """Note how the customer stands, as read elsewhere."""
    actor.office["debtor.standing"].create(
        {
            "debtor_id": actor.debtor.id,
            "source": event.source,
            "result": event.result,
            "note": event.note,
            "date": actor.stage.company._followup_now().date(),
            "next_check_date": actor.stage.date(event.again),
        }
    )


def block(actor, event):
    """Block the payment of an invoice, as its form does."""
    actor.invoices[event.invoice].action_toggle_block_payment()


def take_over_balance(actor, event):
    """Take an old balance over by an entry in the journal for such."""
    stage = actor.stage
    other = stage.company.get_unaffected_earnings_account()
    journal = actor.env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", stage.company.id)], limit=1
    )
    move = actor.env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": stage.date(event.day),
            "ref": "Opening balance",
            "line_ids": [
                Command.create(
                    {
                        "account_id": actor.partner.property_account_receivable_id.id,
                        "partner_id": actor.partner.id,
                        "debit": event.amount,
                        "date_maturity": stage.date(event.day),
                    }
                ),
                Command.create({"account_id": other.id, "credit": event.amount}),
            ],
        }
    )
    move.action_post()


def receive(actor, event):
    """Enter money on the bank that nobody matches."""
    move = actor.invoices[event.invoice]
    ledger = actor.stage.ledger
    actor.receipt = actor.env["account.bank.statement.line"].create(
        {
            "journal_id": ledger.journal.id,
            "date": actor.stage.date(event.day if event.dated is None else event.dated),
            "payment_ref": event.says or move.name,
            "amount": round(move.amount_residual * event.part, 2),
        }
    )


def match(actor, _event):
    """Match the money on the bank with the oldest invoice."""
    actor.stage.ledger.match(actor.receipt, actor.claim(0))


def say_not_theirs(actor, _event):
    """Say on the morning page that the money is not theirs."""
    todos = actor.office["debtor.todo"]
    domain = [("debtor_id", "=", actor.debtor.id), ("kind", "=", "receipt")]
    todos.search(domain).action_not_theirs()


def answer_dispute(actor, event):
    """Make the credit note of a dispute, or send our answer."""
    pause = actor.in_office().pause_ids.filtered(
        lambda one: (one.reason, one.state) == ("dispute", "active")
    )
    form = _record(actor, pause.action_close_dispute())
    if event.why_not:
        form.write({"outcome": "rejected", "text": event.why_not})
        _record(actor, form.action_record()).action_send()
        return
    form.outcome = "granted"
    action = form.action_record()
    wizard = actor.office["account.move.reversal"].with_context(**action["context"])
    move = pause.line_ids.move_id
    day = actor.stage.company._followup_now().date()
    wizard.create({"date": day, "journal_id": move.journal_id.id}).refund_moves()
    # Posting matches it with its invoice.
    move.reversal_move_ids.action_post()


def return_debit(actor, event):
    """Say that a direct debit came back, on its invoice."""
    move = actor.invoices[event.invoice].with_env(actor.office)
    move.action_direct_debit_returned()


def send_statement(actor, _event):
    """Send a statement of account from the debtor."""
    form = _record(actor, actor.in_office().action_statement())
    _record(actor, form.action_send()).action_send()


def pass_over(actor, event):
    """Pass the next step over."""
    action = actor.in_office().action_skip()
    dialog = actor.office["debtor.step.change"].with_context(**action["context"])
    dialog.create({"reason": event.why}).action_confirm()


def answer_phone(actor, event):
    """Record what the customer says who calls."""
    record_call(actor, event.said, actor.in_office().action_record_answer())


def record_call(actor, said, action):
    """Fill in the call sheet, record it, and send the mail that confirms it.

    :param said: a ``demo_play.Said``
    :param action: what opened the sheet
    """
    sheet = _record(actor, action)
    sheet.outcome = said.outcome
    values = {"note": said.note, "confirm": said.confirm}
    if said.days is not None:
        today = actor.stage.company._followup_now().date()
        values["day"] = today + timedelta(days=said.days)
    if said.invoice is not None:
        values["claim_id"] = actor.claim(said.invoice).id
    if said.amount is not None:
        values["amount"] = said.amount
    sheet.write(values)
    result = sheet.action_record()
    if result.get("res_model") == "debtor.message":
        _record(actor, result).action_send()


def _record(actor, action):
    """Return the record that an action opens."""
    return actor.office[action["res_model"]].browse(action["res_id"])


ACTS = {
    demo_play.Invoice: invoice,
    demo_play.Credit: credit,
    demo_play.Sent: say_sent,
    demo_play.CreditDrafted: draft_credit,
    demo_play.Bill: bill,
    demo_play.Payment: pay,
    demo_play.Pause: pause,
    demo_play.Protected: protect,
    demo_play.KindSaid: say_kind,
    demo_play.Accepted: accept_terms,
    demo_play.AddressFound: enter_address,
    demo_play.Known: note_standing,
    demo_play.Block: block,
    demo_play.Balance: take_over_balance,
    demo_play.DebitReturned: return_debit,
    demo_play.Receipt: receive,
    demo_play.Matched: match,
    demo_play.NotTheirs: say_not_theirs,
    demo_play.DisputeAnswered: answer_dispute,
    demo_play.Statement: send_statement,
    demo_play.StepPassedOver: pass_over,
    demo_play.TheyCall: answer_phone,
}

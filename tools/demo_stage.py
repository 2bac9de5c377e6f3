"""The stage of `./dev demo`: debtors, and what is done to them on which day.

All is done by Odoo's normal flows. Days count from the last day of the story:
-30 is thirty days before it.
"""

from collections import defaultdict
from datetime import timedelta
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from odoo import Command, fields

TERM = 30


class Stage:
    """Collects what happens on which day, and does it when the day comes.

    :param today: the last day of the story
    """

    def __init__(self, env, company, policies, today):
        self.env = env
        self.company = company
        self.policies = policies
        self.today = today
        self.actors = []
        self._events = defaultdict(list)

    def date(self, day):
        """Return the date of a day of the story."""
        return self.today + timedelta(days=day)

    def on(self, day, event):
        """Do something on a day, before that day's run."""
        self._events[day].append(event)

    def days(self):
        """Return the days of the story, the last one included."""
        return range(min(self._events), 1)

    def play(self, day):
        """Do what a day brings."""
        for event in self._events.pop(day, ()):
            event()

    def agree_to_proposals(self):
        """Let people agree to what was proposed on the days before."""
        for actor in self.actors:
            if actor.agrees:
                proposals = actor.debtor.notice_ids.filtered(
                    lambda notice: notice.state == "draft"
                )
                if proposals:
                    proposals.action_send()

    def cut_off_sending(self):
        """Leave messages as a worker does that is killed while it sends them."""
        for actor in self.actors:
            notice = actor.last_notice()
            if actor.is_cut_off and notice.state == "queued":
                notice._set_state("sending")
                notice.flush_recordset()
                # The moment of a change is the database's, which is not frozen.
                self.env.cr.execute(
                    "UPDATE debtor_notice SET write_date = %s WHERE id = %s",
                    (fields.Datetime.now(), notice.id),
                )
                notice.invalidate_recordset()

    def debtor(self, name, city, expected, **values):
        """Add a customer; see :class:`Actor`."""
        actor = Actor(self, name, city, expected, **values)
        self.actors.append(actor)
        return actor


class Actor:
    """One customer and what happens to it.

    :param str expected: code of the reason that the story ends with
    :param kind: kind of debtor, None while nobody has said it
    :param policy: short name of a policy of its own
    :param agrees: a person agrees to its proposals on the next business day
    :param is_cut_off: the worker is killed while it sends to this one
    :param values: further values of the partner; ``email`` False for none
    """

    def __init__(
        self,
        stage,
        name,
        city,
        expected,
        kind="business",
        policy=None,
        country="be",
        agrees=False,
        is_cut_off=False,
        **values,
    ):
        self.agrees, self.is_cut_off = agrees, is_cut_off
        self.stage, self.env, self.expected = stage, stage.env, expected
        self.partner = self.env["res.partner"].create(
            {
                "name": name,
                "city": city,
                "country_id": self.env.ref(f"base.{country}").id,
                "lang": "nl_BE",
                "is_company": True,
                **values,
            }
        )
        self.contact = self.partner
        debtors = self.env["debtor.debtor"]
        self.debtor = debtors._for(self.partner, stage.company)
        if kind:
            self.debtor.debtor_kind = kind
        if policy:
            self.debtor.policy_id = stage.policies[policy]

    def invoice_contact(self, name, email, lang=None):
        """Add a person to whom invoices go; return this actor."""
        self.contact = self.env["res.partner"].create(
            {
                "name": name,
                "email": email,
                "parent_id": self.partner.id,
                "type": "invoice",
                "lang": lang or self.partner.lang,
            }
        )
        return self

    def invoice(self, due, net, what, currency=None, terms=None, move_type=None):
        """Invoice an amount (without VAT), due on a day.

        :param terms: a payment term instead of the due day; the invoice is then
            made twenty days before the end of the story
        :return: a list that holds the invoice once its day has come
        """
        made = []
        stage = self.stage
        day = -20 if terms else due - TERM

        def event():
            values = {
                "move_type": move_type or "out_invoice",
                "partner_id": self.contact.id,
                "invoice_date": stage.date(day),
                "invoice_payment_term_id": terms.id if terms else False,
                "invoice_line_ids": [Command.create({"name": what, "price_unit": net})],
            }
            if not terms:
                values["invoice_date_due"] = stage.date(due)
            if currency:
                values["currency_id"] = self.env.ref(f"base.{currency}").id
            move = self.env["account.move"].create(values)
            move.action_post()
            made.append(move)

        stage.on(day, event)
        return made

    def credit(self, day, net, why):
        """Send a credit note, without matching it to anything."""
        return self.invoice(day + TERM, net, why, move_type="out_refund")

    def pays(self, day, invoice, less=0.0):
        """Register a payment on an invoice with the wizard, short by ``less``."""

        def event():
            move = invoice[0]
            wizard = (
                self.env["account.payment.register"]
                .with_context(active_model="account.move", active_ids=move.ids)
                .create({"payment_date": self.stage.date(day)})
            )
            if less:
                wizard.amount = move.amount_residual - less
                wizard.payment_difference_handling = "open"
            wizard.action_create_payments()

        self.stage.on(day, event)

    def pause(self, day, reason, end, note, invoice=None, amount=0.0):
        """Pause follow-up of all claims, or of an amount of one invoice."""

        def event():
            values = {
                "debtor_id": self.debtor.id,
                "reason": reason,
                "date_start": self.stage.date(day),
                "date_end": self.stage.date(end),
                "note": note,
            }
            if invoice:
                claim = invoice[0].line_ids.filtered(
                    lambda line: line.account_type == "asset_receivable"
                )
                values["scope"] = "claims"
                values["line_ids"] = [
                    Command.create({"move_line_id": claim.id, "amount": amount})
                ]
            self.env["debtor.pause"].create(values)

        self.stage.on(day, event)

    def block(self, day, invoice):
        """Block the payment of an invoice, as its form does."""
        self.stage.on(day, lambda: invoice[0].action_toggle_block_payment())

    def opening_balance(self, day, amount):
        """Take an old balance over by an entry in the journal for such."""
        stage = self.stage

        def event():
            journal = self.env["account.journal"].search(
                [("type", "=", "general"), ("company_id", "=", stage.company.id)],
                limit=1,
            )
            receivable = self.partner.property_account_receivable_id
            other = stage.company.get_unaffected_earnings_account()
            move = self.env["account.move"].create(
                {
                    "journal_id": journal.id,
                    "date": stage.date(day),
                    "ref": "Opening balance",
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": receivable.id,
                                "partner_id": self.partner.id,
                                "debit": amount,
                                "date_maturity": stage.date(day),
                            }
                        ),
                        Command.create({"account_id": other.id, "credit": amount}),
                    ],
                }
            )
            move.action_post()

        stage.on(day, event)

    def last_notice(self):
        """Return the newest notice of this customer."""
        return self.env["debtor.notice"].search(
            [("debtor_id", "=", self.debtor.id)], limit=1
        )

    def reason(self):
        """Return the code of the reason of the last decision."""
        return self.debtor.decision_id.reason

    def next_date(self):
        """Return when something happens next, after what left today."""
        notice = self.last_notice()
        if notice.state != "sent" or notice.contact_date != self.stage.today:
            return self.debtor.next_action_date
        tomorrow = self.stage.date(1)
        return self.debtor._decide(tomorrow)[self.debtor].next_date

    def bounces(self, day):
        """Let the last notice come back from the customer's mail server."""

        def event():
            report = bounce_report(self.last_notice())
            self.env["mail.thread"].message_process(False, report)

        self.stage.on(day, event)


def bounce_report(notice):
    """Return the report of a mail server that knows no such mailbox, as bytes."""
    address = notice.recipient_email
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"] = f"Mail Delivery System <postmaster@{address.split('@')[1]}>"
    report["To"] = notice.company_id.email
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-Id"] = f"<report-{notice.id}@{address.split('@')[1]}>"
    report.attach(MIMEText("The mailbox does not exist.\n"))
    status = MIMEBase("message", "delivery-status")
    server, recipient = Message(), Message()
    server["Reporting-MTA"] = f"dns; mx.{address.split('@')[1]}"
    recipient["Final-Recipient"] = f"rfc822; {address}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 no such user"
    status.set_payload([server, recipient])
    report.attach(status)
    original = EmailMessage()
    original["Message-Id"] = notice.mail_mail_id.message_id
    original["To"] = address
    original["Subject"] = notice.subject
    returned = MIMEBase("message", "rfc822")
    returned.set_payload([original])
    report.attach(returned)
    return report.as_bytes()

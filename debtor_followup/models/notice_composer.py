"""Makes notices from decisions, in bulk: records, lines, texts, mails."""

import json

from odoo.tools import SQL

from ..engine import foresight
from ..engine.claims import FORMAL_NOTICE
from .const import POSTAL_CHANNELS
from .followup_decision import decision_key
from .ir_qweb import COMPILED
from .notice_mailer import NoticeMailer


class NoticeComposer(NoticeMailer):
    """Creates the notices of one batch of debtors and queues their mails.

    :param date as_of: the contact day
    :param run: the run that makes them, None by hand
    :param bool agreed: a person agreed, so that proposals are queued at once
    """

    #: Of proposals nothing leaves, so they have no copies yet.
    copied_states = ("queued",)

    def __init__(self, env, as_of=None, run=None, agreed=False):
        self.env = env
        self.as_of = as_of
        self.run = run
        self.agreed = agreed
        self._bank_dates = {}
        self._ended_pauses = {}

    def compose(self, decisions):
        """Create, render and queue; return the notices.

        In sudo mode because notices are evidence that nobody writes by hand;
        whoever calls has checked who may send.

        :param dict decisions: debtor -> Decision that makes a message
        """
        if not decisions:
            return self.env["debtor.notice"]
        Notice = self._notices_sudo()
        self._read_recipients(decisions)
        languages = self._languages(decisions)
        ids = [debtor.id for debtor in decisions]
        self._ended_pauses = self.env["debtor.pause"]._read_to_name(ids)
        notices = Notice.create(
            [
                self._prepare_notice(debtor, decision, languages)
                for debtor, decision in decisions.items()
            ]
        )
        by_debtor = {notice.debtor_id: notice for notice in notices}
        self._create_lines(by_debtor, decisions)
        notices._attach_invoices()
        notices._complete(decisions, self.as_of)
        self._render(notices)
        self._create_copies(by_debtor, decisions)
        self._send_off(notices.filtered(lambda one: one.state == "queued"))
        return notices.with_env(self.env)

    def agree(self, notices, decisions):
        """Send off proposals to which a person agreed, with their copies.

        :param notices: queued by now
        :param dict decisions: debtor -> Decision of today about them
        """
        notices = self._notices_sudo().browse(notices.ids)
        self._create_copies({one.debtor_id: one for one in notices}, decisions)
        self._send_off(notices)

    def _send_off(self, notices):
        """Hand the mails of queued notices over; their debtors' step is taken."""
        self.queue(notices)
        done = {"next_action": "nothing", "next_action_date": False}
        notices.debtor_id.write(done)

    def renew(self, decisions):
        """Bring proposals up to date whose words changed with the day only.

        :param dict decisions: notice -> Decision, kept as its debtor's last one: it
            explains the notice from now on
        """
        notices = self._notices_sudo()
        for notice, decision in decisions.items():
            notices |= notices.browse(notice.id)
            notices.browse(notice.id).write(
                {
                    "contact_date": self.as_of,
                    "deadline_date": decision.deadline,
                    "decision_id": notice.debtor_id.decision_id.id,
                    **self._prepare_dates(notice.debtor_id, decision),
                }
            )
        self._refresh_lines(notices)
        made = {one.debtor_id: decision for one, decision in decisions.items()}
        notices._complete(made, self.as_of)
        self._render(notices)
        self._renew_copies(notices)

    def _refresh_lines(self, notices):
        """Count the days late of the claims up to the new day."""
        for line in notices.line_ids.filtered(lambda one: one.role != "credit"):
            line.days_overdue = max(0, (self.as_of - line.date_maturity).days)

    def _notices_sudo(self):
        """Return the model of notices for writing, without mail's overhead."""
        return (
            self.env["debtor.notice"]
            .sudo()
            .with_context(
                tracking_disable=True,
                mail_create_nosubscribe=True,
                mail_create_nolog=True,
                mail_notrack=True,
            )
        )

    # -- records ----------------------------------------------------------

    def _read_recipients(self, decisions):
        """Read whom to write to in one go; later each is taken by its id."""
        ids = [one.recipient_id for one in decisions.values() if one.recipient_id]
        self.env["res.partner"].browse(ids).fetch(["email_normalized", "lang", "name"])

    def _languages(self, decisions):
        """Return debtor -> (installed language to write in, remark or False).

        The recipient's language, else the customer's, else the company's.
        """
        partners = self.env["res.partner"]
        return {
            debtor: self._language_of(partners.browse(made.recipient_id), debtor)
            for debtor, made in decisions.items()
        }

    def _language_of(self, recipient, debtor):
        """Return (installed language to write to somebody in, remark or False)."""
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (
            recipient.lang,
            debtor.partner_id.lang,
            debtor.sudo().company_id.partner_id.lang,
            "en_US",
        )
        code = next((one for one in wanted if one in installed), self.env.lang)
        remark = False
        if recipient.lang and recipient.lang not in installed:
            remark = self.env._(
                "Written in %(used)s: the language of %(name)s (%(missing)s) is "
                "not installed.",
                used=installed.get(code, code),
                name=recipient.name,
                missing=recipient.lang,
            )
        return code, remark

    def _prepare_notice(self, debtor, decision, languages):
        """Hook: return the values of a notice."""
        # Nobody agrees to a formal notice that he has not read.
        is_formal = decision.outcome == FORMAL_NOTICE
        waits = decision.agree and (is_formal or not self.agreed)
        lang, remark = languages[debtor]
        return {
            "debtor_id": debtor.id,
            "partner_id": debtor.partner_id.id,
            "company_id": debtor.company_id.id,
            "run_id": self.run.id if self.run else False,
            "decision_id": debtor.decision_id.id,
            "level_id": decision.level.level_id,
            "channel": decision.channel,
            "automatic": self.run is not None,
            "state": "draft" if waits else "queued",
            "must_agree": waits and is_formal,
            "contact_date": self.as_of,
            "deadline_date": decision.deadline,
            "recipient_id": decision.recipient_id,
            "recipient_reason": decision.recipient_reason,
            **self._prepare_address(decision.channel, decision.address),
            "lang": lang,
            "remark": remark,
            "fingerprint": decision_key(decision),
            "legal_variant": decision.variant,
            "ended_pause_id": self._ended_pauses.get(debtor.id),
            **self._prepare_dates(debtor, decision),
        }

    def _prepare_dates(self, debtor, decision):
        """Return the days that a text may speak of."""
        company = debtor.company_id
        if company not in self._bank_dates:
            self._bank_dates[company] = company._followup_bank_date()
        return {
            "bank_date": self._bank_dates[company],
            "previous_date": foresight.previous_contact(decision.case),
            "formal_date": foresight.formal_notice_date(decision.case),
            "handoff_date": foresight.handoff_date(decision.case),
        }

    def _prepare_address(self, channel, address):
        return {
            "recipient_email": address if channel == "email" else False,
            "recipient_address": address if channel in POSTAL_CHANNELS else False,
        }

    def _create_copies(self, by_debtor, decisions):
        """Create the same contacts by second channels, without lines of their own."""
        values = [
            self._prepare_copy(by_debtor[debtor], way)
            for debtor, decision in decisions.items()
            for way in decision.copies
            if by_debtor[debtor].state in self.copied_states
        ]
        if values:
            self._notices_sudo().create(values)._make_personal()

    def _prepare_copy(self, notice, way):
        """Hook: return the values of the copy of a notice."""
        shared = (
            "debtor_id",
            "company_id",
            "run_id",
            "decision_id",
            "level_id",
            "automatic",
            "state",
            "contact_date",
            "deadline_date",
            "lang",
            "fingerprint",
            "legal_variant",
            "bank_date",
            "previous_date",
            "formal_date",
            "subject",
            "body",
            "qr_payloads",
        )
        record = notice._convert_to_write({name: notice[name] for name in shared})
        return {
            **record,
            "copy_of_id": notice.id,
            "channel": way.channel,
            "recipient_id": way.contact_id,
            "recipient_reason": way.why,
            **self._prepare_address(way.channel, way.address),
        }

    def _renew_copies(self, notices):
        """Let copies that wait say the same as their renewed originals."""
        for copy in notices.copy_ids.filtered(lambda one: one.state == "queued"):
            original = copy.copy_of_id
            names = ("contact_date", "deadline_date", "bank_date", "previous_date")
            names += ("formal_date", "subject", "body", "qr_payloads")
            values = {name: original[name] for name in names}
            copy.write({**values, "decision_id": original.decision_id.id})
            copy._make_personal()

    def _create_lines(self, by_debtor, decisions):
        references = self._payment_references(decisions)
        values = []
        for debtor, decision in decisions.items():
            notice = by_debtor[debtor]
            # Related fields, which the ORM would write after the lines are made.
            related = {
                "notice_id": notice.id,
                "debtor_id": debtor.id,
                "company_id": debtor.company_id.id,
                "state": notice.state,
            }
            levels = {level.level_id: level for _one, level in decision.demanded}
            values += [
                related
                | self._prepare_claim(one, references, role, levels.get(level_id))
                for role, one, level_id in decision.roles()
            ]
            values += [related | self._prepare_credit(one) for one in decision.credits]
        self.env["debtor.notice.line"].sudo().create(values)

    def _payment_references(self, decisions):
        """Return move id -> the reference that a payment should carry."""
        move_ids = set()
        for decision in decisions.values():
            move_ids |= {one.claim.move_id for _role, one, _level in decision.roles()}
            move_ids |= {credit.move_id for credit in decision.credits}
        moves = self.env["account.move"].browse(move_ids)
        self._read_invoices(moves)
        return {move.id: move.payment_reference or move.name for move in moves.sudo()}

    def _units(self, currency_id):
        return 10 ** self.env["res.currency"].browse(currency_id).decimal_places

    def _prepare_claim(self, standing, references, role, level=None):
        """Hook: return the values of a claim that a notice names."""
        claim = standing.claim
        units = self._units(claim.currency_id)
        return {
            "role": role,
            "level_id": level.level_id if level else False,
            "step_kind": level.step_kind if level else False,
            "reminder_no": level.reminder_no if level else 0,
            "move_line_id": claim.line_id,
            "move_id": claim.move_id,
            "move_name": claim.name,
            "invoice_date": claim.invoice_date,
            "date_maturity": claim.due_date,
            "payment_reference": references.get(claim.move_id),
            "currency_id": claim.currency_id,
            "amount_residual": claim.residual / units,
            "amount_paused": min(standing.paused, claim.residual) / units,
            "amount_rest": standing.rest / units,
            "days_overdue": max(0, (self.as_of - claim.due_date).days),
        }

    def _prepare_credit(self, credit):
        """Hook: return the values of a credit that a notice shows."""
        return {
            "role": "credit",
            "move_line_id": credit.line_id,
            "move_id": credit.move_id,
            "move_name": credit.name,
            "invoice_date": credit.entry_date,
            "currency_id": credit.currency_id,
            "amount_residual": credit.amount / self._units(credit.currency_id),
        }

    # -- texts ------------------------------------------------------------

    def _render(self, notices):
        """Render subject and body in each recipient's language."""
        if not notices:
            return
        groups = notices.grouped(lambda notice: notice._get_template())
        # One set of records, so that all texts are read at once.
        templates = self.env["mail.template"].concat(*groups)
        rendered = {}
        for template in templates.sudo().with_context(**{COMPILED: {}}):
            rendered.update(
                template._generate_template(
                    groups[template].ids, ("subject", "body_html")
                )
            )
        self._write_texts(notices, rendered)

    def _read_invoices(self, moves):
        """Read what is wanted of invoices, not all that belongs to one.

        In sudo mode because a user of follow-up need not read invoices.
        """
        moves.sudo().fetch(["name", "partner_bank_id", "payment_reference"])

    def _write_texts(self, notices, rendered):
        """Write the texts in one statement, as Odoo's template engine made them.

        Through the ORM each body would be sanitized before the mail does so, and
        each notice written on its own. What their QR codes hold goes with them.
        """
        ids, names = list(rendered), ["subject", "body", "qr_payloads"]
        notices.flush_model(names)
        codes = {
            notice.id: notice._prepare_qr_payloads(notice._get_bank_account_sudo())
            for notice in notices
        }
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_notice AS notice
                   SET subject = row.subject, body = row.body,
                       qr_payloads = row.codes::jsonb
                  FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])
                       AS row(id, subject, body, codes)
                 WHERE notice.id = row.id
                """,
                ids,
                [rendered[one]["subject"] for one in ids],
                [rendered[one]["body_html"] for one in ids],
                [json.dumps(codes[one]) for one in ids],
            )
        )
        self.env["debtor.notice"].browse(ids).invalidate_recordset(names)

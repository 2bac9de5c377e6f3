"""Reads which claims wait because our own part is not done: sending, credit notes."""

from odoo.tools import SQL

from ..engine.duties import (
    BOUNCED,
    DRAFT_CREDIT,
    Duty,
    Sending,
    first_of,
    sending_duty,
    still_fresh,
)
from .bulk import array

#: What a person says of the sending of an invoice: `account.move.followup_sent_mark`.
OUTSIDE, PRINTED, NOT_SENT = "outside", "printed", "not_sent"
SENT_MARKS = (OUTSIDE, PRINTED)

#: What the network for electronic invoices says of an invoice; the field is there
#: when Odoo's Peppol is installed.
PEPPOL_FIELD = "peppol_move_state"
PEPPOL_SENT = ("processing", "done")
PEPPOL_REFUSED = "error"


class DutiesReader:
    """What we still owe debtors of one legal entity, invoice by invoice.

    The ledger is asked for one truth value a line, see `is_unsure`; only invoices
    for which it is true are looked at again. Failed mails and drafts of credit notes
    are few: they are read once for the company.
    """

    def __init__(self, env, company, company_ids, as_of):
        self.env = env
        self.as_of = as_of
        self.company_ids = tuple(company_ids)
        root = company.sudo().root_id
        self.days = root.followup_sending_days
        self.expected_from = root.followup_sent_from
        self.has_peppol = PEPPOL_FIELD in env["account.move"]._fields
        self._known = None
        self._has_tasks = False

    @property
    def has_tasks(self):
        """Whether anybody has a task of ours already, in any company."""
        self._read_known()
        return self._has_tasks

    # -- for the reader of lines -------------------------------------------

    def is_unsure(self):
        """Return the SQL condition for an invoice (``move``) to look at again.

        Of invoices from before it was asked nobody knows whether they were sent:
        those are let through until a person says that they were not.
        """
        return SQL(
            """
            (move.move_type = 'out_invoice' AND (
                 move.followup_sent_mark = %(not_sent)s
                 OR CASE WHEN %(sent)s
                         THEN move.followup_sent_date > %(fresh)s OR %(refused)s
                         ELSE move.invoice_date >= %(expected)s END
            )) IS TRUE
            """,
            not_sent=NOT_SENT,
            sent=self.is_sent(),
            refused=self._is_refused(),
            fresh=still_fresh(self.as_of, self.days),
            expected=self.expected_from or "infinity",
        )

    def is_sent(self):
        """Return the SQL condition for an invoice (``move``) that left us."""
        return SQL(
            "(move.is_move_sent IS TRUE OR move.followup_sent_mark IN %s OR %s)",
            SENT_MARKS,
            self._peppol("IN", PEPPOL_SENT),
        )

    def _is_refused(self):
        """Return the SQL condition for an invoice that only Peppol was to carry."""
        return SQL(
            "(%s AND move.followup_sent_mark IS NULL)",
            self._peppol("=", PEPPOL_REFUSED),
        )

    def _peppol(self, operator, value):
        if not self.has_peppol:
            return SQL("FALSE")
        return SQL(
            "COALESCE(move.%s %s %s, FALSE)",
            SQL.identifier(PEPPOL_FIELD),
            SQL(operator),
            value,
        )

    # -- what is not done ---------------------------------------------------

    def undone(self, claims, unsure):
        """Return line id -> :class:`Duty` of claims that are not asked for now.

        :param dict claims: commercial partner id -> its claims
        :param list unsure: ids of invoices for which `is_unsure` is true
        :return: a dict, None when all is done
        """
        if not claims:
            return None
        duties = dict(self._read_known())
        if unsure:
            for duty in self._read_sendings(unsure):
                duties[duty.move_id] = first_of(duties.get(duty.move_id), duty)
        moves = [one.move_id for group in claims.values() for one in group]
        elsewhere = self.env["account.move"]._followup_duties(moves, self.as_of)
        for move_id, (cause, since, about) in elsewhere.items():
            duty = Duty(cause, move_id, since, about=about, days=self.days)
            duties[move_id] = first_of(duties.get(move_id), duty)
        if not duties:
            return None
        found = {
            one.line_id: duties[one.move_id]
            for group in claims.values()
            for one in group
            if one.move_id in duties
        }
        return found or None

    def _read_sendings(self, unsure):
        """Yield what is to be done about the sending of invoices."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.id, move.invoice_date,
                       %(sent)s AND move.followup_sent_mark
                                    IS DISTINCT FROM %(not_sent)s,
                       %(refused)s AND NOT %(mailed)s, move.followup_sent_date
                  FROM account_move move WHERE move.id = ANY(%(moves)s::int[])
                """,
                sent=self.is_sent(),
                not_sent=NOT_SENT,
                refused=self._is_refused(),
                mailed=self._mail_left(SQL("0")),
                moves=array(set(unsure)),
            )
        )
        for row in rows:
            duty = sending_duty(Sending(*row), self.days)
            if duty:
                yield duty

    def _read_known(self):
        """Return move id -> Duty of failed mails and of drafts of credit notes."""
        if self._known is None:
            self._known = {}
            rows = self.env.execute_query(
                SQL(
                    """
                    %s UNION ALL %s UNION ALL
                    SELECT NULL, (SELECT min(id) FROM debtor_invoice_duty), NULL, NULL
                    """,
                    self._draft_credits(),
                    self.failed_mails(),
                )
            )
            for cause, move_id, since, about in rows:
                if cause is None:
                    self._has_tasks = move_id is not None
                    continue
                tell = since if cause == BOUNCED else None
                duty = Duty(cause, move_id, since, None, tell, about, self.days)
                self._known[move_id] = first_of(self._known.get(move_id), duty)
        return self._known

    def _draft_credits(self):
        return SQL(
            """
            SELECT %(cause)s AS cause, note.reversed_entry_id AS move_id,
                   min(note.create_date)::date AS since, '' AS about
              FROM account_move note
             WHERE note.state = 'draft' AND note.reversed_entry_id IS NOT NULL
               AND note.move_type = 'out_refund'
               AND note.company_id IN %(companies)s
             GROUP BY note.reversed_entry_id
            """,
            cause=DRAFT_CREDIT,
            companies=self.company_ids,
        )

    def _mail_left(self, since):
        """Return the SQL condition for a mail of an invoice that did not fail.

        :param SQL since: the id of the first message that counts
        """
        return SQL(
            """
            EXISTS (SELECT FROM mail_message later
                      JOIN mail_notification other
                        ON other.mail_message_id = later.id
                      LEFT JOIN res_partner reader ON reader.id = other.res_partner_id
                     WHERE later.model = 'account.move' AND later.res_id = move.id
                       AND later.id >= %s
                       AND other.notification_type = 'email'
                       AND other.notification_status
                           NOT IN ('bounce', 'exception', 'canceled')
                       AND reader.partner_share IS NOT FALSE
                       AND EXISTS (SELECT FROM message_attachment_rel file
                                    WHERE file.message_id = later.id))
            """,
            since,
        )

    def failed_mails(self, move_ids=None):
        """Return the SQL of invoices of which no mail arrived since the last failed.

        A mail with an attachment to somebody outside counts; of several to whom it
        went one that did not fail is enough. What a person said of the sending later
        counts more.

        :param list move_ids: of these invoices only; None: of all open ones
        """
        chosen = SQL("TRUE")
        if move_ids is not None:
            chosen = SQL("move.id = ANY(%s::int[])", array(move_ids))
        return SQL(
            """
            SELECT %(cause)s AS cause, move.id AS move_id,
                   max(message.date)::date AS since,
                   COALESCE(max(COALESCE(failed.mail_email_address, partner.email)),
                            '') AS about
              FROM mail_notification failed
              JOIN mail_message message ON message.id = failed.mail_message_id
              JOIN account_move move ON move.id = message.res_id
              LEFT JOIN res_partner partner ON partner.id = failed.res_partner_id
             WHERE failed.notification_status IN ('bounce', 'exception')
               AND failed.notification_type = 'email'
               AND message.model = 'account.move'
               AND partner.partner_share IS NOT FALSE
               AND move.move_type = 'out_invoice' AND move.state = 'posted'
               AND move.payment_state IN ('not_paid', 'partial')
               AND move.company_id IN %(companies)s
               AND %(chosen)s
               AND EXISTS (SELECT FROM message_attachment_rel file
                            WHERE file.message_id = message.id)
               AND NOT COALESCE(move.followup_sent_mark IN %(said)s
                                AND move.followup_marked_on >= message.date::date,
                                FALSE)
               AND NOT %(arrived)s
             GROUP BY move.id
            """,
            arrived=self._mail_left(SQL("message.id")),
            cause=BOUNCED,
            companies=self.company_ids,
            chosen=chosen,
            said=SENT_MARKS,
        )

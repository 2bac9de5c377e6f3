from odoo import api, fields, models
from odoo.tools import SQL

from .const import OUTCOMES

#: In the order in which a morning goes through them. Those that nothing feeds are
#: not there: the list shows groups with rows only.
SECTIONS = [
    ("10_answers", "Answers and disputes"),
    ("15_pauses", "Pauses that ask for you"),
    ("20_undelivered", "Not delivered"),
    ("30_broken", "Broken promises"),
    ("35_own_part", "Our own part first"),
    ("40_calls", "Calls"),
    ("45_announced", "Goes out unless stopped"),
    ("50_proposals", "Proposals"),
    ("60_unmatched", "Unmatched receipts"),
    ("70_letters", "Letters to print"),
    ("80_tasks", "Other tasks"),
    ("90_small", "Small amounts, once a month"),
]
KINDS = [
    ("answer", "Read the answer"),
    ("reply", "Handle the reply"),
    ("dispute", "Answer the dispute"),
    ("file_claim", "Tell or file the claim"),
    ("failed", "Mend the address"),
    ("bounced", "Check the address"),
    ("uncertain", "Ask whether it arrived"),
    ("no_address", "Find an address"),
    ("broken", "Ask about the promise"),
    ("send_invoice", "Send the invoice"),
    ("resend_invoice", "Send the invoice again"),
    ("post_credit", "Post the credit note"),
    ("own_part", "Do our own part first"),
    ("call", "Call"),
    ("announced", "Stop it, or let it go"),
    ("proposal", "Read and send"),
    ("unmatched", "Match the credits"),
    ("receipt", "Match the payment"),
    ("letter", "Print the letter"),
    ("post", "Post the letter"),
    ("formal_notice", "Read the formal notice"),
    ("formal_missing", "Something is missing"),
    ("handoff", "Decide on the handoff"),
    ("step", "Take the step by hand"),
    ("pause_over", "Say how the pause ended"),
    ("no_due_date", "Set the due date"),
    ("kind_unknown", "Set the kind of customer"),
    ("kinds_open", "Settle the kinds"),
    ("end_of_ladder", "Decide what follows"),
    ("nobody", "Choose who is responsible"),
    ("collected_late", "See whether it came back"),
    ("open_bills", "Agree in spite of open bills"),
    ("activity", "Do what you planned"),
    ("small_amount", "Decide about it"),
]
#: Reasons of the last decision that ask for a person, and what they ask.
REASONS = {
    "no_address": ("20_undelivered", "no_address"),
    "address_failed": ("20_undelivered", "no_address"),
    "covered_by_credits": ("60_unmatched", "unmatched"),
    "no_due_date": ("80_tasks", "no_due_date"),
    "stops_unknown": ("80_tasks", "kind_unknown"),
    "end_of_ladder": ("80_tasks", "end_of_ladder"),
    "law_reminder": ("80_tasks", "end_of_ladder"),
    "law_letter": ("80_tasks", "end_of_ladder"),
    "open_bills": ("80_tasks", "open_bills"),
    "small_amount": ("90_small", "small_amount"),
    "veto_window": ("45_announced", "announced"),
    "call_slower": ("40_calls", "call"),
    "call_loyal": ("40_calls", "call"),
    "call_chosen": ("40_calls", "call"),
}
#: Each row has the id of what it comes from, times sixteen, plus this.
NOTICE, DEBTOR, PAUSE, ACTIVITY, COLLECTED = range(5)


class DebtorTodo(models.Model):
    """What a person has to do this morning: one row a debtor and thing to do.

    Read from notices, pauses, decisions and activities at the moment of looking;
    nothing of it is stored. The methods that act stand in ``debtor_todo_actions``.
    """

    _name = "debtor.todo"
    _description = "Follow-up of this morning"
    _auto = False
    _order = "section, priority desc, id"
    _rec_name = "partner_id"
    _depends = {
        "debtor.debtor": [
            "collected_late",
            "collected_seen_on",
            "company_id",
            "decision_id",
            "last_contact_date",
            "looked_on",
            "looked_reason",
            "next_action",
            "next_action_date",
            "next_level_id",
            "oldest_due_date",
            "overdue_amount",
            "planned_on",
            "responsible_id",
        ],
        "debtor.followup.decision": ["level_id", "outcome", "reason"],
        "debtor.notice": [
            "channel",
            "copy_of_id",
            "handled",
            "legal_gaps",
            "letter_batch_id",
            "level_id",
            "state",
        ],
        "debtor.pause": ["date_end", "handled", "reason", "scope", "state"],
        "mail.activity": ["active", "activity_type_id", "date_deadline", "res_id"],
    }

    section = fields.Selection(SECTIONS, readonly=True)
    kind = fields.Selection(KINDS, string="What to do", readonly=True)
    debtor_id = fields.Many2one("debtor.debtor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    notice_id = fields.Many2one("debtor.notice", readonly=True)
    pause_id = fields.Many2one("debtor.pause", readonly=True)
    activity_id = fields.Many2one("mail.activity", readonly=True)
    decision_id = fields.Many2one("debtor.followup.decision", readonly=True)
    responsible_id = fields.Many2one("res.users", string="Owner", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    overdue_amount = fields.Monetary(
        string="Overdue",
        readonly=True,
        help="Overdue claims less open credits, in the company's currency.",
    )
    oldest_due_date = fields.Date(string="Oldest due", readonly=True)
    days_late = fields.Integer(related="debtor_id.days_late")
    last_contact_date = fields.Date(string="Last contact", readonly=True)
    next_level_id = fields.Many2one(
        "debtor.followup.level", string="Next step", readonly=True
    )
    next_action = fields.Selection(OUTCOMES, readonly=True)
    next_action_date = fields.Date(string="Next on", readonly=True)
    priority = fields.Float(
        readonly=True,
        help="Days late times amount: what has waited longest for most comes first.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT what.source_id * 16 + what.source AS id,
                   what.section, what.kind, what.notice_id, what.pause_id,
                   what.activity_id, debtor.id AS debtor_id, debtor.partner_id,
                   place.company_id, debtor.decision_id, debtor.responsible_id,
                   debtor.overdue_amount, debtor.oldest_due_date,
                   debtor.last_contact_date, debtor.next_level_id,
                   debtor.next_action, debtor.next_action_date,
                   (COALESCE(debtor.overdue_amount, 0)
                    * COALESCE(debtor.planned_on - debtor.oldest_due_date, 0)
                   )::float8 AS priority
              FROM (%(notices)s UNION ALL %(decisions)s
                    UNION ALL %(pauses)s UNION ALL %(activities)s
                    UNION ALL %(collected)s) AS what
              JOIN debtor_debtor place ON place.id = what.debtor_id
              -- Some rows are about many customers of a company.
              LEFT JOIN debtor_debtor debtor
                ON debtor.id = what.debtor_id AND what.kind <> 'kinds_open'
            """,
            notices=self._notice_rows(),
            decisions=self._decision_rows(),
            pauses=self._pause_rows(),
            activities=self._activity_rows(),
            collected=self._collected_rows(),
        )

    @api.model
    def _notice_rows(self):
        """Return the rows of notices: state and channel say what is to be done.

        Whom nobody reached comes back on the day to try again: that of the last
        planning counts as today.
        """
        return SQL(
            """
            SELECT %(source)s AS source, notice.id AS source_id, notice.debtor_id,
                   CASE WHEN notice.state IN ('failed', 'bounced', 'uncertain')
                        THEN '20_undelivered'
                        WHEN notice.channel = 'phone' THEN '40_calls'
                        WHEN notice.state = 'draft' THEN '50_proposals'
                        ELSE '70_letters' END AS section,
                   CASE WHEN notice.state IN ('failed', 'bounced', 'uncertain')
                        THEN notice.state
                        WHEN notice.channel = 'phone' THEN 'call'
                        WHEN notice.state = 'draft' THEN
                             CASE WHEN EXISTS (
                                  SELECT FROM debtor_followup_level level
                                   WHERE level.id = notice.level_id
                                     AND level.step_kind = 'formal_notice')
                                  THEN CASE WHEN notice.legal_gaps IS NULL
                                            THEN 'formal_notice'
                                            ELSE 'formal_missing' END
                                  ELSE 'proposal' END
                        WHEN notice.letter_batch_id IS NOT NULL THEN 'post'
                        ELSE 'letter' END AS kind,
                   notice.id AS notice_id, NULL::int AS pause_id,
                   NULL::int AS activity_id
              FROM debtor_notice notice
             WHERE notice.state = 'uncertain'
                OR notice.state = 'draft' AND notice.copy_of_id IS NULL
                OR notice.state IN ('failed', 'bounced')
                   AND notice.handled IS NOT TRUE
                OR notice.state = 'queued' AND notice.channel <> 'email'
                   AND (notice.copy_of_id IS NULL OR notice.channel <> 'phone'
                        -- A copy is printed when its mail has left, or will not.
                        AND (notice.letter_batch_id IS NOT NULL OR NOT EXISTS (
                             SELECT FROM debtor_notice original
                              WHERE original.id = notice.copy_of_id
                                AND original.state IN
                                    ('draft', 'queued', 'sending'))))
                   AND (notice.call_again_on IS NULL OR EXISTS (
                        SELECT FROM debtor_debtor owner
                         WHERE owner.id = notice.debtor_id
                           AND owner.planned_on >= notice.call_again_on))
            """,
            source=NOTICE,
        )

    @api.model
    def _decision_rows(self):
        """Return the rows of debtors whose last decision asks for a person.

        What was looked at this month is left out until its reason changes: the
        month is that of the last planning, so that no clock is read.
        """
        reasons = [(code, *asked) for code, asked in REASONS.items()]
        codes, sections, kinds = (list(column) for column in zip(*reasons, strict=True))
        return SQL(
            """
            SELECT %(source)s, debtor.id, debtor.id,
                   COALESCE(asked.section, CASE WHEN level.step_kind = 'call'
                            THEN '40_calls' ELSE '80_tasks' END),
                   COALESCE(asked.kind,
                            CASE WHEN level.step_kind IN ('call', 'handoff')
                                 THEN level.step_kind ELSE 'step' END),
                   NULL::int, NULL::int, NULL::int
              FROM debtor_debtor debtor
              JOIN debtor_followup_decision decision
                ON decision.id = debtor.decision_id
              LEFT JOIN unnest(%(codes)s::text[], %(sections)s::text[],
                               %(kinds)s::text[]) AS asked(reason, section, kind)
                ON asked.reason = decision.reason
              LEFT JOIN debtor_followup_level level ON level.id = decision.level_id
             WHERE (asked.reason IS NOT NULL
                    OR decision.reason IN ('waits_for_person', 'call_due')
                    OR decision.reason = 'step_due'
                       AND decision.outcome = 'handoff')
               AND (debtor.looked_reason IS DISTINCT FROM decision.reason
                    OR debtor.looked_on < date_trunc('month', debtor.planned_on))
               AND NOT EXISTS (
                   SELECT FROM debtor_notice notice
                    WHERE notice.debtor_id = debtor.id
                      AND (asked.kind = 'no_address'
                           AND notice.state IN ('failed', 'bounced')
                           AND notice.handled IS NOT TRUE
                           OR (level.step_kind = 'call' OR asked.kind = 'call')
                           AND notice.channel = 'phone'
                           AND notice.state IN ('draft', 'queued')))
            """,
            source=DEBTOR,
            codes=codes,
            sections=sections,
            kinds=kinds,
        )

    @api.model
    def _collected_rows(self):
        """Return the rows of debtors of whom a collection is long overdue.

        Beside whatever else is decided about them; once a month, as above.
        """
        return SQL(
            """
            SELECT %(source)s, debtor.id, debtor.id, '80_tasks', 'collected_late',
                   NULL::int, NULL::int, NULL::int
              FROM debtor_debtor debtor
             WHERE debtor.collected_late
               AND COALESCE(debtor.collected_seen_on
                            < date_trunc('month', debtor.planned_on), TRUE)
            """,
            source=COLLECTED,
        )

    @api.model
    def _pause_rows(self):
        """Return the rows of disputes, of replies, and of promises not kept.

        A promise is broken when its days are over, money is still owed for it,
        and nobody has spoken with the debtor since.
        """
        return SQL(
            """
            SELECT %(source)s, pause.id, pause.debtor_id,
                   CASE WHEN pause.state = 'active'
                        THEN '10_answers' ELSE '30_broken' END,
                   CASE WHEN pause.state = 'active'
                        THEN pause.reason ELSE 'broken' END,
                   NULL::int, pause.id, NULL::int
              FROM debtor_pause pause
              JOIN debtor_debtor owner ON owner.id = pause.debtor_id
             WHERE pause.state = 'active' AND pause.reason IN ('dispute', 'reply')
                OR pause.state IN ('broken', 'expired')
                   AND pause.reason IN ('promise', 'payment_announced')
                   AND pause.handled IS NOT TRUE
                   AND owner.overdue_amount > 0
                   AND COALESCE(owner.last_contact_date <= pause.date_end, TRUE)
                   AND NOT EXISTS (SELECT FROM debtor_pause later
                                    WHERE later.debtor_id = pause.debtor_id
                                      AND later.id > pause.id
                                      AND later.state <> 'lifted')
                   AND (pause.scope = 'debtor' OR EXISTS (
                        SELECT FROM debtor_pause_line line
                         WHERE line.pause_id = pause.id
                           -- one look a line: a join would read the whole ledger
                           AND (SELECT item.reconciled IS NOT TRUE
                                       AND item.amount_residual_currency > 0
                                  FROM account_move_line item
                                 WHERE item.id = line.move_line_id)))
            """,
            source=PAUSE,
        )

    @api.model
    def _activity_rows(self):
        """Return the rows of answers that came in, and of what people planned.

        The tasks that follow-up itself makes are left out: what they are about
        has its own row.
        """
        return SQL(
            """
            SELECT %(source)s, activity.id, activity.res_id,
                   CASE WHEN activity.activity_type_id = %(answer)s
                        THEN '10_answers' ELSE '80_tasks' END,
                   CASE WHEN activity.activity_type_id = %(answer)s
                        THEN 'answer' ELSE 'activity' END,
                   CASE WHEN activity.activity_type_id = %(answer)s THEN (
                        SELECT max(message.res_id) FROM mail_message message
                         WHERE message.model = 'debtor.notice'
                           AND message.message_type = 'email'
                           AND message.res_id IN (
                               SELECT notice.id FROM debtor_notice notice
                                WHERE notice.debtor_id = activity.res_id))
                   END, NULL::int, activity.id
              FROM mail_activity activity
              JOIN debtor_debtor owner ON owner.id = activity.res_id
             WHERE activity.res_model_id = %(model)s
               AND activity.active
               AND (activity.activity_type_id = %(answer)s
                    -- An answer that stops follow-up has the row of its pause.
                    AND NOT EXISTS (SELECT FROM debtor_pause reply
                                     WHERE reply.debtor_id = activity.res_id
                                       AND reply.state = 'active'
                                       AND reply.reason = 'reply')
                    OR activity.automated IS NOT TRUE
                       AND activity.date_deadline <= owner.planned_on)
            """,
            source=ACTIVITY,
            model=self.env["ir.model"]._get_id("debtor.debtor"),
            answer=self.env["ir.model.data"]._xmlid_to_res_id(
                "debtor_followup.mail_activity_type_answer"
            ),
        )

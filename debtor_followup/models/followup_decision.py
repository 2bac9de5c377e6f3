import hashlib
import json
import marshal

from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date

from .bulk import array
from .const import OUTCOMES

#: Parameters that are days.
DAYS = (
    "oldest",
    "first",
    "deadline",
    "due",
    "next",
    "until",
    "next_due",
    "limit",
    "cutoff",
    "contact",
)

#: Parameters are plain values: no cycle to look for.
encode = json.JSONEncoder(check_circular=False).encode


def decision_key(decision):
    """Return a short text that changes when a decision is worth a new row."""
    # marshal's first format: plain values, no references, many times repr's speed
    data = marshal.dumps(decision.fingerprint(), 0)
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


class DebtorFollowupDecision(models.Model):
    """What was decided about a debtor, and why, in words that a person can read.

    A row is kept when outcome, reason, step, claims or residuals changed; it is
    evidence and is never edited.
    """

    _name = "debtor.followup.decision"
    _description = "Follow-up decision"
    _order = "id desc"
    _rec_name = "explanation"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(related="debtor_id.partner_id")
    date = fields.Date(required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    level_id = fields.Many2one(
        "debtor.followup.level", string="Step", readonly=True, ondelete="set null"
    )
    reason = fields.Char(required=True, readonly=True)
    parameters = fields.Json(readonly=True)
    explanation = fields.Char(string="Why", compute="_compute_explanation")
    task_date = fields.Date(
        readonly=True, help="The day on which a person was given a task for this."
    )
    # Pairs (journal item, due date): an extension starts again.
    task_claims = fields.Json(readonly=True, export_string_translation=False)

    _tasks = models.Index("(debtor_id, reason) WHERE task_date IS NOT NULL")

    @api.depends("reason", "parameters", "outcome")
    @api.depends_context("lang")
    def _compute_explanation(self):
        texts = self._get_explanations()
        level_names = self._read_level_names()
        policy_names = self._read_policy_names()
        skips = self._read_skips()
        for decision in self:
            text = texts.get(decision._get_sentence_key()) or texts["other"]
            values = decision._get_readable_parameters(level_names)
            policy_id = ((decision.parameters or {}).get("chosen") or [None])[0]
            values["ladder"] = policy_names.get(policy_id, "")
            ids = (decision.parameters or {}).get("skipped", ())
            values["skips"] = " ".join(skips[one] for one in ids if one in skips)
            decision.explanation = " ".join(
                part % values for part in self._get_parts(text, values)
            )

    def _get_sentence_key(self):
        """Hook: return the key of this decision's sentence in `_get_explanations`.

        That of its reason, or of a variant of it by what else is known.
        """
        self.ensure_one()
        raw = self.parameters or {}
        if self.reason == "step_due":
            return f"step_due_{self.outcome}"
        if self.reason == "nothing_overdue" and not raw.get("claim"):
            return "nothing_overdue_end"
        if by := raw.get("by"):
            return f"{self.reason}_{by}"
        if self.reason == "paused" and raw.get("claims"):
            return "paused_claims"
        return self.reason

    @api.model
    def _get_parts(self, text, values):
        """Return the sentences of an explanation: its own and what adds to it.

        Whatever its own leaves out of amount, day and what comes next is added.
        """
        parts = [text, *self._get_facts(text, values)]
        if values["undated"]:
            parts.append(
                self.env._(
                    "Without a due date and therefore not followed: "
                    "%(undated)s. Set their due date."
                )
            )
        if values["skips"]:
            parts.append("%(skips)s")
        if values["chosen"]:
            parts.append(self.env._('The policy "%(ladder)s" applies, %(chosen)s.'))
        if values["old"]:
            parts.append(
                self.env._(
                    "Left to a person, because due before %(limit)s when follow-up "
                    "started: %(old)s."
                )
            )
        if values["left_out"]:
            parts.append(
                self.env._(
                    "Claims due before %(cutoff)s are left out (%(left_out)s): "
                    "follow-up starts at that date."
                )
            )
        return parts

    def _read_skips(self):
        """Return notice id -> who passed which step over, and why."""
        ids = {
            notice_id
            for one in self
            for notice_id in (one.parameters or {}).get("skipped", ())
        }
        return self.env["debtor.notice"].browse(sorted(ids))._get_skip_texts_sudo()

    def _read_level_names(self):
        """Return level id -> present name of the levels that are still there."""
        ids = {(one.parameters or {}).get("level_id") for one in self} - {None}
        levels = self.env["debtor.followup.level"].sudo().browse(sorted(ids)).exists()
        return {level.id: level.name for level in levels}

    def _read_policy_names(self):
        """Return policy id -> present name of the policies that were chosen."""
        chosen = [(one.parameters or {}).get("chosen") for one in self]
        ids = {one[0] for one in chosen if one}
        policies = self.env["debtor.followup.policy"].sudo().browse(sorted(ids))
        return {policy.id: policy.name for policy in policies.exists()}

    def _get_readable_parameters(self, level_names):
        """Return the parameters as texts in the reader's language."""
        self.ensure_one()
        raw = dict(self.parameters or {})
        currency = self.sudo().company_id.currency_id
        units = 10**currency.decimal_places
        values = {"reason": self.reason, "count": raw.get("count", 0)}
        for name in ("total", "minimum", "small"):
            amount = (raw.get(name) or 0) / units
            values[name] = format_amount(self.env, amount, currency)
        values.update(self._read_facts(raw, values["total"]))
        for name in DAYS:
            value = raw.get(name)
            values[name] = format_date(self.env, value) if value else "-"
        values["since"] = format_date(self.env, self.date) if self.date else "-"
        for name in ("claims", "undated", "addresses", "old"):
            values[name] = self._list_some(raw.get(name) or ())
        for name in ("level", "claim", "policy", "quiet", "left_out", "most"):
            values[name] = raw.get(name) or ""
        values["level"] = level_names.get(raw.get("level_id"), values["level"])
        _policy_id, *chosen = raw.get("chosen") or (None,)
        values["chosen"] = self.env["debtor.debtor"]._name_chosen(*chosen)
        reasons = dict(
            self.env["debtor.pause"]._fields["reason"]._description_selection(self.env)
        )
        values["pause"] = reasons.get(raw.get("pause"), raw.get("pause") or "")
        values["because"] = self._say_because(raw, values)
        return values

    @api.model
    def _say_because(self, raw, values):
        """Hook: return in words what set the first day of a step.

        :param dict raw: the parameters
        :param dict values: the same as texts
        """
        because = self._get_because().get(raw.get("because"), "")
        return because % {"quiet": values["quiet"]}

    @api.model
    def _get_because(self):
        """Hook: return what may set the first day of a step -> words for it."""
        return {}

    @api.model
    def _get_explanations(self):
        """Hook: return reason code -> sentence with the rule and what changes it.

        A rule that another module adds to the engine adds its sentence here. It may
        name amount (``total``), day (``oldest``) and what comes next (``next``); where
        it does not, sentences of their own do.
        """
        return {"other": self.env._("Decided by the rule %(reason)s.")}

    # === WRITING === #

    def _note_task_sudo(self, as_of, claims, task):
        """Note that a person was given a task for some claims.

        In sudo mode because decisions are evidence: nobody writes on them.
        """
        self.sudo().write(
            {
                "task_date": as_of,
                "task_id": task.id,
                "task_claims": [
                    (claim.line_id, claim.due_date.isoformat()) for claim in claims
                ],
            }
        )

    @api.model
    def _record(self, rows):
        """Insert decisions in bulk and make each the last one of its debtor.

        :param rows: as for `_insert`
        :return: dict debtor id -> id of the new decision
        """
        made = self._insert(rows)
        if made:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE debtor_debtor debtor SET decision_id = made.decision
                      FROM unnest(%s::int[], %s::int[]) AS made(debtor, decision)
                     WHERE debtor.id = made.debtor
                    """,
                    array(made),
                    array(made.values()),
                )
            )
        return made

    @api.model
    def _insert(self, rows):
        """Insert decisions in bulk, without telling their debtors.

        :param rows: tuples (debtor id, company id, date, outcome, level id,
            reason, parameters)
        :return: dict debtor id -> id of the new decision
        """
        if not rows:
            return {}
        columns = list(zip(*rows, strict=True))
        parameters = [encode(values) for values in columns[6]]
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO debtor_followup_decision
                       (debtor_id, company_id, date, outcome, level_id, reason,
                        parameters, create_uid, create_date)
                SELECT debtor, company, day, outcome, level, reason,
                       parameters::jsonb, %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(debtors)s::int[], %(companies)s::int[],
                              %(days)s::date[], %(outcomes)s::text[],
                              %(levels)s::int[], %(reasons)s::text[],
                              %(parameters)s::text[])
                       AS row(debtor, company, day, outcome, level, reason,
                              parameters)
                RETURNING debtor_id, id
                """,
                uid=self.env.uid,
                debtors=array(columns[0]),
                companies=array(columns[1]),
                days=array(columns[2]),
                outcomes=array(columns[3]),
                levels=array(columns[4]),
                reasons=list(columns[5]),
                parameters=parameters,
            )
        )
        return dict(inserted)

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.ladder_check import check_ladder
from .const import ANNOUNCING_FIELDS

#: Of a step: what its policy is checked for, beside who it is for.
LEVEL_FIELDS = (
    "sequence",
    "step_kind",
    "delay_days",
    "deadline_days",
    "channel",
    "second_channel",
    "mail_template_id",
    "registered_from",
    "relationship_ids",
)


class DebtorFollowupPolicy(models.Model):
    """What keeps a policy from being activated, and what is odd about it."""

    _inherit = "debtor.followup.policy"

    problem = fields.Text(
        string="To do before it can be activated", compute="_compute_problem"
    )
    warning = fields.Text(compute="_compute_problem")

    @api.depends(
        "debtor_kind",
        "min_gap_days",
        "relationship_ids",
        "level_ids",
        *(f"level_ids.{name}" for name in LEVEL_FIELDS),
    )
    def _compute_problem(self):
        for policy in self:
            # In an error each stands behind the name of its policy.
            problems = [text[:1].upper() + text[1:] for text in policy._get_problems()]
            policy.problem = "\n".join(problems) or False
            policy.warning = "\n".join(policy._get_warnings()) or False

    @api.constrains("state", "level_ids", "debtor_kind")
    def _check_active(self):
        """An active policy stays as sound as it had to be to be activated."""
        for policy in self.filtered(lambda one: one.state == "active"):
            problems = policy._get_problems()
            if problems:
                raise ValidationError(
                    "\n".join(f"{policy.name}: {problem}" for problem in problems)
                )

    def _get_problems(self):
        """Hook: list what keeps this policy from being activated.

        :return: texts that say what to do; empty when all is well
        """
        self.ensure_one()
        levels = self.level_ids.sorted()
        if not levels:
            return [self.env._("add at least one step before activating it.")]
        return (
            self._get_order_problems(levels)
            + self._get_legal_problems(levels)
            + self._get_ladder_texts(refused=True)
            + self._get_announced_problems(levels)
        )

    def _get_warnings(self):
        """Hook: list what is odd about this policy but does not stop it.

        :return: texts that say what happens and what to do
        """
        self.ensure_one()
        levels = self.level_ids.sorted()
        texts = self._get_ladder_texts(refused=False)
        for level in levels:
            texts += level._get_channel_warnings() + level._get_class_warnings()
        return texts

    def _get_order_problems(self, levels):
        """List steps that fall on the same day or in the wrong order."""
        problems = []
        for before, after in zip(levels, levels[1:], strict=False):
            names = {"first": before.name, "second": after.name}
            if before.delay_days == after.delay_days:
                problems.append(
                    self.env._(
                        '"%(first)s" and "%(second)s" fall on the same day: '
                        "change the days of one of them.",
                        **names,
                    )
                )
            elif before.delay_days > after.delay_days:
                problems.append(
                    self.env._(
                        '"%(second)s" comes after "%(first)s" but falls on an '
                        "earlier day: change the order or the days.",
                        **names,
                    )
                )
        for level in levels:
            if level.step_kind != "courtesy" and level.delay_days < 1:
                problems.append(
                    self.env._(
                        '"%(name)s" would reach somebody who is not overdue: '
                        "let it come at least one day after the due date.",
                        name=level.name,
                    )
                )
            elif level.step_kind == "courtesy" and level.delay_days > -1:
                problems.append(
                    self.env._(
                        '"%(name)s" is a courtesy note: let it come before the '
                        "due date (negative days).",
                        name=level.name,
                    )
                )
        return problems

    def _get_legal_problems(self, levels):
        """List legal steps that come without two written reminders before them."""
        problems, reminders = [], 0
        for level in levels:
            # A reminder by phone is a call and counts as no reminder.
            reminders += level.step_kind == "reminder" and level.channel != "phone"
            if level.step_kind in ("formal_notice", "handoff") and reminders < 2:
                problems.append(
                    self.env._(
                        '"%(name)s" needs at least two reminders before it: '
                        "add them, or leave the step out.",
                        name=level.name,
                    )
                )
        return problems

    def _get_ladder_texts(self, refused):
        """Say what the engine finds odd about the ladder.

        :param bool refused: what keeps it from being active, else the rest
        """
        findings = check_ladder(self._to_engine_numbered())
        found = [one for one in findings if one.refused == refused]
        return self._say_findings(found, self._get_finding_texts())

    def _say_findings(self, findings, texts):
        """Say findings of the engine, each about a step known by its place.

        :param findings: of :func:`~..engine.ladder_check.check_ladder` and the like
        :param dict texts: their codes -> what they mean
        """
        levels = self.level_ids.sorted()
        return [
            texts[finding.code]
            % {
                "name": levels[finding.level.level_id].name or "",
                "before": levels[finding.other.level_id].name or ""
                if finding.other
                else "",
                "own": finding.level.delay_days,
                "deadline": finding.level.deadline_days,
                "days": finding.days,
            }
            for finding in findings
        ]

    def _to_engine_numbered(self):
        """Return this policy for the engine, its steps known by their place.

        A step that was not saved yet has no id.
        """
        self.ensure_one()
        factor = 10**self.currency_id.decimal_places
        policy = self._to_engine_one(factor, self.level_ids.sorted())
        levels = tuple(
            level._replace(level_id=place) for place, level in enumerate(policy.levels)
        )
        return policy._replace(levels=levels)

    @api.model
    def _get_finding_texts(self):
        """Return code of a finding -> what it means and what to do."""
        return {
            "formal_too_short": self.env._(
                '"%(name)s" gives %(deadline)s days to pay. A formal notice gives at '
                "least %(days)s: change its days."
            ),
            "deadline_short": self.env._(
                '"%(name)s" gives %(deadline)s days to pay. Over a weekend a bank '
                "transfer takes longer: the deadline is then moved to %(days)s "
                "business days."
            ),
            "deadline_long": self.env._(
                '"%(name)s" gives %(deadline)s days to pay. That is more than half of '
                "a payment term of %(days)s days: for such invoices half the term "
                "is given."
            ),
            "pushed_by_deadline": self.env._(
                '"%(name)s" never comes on day %(own)s: it waits for the deadline of '
                '"%(before)s" and for the days that a payment takes, until day '
                "%(days)s at least."
            ),
            "pushed_by_gap": self.env._(
                '"%(name)s" never comes on day %(own)s: after "%(before)s" the least '
                "time between two contacts lasts until day %(days)s."
            ),
            "handoff_without_formal": self.env._(
                '"%(name)s" comes without a formal notice before it. Put one before '
                "it: it is what a collection agency and a judge ask for."
            ),
            "many_reminders": self.env._(
                "This policy has %(days)s reminders. Customers learn to wait for the "
                "last one: two are enough."
            ),
        }

    def _get_announced_problems(self, levels):
        """List steps whose own text announces what this ladder does not do."""
        problems = []
        for place, level in enumerate(levels):
            later = set(levels[place + 1 :].mapped("step_kind"))
            for name in level.mail_template_id._find_announcements():
                kind = ANNOUNCING_FIELDS[name]
                if kind in later:
                    continue
                kinds = level._fields["step_kind"]._description_selection(self.env)
                problems.append(
                    self.env._(
                        'The text of "%(name)s" announces a step that does not '
                        "come after it (%(kind)s): add the step, choose another "
                        "text, or let the text say it only when %(field)s is there.",
                        name=level.name,
                        kind=dict(kinds)[kind],
                        field=f"object.{name}",
                    )
                )
        return problems


class DebtorFollowupLevel(models.Model):
    """What is odd about one step."""

    _inherit = "debtor.followup.level"

    @api.constrains(*LEVEL_FIELDS)
    def _check_active_policy(self):
        """A change of a step is checked like the activation of its policy."""
        self.policy_id._check_active()

    def _get_channel_warnings(self):
        """List channels that do not fit the step or each other."""
        self.ensure_one()
        channels = {self.channel, self.second_channel} - {False}
        texts = []
        if self.step_kind == "call" and self.channel != "phone":
            texts.append(
                self.env._('"%(name)s" is a call: choose Phone as its channel.')
            )
        if self.step_kind in ("courtesy", "reminder") and self.channel == "phone":
            texts.append(
                self.env._(
                    '"%(name)s" goes by phone: choose Call as its kind. A call counts '
                    "as no reminder."
                )
            )
        if self.step_kind == "formal_notice" and not channels & {
            "letter",
            "registered_letter",
        }:
            texts.append(
                self.env._(
                    '"%(name)s" goes without a letter: that it arrived is hard to '
                    "prove. Add a letter or a registered letter."
                )
            )
        if self.second_channel and self.second_channel == self.channel:
            texts.append(
                self.env._('"%(name)s" names the same channel twice: once is enough.')
            )
        if self.registered_from and "registered_letter" not in channels:
            texts.append(
                self.env._(
                    '"%(name)s" has an amount for registered letters but goes by '
                    "none: it makes no difference."
                )
            )
        return [text % {"name": self.name or ""} for text in texts]

    def _get_class_warnings(self):
        """List conditions that nobody of the policy's classes meets."""
        self.ensure_one()
        of_policy = self.policy_id.relationship_ids
        if not self.relationship_ids or not of_policy:
            return []
        if self.relationship_ids & of_policy:
            return []
        return [
            self.env._(
                '"%(name)s" is for customers who are not under this policy: nobody '
                "gets it.",
                name=self.name or "",
            )
        ]

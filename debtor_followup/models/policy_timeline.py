from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..engine.lookahead import Example, walk

#: The icon of each channel; its name stands beside it.
CHANNEL_ICONS = {
    "email": "fa-envelope-o",
    "letter": "fa-file-text-o",
    "registered_letter": "fa-certificate",
    "phone": "fa-phone",
}
#: A day with its weekday, in the reader's language.
DAY_FORMAT = "EEE d MMM y"
#: The example invoice: its amount and its payment term, if no step asks for more.
EXAMPLE_AMOUNT = 1000.0
EXAMPLE_TERM = 30


class DebtorFollowupPolicy(models.Model):
    """The ladder as a picture: each step on its day, with an example's dates."""

    _inherit = "debtor.followup.policy"

    # In sudo mode: who works for a branch only may not read its main company.
    timeline = fields.Html(
        compute="_compute_timeline", compute_sudo=True, sanitize=False
    )

    @api.depends(
        "debtor_kind",
        "mode",
        "min_gap_days",
        "minimum_amount",
        "small_amount",
        "relationship_ids",
        "country_ids",
        "company_id",
        "level_ids",
        "level_ids.sequence",
        "level_ids.name",
        "level_ids.step_kind",
        "level_ids.delay_days",
        "level_ids.wait_days",
        "level_ids.deadline_days",
        "level_ids.channel",
        "level_ids.second_channel",
        "level_ids.tone",
        "level_ids.mode",
        "level_ids.minimum_claim",
        "level_ids.minimum_term_days",
        "level_ids.relationship_ids",
        "level_ids.any_amount_relationship_ids",
        "level_ids.registered_from",
        "level_ids.offer_installments",
        "level_ids.hold_deliveries",
        "level_ids.add_charges",
    )
    @api.depends_context("lang", "company")
    def _compute_timeline(self):
        self.timeline = False
        for policy in self.filtered("level_ids"):
            policy.timeline = self.env["ir.qweb"]._render(
                "debtor_followup.policy_timeline", policy._get_timeline_values()
            )

    def _get_timeline_values(self):
        """Return what the template of the timeline shows."""
        self.ensure_one()
        company = self.company_id or self.env.company  # layer: display only
        example = self._prepare_example(company.root_id)
        taken, _reason = walk(self._to_engine_numbered(), example)
        by_place = {one.level.level_id: one for one in taken}
        steps = [
            {**level._get_timeline_step(), **self._get_real_day(by_place.get(place))}
            for place, level in enumerate(self.level_ids.sorted())
        ]
        amount = example.amount / 10**company.currency_id.decimal_places
        return {
            "before": [step for step in steps if step["day"] < 0],
            "after": [step for step in steps if step["day"] >= 0],
            "due": self._format_day(example.due_date),
            "amount": format_amount(self.env, amount, company.currency_id),
            "term": example.term,
            "country": self._get_example_country(company).name,
        }

    def _prepare_example(self, company):
        """Return an invoice due today to which no step is too small.

        :param company: the root company whose customer owes it
        """
        self.ensure_one()
        levels = self.level_ids
        amounts = [self.minimum_amount, self.small_amount, EXAMPLE_AMOUNT]
        amounts += levels.mapped("minimum_claim") + levels.mapped("registered_from")
        country = self._get_example_country(company)
        return Example(
            due_date=company._followup_now().date(),
            amount=round(max(amounts) * 10**company.currency_id.decimal_places),
            term=max([EXAMPLE_TERM, *levels.mapped("minimum_term_days")]),
            kind=self.debtor_kind or "business",
            relationship=self.relationship_ids[:1].code or "regular",
            countries=(country.code,) if country else (),
            quiet=self.env["debtor.quiet.period"]._to_engine(
                company._followup_branches().ids
            ),
            law=company._get_consumer_law(country),
        )

    def _get_example_country(self, company):
        """Return whose holidays the example keeps: the company's, if it fits."""
        own = company.sudo().country_id
        if own in self.country_ids or not self.country_ids:
            return own
        return self.country_ids[:1]

    def _get_real_day(self, taken):
        """Return when the example would get a step, and what moved it.

        :param taken: as from :func:`~..engine.lookahead.walk`, None: never
        """
        if taken is None:
            return {"real": False}
        because = self.env["debtor.followup.decision"]._get_because()
        return {
            "real": self._format_day(taken.day),
            "deadline": self._format_day(taken.deadline),
            "moved": taken.moved,
            "because": (
                because[taken.because]
                if taken.because != "delay"
                else self.env._("to the next business day")
            ),
        }

    def _format_day(self, day):
        return format_date(self.env, day, date_format=DAY_FORMAT)


class DebtorFollowupLevel(models.Model):
    """One step of the timeline."""

    _inherit = "debtor.followup.level"

    def _get_timeline_step(self):
        """Return what the timeline shows of this step, without its real day."""
        self.ensure_one()
        kind = self.step_kind
        return {
            "name": self.name,
            "kind": kind,
            "kind_name": self._label("step_kind"),
            "day": self.delay_days,
            "tone": self._label("tone"),
            "channels": [
                {"icon": CHANNEL_ICONS[channel], "name": self._label(name)}
                for name in ("channel", "second_channel")
                if (channel := self[name]) and kind != "handoff"
            ],
            "deadline_days": self.deadline_days
            if kind in ("reminder", "formal_notice")
            else 0,
            "who": self._get_who(),
            "conditions": self._get_condition_texts(),
            "extras": self._get_extra_texts(),
        }

    def _label(self, name):
        """Return the label of a selection's value, in the reader's language."""
        field = self._fields[name]
        return dict(field._description_selection(self.env)).get(self[name], "")

    def _get_who(self):
        """Say who lets this step go."""
        if self.step_kind == "call":
            return self.env._("a person calls")
        kind = self.policy_id.debtor_kind
        anybody = self.step_kind == "formal_notice" and kind in ("business", "public")
        if self.step_kind in ("formal_notice", "handoff") and not anybody:
            return self.env._("a person confirms")
        if "propose" in (self.mode or self.policy_id.mode):
            return self.env._("a person confirms")
        return self.env._("leaves by itself")

    def _get_condition_texts(self):
        """List for which claims and customers this step is."""
        texts = []
        money = self.currency_id
        if self.minimum_claim:
            amount = format_amount(self.env, self.minimum_claim, money)
            spared = ", ".join(self.any_amount_relationship_ids.mapped("name"))
            texts.append(
                self.env._(
                    "claims from %(amount)s, or any claim of: %(classes)s",
                    amount=amount,
                    classes=spared,
                )
                if spared
                else self.env._("claims from %(amount)s", amount=amount)
            )
        if self.minimum_term_days:
            texts.append(
                self.env._(
                    "payment terms from %(days)s days", days=self.minimum_term_days
                )
            )
        if self.relationship_ids:
            names = ", ".join(self.relationship_ids.mapped("name"))
            texts.append(self.env._("these customers: %(classes)s", classes=names))
        return texts

    def _get_extra_texts(self):
        """List what comes along with this step."""
        amount = format_amount(self.env, self.registered_from, self.currency_id)
        registered = self.env._("registered from %(amount)s, else a letter")
        waits = self.env._("%(days)s days after the last contact at least")
        return [
            text % {"amount": amount, "days": self.wait_days}
            for wanted, text in (
                (self.registered_from, registered),
                (self.wait_days, waits),
                (self.offer_installments, self.env._("offers to pay in instalments")),
                (self._claims_charges(), self.env._("adds interest and costs")),
                (self.hold_deliveries, self.env._("holds deliveries")),
            )
            if wanted
        ]

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import protection
from ..engine.legal_values import LegalError
from ..engine.pauses import PROTECTIVE

PROCEDURES = [
    (protection.BANKRUPTCY, "Bankruptcy"),
    (protection.UNDER_REORGANISATION, "Judicial reorganisation"),
]
#: Where a claim is filed; "unknown": somebody finds out first.
PLACES = [
    ("regsol", "Regsol, the register of insolvencies"),
    ("debtor_list", "The debtor's list of claims, in Regsol"),
    ("trustee", "The trustee in bankruptcy"),
    ("administrator", "The insolvency administrator"),
    ("representative", "The representative of the creditors"),
    ("mediator", "The debt mediator"),
    ("settlement_trustee", "The trustee of the debt settlement"),
    ("heirs", "The notary or the heirs"),
    ("guardian", "The guardian or administrator"),
    ("helper", "The debt counsellor"),
    ("unknown", "To be found out"),
]
#: What the law's answer depends on: computed anew when one of them changes.
FACTS = ("reason", "event_date", "event_country_id", "procedure")


class DebtorPause(models.Model):
    """Deaths, insolvencies, debt settlements, debt help, guardianship.

    Nothing is asked of the debtor himself; a claim is filed with somebody else, in
    time; only a person ends such a pause.
    """

    _inherit = "debtor.pause"

    is_protective = fields.Boolean(
        compute="_compute_is_protective", export_string_translation=False
    )
    event_date = fields.Date(
        string="Date of the event",
        tracking=True,
        help="Of the death, the judgment, the order, or the message about it.",
    )
    event_country_id = fields.Many2one(
        "res.country",
        string="Country of the event",
        tracking=True,
        help="Where the court or the counsellor is: its law says what is to be filed.",
    )
    procedure = fields.Selection(PROCEDURES, default=protection.BANKRUPTCY)
    legal_contact_id = fields.Many2one(
        "res.partner",
        string="May be written to",
        tracking=True,
        help="Trustee, notary, mediator, guardian or counsellor: nobody else is "
        "written to about this debt.",
    )
    court = fields.Char()
    event_reference = fields.Char(string="File number")
    filing_place = fields.Selection(
        PLACES, string="To be told or filed with", compute="_compute_filing", store=True
    )
    filing_day = fields.Date(
        string="File by",
        compute="_compute_filing_day",
        store=True,
        readonly=False,
        tracking=True,
        help="Enter an earlier day when the court names one.",
    )
    filing_last_day = fields.Date(
        string="Last day by law", compute="_compute_filing", store=True
    )
    filed_on = fields.Date(readonly=True, copy=False, tracking=True)
    filing_activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        export_string_translation=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _filing = models.Index(
        "(debtor_id) WHERE state = 'active' AND filing_day IS NOT NULL "
        "AND filed_on IS NULL"
    )

    # === COMPUTE METHODS === #

    @api.depends("reason")
    def _compute_is_protective(self):
        for pause in self:
            pause.is_protective = pause.reason in PROTECTIVE

    @api.depends(*FACTS)
    def _compute_filing(self):
        """Compute where a claim is filed; unknown law is never guessed."""
        for pause in self:
            asked = pause._get_protection()
            unknown = "unknown" if pause._asks_for_filing() else False
            pause.filing_place = asked.place if asked else unknown
            pause.filing_last_day = asked.last_day if asked else False

    @api.depends(*FACTS)
    def _compute_filing_day(self):
        """Compute by when we file it, or find out what is to be done."""
        for pause in self:
            asked = pause._get_protection()
            if asked:
                pause.filing_day = asked.act_by
            elif pause._asks_for_filing():
                countries = pause.debtor_id._countries()
                day = protection.find_out_by(pause._get_today(), countries)
                pause.filing_day = day
            else:
                pause.filing_day = False

    def _asks_for_filing(self):
        """Tell whether somebody else must be told what is open."""
        self.ensure_one()
        return self.is_protective and bool(self.debtor_id)

    @api.onchange("reason", "debtor_id")
    def _onchange_protective(self):
        """Propose country and day of the next look; all claims are meant."""
        day = self.debtor_id and protection.review_day(self.reason, self._get_today())
        if day:
            self.scope = "debtor"
            self.date_end = day
            self.event_country_id = (
                self.event_country_id or self.debtor_id.partner_id.country_id
            )

    # === CONSTRAINTS === #

    @api.constrains("event_date")
    def _check_event_date(self):
        for pause in self.filtered("event_date"):
            if pause.event_date > pause._get_today():
                raise ValidationError(
                    self.env._(
                        "The date of the event lies ahead: enter the day on which it "
                        "happened, or wait until it has."
                    )
                )

    @api.constrains("reason", "scope")
    def _check_whole(self):
        """The law stops everything; only a reorganisation spares what is newer."""
        for pause in self.filtered("is_protective"):
            spares = pause.procedure == protection.UNDER_REORGANISATION
            if pause.scope == "claims" and pause.state == "active" and not spares:
                raise ValidationError(
                    self.env._(
                        "The law stops all claims on %(name)s, not some of them: "
                        "choose all claims.",
                        name=pause.partner_id.display_name,
                    )
                )

    @api.constrains("filing_day", "event_date")
    def _check_filing_day(self):
        for pause in self.filtered(lambda one: one.filing_day and one.event_date):
            if pause.filing_day < pause.event_date:
                raise ValidationError(
                    self.env._("A claim cannot be filed by a day before the event.")
                )

    @api.constrains("legal_contact_id", "debtor_id")
    def _check_legal_contact(self):
        for pause in self.filtered("legal_contact_id"):
            contact = pause.legal_contact_id.sudo()
            company = contact.company_id
            if company and company.root_id != pause.company_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to another company: choose a contact of "
                        "%(company)s, or one of all companies.",
                        name=contact.display_name,
                        company=pause.company_id.display_name,
                    )
                )
            if contact == pause.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s is the debtor: choose whoever acts for them.",
                        name=contact.display_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """A protection stops at once what waits, and becomes a task."""
        pauses = super().create(vals_list)
        pauses.filtered("is_protective")._begin_protection()
        return pauses

    def write(self, vals):
        """EXTENDS: what has become a protection begins; a new day moves its task."""
        before = self.filtered("is_protective")
        places = {pause: pause.filing_place for pause in before}
        result = super().write(vals)
        now = self.filtered(lambda one: one.is_protective and one.state == "active")
        if "reason" in vals:
            (now - before)._begin_protection()
        if set(FACTS) & set(vals):
            for pause in now & before:
                pause._renew_protection_sudo(places[pause])
        if {*FACTS, "filing_day", "legal_contact_id"} & set(vals):
            now._renew_filing_task_sudo()
        return result

    # === WHAT THE LAW ASKS === #

    def _get_today(self):
        """Return today in the debtor's company."""
        company = self.debtor_id.company_id or self.company_id
        return company._followup_now().date()

    def _get_protection(self):
        """Return what the law asks, None where it is not known.

        :return: :class:`~..engine.protection.Protection`
        """
        self.ensure_one()
        if not self._asks_for_filing() or not self.event_date:
            return None
        try:
            return protection.protect(
                self.reason,
                self.event_country_id.code,
                self.event_date,
                self._get_today(),
                self.procedure,
            )
        except LegalError:
            return None

    def _begin_protection(self):
        """Name the claims that are stopped, cancel what waits, give the task."""
        for pause in self:
            pause._name_suspended_sudo()
            if pause.scope == "debtor":
                pause.debtor_id._stop_what_waits(pause)
            pause._make_filing_task()

    def _renew_protection_sudo(self, place):
        """Stop again what the law stops now; what was filed was about another event.

        :param place: where it was to be filed before
        """
        pause = self.sudo()
        if pause.filing_place != place and pause.filed_on:
            pause.filed_on = False
            pause._make_filing_task()
        asked = pause._get_protection()
        if asked and asked.event == protection.REORGANISATION:
            pause._name_suspended_sudo()
        elif place == "debtor_list" and pause.scope == "claims":
            pause.write({"scope": "debtor", "line_ids": [Command.clear()]})
            pause.debtor_id._stop_what_waits(pause)

    def _name_suspended_sudo(self):
        """A reorganisation stops what is older only: name those claims.

        In sudo mode because users of follow-up need not read the ledger.
        """
        is_known = self._get_protection()
        if not is_known or is_known.event != protection.REORGANISATION:
            return
        if self.scope == "claims":
            return
        pause = self.sudo()
        claims = pause.debtor_id._get_call_claims()
        old = claims.filtered(
            lambda one: protection.suspends(
                pause.reason,
                pause.event_country_id.code,
                pause.procedure,
                pause.event_date,
                one.move_id.invoice_date or one.date,
            )
        )
        if not old:
            raise ValidationError(
                self.env._(
                    "No open invoice is older than the reorganisation: nothing is "
                    "stopped by it, and what came later is to be paid."
                )
            )
        pause.write(
            {
                "scope": "claims",
                "line_ids": [Command.create({"move_line_id": one.id}) for one in old],
            }
        )

    # === FILING === #

    def action_filed(self):
        """Note that the claim was filed, or whoever it concerns was told."""
        self.debtor_id._check_may_send()
        self.check_access("write")
        waiting = self.filtered(
            lambda one: one.is_protective and one.state == "active" and not one.filed_on
        )
        if not waiting:
            raise UserError(
                self.env._("Nothing waits to be filed here. Look at the pause again.")
            )
        for pause in waiting:
            pause.filed_on = pause._get_today()
            pause._close_filing_task_sudo()

    def _set_state(self, target):
        """EXTENDS: what is over need not be filed any more."""
        moved = super()._set_state(target)
        moved._close_filing_task_sudo()
        return moved

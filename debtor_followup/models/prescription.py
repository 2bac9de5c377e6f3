"""Until when a claim can be enforced: computed for whoever looks at it."""

from odoo import api, fields, models

from ..engine.legal_values import LegalError
from ..engine.prescription import GOODS, earliest
from .account_move_line import VIEWERS

#: What a company sells, where the law makes a difference: the engine's contracts.
CONTRACTS = [
    ("sale_of_goods", "Goods"),
    ("services", "Services"),
    ("energy_telecom", "Energy, water or telecom"),
    ("periodic", "Rent, or other debts by the year or a shorter term"),
    ("hotel", "Stays in a hotel"),
    ("medical", "Medical care"),
    ("any", "Something else"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_contract = fields.Selection(
        CONTRACTS,
        string="What you sell",
        required=True,
        default=GOODS,
        help="It decides how long a claim can be enforced. If you sell several, choose "
        "the one with the shortest time: goods, unless you run a hotel.",
    )
    followup_written_proof = fields.Boolean(
        string="Consumers sign for what they order",
        help="In Belgium a claim on a consumer for goods may be prescribed after one "
        "year already where nothing in writing proves it. If in doubt, leave it off.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_contract = fields.Selection(
        related="company_id.root_id.followup_contract", readonly=False
    )
    followup_written_proof = fields.Boolean(
        related="company_id.root_id.followup_written_proof", readonly=False
    )


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _get_prescription(self, line, version):
        """Return until when a claim on this debtor can be enforced.

        Counted carefully from the due date (rules.md 7; the Belgian periods are of
        low confidence there: a reform may have changed them). Under the law of the
        claim, and where a consumer keeps the protection of a second one, under the
        one that ends first. Without a country of the consumer the company's own.

        :param line: an open journal item with a due date
        :param version: the terms accepted for it, empty if none chooses a law
        :return: the engine's ``Prescription``, None where no law is known
        """
        self.ensure_one()
        company = self.sudo().company_id
        try:
            choice = self._get_law(version)
            laws = (choice.law, choice.overlay)
        except LegalError:
            laws = (company.followup_law,)
        try:
            return earliest(
                laws,
                self.debtor_kind,
                line.date_maturity,
                company.followup_contract,
                written_proof=company.followup_written_proof,
            )
        except LegalError:
            return None


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    followup_enforceable_until = fields.Date(
        string="Enforceable until",
        compute="_compute_followup_enforceable_until",
        groups=VIEWERS,
        help="The last day on which a court enforces the claim, counted carefully from "
        "its due date. What stops the time is for counsel to say; a reminder does not.",
    )

    @api.depends("date_maturity", "reconciled", "partner_id")
    def _compute_followup_enforceable_until(self):
        found = self._get_prescriptions()
        for line in self:
            ends = found.get(line)
            line.followup_enforceable_until = ends.last_day if ends else False

    def _get_prescriptions(self):
        """Return open claim -> until when it can be enforced, where a law is known."""
        claims = self.filtered(
            lambda line: (
                line.date_maturity
                and not line.reconciled
                and line.balance > 0
                and line.parent_state == "posted"
                and line.account_type == "asset_receivable"
            )
        )
        debtors = claims._get_followup_debtors()
        choosing = claims._find_choosing_sudo()
        found = {}
        for line in claims:
            partner = line.partner_id.commercial_partner_id
            debtor = debtors.get((line.company_id.root_id, partner))
            if not debtor:
                continue
            version = choosing.browse()
            if debtor.company_id in choosing.company_id:
                version = debtor._get_version_of(line)
            if ends := debtor._get_prescription(line, version):
                found[line] = ends
        return found

    def _get_followup_debtors(self):
        """Return (root company, commercial partner) -> debtor of these items."""
        debtors = self.env["debtor.debtor"].search(
            [
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.root_id.ids),
            ]
        )
        return {(debtor.company_id, debtor.partner_id): debtor for debtor in debtors}

    def _find_choosing_sudo(self):
        """Return the terms of these companies that choose a law.

        Most choose none: then nobody's acceptance need be read. In sudo mode because
        whoever looks at an invoice need not read terms.
        """
        return (
            self.env["debtor.terms.version"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.root_id.ids),
                    ("law", "!=", False),
                ]
            )
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    followup_enforceable_until = fields.Date(
        string="Enforceable until",
        compute="_compute_followup_enforceable_until",
        groups=VIEWERS,
        help="The last day on which a court enforces the oldest claim of this invoice.",
    )

    @api.depends("line_ids.date_maturity", "line_ids.reconciled")
    def _compute_followup_enforceable_until(self):
        self.line_ids.fetch(["date_maturity"])
        for move in self:
            days = move.line_ids.mapped("followup_enforceable_until")
            move.followup_enforceable_until = min(filter(None, days), default=False)

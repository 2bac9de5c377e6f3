from odoo import fields, models


class DebtorTermsAcceptance(models.Model):
    _inherit = "debtor.terms.acceptance"

    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="With which the terms were accepted; its number is kept as the document.",
    )

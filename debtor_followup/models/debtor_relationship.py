from odoo import fields, models

from .const import RELATIONSHIPS


class DebtorRelationship(models.Model):
    """A class of payment behaviour, so that policies and steps can name several."""

    _name = "debtor.relationship"
    _description = "Relationship class"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(RELATIONSHIPS, required=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex("(code)", "This class exists already.")

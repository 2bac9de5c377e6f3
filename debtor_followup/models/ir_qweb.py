from lxml import etree

from odoo import models

#: Context key: a dict in which compiled texts are kept as long as it lives.
COMPILED = "followup_compiled"


class IrQweb(models.AbstractModel):
    """Texts of notices are compiled once for a batch.

    Odoo compiles the text of a mail template anew for each record, which takes
    longer than filling it in.
    """

    _inherit = "ir.qweb"

    def _generate_code_uncached(self, template):
        """EXTENDS base: take what was compiled before for the same text."""
        known = self.env.context.get(COMPILED)
        if known is None or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        options = (self.env.context.get(key) for key in self._get_template_cache_keys())
        key = (etree.tostring(template), *options)
        if key not in known:
            known[key] = super()._generate_code_uncached(template)
        return known[key]

from odoo import api, models
from odoo.tools import format_amount

#: So many names stand in a sentence; of the others it says how many they are.
NAMES_SHOWN = 3
#: A sentence with one of these says the amount itself, or what comes next.
AMOUNTS = ("total", "duties")
NEXT_DAYS = ("next", "until", "deadline")


class DebtorFollowupDecision(models.Model):
    """What every explanation says: the amount, its day, and what comes next."""

    _inherit = "debtor.followup.decision"

    def _read_facts(self, raw, total):
        """Return the texts of what every decision knows.

        :param dict raw: the parameters
        :param str total: what is overdue, in the company's currency: for decisions
            that were kept without their currencies
        :return: dict with ``total`` in the debtor's currencies, ``is_late``, and
            which further days are known
        """
        amounts = raw.get("amounts")
        return {
            "total": self._format_amounts(amounts) if amounts else total,
            "has_amount": bool(amounts or raw.get("total")),
            "is_overdue": bool(raw.get("oldest")),
            "is_late": bool(raw.get("late")),
            "has_first": bool(raw.get("first")),
            "comes": next(
                (name for name in ("next", "next_due") if raw.get(name)), None
            ),
        }

    @api.model
    def _format_amounts(self, amounts):
        """Return pairs (currency id, minor units) in the reader's language."""
        texts = []
        for currency_id, amount in amounts:
            currency = self.env["res.currency"].browse(currency_id)
            units = 10**currency.decimal_places
            texts.append(format_amount(self.env, amount / units, currency))
        return " + ".join(texts)

    @api.model
    def _list_some(self, names):
        """Return some names as one text: a sentence is no list."""
        if len(names) <= NAMES_SHOWN + 1:
            return ", ".join(names)
        return self.env._(
            "%(names)s and %(count)s more",
            names=", ".join(names[:NAMES_SHOWN]),
            count=len(names) - NAMES_SHOWN,
        )

    @api.model
    def _get_facts(self, text, values):
        """Return the sentences with what an explanation's own one leaves out."""
        parts = []
        if values["has_amount"] and not _names(text, AMOUNTS):
            parts.append(self._get_amount_text(values))
        if values["comes"] and not _names(text, NEXT_DAYS):
            parts.append(
                self.env._("It is decided again on %(next)s.")
                if values["comes"] == "next"
                else self.env._("The next claim falls due on %(next_due)s.")
            )
        return parts

    @api.model
    def _get_amount_text(self, values):
        if values["is_overdue"]:
            return self.env._("Overdue: %(total)s, the oldest claim due on %(oldest)s.")
        if values["is_late"]:
            return self.env._("Overdue: %(total)s, the oldest claim due on %(first)s.")
        if values["has_first"]:
            return self.env._("Open: %(total)s, the first claim due on %(first)s.")
        return self.env._("Open: %(total)s.")


def _names(text, names):
    """Tell whether a sentence names one of these values."""
    return any(f"%({name})s" in text for name in names)

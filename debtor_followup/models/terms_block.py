"""The terms block of documents: until when, how, what follows, our own terms."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..engine.claims import CALL, FORMAL_NOTICE, REMINDER
from ..engine.lookahead import Example, walk

#: A day with its weekday, in the reader's language.
WITH_WEEKDAY = "full"
#: Structured references of Belgian payments begin so.
STRUCTURED = "+++"
#: An invoice in these states asks for nothing more.
PAID = ("paid", "in_payment")
#: Only these are announced: they exist, and a date can be computed for them.
ANNOUNCED = (REMINDER, CALL)


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_terms_on_invoice = fields.Boolean(
        string="Terms on invoices",
        help="Print on invoices until when and how to pay, what follows, and the "
        "terms in force.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_terms_on_invoice = fields.Boolean(
        related="company_id.root_id.followup_terms_on_invoice", readonly=False
    )


class DebtorTermsBlock(models.AbstractModel):
    """What a terms block says, in the language of its reader."""

    _name = "debtor.terms.block"
    _description = "Terms block of documents"

    @api.model
    def _prepare_sudo(self, partner, company, parts, **values):
        """Return what the block of a document shows, sentences and all.

        In sudo mode because whoever prints a document, the customer in the portal
        too, need read neither policies nor bank accounts.

        :param partner: the customer or a contact of it
        :param company: the company of the document, perhaps a branch
        :param parts: list of dicts ``date amount own`` (own: in the company's
            currency): what is to be paid, the earliest first
        :param values: ``currency bank reference version``, ``issued`` (the date of
            the document), ``online`` (an address to pay at), ``is_invoice``,
            ``is_paid``, ``collected`` (we collect it), ``is_left_alone`` (announce
            nothing)
        """
        block, company = self.sudo(), company.sudo()
        is_quiet = values.get("is_left_alone") or values.get("collected")
        issued = values["issued"]
        ladder = [] if is_quiet else block._walk(partner, company, parts, issued)
        steps = [one for one in ladder if one.level.step_kind in ANNOUNCED]
        version = values["version"].with_env(block.env)
        how = block._say_how(company, parts, values)
        return {
            "when": block._say_when(parts, values),
            "parts": block._list_parts(parts, values),
            "how": how,
            "is_how_said": bool(how or values.get("collected") or not parts),
            "online": bool(parts) and values.get("online"),
            "steps_title": block._say_steps_title(parts),
            "steps": [block._say_step(one) for one in steps],
            "last_step": block._say_last_step(ladder),
            "contact": block._say_contact(company),
            "version_name": version.display_name or "",
            "text": version.body or "",
        }

    # === SENTENCES === #

    def _day(self, day, form=WITH_WEEKDAY):
        return format_date(self.env, day, date_format=form)

    def _amount(self, amount, values):
        return format_amount(self.env, amount, values["currency"])

    def _list_parts(self, parts, values):
        """Return (date, amount) of each instalment; none where there is one date."""
        if len(parts) < 2:
            return []
        return [
            (self._day(part["date"]), self._amount(part["amount"], values))
            for part in parts
        ]

    def _say_when(self, parts, values):
        """Return the sentence about the final date, or about the instalments."""
        if values.get("collected"):
            return self.env._(
                "We collect this amount from your account: you need not do anything."
            )
        if not parts:
            if values.get("is_paid"):
                return self.env._("This invoice is paid. Thank you.")
            return ""
        words = {
            "amount": self._amount(parts[0]["amount"], values),
            "date": self._day(parts[0]["date"]),
            "issued": self._day(values["issued"], "long"),
            "count": len(parts),
        }
        if values.get("is_invoice"):
            if len(parts) > 1:
                text = self.env._("Please pay in %(count)s instalments:")
            else:
                text = self.env._("Please pay <b>%(amount)s</b> by <b>%(date)s</b>.")
        elif len(parts) > 1:
            text = self.env._(
                "If we invoice on %(issued)s, please pay in %(count)s instalments:"
            )
        else:
            text = self.env._(
                "If we invoice on %(issued)s, please pay <b>%(amount)s</b> by "
                "<b>%(date)s</b>."
            )
        return Markup(text) % words

    def _say_how(self, company, parts, values):
        """Return the sentence about the transfer, empty where nothing is to pay."""
        bank = values.get("bank")
        if not (parts and bank) or values.get("collected"):
            return ""
        reference = values.get("reference")
        words = {
            "account": bank.sudo().acc_number,
            "holder": bank.sudo().acc_holder_name or company.root_id.name,
            "reference": reference,
        }
        if not reference:
            text = self.env._(
                "By transfer to <b>%(account)s</b> in the name of %(holder)s, with "
                "the reference that is on the invoice."
            )
        elif reference.startswith(STRUCTURED):
            text = self.env._(
                "By transfer to <b>%(account)s</b> in the name of %(holder)s, with "
                "the structured communication <b>%(reference)s</b>."
            )
        else:
            text = self.env._(
                "By transfer to <b>%(account)s</b> in the name of %(holder)s, with "
                "the reference <b>%(reference)s</b>."
            )
        return Markup(text) % words

    def _say_steps_title(self, parts):
        if len(parts) > 1:
            return self.env._("If the first instalment has not arrived by then:")
        return self.env._("If the amount has not arrived by then:")

    def _say_contact(self, company):
        """Return how to reach us in time, empty where no way is known."""
        ways = [one for one in (company.phone, company.email) if one]
        if not ways:
            return ""
        return self.env._(
            "Is something not right, or is it hard to pay in time? Tell us before "
            "then (%(ways)s): we gladly look for a way together.",
            ways=", ".join(ways),
        )

    def _say_step(self, taken):
        """Return one announced step with its date."""
        day = self._day(taken.day, "long")
        number = taken.level.reminder_no
        if taken.level.step_kind == CALL:
            return self.env._("a call from us, from %(date)s on", date=day)
        if number == 1:
            return self.env._("a reminder, from %(date)s on", date=day)
        if number == 2:
            return self.env._("a second reminder, from %(date)s on", date=day)
        return self.env._("a further reminder, from %(date)s on", date=day)

    def _say_last_step(self, ladder):
        """Return the sentence about a formal notice, empty where none may follow."""
        days = [taken.day for taken in ladder if taken.level.step_kind == FORMAL_NOTICE]
        if not days:
            return ""
        return self.env._(
            "Only if all that stays without an answer may a formal notice follow, not "
            "before %(date)s.",
            date=self._day(days[0], "long"),
        )

    # === WHAT FOLLOWS === #

    def _walk(self, partner, company, parts, issued):
        """Return the steps that follow if the first part is not paid.

        Only what the policy that holds for this customer has: nothing where no
        policy is active, for who is no debtor, or once that part is overdue, when
        what was said before counts.
        """
        today = company.sudo()._followup_now().date()
        if not parts or parts[0]["date"] < today:
            return []
        debtor = self._get_debtor(partner, company)
        policy = debtor.effective_policy_id
        is_followed = policy.state == "active" and policy.active
        if not is_followed or self._is_no_debtor(debtor):
            return []
        root = debtor.company_id
        codes = {root.country_id.code, debtor.partner_id.country_id.code}
        first = [part for part in parts if part["date"] == parts[0]["date"]]
        example = Example(
            due_date=parts[0]["date"],
            amount=round(
                sum(part["own"] for part in first) * 10**root.currency_id.decimal_places
            ),
            term=(parts[0]["date"] - issued).days,
            kind=debtor.debtor_kind,
            relationship=debtor.relationship,
            countries=tuple(sorted(code for code in codes if code)),
            quiet=self.env["debtor.quiet.period"]._to_engine(
                root._followup_branches().ids
            ),
        )
        taken, _reason = walk(policy._to_engine(root)[policy.id], example)
        return taken

    def _get_debtor(self, partner, company):
        """Return the debtor of a customer; a new one in memory if there is none."""
        Debtor = self.env["debtor.debtor"]
        root, commercial = company.root_id, partner.commercial_partner_id
        found = Debtor.search(
            [("company_id", "=", root.id), ("partner_id", "=", commercial.id)]
        )
        values = {
            "company_id": root.id,
            "partner_id": commercial.id,
            "debtor_kind": "unknown",
            "relationship": "new",
        }
        return found or Debtor.new(values)

    def _is_no_debtor(self, debtor):
        """Tell whether nobody writes to this customer: ours, or paused as a whole."""
        partner = debtor.partner_id
        companies = self.env["res.company"].search_count(
            [("partner_id", "=", partner.id)], limit=1
        )
        paused = debtor.pause_ids.filtered(
            lambda one: one.state == "active" and one.scope == "debtor"
        )
        return bool(companies or partner.employee or paused)


class AccountMove(models.Model):
    """The terms block of invoices."""

    _inherit = "account.move"

    def _get_terms_block_sudo(self, with_link=False):
        """Return what the terms block of this invoice shows, None without one.

        In sudo mode as `_prepare_sudo`.

        :param bool with_link: also an address at which to pay online; on a page
            of the portal there is a button for it
        """
        self.ensure_one()
        move = self.sudo()
        root = move.company_id.root_id
        has_block = root.followup_terms_on_invoice and move.state == "posted"
        if not has_block or move.move_type != "out_invoice":
            return None
        lines = move._get_terms_lines()
        block = self.env["debtor.terms.block"]
        return block.with_context(lang=move._get_terms_lang())._prepare_sudo(
            move.partner_id,
            move.company_id,
            [
                {
                    "date": line.date_maturity,
                    "amount": line.amount_residual_currency,
                    "own": line.amount_residual,
                }
                for line in lines
            ],
            currency=move.currency_id,
            bank=move.partner_bank_id,
            reference=move.payment_reference or move.name,
            version=move._get_terms_version_sudo(),
            issued=move.invoice_date,
            is_invoice=True,
            is_paid=move.payment_state in PAID,
            collected=bool(lines) and move.followup_is_collected,
            is_left_alone=bool(lines.filtered("no_followup"))
            or move.payment_state == "blocked",
            online=with_link and move.get_followup_payment_link(),
        )

    def _get_terms_lines(self):
        """Return the open receivable lines of this invoice, the earliest first.

        None while it is being paid: a payment without an entry leaves them open.
        """
        if self.payment_state in PAID:
            return self.line_ids.browse()
        return self.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and not line.reconciled
                and line.amount_residual_currency > 0
                and line.date_maturity
            )
        ).sorted(lambda line: (line.date_maturity, line.id))

    def _get_terms_version_sudo(self):
        """Hook: return the version of the terms that this invoice shows.

        As with an order, for which the customer saw a version already. In sudo
        mode because whoever prints an invoice need not read it elsewhere.
        """
        self.ensure_one()
        versions = self.env["debtor.terms.version"]
        return versions._get_in_force_sudo(self.company_id, self.invoice_date)

    def _get_terms_lang(self):
        """Return the language of whoever reads this invoice."""
        return self.partner_id.lang or self.env.lang

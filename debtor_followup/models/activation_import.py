import base64
from collections import defaultdict

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .activation_file import (
    UnreadableFile,
    read_day,
    read_rows,
    read_text,
    write_template,
)

#: The template lists so many claims; beyond it names the columns only.
MAX_TEMPLATE = 20_000


class DebtorActivation(models.Model):
    """Steps taken before the start, from a spreadsheet: all of it or nothing."""

    _inherit = "debtor.activation"

    step_file = fields.Binary(string="Spreadsheet", attachment=False)
    step_file_name = fields.Char()
    template_file = fields.Binary(compute="_compute_template_file")

    def _compute_template_file(self):
        for activation in self:
            activation.template_file = base64.b64encode(activation._write_template())

    def _write_template(self):
        """Return the spreadsheet to fill in: a row for each overdue claim."""
        domains = self._get_fate_domains()
        claims = self.env["account.move.line"].search(
            domains["old"] | domains["usual"],
            limit=MAX_TEMPLATE,
            order="partner_id, date_maturity, id",
        )
        headers = [
            self.env._("Customer"),
            self.env._("Invoice"),
            self.env._("Last step"),
            self.env._("Date of the step"),
        ]
        rows = [
            (one.partner_id.commercial_partner_id.name, one.move_name) for one in claims
        ]
        return write_template(headers, rows, self._get_steps().mapped("name"))

    def _get_steps(self):
        """Return the steps that may have been taken already."""
        return self.policy_id.level_ids.sorted().filtered(
            lambda level: level.step_kind != "handoff"
        )

    def action_download_template(self):
        """Download a spreadsheet with a row for each overdue claim."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/debtor.activation/{self.id}/template_file"
            "/steps.xlsx?download=true",
            "target": "download",
        }

    def action_read_file(self):
        """Take the steps of the spreadsheet over; one wrong row changes nothing.

        What came from a spreadsheet before is replaced; what was entered by hand
        stays.

        :raises UserError: names each wrong row by its number, and why
        """
        self._check_open()
        values, errors = self._read_steps(self._read_file())
        if errors:
            raise UserError(
                self.env._(
                    "Nothing was taken over. Correct these rows and choose the file "
                    "again:"
                )
                + "\n\n"
                + "\n".join(errors)
            )
        from_files = self.step_ids.filtered("source")
        self.write(
            {
                "step_ids": [
                    *(Command.delete(step.id) for step in from_files),
                    *(Command.create(one) for one in values),
                ],
                "step_file": False,
                "step_file_name": False,
            }
        )

    def _read_file(self):
        """Return the filled rows of the spreadsheet, with their numbers.

        :raises UserError: it is missing, empty or no spreadsheet
        """
        if not self.step_file:
            raise UserError(self.env._("Choose a spreadsheet first."))
        try:
            rows = read_rows(base64.b64decode(self.step_file))
        except UnreadableFile as error:
            raise UserError(
                self.env._(
                    "This file cannot be read. Use an .xlsx or .csv file of at most "
                    "10 MB with the columns of the template."
                )
            ) from error
        # A row of the template that was left empty says nothing.
        rows = [row for row in rows if row[1][2] or row[1][3]]
        if not rows:
            raise UserError(
                self.env._(
                    "No row of this file has a step and a date: fill in the third and "
                    "fourth column of the template."
                )
            )
        return rows

    def _read_steps(self, rows):
        """Return (values of steps, errors) of the rows of a spreadsheet."""
        claims = self._find_claims(rows)
        levels = {level.name.strip().lower(): level for level in self._get_steps()}
        today = self.company_id._followup_now().date()
        by_hand = self.step_ids.filtered(lambda one: not one.source)
        seen = {(one.move_line_id.id, one.level_id.id): None for one in by_hand}
        values, errors = [], []
        for number, cells in rows:
            found, error = self._read_step(cells, claims, levels, today)
            for claim in found.get("claims", ()) if not error else ():
                key = (claim.id, found["level_id"])
                if key in seen:
                    error = self.env._(
                        "the same step of this invoice is there already (%s)",
                        self.env._("row %s", seen[key])
                        if seen[key]
                        else self.env._("entered by hand"),
                    )
                    break
                seen[key] = number
                values.append(
                    {
                        "partner_id": claim.partner_id.commercial_partner_id.id,
                        "move_line_id": claim.id,
                        "level_id": found["level_id"],
                        "date": found["date"],
                        "source": self.env._(
                            "%(file)s, row %(number)s",
                            file=self.step_file_name or self.env._("spreadsheet"),
                            number=number,
                        ),
                    }
                )
            if error:
                errors.append(
                    self.env._("Row %(number)s: %(why)s.", number=number, why=error)
                )
        return values, errors

    def _read_step(self, cells, claims, levels, today):
        """Return (values, None) of one row, or ({}, why it is wrong)."""
        customer, invoice, step = (read_text(cell) for cell in cells[:3])
        if not customer:
            return {}, self.env._("the customer is missing")
        if not invoice:
            return {}, self.env._("the invoice is missing")
        own = claims.get(invoice.lower())
        if not own:
            return {}, self.env._("there is no open invoice %s", invoice)
        own = own.filtered(lambda one: _is_called(one.partner_id, customer))
        if not own:
            return {}, self.env._(
                "invoice %(invoice)s is not one of %(customer)s",
                invoice=invoice,
                customer=customer,
            )
        level = levels.get(step.lower())
        if not level:
            return {}, self.env._(
                "%(step)s is no step of the policy: use one of %(steps)s",
                step=step or self.env._("nothing"),
                steps=", ".join(one.name for one in levels.values()),
            )
        day = read_day(cells[3])
        if not day:
            return {}, self.env._(
                "%s is no date: write it as 2026-10-31 or 31/10/2026",
                read_text(cells[3]) or self.env._("nothing"),
            )
        error = self._check_day(own, day, today)
        return (
            ({}, error)
            if error
            else (
                {"claims": own, "level_id": level.id, "date": day},
                None,
            )
        )

    def _check_day(self, claims, day, today):
        """Return why a step cannot have been taken on a day, None when it can."""
        if day > today:
            return self.env._("%s is still to come", format_date(self.env, day))
        invoiced = min(one.move_id.invoice_date or one.date for one in claims)
        if day < invoiced:
            return self.env._(
                "%(day)s is before the date of the invoice, %(invoiced)s",
                day=format_date(self.env, day),
                invoiced=format_date(self.env, invoiced),
            )
        return None

    def _find_claims(self, rows):
        """Return number of an invoice in small letters -> its open claims."""
        names = sorted({read_text(cells[1]) for _number, cells in rows} - {""})
        lines = self.env["account.move.line"].search(
            self._get_claims_domain() & Domain("move_name", "in", names)
        )
        found = defaultdict(self.env["account.move.line"].browse)
        for line in lines:
            found[line.move_name.lower()] |= line
        return found


def _is_called(partner, text):
    """Tell whether a customer is meant: by name, reference, VAT number or address."""
    text = text.lower()
    names = set()
    for one in partner | partner.commercial_partner_id:
        names |= {one.name, one.display_name, one.ref, one.vat, one.email}
        names |= {one.complete_name}
    return text in {name.strip().lower() for name in names if name}

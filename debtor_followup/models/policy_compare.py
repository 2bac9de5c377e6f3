from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class DebtorFollowupPolicy(models.Model):
    """Two policies side by side."""

    _inherit = "debtor.followup.policy"

    def action_compare(self):
        """Open this policy beside another one, or two selected ones.

        :raises UserError: for more than two
        """
        if len(self) > 2:
            raise UserError(self.env._("Select two policies to compare them."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare policies"),
            "res_model": "debtor.followup.policy.compare",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_policy_id": self[:1].id,
                "default_other_id": self[1:].id,
                "dialog_size": "extra-large",
            },
        }

    def _compare(self, other):
        """Return what two policies have in common and where they differ.

        :return: list of sections: dict with ``left`` and ``right`` (names, or
            None where one has no such step), ``differs``, and ``rows``: dicts
            with ``label``, ``left``, ``right``, ``differs``
        """
        self.ensure_one()
        sections = [
            _section(self.name, other.name, self._get_limits(), other._get_limits())
        ]
        left, right = self._get_steps_by_place(), other._get_steps_by_place()
        places = sorted(
            {**right, **left},
            key=lambda place: (left.get(place) or right.get(place)).delay_days,
        )
        for place in places:
            mine, theirs = left.get(place), right.get(place)
            sections.append(
                _section(
                    mine and mine.name,
                    theirs and theirs.name,
                    mine and mine._get_compared(),
                    theirs and theirs._get_compared(),
                )
            )
        return sections

    def _get_steps_by_place(self):
        """Return place on the ladder -> step, in order.

        A place is the kind and how many of it came before; a call stands behind
        so many reminders.
        """
        steps, counts, reminders = {}, {}, 0
        for level in self.level_ids.sorted():
            kind = level.step_kind
            behind = reminders if kind == "call" else 0
            number = counts.setdefault((kind, behind), 0)
            steps[kind, behind, number] = level
            counts[kind, behind] += 1
            reminders += kind == "reminder"
        return steps

    def _get_limits(self):
        """Return label -> value of what holds for the whole policy."""
        self.ensure_one()
        any_one = self.env._("any")
        label = self._get_labels()
        return {
            label["mode"]: self._label("mode"),
            label["debtor_kind"]: self._label("debtor_kind") or any_one,
            label["relationship_ids"]: ", ".join(self.relationship_ids.mapped("name"))
            or any_one,
            label["country_ids"]: ", ".join(self.country_ids.mapped("name")) or any_one,
            self.env._("Nothing is sent below"): format_amount(
                self.env, self.minimum_amount, self.currency_id
            ),
            self.env._("Only one reminder below"): format_amount(
                self.env, self.small_amount, self.currency_id
            ),
            label["min_gap_days"]: str(self.min_gap_days),
        }

    def _get_labels(self):
        """Return field name -> its label in the reader's language."""
        described = self.fields_get(attributes=["string"])
        return {name: values["string"] for name, values in described.items()}

    def _label(self, name):
        """Return the label of a selection's value, in the reader's language."""
        field = self._fields[name]
        return dict(field._description_selection(self.env)).get(self[name], "")


class DebtorFollowupLevel(models.Model):
    """What a step says when it is compared."""

    _inherit = "debtor.followup.level"

    def _get_compared(self):
        """Return label -> value of this step, the same labels for every step."""
        self.ensure_one()
        step = self._get_timeline_step()
        return {
            self.env._("Day"): str(step["day"]),
            self.env._("Days to pay"): str(step["deadline_days"] or ""),
            self.env._("How"): ", ".join(one["name"] for one in step["channels"]),
            self.env._("Tone"): step["tone"],
            self.env._("Who"): step["who"],
            self.env._("Only"): "; ".join(step["conditions"]),
            self.env._("Also"): "; ".join(step["extras"]),
            self.env._("Own text"): self.mail_template_id.name or "",
        }


def _section(left_name, right_name, left, right):
    """Put two sets of values side by side, None where one is missing.

    What neither of them says is left out.
    """
    rows = [
        {
            "label": label,
            "left": left[label] if left else "",
            "right": right[label] if right else "",
            "differs": bool(left and right and left[label] != right[label]),
        }
        for label in left or right
        if (left and left[label]) or (right and right[label])
    ]
    return {
        "left": left_name,
        "right": right_name,
        "rows": rows,
        "differs": left is None or right is None or any(row["differs"] for row in rows),
    }

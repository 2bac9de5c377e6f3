from odoo import fields, models

from .pause_checks import CARRIED

#: Of two kinds that somebody stated, the more protected one holds. What nobody
#: stated ("unknown") gives way to what somebody did.
KIND_ORDER = ("unknown", "business", "public", "consumer")
#: Types of settings that are taken over where ours is empty.
FOLDED_TYPES = ("boolean", "char", "date", "many2one", "selection", "text")
#: States in which a line keeps its step from being taken again.
TAKEN_STATES = ("queued", "sending", "uncertain", "sent")


class DebtorDebtor(models.Model):
    """Debtors whose customers became one, or parted."""

    _inherit = "debtor.debtor"

    # Who this customer belonged to before: what was said about claims that came
    # along from there still counts.
    former_debtor_id = fields.Many2one(
        "debtor.debtor",
        string="Formerly part of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    # Until then what was sent to the former debtor was sent to this customer too.
    parted_on = fields.Date(readonly=True, copy=False, export_string_translation=False)

    # === FOLDING === #

    def _fold_into_sudo(self, partner):
        """Make these debtors part of a customer's debtors, company by company.

        Notices, lines, pauses, decisions, tasks and messages move; nothing is
        lost. In each company the customer's own debtor stays, else the oldest
        of these becomes it. In sudo mode because whoever merges customers need
        not follow debtors, and evidence is never written by hand.

        :param partner: a commercial partner
        :return: the debtors that stay
        """
        kept = self.browse()
        for company, debtors in self.sudo().grouped("company_id").items():
            # What a job writes down is read by bookkeepers.
            lang = self.env.context.get("lang") or company.partner_id.lang
            group = debtors.with_context(lang=lang)
            own = group.search(
                [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
            )
            others = (group - own).sorted("id")
            target = own or others[:1]
            kept |= target
            if not own:
                target._move_to(partner)
            for source in others - target:
                target._take_in(source)
        return kept.with_env(self.env)

    def _move_to(self, partner):
        """Make a debtor that of another customer."""
        former = self.partner_id.display_name
        self.write({"partner_id": partner.id})
        self._message_log(
            body=self.env._("Taken over from the customer %(name)s.", name=former)
        )

    def _take_in(self, source):
        """Take over all that belongs to another debtor, and remove that one."""
        name = source.partner_id.display_name
        source._withdraw_unsent()
        self._make_room_for(source)
        chosen = self._choose_settings(source)
        if chosen:
            self.write(chosen)
        self._take_over_records(source)
        merger = self.env["base.partner.merge.automatic.wizard"]
        # Messages, tasks, files and followers, as customers keep theirs.
        merger._update_reference_fields_generic(self._name, source, self)
        if self.former_debtor_id == self:
            self.write({"former_debtor_id": False, "parted_on": False})
        self._message_log(body=self._describe_fold(name, chosen))
        source.unlink()

    def _withdraw_unsent(self):
        """Stop what has not left yet: the customer's next message is made anew.

        But a letter that is printed may have been posted already.
        """
        waiting = self.notice_ids.filtered(
            lambda one: one.state in ("draft", "queued") and not one.letter_batch_id
        )
        env = waiting._in_house_language().env
        waiting._set_state(
            "cancelled", reason=env._("The customer became part of another one.")
        )
        waiting._stop_mails_sudo()
        waiting.flush_recordset()

    def _make_room_for(self, source):
        """See to it that the indexes against doing a thing twice still hold.

        Two automatic messages of one day stay as they were, but only one counts
        as that day's. Of two lines about the same step for the same claim, the
        older keeps its text and loses its link.
        """
        days = {one.contact_date for one in self.notice_ids if one._is_of_the_day()}
        for notice in source.notice_ids:
            if notice._is_of_the_day() and notice.contact_date in days:
                notice.write(
                    {
                        "automatic": False,
                        "remark": self.env._(
                            "Sent by a run to %(name)s, which is part of this "
                            "customer since.",
                            name=source.partner_id.display_name,
                        ),
                    }
                )
        ours = {line._get_step_key(): line for line in self._get_taken_lines()}
        for line in source._get_taken_lines():
            twin = ours.get(line._get_step_key())
            if twin:
                older = min(line, twin, key=lambda one: (one.contact_date, one.id))
                older.write({"move_line_id": False})
        self.env.flush_all()

    def _get_taken_lines(self):
        return self.notice_ids.line_ids.filtered(
            lambda line: (
                line.role == "demanded"
                and line.state in TAKEN_STATES
                and line.move_line_id
            )
        )

    def _choose_settings(self, source):
        """Hook: return what of another debtor's settings holds from now on.

        The stricter kind; else ours, and what we have none of from the other.
        """
        chosen = self._join_receipts(source)
        if KIND_ORDER.index(source.debtor_kind) > KIND_ORDER.index(self.debtor_kind):
            chosen["debtor_kind"] = source.debtor_kind
        for name, field in self._fields.items():
            if (
                field.store
                and not (field.compute or field.readonly)
                and field.type in FOLDED_TYPES
                and not self[name]
                and source[name]
            ):
                chosen[name] = field.convert_to_write(source[name], self)
        return chosen

    def _take_over_records(self, source):
        """Point every record about another debtor to this one."""
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for name, field in model._fields.items():
                is_ours = (
                    field.comodel_name == self._name
                    and field.type == "many2one"
                    and field.store
                    and not field.related
                )
                if is_ours:
                    records = (
                        self.env[model._name]
                        .sudo()
                        .with_context(active_test=False, tracking_disable=True)
                        .search([(name, "=", source.id)])
                    )
                    records.write({name: self.id})
        self.env.flush_all()
        self.env.invalidate_all()

    def _describe_fold(self, name, chosen):
        """Return the message about what was taken over."""
        text = self.env._(
            "The debtor of %(name)s became part of this one, with its messages, "
            "pauses and decisions.",
            name=name,
        )
        taken = [
            self._fields[one]._description_string(self.env)
            for one in chosen
            if one not in ("former_debtor_id", "receipts")
        ]
        if not taken:
            return text
        taken_text = self.env._("Taken from it: %(fields)s.", fields=", ".join(taken))
        return f"{text} {taken_text}"

    # === PARTING === #

    def _part_sudo(self, partner):
        """Let a customer that was part of these debtors go on by itself.

        What was said about its claims goes on counting, and any contact until now
        keeps the next one back; pauses of the claims go along, and those of the
        whole debtor are copied, so that nothing leaves that somebody had stopped.
        In sudo mode as above.

        :param partner: a commercial partner that was a contact until now
        """
        for former in self.sudo():
            debtor = self.sudo()._for(partner, former.company_id)
            if not debtor.former_debtor_id and debtor != former:
                debtor.former_debtor_id = former
                debtor.parted_on = former.company_id._followup_now().date()
            for pause in former.pause_ids.filtered(lambda one: one.state == "active"):
                debtor._take_pause(pause)

    def _take_pause(self, pause):
        """Carry over what a pause of the former debtor stops of this one."""
        # Said long ago, and not by whoever parts customers now.
        pause = pause.with_context(**{CARRIED: True})
        if pause.scope == "debtor":
            pause.copy({"debtor_id": self.id, "line_ids": []})
            return
        ours = pause.line_ids.filtered(
            lambda line: (
                line.move_line_id.partner_id.commercial_partner_id == self.partner_id
            )
        )
        if not ours:
            return
        if ours == pause.line_ids:
            pause.debtor_id = self
        else:
            lines = [fields.Command.link(line.id) for line in ours]
            pause.copy({"debtor_id": self.id, "line_ids": lines})


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _is_of_the_day(self):
        """Tell whether this is the one automatic contact of its day."""
        self.ensure_one()
        return (
            self.automatic
            and not self.copy_of_id
            and self.state not in ("failed", "cancelled")
        )


class DebtorNoticeLine(models.Model):
    _inherit = "debtor.notice.line"

    def _get_step_key(self):
        """Return what may be there once only: a step for a claim at its due date."""
        self.ensure_one()
        is_call = self.step_kind == "call"
        return (self.move_line_id.id, self.date_maturity, self.level_id.id, is_call)

"""Each night: which reminders turned out to be wrong since the last look?"""

from collections import defaultdict

from odoo import fields, models
from odoo.tools import split_every

from .const import CONTENTION
from .crossing_reader import CrossingReader

#: Debtors seen to in one transaction.
BATCH = 50


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    wrong_count = fields.Integer(
        string="Turned out wrong",
        readonly=True,
        copy=False,
        help="Messages of which this run found that something they demanded had been "
        "paid when they left.",
    )
    # Up to where matches were looked at; see the reader.
    matches_mark = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )

    def _note_crossings(self, commit=None):
        """Take back what crossed its payment, before it is decided what is next.

        :param commit: called after each batch; the run is locked again then
        :return: False when another worker has taken the run over
        """
        self.ensure_one()
        reader = CrossingReader(self.env)
        mark = reader.mark()
        found = reader.since(self.company_id, self._get_last_mark())
        by_debtor = defaultdict(list)
        for one in found:
            by_debtor[one.debtor_id].append(one)
        for batch in split_every(BATCH, by_debtor.items(), dict):
            self._note_batch(batch)
            if commit:
                commit()
                if not self.try_lock_for_update():
                    return False
        self.matches_mark = mark
        return True

    def _get_last_mark(self):
        """Return up to where the last run that looked at matches has come."""
        last = self.search(
            [("company_id", "=", self.company_id.id), ("matches_mark", ">", 0)],
            order="matches_mark desc",
            limit=1,
        )
        return last.matches_mark

    def _note_batch(self, batch):
        """See to some debtors; when that fails, to one at a time.

        :param dict batch: debtor id -> what was found about messages to it
        """
        if (
            self._try_to_note([one for found in batch.values() for one in found])
            is None
        ):
            return
        for debtor_id, found in batch.items():
            error = self._try_to_note(found)
            if error is not None:
                debtor = self.env["debtor.debtor"].browse(debtor_id)
                self._note_failure(debtor, error)

    def _try_to_note(self, found):
        """See to some messages; undo it and return the error when there was one."""
        try:
            with self.env.cr.savepoint():
                wrong = self.env["debtor.notice"]._note_crossed(found, self.date)
                self.wrong_count += len(wrong)
        except CONTENTION:
            raise
        except Exception as error:  # noqa: BLE001 - one debtor never stops the others
            return error
        return None

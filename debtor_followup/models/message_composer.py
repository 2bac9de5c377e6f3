"""Sends messages beside the ladder: confirmations, apologies, statements."""

from .notice_composer import NoticeComposer


class MessageComposer(NoticeComposer):
    """Makes a notice of a message that a person saw, and queues its mail."""

    def send(self, values, attachments):
        """Create the notice and its mail; return the notice.

        In sudo mode because nobody writes evidence by hand; who may send was
        checked.

        :param dict values: of the notice: debtor, purpose, recipient, texts
        :param attachments: files that go with it
        """
        return self.send_all([{**values, "attachment_ids": [(6, 0, attachments.ids)]}])

    def send_all(self, rows):
        """Create notices and their mails in bulk; return the notices.

        :param rows: the values of each, as for :meth:`send`
        """
        notices = self._notices_sudo().create(
            [
                {
                    **values,
                    "channel": "email",
                    "state": "queued",
                    "contact_date": self.as_of,
                }
                for values in rows
            ]
        )
        self.queue(notices)
        return notices.with_env(self.env)

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
        notice = self._notices_sudo().create(
            {
                **values,
                "channel": "email",
                "state": "queued",
                "contact_date": self.as_of,
                "attachment_ids": [(6, 0, attachments.ids)],
            }
        )
        self.queue(notice)
        return notice.with_env(self.env)

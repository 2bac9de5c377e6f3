"""What an SMTP session did with one message."""

import smtplib

import psycopg2


class SessionWatch:
    """Notes how far an SMTP session got with one message, and what went wrong.

    Once the message's text was on its way and the connection broke before the
    server's answer, nobody knows whether it was taken.

    :param session: a ``smtplib.SMTP``
    """

    def __init__(self, session):
        self.session = session
        self.error = None
        self.taken = False
        self.text_under_way = False
        self.rolled_back = False
        self._sends_of_data = None
        self._send_message = session.send_message
        self._data = session.data
        self._send = session.send
        session.send_message = self._watch_message
        session.data = self._watch_data
        session.send = self._watch_send

    def _watch_message(self, *args, **kwargs):
        try:
            answer = self._send_message(*args, **kwargs)
        except Exception as error:
            self.error = error
            raise
        self.taken = True
        return answer

    def _watch_data(self, *args, **kwargs):
        self._sends_of_data = 0
        try:
            answer = self._data(*args, **kwargs)
        finally:
            self._sends_of_data = None
        self.text_under_way = False
        return answer

    def _watch_send(self, content):
        # Within `data` the command comes first, then, when it may, the text.
        if self._sends_of_data is not None:
            self._sends_of_data += 1
            self.text_under_way = self._sends_of_data > 1
        return self._send(content)

    def release(self):
        """Give the session its own methods back."""
        del self.session.send_message, self.session.data, self.session.send

    def note(self, error):
        """Note an error after which the transaction was rolled back."""
        self.error = self.error or error
        self.rolled_back = True

    def code(self):
        """Return the SMTP code of the refusal, None when there was none."""
        error = self.error
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return max(
                (code for code, _text in error.recipients.values()), default=None
            )
        if isinstance(error, smtplib.SMTPResponseException):
            return error.smtp_code
        return None

    def reason(self):
        """Return what went wrong, empty when nothing did."""
        return str(self.error or "") if not self.taken else ""

    def result(self):
        """Return ``sent``, ``uncertain``, ``later`` or ``refused``.

        Refused is also what never got to the mail server because core found no
        address to send to or could not build the message.
        """
        if self.taken:
            return "sent"
        code = self.code()
        if code is not None:
            return "refused" if code >= 500 else "later"
        if self.text_under_way:
            return "uncertain"
        return "later" if self._is_temporary() else "refused"

    def _is_temporary(self):
        """Tell whether it was a matter of the moment: connection, database, memory."""
        error = self.error
        if isinstance(error, smtplib.SMTPException):  # these are OSErrors too
            return isinstance(error, smtplib.SMTPServerDisconnected)
        return isinstance(error, (OSError, psycopg2.Error, MemoryError))

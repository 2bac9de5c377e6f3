from . import call_sheet, message_send, statement, withdraw

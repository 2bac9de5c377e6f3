from . import call_sheet, message_send, statement, step_change, withdraw

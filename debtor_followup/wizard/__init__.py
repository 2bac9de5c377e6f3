from . import (
    call_sheet,
    message_send,
    policy_compare,
    policy_moves,
    statement,
    step_change,
    withdraw,
)
from . import base_partner_merge

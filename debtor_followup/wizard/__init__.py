from . import (
    base_partner_merge,
    call_sheet,
    message_send,
    policy_compare,
    policy_moves,
    relationship_hand,
    relationship_limits,
    reply,
    statement,
    step_change,
    terms_accept,
    withdraw,
)

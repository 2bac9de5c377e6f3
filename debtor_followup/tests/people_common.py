"""Common ground of the tests of people and kinds of customers."""

#: Public methods for users; who may call them is tested in `test_people`.
PEOPLE_ACTIONS = {
    ("res.partner", "action_followup_reminders"),
    ("res.partner", "action_followup_management"),
    ("res.partner", "action_followup_first"),
    ("res.partner", "action_followup_address_works"),
    ("debtor.notice", "action_address_works"),
    ("debtor.notice", "action_choose_recipient"),
    ("debtor.recipient", "action_confirm"),
}
#: Public methods for users; who may call them is tested in `test_kinds`.
KIND_ACTIONS = {
    ("debtor.kind.group", "action_accept"),
    ("debtor.kind.group", "action_open_groups"),
    ("debtor.kind.group", "action_show"),
}

import { registry } from "@web/core/registry";

const openRow = (name) => ({
    content: `Open the row of ${name} with Enter`,
    trigger: `.o_followup_morning .o_data_row:contains(${name}) td[name='partner_id']`,
    async run({ anchor, press }) {
        anchor.focus();
        await press("Enter");
    },
});

// A bookkeeper's morning with the keyboard: read, send, go on, postpone.
registry.category("web_tour.tours").add("followup_morning", {
    steps: () => [
        {
            content: "The header counts",
            trigger: ".o_followup_morning_header button[data-section='50_proposals']:contains(2)",
        },
        {
            content: "Say that the bank is booked",
            trigger: ".o_followup_mark_bank",
            run: "click",
        },
        {
            content: "It says up to when",
            trigger: ".o_followup_bank_date:contains(11/22/2026)",
        },
        {
            content: "The groups are open, in their order",
            trigger:
                ".o_group_header:contains(Not delivered) ~ .o_group_header:contains(Proposals)",
        },
        {
            content: "A section alone",
            trigger: ".o_followup_morning_header button[data-section='50_proposals']",
            run: "click",
        },
        {
            content: "The others are gone; press it again",
            trigger:
                ".o_followup_morning:not(:has(.o_group_header:contains(Not delivered))) .o_followup_morning_header button[data-section='50_proposals'].active",
            run: "click",
        },
        {
            content: "They are back",
            trigger: ".o_group_header:contains(Not delivered)",
        },
        {
            content: "Select a row with the space bar",
            trigger: ".o_followup_morning .o_data_row:contains(Janssens) td[name='partner_id']",
            async run({ anchor, press }) {
                anchor.focus();
                await press(" ");
            },
        },
        {
            content: "It is selected: leave it again",
            trigger: ".o_selection_box:contains(1)",
            run: () => {},
        },
        {
            content: "The same key once more",
            trigger: ".o_followup_morning .o_data_row_selected td[name='partner_id']",
            async run({ anchor, press }) {
                anchor.focus();
                await press(" ");
            },
        },
        {
            content: "Nothing is selected",
            trigger: ".o_followup_morning:not(:has(.o_data_row_selected))",
        },
        openRow("Janssens"),
        {
            content: "Read the message",
            trigger: ".o_followup_letter:contains(Janssens)",
        },
        {
            content: "Send it with Alt+Y",
            trigger: "button[name='action_agree'][data-hotkey='y']",
            run: "press alt+y",
        },
        {
            content: "The next proposal comes by itself",
            trigger: ".oe_title:contains(Peeters)",
        },
        {
            content: "Postpone this one with Alt+W",
            trigger: "button[name='action_postpone']",
            run: "press alt+w",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Els calls on Friday",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            content: "What did not arrive is left",
            trigger: "body:not(:has(.modal)) .oe_title:contains(Fietsen)",
        },
        {
            content: "Seen to it, with Alt+M",
            trigger: "button[name='action_handled']",
            run: "press alt+m",
        },
        {
            content: "Nothing is left, and the list is back",
            trigger: ".o_followup_morning_header:contains(Nothing waits for you)",
        },
    ],
});

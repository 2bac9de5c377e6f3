import { registry } from "@web/core/registry";

// A bookkeeper does not agree: the list of pauses, the answer, and the mail with it.
registry.category("web_tour.tours").add("followup_dispute_answered", {
    steps: () => [
        {
            content: "How much is disputed",
            trigger: ".o_data_row:contains(Dispute) [name='amount_text']:contains(120.00)",
        },
        {
            content: "And what comes next",
            trigger: ".o_data_row [name='next_text']:contains(To be answered by)",
        },
        {
            content: "Answer it",
            trigger: ".o_data_row button[name='action_close_dispute']",
            run: "click",
        },
        {
            content: "Read what they say",
            trigger: ".modal [name='note']:contains(Two pallets were wet)",
        },
        {
            content: "We do not agree",
            trigger: ".modal [name='outcome'] input[data-value='rejected']",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal [name='text'] textarea",
            run: "edit They were dry: see the photo",
        },
        {
            content: "Go on",
            trigger: ".modal button[name='action_record']",
            run: "click",
        },
        {
            content: "Read the mail",
            trigger: ".modal [name='body']:contains(They were dry: see the photo)",
        },
        {
            content: "Send it",
            trigger: ".modal button[name='action_send']",
            run: "click",
        },
        {
            content: "It is queued",
            trigger: ".o_notification:contains(Queued for sending)",
        },
        {
            content: "Nothing is paused any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_data_row button[name='action_close_dispute']))",
        },
    ],
});

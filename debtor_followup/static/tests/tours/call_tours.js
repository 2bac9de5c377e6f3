import { registry } from "@web/core/registry";

// A bookkeeper calls: the sheet, a promise, and the mail that confirms it.
registry.category("web_tour.tours").add("followup_call_with_outcome", {
    steps: () => [
        {
            content: "The debtor is to be called",
            trigger: ".o_followup_why:contains(a person should call)",
        },
        {
            content: "Open the call sheet",
            trigger: "button[name='action_open_call']",
            run: "click",
        },
        {
            content: "It says what to ask for",
            trigger: ".modal [name='goal_html']:contains(2,000.00)",
        },
        {
            content: "Numbers are there to be clicked",
            trigger: ".modal a[href='tel:+3292223344']",
        },
        {
            content: "Whoever promises nothing can still dispute",
            trigger: ".modal [name='outcome'] input[data-value='dispute']",
            run: "click",
        },
        {
            content: "Then an invoice is to be chosen",
            trigger: ".modal [name='claim_id'] input",
        },
        {
            content: "No: it is a promise",
            trigger: ".modal [name='outcome'] input[data-value='promise']",
            run: "click",
        },
        {
            content: "Note what was said",
            trigger: ".modal [name='note'] textarea",
            run: "edit After the fair",
        },
        {
            content: "The amount is there already",
            trigger: ".modal [name='amount'] input:value(2,000.00)",
        },
        {
            content: "Record",
            trigger: ".modal button[name='action_record']",
            run: "click",
        },
        {
            content: "Read the confirmation",
            trigger: ".modal [name='body']:contains(As agreed, you pay)",
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
            content: "And the reason has changed",
            trigger: "body:not(:has(.modal)) .o_followup_why:contains(Promise to pay)",
        },
    ],
});

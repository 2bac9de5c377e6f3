import { registry } from "@web/core/registry";
import { openMenu } from "@debtor_followup/../tests/tours/menus";

// From the menu to a policy that is switched on, after a look at its steps.
registry.category("web_tour.tours").add("followup_activate_policy", {
    url: "/odoo",
    steps: () => [
        ...openMenu("configuration", "debtor_followup_policy_menu"),
        {
            content: "Open the draft policy",
            trigger: ".o_data_row:contains(Ladder of the tour) td[name='name']",
            run: "click",
        },
        {
            content: "Look at its first step",
            trigger: ".o_field_widget[name='level_ids'] td:contains(First of the tour)",
            run: "click",
        },
        {
            content: "The step says when it comes",
            trigger: ".modal .o_field_widget[name='delay_days'] input:value(5)",
        },
        {
            content: "Close the step",
            trigger: ".modal .o_form_button_cancel",
            run: "click",
        },
        {
            content: "Activate the policy",
            trigger: "body:not(:has(.modal)) button[name='action_activate']",
            run: "click",
        },
        {
            content: "It is active",
            trigger: ".o_statusbar_status button[data-value='active'].o_arrow_button_current",
        },
    ],
});

// A bookkeeper reads why, looks at the message, and sends it.
registry.category("web_tour.tours").add("followup_read_and_send", {
    url: "/odoo",
    steps: () => [
        ...openMenu("receivables", "debtor_debtor_menu"),
        {
            content: "The list says what is overdue, and why; open the debtor",
            trigger:
                ".o_data_row:contains(Bakkerij Peeters):contains(350.00):contains(Reminder 1) td[name='partner_id']",
            run: "click",
        },
        {
            content: "Read the reason",
            trigger: ".o_followup_why:contains(waits for a person)",
        },
        {
            content: "Read the message that is proposed",
            trigger: "button[name='action_open_proposal']",
            run: "click",
        },
        {
            content: "It says to whom it goes, and why to them",
            trigger: ".o_field_widget[name='recipient_reason']:contains(The customer itself)",
        },
        {
            content: "It names the customer",
            trigger: ".o_followup_letter:contains(Bakkerij Peeters)",
        },
        {
            content: "Back to the debtor",
            trigger: ".o_breadcrumb a:contains(Bakkerij Peeters)",
            run: "click",
        },
        {
            content: "Send it now",
            trigger: "button[name='action_send_now']",
            run: "click",
        },
        {
            content: "It is queued",
            trigger: ".o_notification:contains(Queued for sending)",
        },
        {
            content: "And the reason has changed",
            trigger: ".o_followup_why:contains(on its way)",
        },
    ],
});

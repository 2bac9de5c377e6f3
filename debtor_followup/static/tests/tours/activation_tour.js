import { registry } from "@web/core/registry";
import { openMenu } from "@debtor_followup/../tests/tours/menus";

const next = {
    content: "Go on",
    trigger: "button[name='action_next']",
    run: "click",
};
const at = (title) => ({ content: `At: ${title}`, trigger: `h2:contains(${title})` });

// Somebody new to it starts follow-up: from the menu to the first messages.
registry.category("web_tour.tours").add("followup_start", {
    url: "/odoo",
    steps: () => [
        ...openMenu("configuration", "debtor_activation_menu"),
        at("How customers are reminded"),
        {
            content: "It says from where messages are sent",
            trigger: ".o_field_widget[name='checks_html']:contains(ar@company.example)",
        },
        next,
        at("Who is a business"),
        {
            content: "Somebody is to be settled",
            trigger: "button[name='action_open_kinds']:contains(to settle)",
            run: "click",
        },
        {
            content: "Choose the customer",
            trigger: ".o_data_row:contains(Gemeente Melle) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "It is a public body",
            trigger: "button[name='action_set_kind']:contains(Public body)",
            run: "click",
        },
        {
            content: "Nobody is left to settle",
            trigger: ".o_nocontent_help:contains(All are settled)",
        },
        {
            content: "Back",
            trigger: ".o_breadcrumb a:contains(Start follow-up)",
            run: "click",
        },
        { content: "All are settled", trigger: "span:contains(All are settled)" },
        next,
        at("Claims from before the start"),
        {
            content: "One claim goes to a person",
            trigger: "button[name='action_open_claims']:contains(1)",
        },
        next,
        at("Is the bank up to date"),
        next,
        at("Exactly what goes out"),
        {
            content: "The largest first",
            trigger: ".o_followup_letter:contains(900.00)",
        },
        {
            content: "The next message",
            trigger: "button[name='action_next_notice']",
            run: "click",
        },
        {
            content: "Say why this one is left out",
            trigger: ".o_field_widget[name='position']:contains(2 of 2)",
        },
        {
            content: "The reason",
            trigger: ".o_field_widget[name='exclude_reason'] input",
            run: "edit I call them",
        },
        {
            content: "Leave out",
            trigger: "button[name='action_exclude']",
            run: "click",
        },
        {
            content: "It is left out",
            trigger: ".alert-danger:contains(I call them)",
        },
        {
            content: "Start",
            trigger: "button[name='action_start']:contains(Start follow-up)",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        at("Follow-up has started"),
        {
            content: "It says what was done",
            trigger: ".o_field_widget[name='result']:contains(On their way: 1)",
        },
    ],
});

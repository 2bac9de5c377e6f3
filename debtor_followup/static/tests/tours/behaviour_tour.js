import { registry } from "@web/core/registry";

// How a customer pays: words and chart, then a class by hand and its policy.
registry.category("web_tour.tours").add("followup_class_by_hand", {
    steps: () => [
        {
            content: "The policy is the one of those who are often late",
            trigger: "[name='effective_policy_id']:contains(Ladder of the slow)",
        },
        {
            content: "See how the customer pays",
            trigger: ".o_notebook a[name='behaviour']",
            run: "click",
        },
        {
            content: "In kind words",
            trigger: "[name='behaviour_words']:contains(Usually pays on day 20)",
        },
        {
            content: "With a chart of days late",
            trigger: "[name='behaviour_chart'] canvas",
        },
        {
            content: "Set the class by hand",
            trigger: "button[name='action_set_by_hand']",
            run: "click",
        },
        {
            content: "Without a reason nothing is set",
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            content: "What is missing is shown",
            trigger: ".modal [name='reason'].o_field_invalid input",
            run: "edit Slow only while their system changed",
        },
        {
            content: "Open the classes",
            trigger: ".modal [name='relationship'] input",
            run: "click",
        },
        {
            content: "A good customer all the same",
            trigger: ".o_select_menu_item:contains(Loyal)",
            run: "click",
        },
        {
            content: "Open the last day",
            trigger: ".modal [name='until'] button, .modal [name='until'] input",
            run: "click",
        },
        {
            content: "Until the summer",
            trigger: ".modal [name='until'] input",
            run: "edit 06/30/2027",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            content: "The class is there, with its end",
            trigger:
                "body:not(:has(.modal)) div[name='relationship']:contains(by hand until)",
        },
        {
            content: "And why",
            trigger: "[name='relationship_why']:contains(Slow only while)",
        },
        {
            content: "The policy is another one",
            trigger: "[name='effective_policy_id']:contains(Ladder of the loyal)",
        },
        {
            content: "Their payments are one step away",
            trigger: "button[name='action_open_payments']",
            run: "click",
        },
        {
            content: "As a graph",
            trigger: ".o_graph_view canvas",
        },
    ],
});

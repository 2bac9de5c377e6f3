import { registry } from "@web/core/registry";
import { openMenu } from "@debtor_followup/../tests/tours/menus";

// A bookkeeper prints the letters, notes the number of the post, posts them.
registry.category("web_tour.tours").add("followup_print_letters", {
    steps: () => [
        ...openMenu("receivables", "debtor_letter_menu"),
        {
            content: "The letter waits, with its address",
            trigger: ".o_data_row:contains(Bakkerij Peeters):contains(Steenstraat 1)",
        },
        {
            content: "Print all",
            trigger: ".o_control_panel button[name='action_print_letters']",
            run: "click",
        },
        {
            content: "The batch has the file",
            trigger: ".o_form_view button[name='action_open_pdf']",
        },
        {
            content: "To the number of the post",
            trigger: ".o_data_row:contains(Bakkerij Peeters) td[name='tracking_number']",
            run: "click",
        },
        {
            content: "Scan or type it",
            trigger: "td[name='tracking_number'] input",
            run: "edit RR123456785BE && press Enter",
        },
        {
            content: "Enter, as a scanner types it, goes to the next letter",
            trigger:
                ".o_data_row.o_selected_row:contains(Fietsen De Backer) td[name='tracking_number'] input:focus",
            run: "edit RR987654321BE",
        },
        {
            content: "It went to the post",
            trigger: ".o_statusbar_buttons button[name='action_post']",
            run: "click",
        },
        {
            content: "The line says when, and the number is kept",
            trigger: ".o_data_row:contains(RR123456785BE) td[name='date_posted']:contains(Nov 23)",
        },
        {
            content: "Nothing waits any more",
            trigger: ".o_form_view:not(:has(button[name='action_post'])) [name='state'] .o_arrow_button_current:contains(Posted)",
        },
        {
            content: "Back to the list",
            trigger: ".o_breadcrumb a:contains(Letters to print)",
            run: "click",
        },
        {
            content: "It is empty now",
            trigger: ".o_view_nocontent:contains(No letter waits to be printed)",
        },
    ],
});

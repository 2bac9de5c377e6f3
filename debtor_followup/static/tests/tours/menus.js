import { stepUtils } from "@web_tour/tour_utils";

// The steps from the list of apps to one of our menus, as anybody goes there.
export function openMenu(section, menu) {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the Invoicing app",
            trigger: ".o_app[data-menu-xmlid='account.menu_finance']",
            run: "click",
        },
        {
            content: "Open the menu of its section",
            trigger: `button[data-menu-xmlid='account.menu_finance_${section}']`,
            run: "click",
        },
        {
            content: "Open our page",
            trigger: `[data-menu-xmlid='debtor_followup.${menu}']`,
            run: "click",
        },
    ];
}

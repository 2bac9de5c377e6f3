import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * What stands above the morning page: how many rows each section has, up to which
 * day the bank is booked, how many messages left today, and whose debtors are shown.
 */
export class MorningHeader extends Component {
    static template = "debtor_followup.MorningHeader";
    static props = { list: { type: Object } };

    setup() {
        this.orm = useService("orm");
        onWillStart(() => this.read());
        // After each act the list is read anew, and so is what stands above it.
        onWillUpdateProps(() => this.read());
    }

    async read() {
        this.header = await this.orm.call("debtor.todo", "action_read_header");
    }

    get mineItem() {
        return this.env.searchModel.getSearchItems((item) => item.name === "mine")[0];
    }

    get onlyMine() {
        return Boolean(this.mineItem?.isActive);
    }

    async markBank() {
        await this.orm.call("debtor.todo", "action_bank_complete", [[]]);
        await this.read();
        this.render();
    }

    async toggleMine() {
        const onlyMine = !this.onlyMine;
        await this.orm.call("debtor.todo", "remember_mine", [onlyMine]);
        this.env.searchModel.toggleSearchItem(this.mineItem.id);
    }

    /** Brings the rows of a section into view. */
    show(section) {
        const headers = document.querySelectorAll(".o_followup_morning .o_group_header");
        const header = [...headers].find((one) => one.textContent.includes(section.name));
        header?.scrollIntoView({ behavior: "smooth", block: "start" });
    }
}

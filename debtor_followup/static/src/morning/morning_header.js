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
        this.action = useService("action");
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

    async markOldSent() {
        await this.orm.call("debtor.todo", "action_unsure_sent", [[]]);
        await this.read();
        this.render();
    }

    async showOld() {
        const action = await this.orm.call("debtor.todo", "action_unsure_open");
        await this.action.doAction(action);
    }

    async toggleMine() {
        const onlyMine = !this.onlyMine;
        await this.orm.call("debtor.todo", "remember_mine", [onlyMine]);
        this.env.searchModel.toggleSearchItem(this.mineItem.id);
    }

    /** Returns the filter of a section: it is called as the section's code ends. */
    getFilter(code) {
        const name = code.replace(/^\d+_/, "");
        return this.env.searchModel.getSearchItems((item) => item.name === name)[0];
    }

    isShownAlone(section) {
        return Boolean(this.getFilter(section.code)?.isActive);
    }

    /** Shows the rows of a section only; pressed again, all of them. */
    show(section) {
        const wanted = this.getFilter(section.code);
        for (const other of this.header.sections) {
            const filter = this.getFilter(other.code);
            if (filter?.isActive && filter.id !== wanted?.id) {
                this.env.searchModel.toggleSearchItem(filter.id);
            }
        }
        if (wanted) {
            this.env.searchModel.toggleSearchItem(wanted.id);
        }
    }
}

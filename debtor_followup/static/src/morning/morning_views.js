import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { MorningHeader } from "./morning_header";

class MorningListRenderer extends ListRenderer {
    static template = "debtor_followup.MorningListRenderer";
    static components = { ...ListRenderer.components, MorningHeader };

    /** Space alone selects a row too: nothing can be typed here. */
    onCellKeydownReadOnlyMode(hotkey, cell, group, record) {
        const selects = hotkey === "space" && record;
        const key = selects ? "shift+space" : hotkey;
        return super.onCellKeydownReadOnlyMode(key, cell, group, record);
    }
}

class MorningKanbanRenderer extends KanbanRenderer {
    static template = "debtor_followup.MorningKanbanRenderer";
    static components = { ...KanbanRenderer.components, MorningHeader };
}

/** A section whose last row was dealt with goes, instead of staying there empty. */
const withoutEmptySections = (Model) =>
    class extends Model {
        async _postprocessReadGroup(config, result) {
            delete config.currentGroups;
            return super._postprocessReadGroup(config, result);
        }
    };

/**
 * A row goes when it is done with: the form then goes on with the next one, and back
 * to the list after the last. So a morning is one key for each debtor.
 */
class MorningFormModel extends formView.Model {
    async load(params = {}) {
        const { resId, resIds } = this.root || this.config;
        const wanted = params.resId === undefined ? resId : params.resId;
        if (!wanted || !resIds.length) {
            return super.load(params);
        }
        const left = new Set(await this.orm.search("debtor.todo", [["id", "in", resIds]]));
        if (left.has(wanted)) {
            return super.load(params);
        }
        const place = resIds.indexOf(wanted);
        const order = [...resIds.slice(place), ...resIds.slice(0, place).reverse()];
        const next = order.find((id) => left.has(id));
        if (next) {
            const ids = resIds.filter((id) => left.has(id));
            return super.load({ ...params, resId: next, resIds: ids });
        }
        if (this.root) {
            return this.onAllDone();
        }
        return super.load(params);
    }
}

class MorningFormController extends FormController {
    setup() {
        super.setup();
        const action = useService("action");
        this.model.onAllDone = () => action.restore();
    }
}

registry.category("views").add("debtor_todo_list", {
    ...listView,
    Model: withoutEmptySections(listView.Model),
    Renderer: MorningListRenderer,
});
registry.category("views").add("debtor_todo_kanban", {
    ...kanbanView,
    Model: withoutEmptySections(kanbanView.Model),
    Renderer: MorningKanbanRenderer,
});
registry.category("views").add("debtor_todo_form", {
    ...formView,
    Controller: MorningFormController,
    Model: MorningFormModel,
});

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
}

class MorningKanbanRenderer extends KanbanRenderer {
    static template = "debtor_followup.MorningKanbanRenderer";
    static components = { ...KanbanRenderer.components, MorningHeader };
}

/**
 * A row goes when it is done with: the form then goes on with the next one, and back
 * to the list after the last. So a morning is one key for each debtor.
 */
class MorningFormModel extends formView.Model {
    async load(params = {}) {
        const root = this.root;
        if (!root?.resId || params.resId !== undefined) {
            return super.load(params);
        }
        const resIds = root.resIds;
        const left = new Set(await this.orm.search("debtor.todo", [["id", "in", resIds]]));
        if (left.has(root.resId)) {
            return super.load(params);
        }
        const place = resIds.indexOf(root.resId);
        const next = [...resIds.slice(place), ...resIds.slice(0, place).reverse()];
        const resId = next.find((id) => left.has(id));
        if (!resId) {
            this.onAllDone?.();
            return;
        }
        return super.load({ ...params, resId, resIds: resIds.filter((id) => left.has(id)) });
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
    Renderer: MorningListRenderer,
});
registry.category("views").add("debtor_todo_kanban", {
    ...kanbanView,
    Renderer: MorningKanbanRenderer,
});
registry.category("views").add("debtor_todo_form", {
    ...formView,
    Controller: MorningFormController,
    Model: MorningFormModel,
});

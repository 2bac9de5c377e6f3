"""The benchmark's figures of lists, filters and forms.

Runs inside an Odoo shell, see `bench_figures`.
"""

import statistics

from lxml import etree

from tools.bench_clock import stopwatch, timed

FORMS = 20
VIEW_GROUP = "debtor_followup.group_user"


def measure_screens(env, company):
    """Time the filter of those who need a person, the list, and the partner form."""
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench",
            "group_ids": [
                (4, env.ref(name).id)
                for name in ("account.group_account_invoice", VIEW_GROUP)
            ],
        }
    )
    env.cr.commit()
    env = env(user=user)
    Debtor = env["debtor.debtor"]
    columns = specification(Debtor, fields_in_view(Debtor, "list"))
    waiting = [("needs_action", "=", True)]
    return {
        "filter_count_seconds": timed(env, lambda: Debtor.search_count(waiting)),
        "filter_page_seconds": timed(
            env, lambda: Debtor.web_search_read(waiting, columns, limit=80)
        ),
        "list_seconds": timed(
            env, lambda: Debtor.web_search_read([], columns, limit=80)
        ),
        "filter_rows": Debtor.search_count(waiting),
        **measure_partner_form(env),
    }


def measure_partner_form(env):
    """Read partners as their form does, without and with the add-on's fields."""
    Partner = env["res.partner"]
    ours = {
        name
        for name, field in Partner._fields.items()
        if "debtor_followup" in field._modules
        and Partner._has_field_access(field, "read")
    }
    shown = fields_in_view(Partner, "form")
    plain = specification(Partner, shown - ours)
    full = specification(Partner, shown | ours)
    partners = env["debtor.debtor"].search([], limit=FORMS).partner_id
    times = {"plain": [], "full": []}
    for partner in [partners[0], *partners]:  # the first one warms up
        for name, wanted in (("plain", plain), ("full", full)):
            env.invalidate_all()
            with stopwatch() as watch:
                Partner.browse(partner.id).web_read(wanted)
            times[name].append(watch.seconds)
    without, with_ours = (
        statistics.median(times[name][1:]) for name in ("plain", "full")
    )
    return {"form_seconds": without, "form_more_seconds": with_ours - without}


def fields_in_view(model, view_type):
    """Return the names of the fields that a view of the model shows itself."""
    tree = etree.fromstring(model.get_view(view_type=view_type)["arch"])
    found = tree.xpath("//field[not(ancestor::field)]/@name")
    return {name for name in found if name in model._fields}


def specification(model, names):
    """Return what the web client asks for some fields."""
    return {
        name: {"fields": {"display_name": {}}}
        if model._fields[name].type == "many2one"
        else {}
        for name in sorted(names)
    }

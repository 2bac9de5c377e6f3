{
    "name": "Debtor Follow-up: Sales",
    "summary": "Terms on quotations, and who accepted them",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "debtor_followup contributors",
    "license": "LGPL-3",
    "depends": ["debtor_followup", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "report/sale_order_templates.xml",
        "views/sale_portal_templates.xml",
        "views/sale_order_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}

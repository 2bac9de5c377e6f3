{
    "name": "Debtor Follow-up",
    "summary": "Gets invoices paid and keeps the customer",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "debtor_followup contributors",
    "license": "LGPL-3",
    "depends": ["account_payment", "account_qr_code_sepa"],
    "external_dependencies": {"python": ["holidays"]},
    "data": [],
}

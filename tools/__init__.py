"""What `./dev` runs: the Odoo environment, its databases, the tests, the linters.

Only the standard library is used here, so that `./dev` works before anything
is installed. Tests import `tools.databases` and `tools.odoo_process`.
"""

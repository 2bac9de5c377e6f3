from . import (
    account_move,
    res_company,
    sale_order,
    terms_acceptance,
)

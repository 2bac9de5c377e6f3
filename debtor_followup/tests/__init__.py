from . import (
    test_amounts,
    test_einvoices,
    test_spine,
)

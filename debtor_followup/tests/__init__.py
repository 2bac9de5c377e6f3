from . import test_einvoices, test_spine

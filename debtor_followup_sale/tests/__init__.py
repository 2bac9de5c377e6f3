from . import test_quotation_terms

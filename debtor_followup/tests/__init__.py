from . import (
    test_access,
    test_amounts,
    test_amounts_documents,
    test_companies,
    test_einvoices,
    test_proposals,
    test_reposting,
    test_screens,
    test_spine,
    test_states,
    test_steps,
    test_tours,
)

from . import test_spine

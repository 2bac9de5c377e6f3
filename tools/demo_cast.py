"""The debtors of `./dev demo`: one for each thing that follow-up can do."""

from tools.demo_cast_ladder import NEED_NOTHING, STOP, WRITTEN
from tools.demo_cast_office import BY_PHONE, BY_POST, FOR_A_PERSON, PAUSED

CAST = (*WRITTEN, *FOR_A_PERSON, *BY_PHONE, *BY_POST, *PAUSED, *STOP, *NEED_NOTHING)

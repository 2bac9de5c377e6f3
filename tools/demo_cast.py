"""The debtors of `./dev demo`: one for each thing that follow-up can do."""

from tools.demo_cast_behaviour import CLASSES
from tools.demo_cast_care import LOOKED_AT, MOMENT, PEOPLE, PROTECTED
from tools.demo_cast_gates import HELD
from tools.demo_cast_ladder import NEED_NOTHING, STOP, WRITTEN
from tools.demo_cast_law import BY_LAW
from tools.demo_cast_office import BY_PHONE, BY_POST, FOR_A_PERSON, PAUSED
from tools.demo_past import with_past

CAST = tuple(
    with_past(role)
    for group in (
        *(WRITTEN, FOR_A_PERSON, BY_PHONE, BY_POST, PAUSED, STOP, NEED_NOTHING),
        *(CLASSES, HELD, MOMENT, PEOPLE, PROTECTED, LOOKED_AT),
        *(BY_LAW,),
    )
    for role in group
)

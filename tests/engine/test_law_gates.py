"""When the law lets a step towards a consumer come, and how long it must give."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    AGENCY,
    FIRST,
    FORMAL,
    PHONE,
    SECOND,
    TODAY,
    called,
    changed,
    claim,
    credit,
    day,
    days,
    demanded,
    listed,
    policy,
    reached,
    run,
    snapshot,
    usual_levels,
)
from engine import foresight, law_of_claims
from engine.business_days import ONE_DAY
from engine.claims import Contact
from engine.law_of_claims import Accepted, ConsumerLaw, Written
from engine.lookahead import Example, walk
from engine.notice_period import SAFE, STRICT, Delivery
from engine.what_if import STEP, Assumed, foresee

BELGIAN = ConsumerLaw("BE", "BE")
DUTCH = ConsumerLaw("NL", "NL")
FATAL = DUTCH._replace(accepted=(Accepted(date(2020, 1, 1), None, True),))
POSTAL = {100: Contact(100, "jan@post.example", postal="Dorp 1, 9000 Gent, BE")}
#: The ladder of a consumer: no call, so that the days of the law show.
LADDER = policy(
    [one for one in usual_levels() if one.step_kind in ("reminder", "formal_notice")]
    + [usual_levels()[-1]]
)


def way(ago, channel="email", received=None):
    return Delivery(
        TODAY - days(ago), channel, None if received is None else TODAY - days(received)
    )


def reminded(*ways, deadline_ago=0, level=FIRST, **values):
    """Return the history of a claim after a reminder, whose deadline is over."""
    ago = min((TODAY - one.sent).days for one in ways)
    written = Written(ways, TODAY - days(deadline_ago))
    values = {"first_written": written, "free_reminder": written, **values}
    return reached(level, ago, deadline_ago + 4, **values)


def ask(*claims, law=BELGIAN, policy=LADDER, **values):
    values = {"kind": "consumer", "contacts": POSTAL, **values}
    return run(*claims, law=law, policy=policy, **values)


# === WHICH LAW === #


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (ConsumerLaw("BE", "BE"), {"BE"}),
        (ConsumerLaw("BE", "NL"), {"BE"}),
        (ConsumerLaw("BE", "NL", True), {"NL"}),
        (ConsumerLaw("BE", None), {"BE"}),
        (ConsumerLaw("BE", None, True), {"BE"}),
        (ConsumerLaw(None, "BE"), set()),
        (ConsumerLaw(None, "BE", True), {"BE"}),
        (ConsumerLaw(None, None), set()),
    ],
)
def test_which_law(law, expected):
    """Where the country or the law lacks, what could apply is kept to."""
    assert law.laws_of(claim()) == expected


def test_the_terms_of_the_day_of_the_invoice_choose_the_law():
    invoiced = claim().invoice_date
    law = ConsumerLaw(
        "BE",
        "NL",
        True,
        accepted=(
            Accepted(invoiced - days(40), "NL"),
            Accepted(invoiced, "BE", True),
            Accepted(invoiced + ONE_DAY, "FR"),
        ),
    )
    assert law.laws_of(claim()) == {"BE", "NL"}  # Rome I art. 6: both protect
    assert law.is_fatal(claim())
    assert not law.is_fatal(claim(term=60))


@pytest.mark.parametrize("kind", ["business", "public"])
def test_the_law_of_consumers_is_for_natural_persons(kind):
    decision = ask(claim(overdue=16), kind=kind, history={1: reminded(way(1))})
    assert decision.reason == "step_due"
    assert decision.variant is None


# === WHAT A MESSAGE IS === #


@pytest.mark.parametrize(
    ("law", "history", "variant"),
    [
        (BELGIAN, {}, "be_first"),
        (BELGIAN, {1: reminded(way(60), deadline_ago=40)}, None),
        (DUTCH, {}, "nl_default"),
        (DUTCH, {1: reminded(way(60), deadline_ago=40)}, None),
        (FATAL, {}, None),
        (ConsumerLaw("FR", "FR"), {}, None),
    ],
)
def test_what_a_reminder_is(law, history, variant):
    decision = ask(claim(overdue=100), law=law, history=history)
    assert decision.level.step_kind == "reminder"
    assert decision.variant == variant


def test_one_new_claim_makes_it_a_first_reminder():
    """The second reminder of one claim is the first and free one of another."""
    history = {1: reminded(way(60), deadline_ago=40)}
    decision = ask(claim(1, 100), claim(2, 10), history=history)
    assert demanded(decision) == {1: SECOND.level_id, 2: FIRST.level_id}
    assert decision.variant == "be_first"


def test_what_it_is_in_law_changes_the_decision():
    plain = run(claim(), kind="consumer")
    assert ask(claim(), policy=changed(FIRST)).fingerprint() != plain.fingerprint()


# === HOW LONG IT MUST GIVE === #


@pytest.mark.parametrize(
    ("today", "channel", "mode", "deadline"),
    [
        # sent + 14: Wednesday the 24th
        ("2026-06-10", "email", SAFE, "2026-06-24"),
        # the 14th day is the national holiday: the day after it, in both readings
        ("2026-07-07", "email", SAFE, "2026-07-22"),
        ("2026-07-07", "email", STRICT, "2026-07-22"),
        ("2026-06-08", "email", STRICT, "2026-06-22"),
        # at the post on Thursday the 11th, third working day Tuesday the 16th
        ("2026-06-10", "letter", SAFE, "2026-06-29"),
    ],
)
def test_the_deadline_of_a_first_belgian_reminder(today, channel, mode, deadline):
    decision = ask(
        claim(due=day("2026-05-20")),
        today=day(today),
        law=BELGIAN._replace(mode=mode),
        policy=changed(FIRST, channel=channel),
    )
    assert decision.deadline == day(deadline)


def test_the_longer_term_of_a_level_stays():
    decision = ask(claim(term=90), policy=changed(FIRST, deadline_days=30))
    assert decision.deadline == TODAY + days(30)
    assert "law_deadline" not in decision.parameters


def test_the_decision_says_that_the_law_gives_more():
    assert ask(claim()).parameters["law_deadline"] == "be_first"
    assert ask(claim(), law=FATAL).parameters.get("law_deadline") is None


def test_a_dutch_reminder_that_puts_in_default_gives_a_week():
    decision = ask(claim(term=8), law=DUTCH, policy=changed(FIRST, deadline_days=2))
    assert decision.deadline == TODAY + days(7)


# === BELGIUM: NOTHING BEFORE THE PERIOD HAS ENDED === #


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        # sent on Wednesday 3 June: free until the 17th
        ([way(7)], "2026-06-18"),
        # posted that day: third working day Monday 8, free until Sunday 21, Monday 22
        ([way(7, "letter")], "2026-06-23"),
        # proven on Friday 12: from Saturday 13, free until Friday 26, then Monday
        ([Delivery(day("2026-06-03"), "letter", day("2026-06-12"))], "2026-06-29"),
        # the later way counts
        ([way(7), way(5, "registered_letter")], "2026-06-24"),
        # proven before the third working day: no earlier
        ([way(7, "letter", received=6)], "2026-06-23"),
        # a day that cannot be is not proof
        ([way(7, "letter", received=30)], "2026-06-23"),
    ],
)
def test_belgian_days(ways, expected):
    decision = ask(claim(overdue=16), history={1: reminded(*ways, deadline_ago=1)})
    assert decision.reason == "not_yet"
    assert decision.parameters["because"] == "law"
    assert decision.next_date == day(expected)


def test_the_sentence_knows_whose_period_it_is():
    ways = [Delivery(day("2026-06-03"), "letter", day("2026-06-12"))]
    decision = ask(claim(overdue=16), history={1: reminded(*ways, deadline_ago=1)})
    assert {
        name: decision.parameters[name]
        for name in ("law", "law_since", "law_until", "law_proven")
    } == {
        "law": "be_first",
        "law_since": "2026-06-12",
        "law_until": "2026-06-26",
        "law_proven": True,
    }


def test_a_call_waits_too():
    history = {1: reminded(way(7), deadline_ago=1, level=SECOND, reminders=2)}
    decision = ask(claim(overdue=40), history=history, policy=policy())
    assert decision.next_level.level_id == PHONE.level_id
    assert decision.next_date == day("2026-06-18")


# === NETHERLANDS: DEFAULT FIRST, THEN THE LETTER, ONCE === #

TWICE = {"level": SECOND, "reminders": 2}


def test_a_formal_notice_only_for_claims_in_default():
    """Of two claims reminded twice only that in default is in the letter."""
    late = reminded(way(9), deadline_ago=-3, **TWICE)._replace(last_deadline=None)
    default = reminded(way(30), deadline_ago=9, **TWICE)
    decision = ask(claim(1, 60), claim(2, 60), law=DUTCH, history={1: default, 2: late})
    assert decision.level.step_kind == "formal_notice"
    assert (demanded(decision), listed(decision)) == ({1: FORMAL.level_id}, [2])
    assert decision.variant == "nl_letter"


def test_default_begins_after_the_term_of_the_first_reminder():
    history = reminded(way(9), deadline_ago=-3, **TWICE)._replace(last_deadline=None)
    decision = ask(claim(overdue=60), law=DUTCH, history={1: history})
    # its term ends on Saturday the 13th; the next contact day is Monday
    assert decision.next_date == day("2026-06-15")
    assert decision.parameters["law"] == "nl_default"
    assert decision.parameters["law_until"] == "2026-06-13"
    decision = ask(claim(overdue=60), law=FATAL, history={1: history})
    assert decision.level.step_kind == "formal_notice"


def test_a_reminder_that_came_after_its_own_term():
    ways = way(20, "letter", received=1)
    history = reminded(ways, deadline_ago=6, **TWICE)
    decision = ask(claim(overdue=60), law=DUTCH, history={1: history})
    assert decision.level.step_kind == "formal_notice"
    later = reminded(ways._replace(received=TODAY), deadline_ago=6, **TWICE)
    decision = ask(claim(overdue=60), law=DUTCH, history={1: later})
    assert decision.next_date == TODAY + ONE_DAY


def test_the_deadline_of_the_14_day_letter():
    """Posted on Thursday 11, presumed there on Saturday 13 June: until the 27th,
    a Saturday, so until Monday."""
    history = reminded(way(30), deadline_ago=9, **TWICE)
    ladder = policy(
        [
            one._replace(channel="letter", second_channel="email")
            if one.step_kind == "formal_notice"
            else one
            for one in usual_levels()
        ]
    )
    decision = ask(
        claim(overdue=60),
        law=DUTCH,
        countries=("NL",),
        history={1: called(history, PHONE)},
        policy=ladder,
    )
    assert decision.variant == "nl_letter"
    assert decision.deadline == day("2026-06-29")
    assert decision.parameters["law_deadline"] == "nl_letter"


def after_the_letter(*ways):
    """Return the history of a claim after the 14-day letter."""
    return reached(
        FORMAL,
        min((TODAY - one.sent).days for one in ways),
        20,
        first_written=Written((way(60),), TODAY - days(50)),
        free_reminder=Written((way(60),), TODAY - days(50)),
        letters=ways,
    )


@pytest.mark.parametrize(
    ("ways", "expected", "proven"),
    [
        # mailed on Wednesday 3 June: until Wednesday 17
        ([way(7)], "2026-06-18", False),
        # posted the same day: presumed on Friday 5, until Friday 19, then Monday
        ([way(7), way(7, "letter")], "2026-06-22", False),
        # proven on Tuesday 9: until Tuesday 23
        ([way(7), way(7, "letter", received=1)], "2026-06-24", True),
        # proven earlier than presumed: the mail of the 3rd, the letter on the 4th
        ([way(7), way(7, "letter", received=6)], "2026-06-19", True),
    ],
)
def test_nothing_is_handed_on_before_the_term_has_passed(ways, expected, proven):
    history = {1: after_the_letter(*ways)}
    decision = ask(claim(overdue=90), law=DUTCH, history=history)
    assert decision.next_level.level_id == AGENCY.level_id
    assert decision.next_date == day(expected)
    assert decision.parameters["law_proven"] == proven


def test_the_letter_goes_out_once():
    history = {1: after_the_letter(way(40))}
    decision = ask(claim(overdue=90), law=DUTCH, history=history)
    assert decision.level.level_id == AGENCY.level_id


# === WHAT ARRIVED WAS NOTHING IN LAW: A BUSINESS WAS A CONSUMER === #

ORDINARY = reached(SECOND, 20, 8, reminders=2)
#: The ladder of a consumer with a third reminder.
THREE = policy(
    [
        *usual_levels()[:3],
        usual_levels()[2]._replace(level_id=91, name="Third", delay_days=24),
        *usual_levels()[-2:],
    ]
)


@pytest.mark.parametrize(
    ("law", "variant"), [(BELGIAN, "be_first"), (DUTCH, "nl_default")]
)
def test_the_next_reminder_is_the_first_that_the_law_asks_for(law, variant):
    decision = ask(claim(overdue=90), law=law, history={1: ORDINARY}, policy=THREE)
    assert (decision.level.name, decision.variant) == ("Third", variant)
    assert decision.outcome in ("send", "propose")
    # then its period counts, and the formal notice comes
    sent = reminded(way(3), deadline_ago=-12, level=decision.level, reminders=3)
    after = ask(claim(overdue=90), law=law, history={1: sent}, policy=THREE)
    assert after.next_level.step_kind == "formal_notice"
    assert after.next_date > TODAY


@pytest.mark.parametrize("law", [BELGIAN, DUTCH])
def test_without_a_reminder_left_a_person_decides(law):
    decision = ask(claim(overdue=90), law=law, history={1: ORDINARY})
    assert (decision.outcome, decision.reason) == ("nothing", "law_reminder")
    assert decision.level.step_kind == "formal_notice"
    assert decision.parameters["claims"] == [claim().name]
    assert ask(claim(overdue=90), law=FATAL, history={1: ORDINARY}).level == FORMAL


def test_other_claims_go_on():
    history = {1: ORDINARY, 2: reminded(way(40), deadline_ago=20, **TWICE)}
    decision = ask(claim(1, 90), claim(2, 90), history=history)
    assert demanded(decision) == {2: FORMAL.level_id}


def test_a_formal_notice_to_a_business_is_no_14_day_letter():
    """Nothing is handed on for want of the letter; a person is told why."""
    history = reached(FORMAL, 60, 40)
    decision = ask(claim(overdue=90), law=FATAL, history={1: history})
    assert (decision.outcome, decision.reason) == ("nothing", "law_letter")
    assert decision.level.level_id == AGENCY.level_id
    decision = ask(claim(overdue=90), history={1: history})
    assert decision.reason == "law_reminder"
    business = ask(claim(overdue=90), history={1: history}, kind="business")
    assert business.level.level_id == AGENCY.level_id


# === LOOKING AHEAD === #


def test_the_timeline_of_consumers_shows_the_days_of_the_law():
    """Reminder 1 mailed on Monday 15 June gives until Monday 29 June."""
    values = {"amount": 1000_00, "kind": "consumer", "countries": ("BE",)}
    example = Example(day("2026-06-10"), law=BELGIAN, **values)
    taken, _reason = walk(LADDER, example)
    assert taken[0].deadline == day("2026-06-29")
    assert taken[1].day == day("2026-07-02")
    assert len(taken) == 4


@pytest.mark.parametrize("law", [BELGIAN, DUTCH, FATAL])
def test_what_if_and_the_timeline_agree(law):
    due = TODAY + days(3)
    values = {"kind": "consumer", "countries": ("BE",), "law": law}
    taken, _reason = walk(LADDER, Example(due, 1000_00, **values))
    future = foresee(
        snapshot(claim(due=due, amount=1000_00), contacts=POSTAL, **values),
        LADDER,
        TODAY,
        Assumed(),
    )
    seen = [
        (one.decision.level.level_id, one.day)
        for one in future.coming
        if one.kind == STEP
    ]
    assert seen == [(one.level.level_id, one.day) for one in taken]
    assert len(seen) == 4


def test_the_formal_notice_that_is_announced_keeps_the_law():
    """A Dutch consumer without a fatal date: never before the default."""
    history = {1: reminded(way(16), deadline_ago=5)}
    decision = ask(claim(overdue=22), law=DUTCH, history=history)
    announced = foresight.formal_notice_date(decision.case)
    assert announced > decision.deadline
    assert decision.level.level_id == SECOND.level_id


# === WHAT ALWAYS HOLDS === #

laws = st.sampled_from(
    [
        BELGIAN,
        BELGIAN._replace(mode=STRICT),
        DUTCH,
        FATAL,
        ConsumerLaw("BE", "NL", True, accepted=(Accepted(date(2020, 1, 1), "BE"),)),
    ]
)
written_ways = st.lists(
    st.builds(
        way,
        st.integers(0, 30),
        st.sampled_from(["email", "letter", "registered_letter"]),
        st.one_of(st.none(), st.integers(0, 30)),
    ),
    min_size=1,
    max_size=2,
).map(lambda ways: tuple(sorted(ways, key=str)))
histories = st.one_of(
    st.builds(
        lambda ways, ago: reminded(*ways, deadline_ago=ago),
        written_ways,
        st.integers(-20, 20),
    ),
    st.builds(
        lambda ways, ago: reminded(*ways, deadline_ago=ago, **TWICE),
        written_ways,
        st.integers(-20, 20),
    ),
    st.builds(lambda ways: after_the_letter(*ways), written_ways),
)


def step_day(law, history, kind="consumer", **values):
    """Return the first day of the next step of a claim, None without any."""
    decision = ask(
        claim(overdue=90), law=law, history={1: history}, kind=kind, **values
    )
    return decision.next_date


@given(laws, histories)
def test_no_step_before_its_day_in_law(law, history):
    decision = ask(claim(overdue=90), law=law, history={1: history})
    for standing, level in decision.demanded:
        gate = law_of_claims.gate_of(law, standing.claim, history, level)
        assert gate is None or gate.day <= TODAY


@given(laws, histories)
def test_more_protection_never_comes_earlier(law, history):
    assert step_day(law, history) >= step_day(law, history, kind="business")
    both = law._replace(
        seller="NL",
        debtor="BE",
        directs_activity=True,
        accepted=(Accepted(date(2020, 1, 1), "NL"),),
    )
    for one in (BELGIAN, DUTCH):
        single = one._replace(mode=law.mode)
        assert step_day(both, history) >= step_day(single, history)


@given(laws, histories, st.integers(0, 40))
def test_a_later_receipt_never_brings_a_step_forward(law, history, later):
    """Proven later than known before: the step comes on the same day or later."""

    def proven(ways):
        return tuple(
            one._replace(received=max(one.sent, TODAY - days(30)) + days(later))
            for one in ways
        )

    def moved(shift):
        def put(ways):
            return tuple(
                one._replace(received=one.received + days(shift))
                for one in proven(ways)
            )

        written = history.first_written
        return history._replace(
            first_written=written._replace(deliveries=put(written.deliveries)),
            free_reminder=written._replace(deliveries=put(written.deliveries)),
            letters=put(history.letters),
        )

    found = [step_day(law, moved(shift)) for shift in range(4)]
    assert found == sorted(found)


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["email", "letter", "registered_letter"]),
    st.integers(0, 60),
    laws,
)
def test_the_deadline_is_never_shorter_than_the_law(today, channel, term, law):
    ladder = changed(FIRST, channel=channel)
    claims = [claim(due=today - days(9), term=term)]
    decision = ask(
        *claims, today=today, policy=ladder, law=law, credits=[credit(amount=1)]
    )
    if decision.outcome == "nothing":
        return
    ways = decision.case.deliveries()
    if decision.variant:
        assert decision.deadline >= law_of_claims.last_day(
            decision.variant, ways, law.mode
        )
    if decision.variant == "be_first":
        # nothing can follow before the period has ended, whatever comes
        written = Written(ways, decision.deadline)
        history = reached(FIRST)._replace(free_reminder=written)
        gate = law_of_claims.gate_of(law, claims[0], history, SECOND)
        assert gate.day <= decision.deadline + ONE_DAY


@given(laws, st.sampled_from([FIRST, SECOND, FORMAL]), st.integers(0, 60))
def test_nothing_legal_follows_what_was_nothing_in_law(law, level, ago):
    """Of whatever reached the debtor before it was known as a consumer."""
    history = reached(level, ago, ago - 8, reminders=2)
    for claims in ([claim(overdue=200)], [claim(1, 200), claim(2, 5)]):
        decision = ask(*claims, law=law, history={1: history}, policy=THREE)
        for standing, step in decision.demanded:
            missing = law_of_claims.missing_before(law, standing.claim, history, step)
            assert missing is None

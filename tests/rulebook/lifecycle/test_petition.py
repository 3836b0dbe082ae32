"""Petitions: when each kind may be asked for, who decides, and what a grant opens."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xiuhua.rulebook.lifecycle.machine import ClockAct
from xiuhua.rulebook.lifecycle.petition import (
    ASKED_IN,
    GRANT_EFFECTS,
    GRANT_OPENS,
    PETITIONS,
    Notice,
    PetitionFacts,
    PetitionGiven,
    PetitionMove,
    PetitionState,
    check_may,
    may,
    missing,
    next_state,
    notices,
    permission_for,
)
from xiuhua.rulebook.lifecycle.terms import CaseState, Clock, Move, PetitionKind
from xiuhua.rulebook.refusal import Refused

NOW = datetime(2021, 5, 6, 1, 0, tzinfo=UTC)
ASKER, DECIDER = 5, 6
K, M, P, S = PetitionKind, PetitionMove, PetitionState, CaseState

# Written by hand, not taken from the table.
ASKED_BY_HAND = {
    K.EXTENSION: {S.DISPATCHED},
    K.SUSPENSION: {S.DISPATCHED},
    K.FORCE_CLOSE: {S.FILED, S.DISPATCHED, S.HANDLED, S.SUSPENDED, S.REFERRED},
    K.APPEAL: {S.CLOSED, S.REFUSED},
}
BY_HAND = {
    None: {M.ASK: P.ASKED},
    P.ASKED: {M.GRANT: P.GRANTED, M.DENY: P.DENIED, M.WITHDRAW: P.WITHDRAWN},
    P.GRANTED: {},
    P.DENIED: {},
    P.WITHDRAWN: {},
}


def facts_of(kind, state=None, **changes):
    facts = PetitionFacts(
        kind=kind,
        state=state,
        case_state=sorted(ASKED_BY_HAND[kind])[0],
        asker_id=ASKER,
        ended_at=datetime(2021, 5, 1, 8, 0, tzinfo=UTC),
        appeal_days=5,
    )
    return replace(facts, **changes)


def given_by(move, **changes):
    actor_id = DECIDER if move in (M.GRANT, M.DENY) else ASKER
    given = PetitionGiven(actor_id=actor_id, reason="连日暴雨,无法施工", extra_amount=2)
    return replace(given, **changes)


@pytest.mark.parametrize("kind", PetitionKind)
@pytest.mark.parametrize("state", [None, *PetitionState])
@pytest.mark.parametrize("move", PetitionMove)
def test_every_pair_as_written_by_hand(kind, state, move):
    facts, given = facts_of(kind, state), given_by(move)
    expected = BY_HAND[state].get(move)
    if expected is None:
        with pytest.raises(Refused, match="move_not_from_state"):
            check_may(move, facts, given, NOW)
        assert missing(move, facts, given) == ("state",)
    else:
        check_may(move, facts, given, NOW)
        assert next_state(move, facts) is expected


@pytest.mark.parametrize("kind", PetitionKind)
@pytest.mark.parametrize("case_state", CaseState)
def test_it_can_be_asked_and_granted_only_while_the_case_stands_right(kind, case_state):
    fits = case_state in ASKED_BY_HAND[kind]
    asked = facts_of(kind, case_state=case_state)
    assert may(M.ASK, asked, given_by(M.ASK), NOW) is fits
    waiting = facts_of(kind, P.ASKED, case_state=case_state)
    assert may(M.GRANT, waiting, given_by(M.GRANT), NOW) is fits
    # one may say no, or give up, at any time
    assert may(M.DENY, waiting, given_by(M.DENY), NOW)
    assert may(M.WITHDRAW, waiting, given_by(M.WITHDRAW), NOW)
    if not fits:
        with pytest.raises(Refused) as refusal:
            check_may(M.ASK, asked, given_by(M.ASK), NOW)
        assert refusal.value.code == "petition_not_in_state"
        assert refusal.value.facts["kind"] == kind
        assert refusal.value.facts["case_state"] == case_state


@pytest.mark.parametrize("kind", PetitionKind)
@pytest.mark.parametrize("move", [M.GRANT, M.DENY])
@pytest.mark.parametrize("actor_id", [ASKER, None])
def test_nobody_decides_what_he_asked_for(kind, move, actor_id):
    facts, given = facts_of(kind, P.ASKED), given_by(move, actor_id=actor_id)
    with pytest.raises(Refused, match="decider_is_asker"):
        check_may(move, facts, given, NOW)


UNMET = [
    (K.SUSPENSION, M.ASK, None, {}, {"reason": " "}, "reason", "reason_missing"),
    (
        K.SUSPENSION,
        M.ASK,
        None,
        {"same_kind_is_open": True},
        {},
        "none_open",
        "petition_already_open",
    ),
    (
        K.EXTENSION,
        M.ASK,
        None,
        {},
        {"extra_amount": None},
        "extension_length",
        "extension_length_missing",
    ),
    (
        K.EXTENSION,
        M.ASK,
        None,
        {},
        {"extra_amount": 0},
        "extension_length",
        "extension_length_missing",
    ),
    (K.APPEAL, M.ASK, None, {"appeal_days": 4}, {}, "within_appeal_days", "appeal_too_late"),
    (K.APPEAL, M.DENY, P.ASKED, {}, {"reason": ""}, "reason", "reason_missing"),
    (
        K.FORCE_CLOSE,
        M.WITHDRAW,
        P.ASKED,
        {},
        {"actor_id": DECIDER},
        "actor_is_asker",
        "not_the_asker",
    ),
]


@pytest.mark.parametrize(("kind", "move", "state", "facts", "given", "demand", "code"), UNMET)
def test_each_demand_taken_away(kind, move, state, facts, given, demand, code):
    facts = facts_of(kind, state, **facts)
    given = given_by(move, **given)
    assert missing(move, facts, given, NOW) == (demand,)
    with pytest.raises(Refused) as refusal:
        check_may(move, facts, given, NOW)
    assert refusal.value.code == code


def test_all_demands_and_codes_of_all_kinds_are_tried_here():
    codes = {row[6] for row in UNMET} | {"petition_not_in_state", "decider_is_asker"}
    assert codes | {"move_not_from_state"} == set().union(
        *(machine.refusals() for machine in PETITIONS.values())
    )


def test_only_an_extension_says_how_long():
    for kind in (K.SUSPENSION, K.FORCE_CLOSE, K.APPEAL):
        assert may(M.ASK, facts_of(kind), given_by(M.ASK, extra_amount=None), NOW)


def test_an_appeal_has_rights_of_its_own():
    assert permission_for(M.ASK, K.APPEAL) == "cases.appeal"
    assert permission_for(M.GRANT, K.APPEAL) == permission_for(M.DENY, K.APPEAL)
    assert permission_for(M.GRANT, K.APPEAL) == "cases.decide_appeal"
    for kind in (K.EXTENSION, K.SUSPENSION, K.FORCE_CLOSE):
        assert permission_for(M.ASK, kind) == "cases.ask"
        assert permission_for(M.GRANT, kind) == "cases.approve"


def test_a_grant_opens_a_move_or_lengthens_a_clock_and_an_appeal_does_neither():
    assert GRANT_OPENS == {
        K.EXTENSION: None,
        K.SUSPENSION: Move.SUSPEND,
        K.FORCE_CLOSE: Move.FORCE_CLOSE,
        K.APPEAL: None,
    }
    lengthened = {(effect.clock, effect.act) for effect in GRANT_EFFECTS[K.EXTENSION]}
    assert lengthened == {
        (Clock.HANDLING, ClockAct.EXTEND),
        (Clock.TOTAL, ClockAct.EXTEND),
    }
    assert all(not row.effects for row in PETITIONS[K.APPEAL].rows)
    assert {kind: set(states) for kind, states in ASKED_IN.items()} == ASKED_BY_HAND


def test_beside_a_foreign_order_the_page_says_that_its_clock_does_not_move():
    for kind in (K.EXTENSION, K.SUSPENSION):
        assert notices(facts_of(kind, answers_foreign_order=True)) == (
            Notice.FOREIGN_CLOCK_UNMOVED,
        )
        assert notices(facts_of(kind)) == ()
    # it is said, not forbidden
    check_may(M.ASK, facts_of(K.EXTENSION, answers_foreign_order=True), given_by(M.ASK), NOW)


def test_beside_an_appeal_the_page_says_that_the_fact_stays():
    assert notices(facts_of(K.APPEAL)) == (Notice.FACT_STAYS,)

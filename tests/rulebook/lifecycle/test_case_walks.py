"""Whole lives: told paths, and random walks by several people that no rule may let astray."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.lifecycle.complete import (
    ASKER,
    CENTRE,
    CHECKER,
    DECIDER,
    DISPATCHER,
    FINDER,
    HANDLER,
    NOW,
    OTHER_UNIT,
    UNIT,
    facts_in,
    given_for,
)
from xiuhua.rulebook.lifecycle.case import CASE, check_may, may, missing, next_state, outcome_of
from xiuhua.rulebook.lifecycle.machine import ClockAct
from xiuhua.rulebook.lifecycle.terms import (
    CaseState,
    Clock,
    Finding,
    Flag,
    Given,
    Move,
    Outcome,
    PetitionKind,
    PhotoKind,
)
from xiuhua.rulebook.refusal import Refused

M = Move
S = CaseState

# Which clocks run (and which stand still) in each state; on purpose not made from the table.
RUNNING = {
    None: set(),
    S.REPORTED: {Clock.INTAKE},
    S.VERIFYING: {Clock.VERIFY},
    S.VERIFIED: {Clock.INTAKE},
    S.FILED: {Clock.DISPATCH, Clock.TOTAL},
    S.DISPATCHED: {Clock.HANDLING, Clock.TOTAL},
    S.HANDLED: {Clock.CHECK, Clock.TOTAL},
    S.CHECKED: {Clock.TOTAL},
    S.SUSPENDED: set(),
    S.REFERRED: set(),
    S.CLOSED: set(),
    S.REFUSED: set(),
    S.MERGED: set(),
}
PAUSED = {S.SUSPENDED: {Clock.HANDLING, Clock.TOTAL}, S.REFERRED: {Clock.TOTAL}}


@dataclass
class Life:
    """A case moved as an action would move it, with what its history would hold."""

    facts: object = field(default_factory=lambda: facts_in(None, **UNTOUCHED))
    clocks: dict = field(default_factory=dict)
    history: list = field(default_factory=list)
    outcome: Outcome | None = None

    def make(self, move, given):
        check_may(move, self.facts, given, NOW)
        state = next_state(move, self.facts)
        for effect in CASE.row(move).effects:
            self._turn(effect)
        self.history.append((move, given.actor_id))
        self.outcome = outcome_of(move)
        self.facts = replace(self.facts, state=state, **self._learned(move, given))
        return self

    def _turn(self, effect):
        now_stands = self.clocks.get(effect.clock)
        if effect.act in (ClockAct.START, ClockAct.RESUME):
            self.clocks[effect.clock] = "running"
        elif effect.act is ClockAct.PAUSE and now_stands == "running":
            self.clocks[effect.clock] = "paused"
        elif effect.act is ClockAct.STOP and now_stands:
            self.clocks[effect.clock] = "stopped"

    def _learned(self, move, given):
        returned = Flag.RETURNED in CASE.row(move).flags
        learned = {
            M.REPORT: {"finder_id": given.actor_id},
            M.VERIFY: {"verification_finding": given.finding},
            M.DISPATCH: {"unit_id": given.unit_id, "last_returned_by_unit_id": None},
            M.HAND_OVER: {"unit_id": given.unit_id or self.facts.unit_id},
            M.HANDLE: {
                "handler_id": given.actor_id,
                "handler_unit_id": given.actor_unit_id,
                "handling_recorder_id": None,
            },
            M.SETTLE_REFERRAL: {
                "handler_id": None,
                "handler_unit_id": None,
                "handling_recorder_id": given.actor_id,
            },
            M.REFER: {"unit_id": None},
            M.REWORK: {"unit_id": given.unit_id or self.facts.unit_id},
            M.CLOSE: {"closed_at": NOW},
            M.FORCE_CLOSE: {"closed_at": NOW},
            M.REFUSE: {"closed_at": NOW},
            M.FIX_ON_SPOT: {"closed_at": NOW},
        }.get(move, {})
        if returned:
            learned = {"unit_id": None, "last_returned_by_unit_id": given.actor_unit_id}
        return learned

    def stand(self, how):
        return {clock for clock, stands in self.clocks.items() if stands == how}


UNTOUCHED = {
    "unit_id": None,
    "officer_id": None,
    "handler_id": None,
    "handler_unit_id": None,
    "verification_finding": None,
    "closed_at": None,
    "finder_id": FINDER,
}


def assert_clocks_fit(life):
    state = life.facts.state
    assert life.stand("running") == RUNNING[state]
    assert life.stand("paused") == PAUSED.get(state, set())


def walk(*moves, life=None, **changes):
    life = life or Life()
    life.facts = replace(life.facts, **changes)
    for move in moves:
        life.make(move, given_for(move))
        assert_clocks_fit(life)
    return life


FILED = (M.REPORT, M.SEND_TO_VERIFY, M.VERIFY, M.FILE)
HANDLED = (*FILED, M.DISPATCH, M.HANDLE)


def test_a_resident_report_is_verified_handled_checked_and_closed():
    life = walk(*HANDLED, M.PASS_CHECK, M.CLOSE)
    assert (life.facts.state, life.outcome) == (S.CLOSED, Outcome.VERIFIED)
    assert life.clocks == dict.fromkeys(Clock, "stopped")


def test_a_collector_report_is_filed_at_once():
    life = walk(M.REPORT, M.FILE, source_needs_verification=False)
    assert life.facts.state is S.FILED


def test_fixed_on_the_spot_is_closed_with_no_clock_and_an_outcome_of_its_own():
    life = walk(M.FIX_ON_SPOT)
    assert (life.facts.state, life.outcome, life.clocks) == (S.CLOSED, Outcome.FIXED_ON_SPOT, {})
    assert CASE.row(M.FIX_ON_SPOT).flags == (Flag.COUNTED_APART,)


def test_nothing_found_on_site_can_be_refused_but_not_filed():
    life = walk(M.REPORT, M.SEND_TO_VERIFY)
    life.make(M.VERIFY, given_for(M.VERIFY, finding=Finding.ABSENT))
    with pytest.raises(Refused, match="not_found_on_site"):
        life.make(M.FILE, given_for(M.FILE))
    walk(M.REFUSE, life=life)
    assert (life.facts.state, life.outcome) == (S.REFUSED, None)


def test_somebody_else_is_sent_to_verify_with_a_whole_limit_of_his_own():
    life = walk(M.REPORT, M.SEND_TO_VERIFY, M.SEND_TO_VERIFY, M.VERIFY, M.FILE)
    assert life.facts.state is S.FILED
    acts = [e.act for e in CASE.row(M.SEND_TO_VERIFY).effects if e.clock is Clock.VERIFY]
    assert acts == [ClockAct.STOP, ClockAct.START]


def test_returned_then_dispatched_to_another_unit():
    life = walk(*FILED, M.DISPATCH, M.RETURN_BACK)
    with pytest.raises(Refused, match="unit_just_returned"):
        life.make(M.DISPATCH, given_for(M.DISPATCH, reason=""))
    life.make(M.DISPATCH, given_for(M.DISPATCH, unit_id=OTHER_UNIT, reason=""))
    assert life.facts.unit_id == OTHER_UNIT


def test_a_return_counts_against_dispatch_and_a_push_up_does_not():
    assert Flag.WRONG_DISPATCH in CASE.row(M.RETURN_BACK).flags
    assert CASE.row(M.PUSH_UP).flags == (Flag.RETURNED, Flag.PUSHED_UP)


def test_rework_goes_on_with_what_is_left_of_the_limit():
    life = walk(*HANDLED, M.REWORK)
    assert [e.act for e in CASE.row(M.REWORK).effects if e.clock is Clock.HANDLING] == [
        ClockAct.RESUME
    ]
    walk(M.HANDLE, M.PASS_CHECK, M.CLOSE, life=life)
    assert life.outcome is Outcome.VERIFIED


def test_who_closes_may_still_send_a_checked_case_back_to_work():
    assert walk(*HANDLED, M.PASS_CHECK, M.REWORK).facts.state is S.DISPATCHED


def test_suspended_with_approval_then_resumed():
    life = walk(*FILED, M.DISPATCH)
    walk(M.SUSPEND, life=life, petition_kind_granted=PetitionKind.SUSPENSION)
    assert life.stand("paused") == {Clock.HANDLING, Clock.TOTAL}
    walk(M.RESUME, M.HANDLE, life=life, petition_kind_granted=None)
    assert life.facts.state is S.HANDLED


def test_not_ours_is_settled_outside_and_still_checked_by_us():
    life = walk(*FILED, M.REFER, M.NUDGE, M.NUDGE)
    life.make(M.SETTLE_REFERRAL, given_for(M.SETTLE_REFERRAL, actor_id=DISPATCHER))
    with pytest.raises(Refused, match="checker_is_handler"):
        life.make(M.PASS_CHECK, given_for(M.PASS_CHECK, actor_id=DISPATCHER))
    walk(M.PASS_CHECK, M.CLOSE, life=life)
    assert life.outcome is Outcome.VERIFIED


def test_an_outside_answer_that_does_not_hold_is_redone_by_a_named_unit():
    life = walk(*FILED, M.REFER)
    life.make(M.SETTLE_REFERRAL, given_for(M.SETTLE_REFERRAL, actor_id=DISPATCHER))
    with pytest.raises(Refused, match="unit_missing"):
        life.make(M.REWORK, given_for(M.REWORK, unit_id=None))
    walk(M.REWORK, life=life)
    assert (life.facts.state, life.facts.unit_id) == (S.DISPATCHED, UNIT)
    assert Clock.HANDLING in life.stand("running")


def test_taken_back_from_outside_and_dispatched():
    assert walk(*FILED, M.REFER, M.TAKE_BACK, M.DISPATCH).facts.state is S.DISPATCHED


def test_forced_close_needs_two_people_and_never_counts_as_verified():
    life = walk(*HANDLED)
    with pytest.raises(Refused, match="approval_missing"):
        life.make(M.FORCE_CLOSE, given_for(M.FORCE_CLOSE))
    walk(M.FORCE_CLOSE, life=life, petition_kind_granted=PetitionKind.FORCE_CLOSE)
    assert life.outcome is Outcome.FORCED


def test_reopened_goes_round_again():
    life = walk(*HANDLED, M.PASS_CHECK, M.CLOSE, M.REOPEN)
    assert (life.facts.state, life.outcome) == (S.FILED, None)
    walk(M.DISPATCH, M.HANDLE, M.PASS_CHECK, M.CLOSE, life=life)
    assert life.outcome is Outcome.VERIFIED


PEOPLE = st.sampled_from([FINDER, HANDLER, CHECKER, DISPATCHER, ASKER, DECIDER])
BRINGS = st.builds(
    Given,
    actor_id=PEOPLE,
    actor_unit_id=st.sampled_from([UNIT, CENTRE, OTHER_UNIT]),
    actor_dispatches=st.booleans(),
    reason=st.sampled_from(["", "管辖有误"]),
    note=st.sampled_from(["", "已清理"]),
    words=st.just("今日办结"),
    answer=st.just("已修复"),
    receiver=st.just("区水务局"),
    photos=st.frozensets(st.sampled_from(PhotoKind)),
    unit_id=st.sampled_from([None, UNIT, OTHER_UNIT]),
    officer_id=st.sampled_from([None, HANDLER, 77]),
    parent_id=st.sampled_from([None, 999, 1000]),
    parent_state=st.sampled_from(CaseState),
    finding=st.sampled_from(Finding),
    supervision=st.just(None),
    confirmed=st.booleans(),
)
# Ending moves are drawn seldom, or most walks would be over before they begin.
STEPS = st.tuples(
    st.sampled_from([*Move, *[M.DISPATCH, M.HANDLE, M.PASS_CHECK, M.CLOSE, M.REWORK] * 3]),
    BRINGS,
    st.booleans(),
    st.sampled_from([None, *PetitionKind]),
)


def assert_checked_by_another(history):
    """Behind the closing stands a passed check, behind it the handling, by another person."""
    moves = [move for move, _ in history]
    check_at = len(moves) - 1 - moves[::-1].index(M.PASS_CHECK)
    worked = [at for at, move in enumerate(moves) if move in (M.HANDLE, M.SETTLE_REFERRAL)]
    assert worked[-1] < check_at
    assert history[check_at][1] != history[worked[-1]][1]
    assert M.REWORK not in moves[check_at:]


@settings(max_examples=150, deadline=None)
@given(start=st.sampled_from([(), FILED, HANDLED]), steps=st.lists(STEPS, max_size=30))
def test_no_random_walk_leaves_the_table_or_closes_unchecked(start, steps):
    life = walk(*start)
    for move, random_given, is_complete, granted in steps:
        life.facts = replace(life.facts, petition_kind_granted=granted)
        brought = given_for(move, actor_id=random_given.actor_id) if is_complete else random_given
        before = (life.facts, dict(life.clocks), list(life.history))
        lacking = missing(move, life.facts, brought, NOW)
        assert may(move, life.facts, brought, NOW) is (lacking == ())
        try:
            life.make(move, brought)
        except Refused as refusal:
            assert lacking
            assert refusal.code in CASE.refusals()
            assert (life.facts, life.clocks, life.history) == before
        else:
            assert lacking == ()
            assert life.facts.state in CaseState
            assert_clocks_fit(life)
            if life.outcome is Outcome.VERIFIED:
                assert_checked_by_another(life.history)


def test_all_short_walks_of_complete_people_close_verified_only_after_a_check():
    """Breadth first over every sequence of six moves, whoever of three people makes them."""
    frontier, verified = deque([walk(*FILED)]), 0
    for _ in range(6):
        for _ in range(len(frontier)):
            life = frontier.popleft()
            for move in (M.DISPATCH, M.HANDLE, M.PASS_CHECK, M.REWORK, M.CLOSE, M.REOPEN):
                for actor_id in (HANDLER, CHECKER):
                    brought = given_for(move, actor_id=actor_id)
                    if not may(move, life.facts, brought, NOW):
                        continue
                    onward = Life(life.facts, dict(life.clocks), list(life.history))
                    frontier.append(onward.make(move, brought))
                    if onward.outcome is Outcome.VERIFIED:
                        assert_checked_by_another(onward.history)
                        verified += 1
    assert verified > 10


def test_a_reopening_on_the_last_day_holds_and_on_the_next_one_not():
    life = walk(*HANDLED, M.PASS_CHECK, M.CLOSE)
    brought = given_for(M.REOPEN)
    assert may(M.REOPEN, life.facts, brought, NOW + timedelta(days=30))
    assert not may(M.REOPEN, life.facts, brought, NOW + timedelta(days=31))

"""The table against one written out by hand, pair by pair: 13 standings by 24 moves."""

import pytest

from tests.rulebook.lifecycle.complete import NOW, facts_for, given_for
from xiuhua.rulebook.lifecycle import MACHINES, PERMISSIONS
from xiuhua.rulebook.lifecycle.case import (
    CASE,
    check_may,
    may,
    missing,
    moves_from,
    next_state,
    outcome_of,
    permission_for,
)
from xiuhua.rulebook.lifecycle.terms import OPEN_STATES, CaseState, Move, Outcome
from xiuhua.rulebook.refusal import Refused

# state: {move: where it leads}, on purpose not made from the table under test
BY_HAND = {
    None: {"report": "reported", "fix_on_spot": "closed"},
    "reported": {
        "send_to_verify": "verifying",
        "file": "filed",
        "refuse": "refused",
        "merge": "merged",
        "supervise": "reported",
    },
    "verifying": {"send_to_verify": "verifying", "verify": "verified", "supervise": "verifying"},
    "verified": {
        "file": "filed",
        "refuse": "refused",
        "merge": "merged",
        "supervise": "verified",
    },
    "filed": {
        "dispatch": "dispatched",
        "merge": "merged",
        "refer": "referred",
        "force_close": "closed",
        "supervise": "filed",
    },
    "dispatched": {
        "handle": "handled",
        "return_back": "filed",
        "push_up": "filed",
        "hand_over": "dispatched",
        "merge": "merged",
        "suspend": "suspended",
        "refer": "referred",
        "force_close": "closed",
        "supervise": "dispatched",
    },
    "handled": {
        "pass_check": "checked",
        "rework": "dispatched",
        "force_close": "closed",
        "supervise": "handled",
    },
    "checked": {"close": "closed", "rework": "dispatched", "supervise": "checked"},
    "suspended": {"resume": "dispatched", "force_close": "closed", "supervise": "suspended"},
    "referred": {
        "nudge": "referred",
        "settle_referral": "handled",
        "take_back": "filed",
        "force_close": "closed",
        "supervise": "referred",
    },
    "closed": {"reopen": "filed"},
    "refused": {"reopen": "filed"},
    "merged": {},
}
PAIRS = [(state, move) for state in (None, *CaseState) for move in Move]


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_every_pair_of_state_and_move_is_allowed_or_refused_as_written_by_hand(state, move):
    facts, given = facts_for(move, state), given_for(move)
    expected = BY_HAND[state].get(str(move))
    if expected is None:
        with pytest.raises(Refused) as refusal:
            check_may(move, facts, given, NOW)
        assert refusal.value.code == "move_not_from_state"
        assert refusal.value.facts["move"] == move
        assert refusal.value.facts["state"] == state
        assert missing(move, facts, given) == ("state",)
        assert not may(move, facts, given, NOW)
        with pytest.raises(Refused, match="move_not_from_state"):
            next_state(move, facts)
    else:
        check_may(move, facts, given, NOW)
        assert may(move, facts, given, NOW)
        assert missing(move, facts, given, NOW) == ()
        assert next_state(move, facts) == expected
        assert move in moves_from(state)


def test_moves_from_lists_exactly_what_is_written_by_hand():
    for state in (None, *CaseState):
        assert {str(move) for move in moves_from(state)} == set(BY_HAND[state])


def test_every_state_is_reached_from_nothing():
    reached, frontier = set(), {None}
    while frontier:
        state = frontier.pop()
        found = {CaseState(to) for to in BY_HAND[state].values()} - reached
        reached |= found
        frontier |= found
    assert reached == set(CaseState)


def test_every_open_state_leads_to_an_end_and_no_ended_one_is_open():
    assert {str(state) for state in OPEN_STATES} == set(CaseState) - {
        "closed",
        "refused",
        "merged",
    }
    for start in OPEN_STATES:
        seen, frontier = {start}, [start]
        while frontier:
            onward = {CASE.row(move).to for move in moves_from(frontier.pop())} - seen - {None}
            seen |= onward
            frontier += onward
        assert CaseState.CLOSED in seen


def test_only_three_moves_close_and_each_says_how():
    outcomes = {move: outcome_of(move) for move in Move if outcome_of(move)}
    assert outcomes == {
        Move.FIX_ON_SPOT: Outcome.FIXED_ON_SPOT,
        Move.CLOSE: Outcome.VERIFIED,
        Move.FORCE_CLOSE: Outcome.FORCED,
    }
    closing = {row.move for row in CASE.rows if row.to is CaseState.CLOSED}
    assert closing == set(outcomes)


def test_every_permission_is_listed_and_every_listed_one_is_used():
    used = set().union(*(machine.permissions() for machine in MACHINES.values()))
    assert used == set(PERMISSIONS)
    assert len(PERMISSIONS) == len(set(PERMISSIONS))


@pytest.mark.parametrize(
    ("move", "permission"),
    [
        (Move.SEND_TO_VERIFY, "cases.file"),
        (Move.VERIFY, "cases.verify"),
        (Move.RETURN_BACK, "cases.handle"),
        (Move.HAND_OVER, "cases.hand_over"),
        (Move.PASS_CHECK, "cases.check"),
        (Move.REWORK, "cases.check"),
        (Move.SUSPEND, "cases.approve"),
        (Move.RESUME, "cases.approve"),
        (Move.FORCE_CLOSE, "cases.approve"),
        (Move.NUDGE, "cases.refer"),
        (Move.PUSH_UP, "cases.push_up"),
    ],
)
def test_who_may_ask_for_which_move(move, permission):
    assert permission_for(move) == permission


def test_each_row_and_each_demand_says_where_it_comes_from():
    for machine in MACHINES.values():
        for row in machine.rows:
            assert row.source
            assert all(asked.source for asked in row.demands)

"""Inbound orders: contact, reply, return inside the window, and what only the issuer may do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from xiuhua.rulebook.lifecycle.machine import ClockAct
from xiuhua.rulebook.lifecycle.order import (
    ORDER,
    OrderClock,
    OrderFacts,
    OrderGiven,
    OrderMove,
    OrderState,
    check_may,
    may,
    missing,
    next_state,
    permission_for,
)
from xiuhua.rulebook.refusal import Refused

NOW = datetime(2021, 5, 6, 1, 0, tzinfo=UTC)
M, S = OrderMove, OrderState
BY_HAND = {
    None: {M.REGISTER: S.RECEIVED},
    S.RECEIVED: {
        M.CONTACT: S.CONTACTED,
        M.REPLY: S.REPLIED,
        M.RETURN_ORDER: S.RETURNED,
        M.ISSUER_EXTENDS: S.RECEIVED,
        M.ISSUER_WITHDRAWS: S.WITHDRAWN,
    },
    S.CONTACTED: {
        M.REPLY: S.REPLIED,
        M.RETURN_ORDER: S.RETURNED,
        M.ISSUER_EXTENDS: S.CONTACTED,
        M.ISSUER_WITHDRAWS: S.WITHDRAWN,
    },
    S.REPLIED: {},
    S.RETURNED: {},
    S.WITHDRAWN: {},
}


def facts_in(state, **changes):
    facts = OrderFacts(state=state, return_until=NOW + timedelta(hours=2))
    return replace(facts, **changes)


def given_with(**changes):
    given = OrderGiven(
        actor_id=1,
        reason="属区管道路,非本街道管辖",
        note="已电话联系诉求人",
        reply_text="占道物品已清理",
        signer="值班长",
        document_ref="延期批复 2021-18",
    )
    return replace(given, **changes)


@pytest.mark.parametrize("state", [None, *OrderState])
@pytest.mark.parametrize("move", OrderMove)
def test_every_pair_as_written_by_hand(state, move):
    facts, expected = facts_in(state), BY_HAND[state].get(move)
    if expected is None:
        with pytest.raises(Refused, match="move_not_from_state"):
            check_may(move, facts, given_with(), NOW)
        assert not may(move, facts, given_with(), NOW)
    else:
        check_may(move, facts, given_with(), NOW)
        assert next_state(move, facts) is expected


UNMET = [
    (M.CONTACT, S.RECEIVED, {}, {"note": ""}, "contact_note", "contact_note_missing"),
    (
        M.REPLY,
        S.RECEIVED,
        {"contact_required": True},
        {},
        "contact_made",
        "first_contact_missing",
    ),
    (M.REPLY, S.CONTACTED, {}, {"reply_text": " "}, "reply_text", "reply_text_missing"),
    (M.REPLY, S.CONTACTED, {}, {"signer": ""}, "signer", "signer_missing"),
    (
        M.REPLY,
        S.CONTACTED,
        {"open_case_count": 2},
        {"reason": ""},
        "cases_ended_or_reason",
        "linked_cases_open",
    ),
    (
        M.RETURN_ORDER,
        S.RECEIVED,
        {"return_until": None},
        {},
        "return_offered",
        "return_not_offered",
    ),
    (M.RETURN_ORDER, S.RECEIVED, {}, {"reason": ""}, "reason", "reason_missing"),
    (
        M.RETURN_ORDER,
        S.CONTACTED,
        {"return_until": NOW - timedelta(seconds=1)},
        {},
        "inside_return_window",
        "return_window_over",
    ),
    (M.ISSUER_EXTENDS, S.RECEIVED, {}, {"document_ref": ""}, "document", "document_missing"),
    (M.ISSUER_WITHDRAWS, S.CONTACTED, {}, {"document_ref": ""}, "document", "document_missing"),
]


@pytest.mark.parametrize(("move", "state", "facts", "given", "demand", "code"), UNMET)
def test_each_demand_taken_away(move, state, facts, given, demand, code):
    facts, given = facts_in(state, **facts), given_with(**given)
    assert missing(move, facts, given, NOW) == (demand,)
    with pytest.raises(Refused) as refusal:
        check_may(move, facts, given, NOW)
    assert refusal.value.code == code


def test_every_demand_and_code_is_taken_away_above():
    assert {(row[0], row[4]) for row in UNMET} == {
        (row.move, asked.name) for row in ORDER.rows for asked in row.demands
    }
    assert {row[5] for row in UNMET} | {"move_not_from_state"} == ORDER.refusals()


def test_the_last_moment_of_the_window_is_inside_and_a_page_without_a_moment_asks_nothing():
    facts = facts_in(S.RECEIVED, return_until=NOW)
    assert may(M.RETURN_ORDER, facts, given_with(), NOW)
    assert not may(M.RETURN_ORDER, facts, given_with(), NOW + timedelta(microseconds=1))
    late = facts_in(S.RECEIVED, return_until=NOW - timedelta(days=9))
    assert missing(M.RETURN_ORDER, late, given_with()) == ()


def test_a_reply_goes_out_before_the_cases_end_only_with_a_reason():
    facts = facts_in(S.CONTACTED, open_case_count=1)
    check_may(M.REPLY, facts, given_with(reason="已告知诉求人整改期限"), NOW)


def test_without_a_caller_to_contact_the_reply_comes_at_once():
    check_may(M.REPLY, facts_in(S.RECEIVED), given_with(), NOW)
    check_may(M.REPLY, facts_in(S.CONTACTED, contact_required=True), given_with(), NOW)


def test_only_the_issuers_paper_lengthens_the_issuers_clock():
    lengthening = [
        (row.move, effect.clock)
        for row in ORDER.rows
        for effect in row.effects
        if effect.act is ClockAct.EXTEND
    ]
    assert lengthening == [(M.ISSUER_EXTENDS, OrderClock.REPLY)]
    assert permission_for(M.ISSUER_EXTENDS) == "orders.register"
    assert permission_for(M.REPLY) == "orders.reply"


@drawn(st.lists(st.sampled_from(OrderMove), max_size=12))
def test_random_walks_stay_in_the_table_and_leave_no_clock_running_at_the_end(moves):
    state, clocks = None, {}
    for move in moves:
        facts = facts_in(state)
        if not may(move, facts, given_with(), NOW):
            continue
        for effect in ORDER.row(move).effects:
            clocks[effect.clock] = effect.act
        state = next_state(move, facts)
        assert state in OrderState
        if state in (S.REPLIED, S.RETURNED, S.WITHDRAWN):
            assert set(clocks.values()) == {ClockAct.STOP}

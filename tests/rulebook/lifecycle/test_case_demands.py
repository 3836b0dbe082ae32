"""Each demand taken away once: the move is refused with its own code and named as missing."""

from dataclasses import replace

import pytest

from tests.rulebook.lifecycle.complete import (
    CENTRE,
    CHECKER,
    DISPATCHER,
    FINDER,
    HANDLER,
    NOW,
    OTHER_UNIT,
    UNIT,
    facts_for,
    given_for,
)
from xiuhua.rulebook.lifecycle.case import CASE, check_may, may, missing
from xiuhua.rulebook.lifecycle.machine import Concern
from xiuhua.rulebook.lifecycle.terms import (
    CaseState,
    Finding,
    Given,
    Move,
    PetitionKind,
    PhotoKind,
)
from xiuhua.rulebook.refusal import Refused

NO_AFTER = frozenset({PhotoKind.BEFORE, PhotoKind.CHECK})
NO_BEFORE = frozenset({PhotoKind.AFTER})
M, S = Move, CaseState

# move, state, changes to the facts, changes to what is given, demand, refusal
UNMET = [
    (M.FIX_ON_SPOT, None, {}, {"photos": NO_BEFORE}, "before_photo", "before_photo_missing"),
    (M.FIX_ON_SPOT, None, {}, {"photos": NO_AFTER}, "after_photo", "after_photo_missing"),
    (M.FIX_ON_SPOT, None, {}, {"actor_id": CHECKER}, "finder_is_fixer", "finder_is_not_fixer"),
    (M.FIX_ON_SPOT, None, {"finder_id": None}, {}, "finder_is_fixer", "finder_is_not_fixer"),
    (
        M.SEND_TO_VERIFY,
        S.VERIFYING,
        {"officer_id": 77},
        {},
        "verifier_changes",
        "verifier_unchanged",
    ),
    (M.VERIFY, S.VERIFYING, {}, {"finding": None}, "finding", "finding_missing"),
    (
        M.VERIFY,
        S.VERIFYING,
        {},
        {"note": "", "photos": frozenset()},
        "verification_proof",
        "verification_proof_missing",
    ),
    (
        M.FILE,
        S.REPORTED,
        {"verification_finding": None},
        {},
        "verification_done",
        "verification_first",
    ),
    (
        M.FILE,
        S.VERIFIED,
        {"verification_finding": Finding.ABSENT},
        {},
        "found_on_site",
        "not_found_on_site",
    ),
    (M.FILE, S.VERIFIED, {"class_slug": None}, {}, "class_known", "class_missing"),
    (M.FILE, S.VERIFIED, {"class_slug": " "}, {}, "class_known", "class_missing"),
    (M.FILE, S.VERIFIED, {"has_standard": False}, {}, "standard_known", "standard_missing"),
    (M.FILE, S.VERIFIED, {"place_known": False}, {}, "place_known", "place_missing"),
    (M.FILE, S.VERIFIED, {"inside": False}, {}, "place_inside", "place_outside"),
    (M.REFUSE, S.REPORTED, {}, {"reason": ""}, "reason", "reason_missing"),
    (M.REFUSE, S.VERIFIED, {}, {"reason": " \n　"}, "reason", "reason_missing"),
    (M.MERGE, S.FILED, {}, {"parent_id": None}, "parent", "parent_missing"),
    (M.MERGE, S.FILED, {"case_id": 999}, {}, "parent_is_another", "parent_is_itself"),
    (M.MERGE, S.FILED, {}, {"parent_state": S.CLOSED}, "parent_open", "parent_not_open"),
    (M.MERGE, S.FILED, {}, {"parent_state": S.REFUSED}, "parent_open", "parent_not_open"),
    (M.MERGE, S.FILED, {}, {"parent_state": None}, "parent_open", "parent_not_open"),
    (M.DISPATCH, S.FILED, {}, {"unit_id": None}, "unit", "unit_missing"),
    (
        M.DISPATCH,
        S.FILED,
        {"last_returned_by_unit_id": UNIT},
        {"reason": ""},
        "unit_not_just_returned",
        "unit_just_returned",
    ),
    (
        M.DISPATCH,
        S.FILED,
        {"last_returned_by_unit_id": UNIT},
        {"unit_id": OTHER_UNIT, "actor_unit_id": UNIT},
        "actor_not_returner",
        "returner_may_not_forward",
    ),
    (M.RETURN_BACK, S.DISPATCHED, {}, {"reason": ""}, "reason", "reason_missing"),
    (
        M.RETURN_BACK,
        S.DISPATCHED,
        {},
        {"actor_unit_id": OTHER_UNIT},
        "actor_of_holding_unit",
        "not_holding_unit",
    ),
    (
        M.RETURN_BACK,
        S.DISPATCHED,
        {"unit_id": None},
        {"actor_unit_id": None},
        "actor_of_holding_unit",
        "not_holding_unit",
    ),
    (M.PUSH_UP, S.DISPATCHED, {}, {"reason": ""}, "reason", "reason_missing"),
    (
        M.PUSH_UP,
        S.DISPATCHED,
        {},
        {"actor_unit_id": OTHER_UNIT},
        "actor_of_holding_unit",
        "not_holding_unit",
    ),
    (
        M.HAND_OVER,
        S.DISPATCHED,
        {},
        {"officer_id": HANDLER},
        "hand_over_changes_something",
        "hand_over_to_same",
    ),
    (
        M.HAND_OVER,
        S.DISPATCHED,
        {},
        {"unit_id": OTHER_UNIT},
        "own_unit_or_dispatcher",
        "other_unit_needs_dispatch",
    ),
    (
        M.HAND_OVER,
        S.DISPATCHED,
        {},
        {"actor_unit_id": OTHER_UNIT},
        "own_unit_or_dispatcher",
        "other_unit_needs_dispatch",
    ),
    (M.HAND_OVER, S.DISPATCHED, {}, {"reason": ""}, "reason", "reason_missing"),
    (M.HANDLE, S.DISPATCHED, {}, {"photos": NO_AFTER}, "after_photo", "after_photo_missing"),
    (M.HANDLE, S.DISPATCHED, {}, {"note": ""}, "note", "note_missing"),
    (M.REWORK, S.HANDLED, {}, {"reason": ""}, "reason", "reason_missing"),
    (
        M.REWORK,
        S.HANDLED,
        {},
        {"actor_id": HANDLER},
        "checker_is_not_handler",
        "checker_is_handler",
    ),
    (
        M.REWORK,
        S.HANDLED,
        {"unit_id": None},
        {"unit_id": None},
        "unit_to_redo",
        "unit_missing",
    ),
    (
        M.PASS_CHECK,
        S.HANDLED,
        {"handler_id": None, "handling_recorder_id": None},
        {},
        "handler_known",
        "handler_missing",
    ),
    (
        M.PASS_CHECK,
        S.HANDLED,
        {},
        {"actor_id": HANDLER},
        "checker_is_not_handler",
        "checker_is_handler",
    ),
    (
        M.PASS_CHECK,
        S.HANDLED,
        {"handling_recorder_id": CHECKER},
        {},
        "checker_is_not_handler",
        "checker_is_handler",
    ),
    (
        M.PASS_CHECK,
        S.HANDLED,
        {},
        {"actor_id": None},
        "checker_is_not_handler",
        "checker_is_handler",
    ),
    (
        M.PASS_CHECK,
        S.HANDLED,
        {"strict_check_unit": True},
        {"actor_unit_id": UNIT},
        "checker_of_other_unit",
        "checker_of_handling_unit",
    ),
    (
        M.PASS_CHECK,
        S.HANDLED,
        {},
        {"photos": NO_BEFORE, "note": "", "confirmed": False},
        "check_proof",
        "check_proof_missing",
    ),
    (
        M.CLOSE,
        S.CHECKED,
        {},
        {"confirmed": False},
        "closing_condition",
        "closing_condition_unconfirmed",
    ),
    (
        M.SUSPEND,
        S.DISPATCHED,
        {"petition_kind_granted": None},
        {},
        "suspension_granted",
        "approval_missing",
    ),
    (
        M.SUSPEND,
        S.DISPATCHED,
        {"petition_kind_granted": PetitionKind.FORCE_CLOSE},
        {},
        "suspension_granted",
        "approval_missing",
    ),
    (
        M.SUSPEND,
        S.DISPATCHED,
        {"petition_asker_id": 6},
        {},
        "decided_by_another",
        "decider_is_asker",
    ),
    (
        M.FORCE_CLOSE,
        S.HANDLED,
        {"petition_kind_granted": PetitionKind.SUSPENSION},
        {},
        "force_close_granted",
        "approval_missing",
    ),
    (
        M.FORCE_CLOSE,
        S.HANDLED,
        {"petition_asker_id": None},
        {},
        "force_close_granted",
        "approval_missing",
    ),
    (
        M.FORCE_CLOSE,
        S.REFERRED,
        {"petition_asker_id": 6},
        {},
        "decided_by_another",
        "decider_is_asker",
    ),
    (
        M.SUPERVISE,
        S.FILED,
        {},
        {"supervision": None},
        "supervision_kind",
        "supervision_kind_missing",
    ),
    (M.SUPERVISE, S.REFERRED, {}, {"words": ""}, "words", "words_missing"),
    (M.REFER, S.FILED, {}, {"receiver": ""}, "receiver", "receiver_missing"),
    (M.SETTLE_REFERRAL, S.REFERRED, {}, {"answer": ""}, "answer", "answer_missing"),
    (M.TAKE_BACK, S.REFERRED, {}, {"reason": ""}, "reason", "reason_missing"),
    (M.REOPEN, S.CLOSED, {}, {"reason": ""}, "reason", "reason_missing"),
    (M.REOPEN, S.REFUSED, {"class_slug": None}, {}, "class_known", "class_missing"),
    (M.REOPEN, S.REFUSED, {"inside": False}, {}, "place_inside", "place_outside"),
    (M.REOPEN, S.CLOSED, {"has_standard": False}, {}, "standard_known", "standard_missing"),
    (M.REOPEN, S.REFUSED, {"place_known": False}, {}, "place_known", "place_missing"),
    (M.REOPEN, S.CLOSED, {"reopen_days": 4}, {}, "within_reopen_days", "reopen_too_late"),
    (M.REOPEN, S.CLOSED, {"closed_at": None}, {}, "within_reopen_days", "reopen_too_late"),
]


@pytest.mark.parametrize(("move", "state", "facts", "given", "demand", "code"), UNMET)
def test_without_it_the_move_is_refused_and_the_page_can_name_it(
    move, state, facts, given, demand, code
):
    facts = replace(facts_for(move, state), **facts)
    given = given_for(move, **given)
    assert missing(move, facts, given, NOW) == (demand,)
    assert not may(move, facts, given, NOW)
    with pytest.raises(Refused) as refusal:
        check_may(move, facts, given, NOW)
    assert refusal.value.code == code
    assert (refusal.value.facts["move"], refusal.value.facts["state"]) == (move, state)


def test_a_case_does_not_merge_into_one_that_was_merged_away():
    given = given_for(M.MERGE, parent_state=S.MERGED)
    facts = facts_for(M.MERGE, S.FILED)
    assert missing(M.MERGE, facts, given) == ("parent_not_merged", "parent_open")
    with pytest.raises(Refused, match="parent_is_merged"):
        check_may(M.MERGE, facts, given, NOW)


def test_a_hand_over_to_nobody_is_refused():
    given = given_for(M.HAND_OVER, officer_id=None, unit_id=None)
    facts = facts_for(M.HAND_OVER, S.DISPATCHED)
    assert missing(M.HAND_OVER, facts, given) == (
        "officer_or_unit",
        "hand_over_changes_something",
    )
    with pytest.raises(Refused, match="receiver_of_hand_over_missing"):
        check_may(M.HAND_OVER, facts, given, NOW)


def test_every_demand_of_the_table_is_taken_away_above():
    tried = {(row[0], row[4]) for row in UNMET}
    tried |= {(M.MERGE, "parent_not_merged"), (M.HAND_OVER, "officer_or_unit")}
    assert tried == {(row.move, asked.name) for row in CASE.rows for asked in row.demands}
    codes = {row[5] for row in UNMET} | {"parent_is_merged", "receiver_of_hand_over_missing"}
    assert codes | {"move_not_from_state"} == CASE.refusals()


def test_an_empty_hand_is_told_everything_at_once():
    facts = facts_for(M.HANDLE, S.DISPATCHED)
    assert missing(M.HANDLE, facts, Given()) == ("after_photo", "note")
    empty = Given(actor_id=CHECKER, actor_unit_id=CENTRE)
    assert missing(M.PASS_CHECK, facts_for(M.PASS_CHECK, S.HANDLED), empty) == ("check_proof",)


def test_a_source_that_asks_for_no_verification_is_filed_at_once():
    facts = facts_for(M.FILE, S.REPORTED)
    facts = replace(facts, source_needs_verification=False, verification_finding=None)
    check_may(M.FILE, facts, given_for(M.FILE), NOW)


def test_the_returning_unit_gets_it_again_only_with_a_reason_and_another_one_without():
    facts = replace(facts_for(M.DISPATCH, S.FILED), last_returned_by_unit_id=UNIT)
    check_may(M.DISPATCH, facts, given_for(M.DISPATCH, reason="权责清单第 12 项归其管"), NOW)
    check_may(M.DISPATCH, facts, given_for(M.DISPATCH, unit_id=OTHER_UNIT, reason=""), NOW)


def test_a_dispatcher_hands_over_across_units_and_an_officer_within_the_own_unit():
    facts = facts_for(M.HAND_OVER, S.DISPATCHED)
    across = given_for(
        M.HAND_OVER,
        actor_id=DISPATCHER,
        actor_unit_id=CENTRE,
        actor_dispatches=True,
        unit_id=OTHER_UNIT,
        officer_id=None,
    )
    check_may(M.HAND_OVER, facts, across, NOW)
    check_may(M.HAND_OVER, facts, given_for(M.HAND_OVER, unit_id=None), NOW)


def test_the_handling_unit_may_check_where_the_rule_is_not_strict():
    given = given_for(M.PASS_CHECK, actor_unit_id=UNIT)
    check_may(M.PASS_CHECK, facts_for(M.PASS_CHECK, S.HANDLED), given, NOW)


def test_the_finder_may_check_since_only_the_handler_may_not():
    given = given_for(M.PASS_CHECK, actor_id=FINDER)
    check_may(M.PASS_CHECK, facts_for(M.PASS_CHECK, S.HANDLED), given, NOW)


def test_each_input_demand_names_the_field_that_supplies_it():
    fields = set(Given.__dataclass_fields__)
    for row in CASE.rows:
        for demand in row.demands:
            assert set(demand.fields) <= fields
            assert bool(demand.fields) is (demand.concern is Concern.INPUT), demand.name

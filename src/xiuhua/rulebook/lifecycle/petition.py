"""What is asked for and decided about a case: extension, 挂账, forced close, appeal.

A petition is a record of its own: granting one opens the way for a move of the case (suspend, force
close) or lengthens a clock, it never moves the case itself, and an appeal never changes the fact it
is about. One table per kind, because who decides and when one may ask differ.

Source: 延期申请、挂账、强制结案、申诉 in deployed city management systems (H as practice).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xiuhua.rulebook.lifecycle import sources
from xiuhua.rulebook.lifecycle.case import CASE
from xiuhua.rulebook.lifecycle.case_demands import has_words, is_within_days
from xiuhua.rulebook.lifecycle.machine import (
    ClockAct,
    Concern,
    Demand,
    Effect,
    Machine,
    Row,
    demand,
)
from xiuhua.rulebook.lifecycle.terms import CaseState, Clock, Key, Move, PetitionKind


class PetitionState(StrEnum):
    """Where a petition stands."""

    ASKED = "asked"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


class PetitionMove(StrEnum):
    """What can be done to a petition."""

    ASK = "ask"
    GRANT = "grant"
    DENY = "deny"
    WITHDRAW = "withdraw"


class Notice(StrEnum):
    """What a page must say beside a petition, though it forbids nothing."""

    FOREIGN_CLOCK_UNMOVED = "foreign_clock_unmoved"  # the issuer's clock runs on
    FACT_STAYS = "fact_stays"  # an appeal adds a decision, it rewrites nothing


ASKED_IN: Mapping[PetitionKind, frozenset[StrEnum | None]] = {
    PetitionKind.EXTENSION: frozenset({CaseState.DISPATCHED}),
    PetitionKind.SUSPENSION: frozenset(CASE.row(Move.SUSPEND).from_states),
    PetitionKind.FORCE_CLOSE: frozenset(CASE.row(Move.FORCE_CLOSE).from_states),
    PetitionKind.APPEAL: frozenset({CaseState.CLOSED, CaseState.REFUSED}),
}
"""The states of the case in which a petition may be asked for and granted."""

GRANT_OPENS: Mapping[PetitionKind, Move | None] = {
    PetitionKind.EXTENSION: None,
    PetitionKind.SUSPENSION: Move.SUSPEND,
    PetitionKind.FORCE_CLOSE: Move.FORCE_CLOSE,
    PetitionKind.APPEAL: None,
}
"""The move of the case that a granted petition makes possible."""


@dataclass(frozen=True, kw_only=True)
class PetitionFacts:
    """What the file says. `answers_foreign_order`: the case answers a 12345 or other outside order.

    `ended_at` is the closing or refusal appealed against, in the subdistrict's own zone;
    `appeal_days=None`: no rule row limits appeals.
    """

    kind: PetitionKind
    state: PetitionState | None = None
    case_state: CaseState | None = None
    asker_id: Key | None = None
    same_kind_is_open: bool = False
    answers_foreign_order: bool = False
    ended_at: datetime | None = None
    appeal_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class PetitionGiven:
    """What the person acting brings along; `extra_amount` is in the unit of the case's limit."""

    actor_id: Key | None = None
    reason: str = ""
    extra_amount: int | None = None


Now = datetime | None


@demand("reason_missing", Concern.INPUT, sources.BRANCHES, fields=("reason",))
def reason(_facts: PetitionFacts, given: PetitionGiven, _now: Now) -> bool:
    """A reason in words."""
    return has_words(given.reason)


@demand(
    "petition_not_in_state",
    Concern.RECORD,
    sources.BRANCHES,
    tells=lambda facts, _given: {"kind": str(facts.kind), "case_state": facts.case_state},
)
def case_in_state(facts: PetitionFacts, _given: PetitionGiven, _now: Now) -> bool:
    """The case stands where this can be asked for, and still does when it is granted."""
    return facts.case_state in ASKED_IN[facts.kind]


@demand("petition_already_open", Concern.RECORD, sources.HOUSE)
def none_open(facts: PetitionFacts, _given: PetitionGiven, _now: Now) -> bool:
    """No petition of this kind waits already."""
    return not facts.same_kind_is_open


@demand("extension_length_missing", Concern.INPUT, sources.BRANCHES, fields=("extra_amount",))
def extension_length(_facts: PetitionFacts, given: PetitionGiven, _now: Now) -> bool:
    """How much longer."""
    return given.extra_amount is not None and given.extra_amount > 0


@demand(
    "appeal_too_late",
    Concern.TIME,
    sources.APPEAL,
    tells=lambda facts, _given: {"days": facts.appeal_days},
)
def within_appeal_days(facts: PetitionFacts, _given: PetitionGiven, now: Now) -> bool:
    """The days for an appeal have not run out."""
    return is_within_days(facts.ended_at, facts.appeal_days, now)


@demand("decider_is_asker", Concern.PERSON, sources.FOUR_EYES)
def decider_is_not_asker(facts: PetitionFacts, given: PetitionGiven, _now: Now) -> bool:
    """Who asked does not decide."""
    return given.actor_id is not None and given.actor_id != facts.asker_id


@demand("not_the_asker", Concern.PERSON, sources.BRANCHES)
def actor_is_asker(facts: PetitionFacts, given: PetitionGiven, _now: Now) -> bool:
    """Only who asked takes it back."""
    return given.actor_id is not None and given.actor_id == facts.asker_id


OWN_DEMANDS: Mapping[PetitionKind, tuple[Demand[PetitionFacts, PetitionGiven], ...]] = {
    PetitionKind.EXTENSION: (extension_length,),
    PetitionKind.SUSPENSION: (),
    PetitionKind.FORCE_CLOSE: (),
    PetitionKind.APPEAL: (within_appeal_days,),
}

GRANT_EFFECTS: Mapping[PetitionKind, tuple[Effect, ...]] = {
    PetitionKind.EXTENSION: (
        Effect(Clock.HANDLING, ClockAct.EXTEND),
        Effect(Clock.TOTAL, ClockAct.EXTEND),
    ),
    # The moves that these open carry their own effects; an appeal has none at all.
    PetitionKind.SUSPENSION: (),
    PetitionKind.FORCE_CLOSE: (),
    PetitionKind.APPEAL: (),
}


def _rows(kind: PetitionKind) -> tuple[Row[PetitionFacts, PetitionGiven], ...]:
    is_appeal = kind is PetitionKind.APPEAL
    ask, decide = (
        ("cases.appeal", "cases.decide_appeal") if is_appeal else ("cases.ask", "cases.approve")
    )
    source = sources.APPEAL if is_appeal else sources.BRANCHES
    state, move = PetitionState, PetitionMove
    return (
        Row(
            move.ASK,
            (None,),
            state.ASKED,
            ask,
            source,
            demands=(case_in_state, none_open, reason, *OWN_DEMANDS[kind]),
        ),
        Row(
            move.GRANT,
            (state.ASKED,),
            state.GRANTED,
            decide,
            source,
            demands=(decider_is_not_asker, case_in_state),
            effects=GRANT_EFFECTS[kind],
        ),
        Row(
            move.DENY,
            (state.ASKED,),
            state.DENIED,
            decide,
            source,
            demands=(decider_is_not_asker, reason),
        ),
        Row(move.WITHDRAW, (state.ASKED,), state.WITHDRAWN, ask, source, demands=(actor_is_asker,)),
    )


PETITIONS: Mapping[PetitionKind, Machine[PetitionFacts, PetitionGiven]] = {
    kind: Machine(
        f"petition_{kind}",
        PetitionState,
        _rows(kind),
        state_kind="petition_state",
        move_kind="petition_move",
    )
    for kind in PetitionKind
}


def check_may(
    move: PetitionMove, facts: PetitionFacts, given: PetitionGiven, now: datetime
) -> None:
    """Raise `Refused` unless the petition may be asked for, granted, denied or withdrawn.

    Source: the row of the move.
    """
    PETITIONS[facts.kind].check_may(move, facts.state, facts, given, now)


def may(move: PetitionMove, facts: PetitionFacts, given: PetitionGiven, now: datetime) -> bool:
    """Whether the move may be made now.

    Source: the row of the move.
    """
    return not missing(move, facts, given, now)


def missing(
    move: PetitionMove, facts: PetitionFacts, given: PetitionGiven, now: datetime | None = None
) -> tuple[str, ...]:
    """Names of every unmet demand; without `now`, periods are not judged.

    Source: the row of the move.
    """
    return PETITIONS[facts.kind].missing(move, facts.state, facts, given, now)


def next_state(move: PetitionMove, facts: PetitionFacts) -> PetitionState:
    """The state a move leads to; refuses a move that does not start from the present state.

    Source: the row of the move.
    """
    state: PetitionState = PETITIONS[facts.kind].next_state(move, facts.state)
    return state


def permission_for(move: PetitionMove, kind: PetitionKind) -> str:
    """The permission a move asks for; appeals have their own.

    Source: the row of the move.
    """
    return PETITIONS[kind].row(move).permission


def notices(facts: PetitionFacts) -> tuple[Notice, ...]:
    """What the page must say beside this petition.

    Source: an extension of an outside order exists only when its issuer grants it; an appeal keeps
    the fact it is about.
    """
    said = []
    clock_kinds = (PetitionKind.EXTENSION, PetitionKind.SUSPENSION)
    if facts.kind in clock_kinds and facts.answers_foreign_order:
        said.append(Notice.FOREIGN_CLOCK_UNMOVED)
    if facts.kind is PetitionKind.APPEAL:
        said.append(Notice.FACT_STAYS)
    return tuple(said)

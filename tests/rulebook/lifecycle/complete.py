"""Facts and givens with which a move is allowed, so that a test takes away only what it is about.

Invented people are numbers: 1 the grid worker who found it, 2 the handler, 3 the checker, 4 the
dispatcher, 5 who asks for approval, 6 who decides. Units: 10 the handling unit, 20 the centre.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from xiuhua.rulebook.lifecycle.case import moves_from
from xiuhua.rulebook.lifecycle.terms import (
    CaseState,
    Facts,
    Finding,
    Given,
    Move,
    PetitionKind,
    PhotoKind,
    Supervision,
)

WUHAN = timezone(timedelta(hours=8))
NOW = datetime(2021, 5, 6, 1, 0, tzinfo=UTC)  # 09:00 in Wuhan
FINDER, HANDLER, CHECKER, DISPATCHER, ASKER, DECIDER = 1, 2, 3, 4, 5, 6
UNIT, CENTRE, OTHER_UNIT = 10, 20, 30


def facts_in(state: CaseState | None, **changes: object) -> Facts:
    """A case with nothing lacking, standing in `state`."""
    facts = Facts(
        state=state,
        case_id=1000,
        source_needs_verification=True,
        verification_finding=Finding.PRESENT,
        class_slug="exposed-refuse",
        has_standard=True,
        place_known=True,
        inside=True,
        unit_id=UNIT,
        officer_id=HANDLER,
        handler_id=HANDLER,
        handler_unit_id=UNIT,
        finder_id=FINDER,
        closed_at=datetime(2021, 5, 1, 16, 0, tzinfo=WUHAN),
        reopen_days=30,
        petition_asker_id=ASKER,
        petition_decider_id=DECIDER,
    )
    return replace(facts, **changes)


def facts_for(move: Move, state: CaseState | None) -> Facts:
    """The same, with the approval that the move needs."""
    granted = {
        Move.SUSPEND: PetitionKind.SUSPENSION,
        Move.FORCE_CLOSE: PetitionKind.FORCE_CLOSE,
    }
    return facts_in(state, petition_kind_granted=granted.get(move))


ACTORS = {
    Move.FIX_ON_SPOT: (FINDER, CENTRE),
    Move.DISPATCH: (DISPATCHER, CENTRE),
    Move.RETURN_BACK: (HANDLER, UNIT),
    Move.PUSH_UP: (HANDLER, UNIT),
    Move.HAND_OVER: (HANDLER, UNIT),
    Move.HANDLE: (HANDLER, UNIT),
}


def given_for(move: Move, **changes: object) -> Given:
    """Everything anybody could bring, from the right person."""
    actor_id, actor_unit_id = ACTORS.get(move, (CHECKER, CENTRE))
    given = Given(
        actor_id=actor_id,
        actor_unit_id=actor_unit_id,
        reason="管辖有误",
        note="已清理,路面见本色",
        words="今日下班前办结",
        answer="已换新井盖",
        receiver="区水务局",
        photos=frozenset(PhotoKind),
        unit_id=UNIT,
        officer_id=77,
        parent_id=999,
        parent_state=CaseState.DISPATCHED,
        finding=Finding.PRESENT,
        supervision=Supervision.LEADER,
        confirmed=True,
    )
    return replace(given, **changes)


def allowed_pairs() -> list[tuple[CaseState | None, Move]]:
    """Every (state, move) the table knows."""
    return [(state, move) for state in (None, *CaseState) for move in moves_from(state)]

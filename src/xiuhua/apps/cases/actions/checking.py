"""After handling: checked on site (核查) by somebody else, reworked (返工), closed (办结), reopened, supervised (督办)."""

from collections.abc import Sequence
from typing import Any, Unpack

from xiuhua.apps.accounts.queries import may
from xiuhua.apps.cases.actions.handling import give, holders
from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.intake import keep_versions
from xiuhua.apps.cases.actions.moving import Doing, make_move
from xiuhua.apps.cases.models import Clock, Photo
from xiuhua.rulebook.lifecycle.case import permission_for
from xiuhua.rulebook.lifecycle.terms import Given, Move, Supervision
from xiuhua.rulebook.refusal import Refused


def pass_check(
    case_id: int,
    *,
    note: str = "",
    public_words: str = "",
    photos: Sequence[Photo] = (),
    confirmed: bool = False,
    **how: Unpack[How],
) -> Answer:
    """The result stands. Where the subdistrict says so, and the closing condition is confirmed, it closes too."""

    def keep_checker(doing: Doing) -> None:
        doing.case.checked_by = doing.by
        mine = may(doing.by, permission_for(Move.CLOSE), subdistrict_id=doing.case.subdistrict_id)
        if confirmed and doing.case.subdistrict.closes_on_check and mine:
            doing.move(Move.CLOSE, Given(actor_id=doing.by.pk, confirmed=True))
            settle_close(doing)

    given = _given(how, note=note, photos=photos, confirmed=confirmed)
    return make_move(
        Move.PASS_CHECK,
        case_id,
        given,
        words=note,
        public_words=public_words,
        photos=photos,
        then=keep_checker,
        data={"confirmed": confirmed},
        **how,
    )


def rework(
    case_id: int,
    *,
    reason: str,
    unit_id: int | None = None,
    photos: Sequence[Photo] = (),
    **how: Unpack[How],
) -> Answer:
    """The result does not stand: back to its unit (after a referral: to a named one), its clock running on."""
    unit, _ = holders(unit_id, None)

    def hold_again(doing: Doing) -> None:
        case = doing.case
        if case.unit_id is None or unit:
            give(case, unit, None)
        case.dispatched_at = case.dispatched_at or doing.at
        case.handled_by = case.checked_by = case.recorded_by = None

    given = _given(how, reason=reason, unit_id=unit_id, photos=photos)
    return make_move(
        Move.REWORK, case_id, given, words=reason, photos=photos, then=hold_again, **how
    )


def close(case_id: int, *, confirmed: bool, public_words: str = "", **how: Unpack[How]) -> Answer:
    """Close the case (办结): checked, and the closing condition of its standard confirmed."""
    given = Given(actor_id=how["by"].pk, confirmed=confirmed)
    return make_move(
        Move.CLOSE, case_id, given, public_words=public_words, then=settle_close, **how
    )


def reopen(case_id: int, *, reason: str, **how: Unpack[How]) -> Answer:
    """Open a closed or refused case again: a new fact with a reason; the first result stays in the history."""

    def start_anew(doing: Doing) -> None:
        case = doing.case
        case.outcome, case.closed_at, case.closed_on_time = "", None, None
        case.handled_by = case.checked_by = case.recorded_by = None
        case.unit = case.officer = case.returned_by_unit = None
        case.filed_at = case.filed_at or doing.at
        keep_versions(doing)

    given = Given(actor_id=how["by"].pk, reason=reason)
    return make_move(Move.REOPEN, case_id, given, words=reason, then=start_anew, **how)


def supervise(case_id: int, *, kind: str, words: str, **how: Unpack[How]) -> Answer:
    """Put a case under supervision (督办): overtime, leader or key, with words to who holds it."""
    if kind not in [s.value for s in Supervision]:
        raise Refused("supervision_unknown", kind=kind)
    given = Given(actor_id=how["by"].pk, supervision=Supervision(kind), words=words)
    return make_move(Move.SUPERVISE, case_id, given, words=words, data={"supervision": kind}, **how)


def settle_close(doing: Doing) -> None:
    """Whether it was on time is decided once, by the total clock, and kept."""
    total = doing.work.last(Clock.Kind.TOTAL)
    if total and total.due_at:
        doing.case.closed_on_time = doing.at <= total.due_at
        doing.happenings[-1][1]["on_time"] = doing.case.closed_on_time


def _given(how: How, *, photos: Sequence[Photo] = (), **more: Any) -> Given:
    by, roles = how["by"], frozenset(photo.role for photo in photos)
    return Given(actor_id=by.pk, actor_unit_id=by.unit_id, photos=roles, **more)

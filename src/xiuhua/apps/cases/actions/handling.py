"""With the unit: dispatched (派单), sent back (回退), pushed up by the community, handed over, handled (处置)."""

from collections.abc import Sequence
from typing import Unpack

from xiuhua.apps.accounts.colleagues import Colleague, colleague
from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.accounts.units import unit_of
from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.moving import Doing, make_move
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.cases.queries.rights import may_on
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.rulebook.lifecycle.terms import Given, Move
from xiuhua.rulebook.refusal import Refused


def dispatch(
    case_id: int,
    *,
    unit_id: int,
    officer_id: int | None = None,
    reason: str = "",
    **how: Unpack[How],
) -> Answer:
    """Send the case to a unit of ours, and to a person of it if named. The handling clock starts."""
    unit, officer = holders(unit_id, officer_id)

    def hold(doing: Doing) -> None:
        give(doing.case, unit, officer)
        doing.case.returned_by_unit = None

    given = _given(how, reason=reason, unit_id=unit_id, officer_id=officer_id)
    return make_move(
        Move.DISPATCH,
        case_id,
        given,
        words=reason,
        then=hold,
        data={"unit": unit_id, "officer": officer_id},
        **how,
    )


def return_back(case_id: int, *, reason: str, **how: Unpack[How]) -> Answer:
    """Send the case back as not ours to handle (回退): the reason is compulsory."""
    return make_move(
        Move.RETURN_BACK, case_id, _given(how, reason=reason), words=reason, then=_let_go, **how
    )


def push_up(case_id: int, *, reason: str, **how: Unpack[How]) -> Answer:
    """The community pushes up to the subdistrict what it cannot solve; no fault of its own."""
    return make_move(
        Move.PUSH_UP, case_id, _given(how, reason=reason), words=reason, then=_let_go, **how
    )


def hand_over(
    case_id: int,
    *,
    reason: str,
    unit_id: int | None = None,
    officer_id: int | None = None,
    **how: Unpack[How],
) -> Answer:
    """Hand the case to a colleague, or to another unit, while its clock runs on."""
    unit, officer = holders(unit_id, officer_id)

    def hold(doing: Doing) -> None:
        give(doing.case, unit, officer)

    # A colleague named alone brings his unit along, so it is his unit that the rule looks at.
    to_unit_id = officer.unit_id if officer else unit_id
    given = _given(how, case_id, reason=reason, unit_id=to_unit_id, officer_id=officer_id)
    return make_move(
        Move.HAND_OVER,
        case_id,
        given,
        words=reason,
        then=hold,
        data={"unit": unit_id, "officer": officer_id},
        **how,
    )


def handle(
    case_id: int,
    *,
    note: str,
    photos: Sequence[Photo] = (),
    root_cause: str = "",
    **how: Unpack[How],
) -> Answer:
    """Report the problem as dealt with, with a photo of after. Not closed: somebody else checks."""

    def keep_handler(doing: Doing) -> None:
        doing.case.handled_by, doing.case.handled_unit_id = doing.by, doing.case.unit_id
        doing.case.checked_by = doing.case.recorded_by = None
        doing.case.root_cause = root_cause or doing.case.root_cause

    given = _given(how, note=note, photos=frozenset(p.role for p in photos))
    return make_move(
        Move.HANDLE,
        case_id,
        given,
        words=note,
        photos=photos,
        then=keep_handler,
        data={"unit": how["by"].unit_id},
        body={"cause": root_cause},
        **how,
    )


def holders(unit_id: int | None, officer_id: int | None) -> tuple[Unit | None, Colleague | None]:
    """The unit and person named; refuses what does not exist, is outside, or does not belong together."""
    unit = unit_of(unit_id) if unit_id else None
    if unit_id and (unit is None or not unit.is_active):
        raise Refused("unit_unknown")
    if unit and unit.is_outside:
        raise Refused("unit_is_outside", unit=unit.name)
    officer = colleague(officer_id) if officer_id else None
    if officer_id and officer is None:
        raise Refused("officer_unknown")
    if officer and unit and officer.unit_id != unit.pk:
        raise Refused("officer_of_other_unit", unit=unit.name)
    return unit, officer


def give(case: Case, unit: Unit | None, officer: Colleague | None) -> None:
    """Let unit and officer hold the case; a colleague named alone brings his own unit along, if he has one."""
    holder_id = unit.pk if unit else (officer.unit_id if officer else None) or case.unit_id
    if unit and unit.subdistrict_id != case.subdistrict_id:
        raise Refused("unit_unknown")
    if officer and officer.subdistrict_id != case.subdistrict_id:
        raise Refused("officer_unknown")
    case.unit_id = holder_id
    case.officer_id = officer.pk if officer else None


def _let_go(doing: Doing) -> None:
    case = doing.case
    doing.happenings[-1][1]["unit"] = case.unit_id
    case.returned_by_unit_id, case.unit_id, case.officer = case.unit_id, None, None


def _given(how: How, case_id: int | None = None, **more: object) -> Given:
    """`case_id` where it matters whether the person dispatches cases there."""
    by = how["by"]
    dispatches = False
    if case_id is not None:
        found = visible_to(by).filter(pk=case_id).select_related("community", "grid")
        case = found.only("subdistrict", "unit", "officer", "community__code", "grid__code").first()
        dispatches = case is not None and may_on(by, "cases.dispatch", case)
    return Given(actor_id=by.pk, actor_unit_id=by.unit_id, actor_dispatches=dispatches, **more)

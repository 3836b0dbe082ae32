"""Petitions: extension (延期), 挂账, forced close (强制办结), appeal (申诉). One asks, another decides."""

from typing import Any, Unpack

from xiuhua.apps.cases.actions.checking import settle_close
from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.moving import (
    Doing,
    answer_of,
    make_move,
    open_case,
    tell_holder,
)
from xiuhua.apps.cases.actions.referrals import end_referral
from xiuhua.apps.cases.clocks import show_on
from xiuhua.apps.cases.models import Clock, OrderCase, Pause, Petition
from xiuhua.apps.cases.queries.rights import check_may_on
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.calendars import work_calendar
from xiuhua.rulebook.clock.calendar import zone_of
from xiuhua.rulebook.clock.deadline import deadline
from xiuhua.rulebook.lifecycle import petition as rules
from xiuhua.rulebook.lifecycle.petition import PetitionFacts, PetitionGiven, PetitionMove
from xiuhua.rulebook.lifecycle.terms import CaseState, Given, Move, PetitionKind
from xiuhua.rulebook.refusal import Refused

MOST_EXTRA = 3650
"""Days or hours; longer than any extension, and short enough to be reckoned."""


def ask(
    case_id: int, *, kind: str, reason: str, extra_amount: int | None = None, **how: Unpack[How]
) -> Answer:
    """Ask for an extension, for 挂账, for a forced close, or appeal; somebody else will decide."""
    petition_kind = _kind(kind)
    if extra_amount is not None and not 0 <= extra_amount <= MOST_EXTRA:
        raise Refused("number_unreadable", field="extra_amount", value=str(extra_amount))
    given = PetitionGiven(actor_id=how["by"].pk, reason=reason, extra_amount=extra_amount)
    body = {"case": case_id, "kind": kind, "reason": reason, "extra": extra_amount}
    with act("petition.ask", scope=scope(how["by"].pk), key=how.get("key", ""), body=body) as this:
        if this.done:
            return this.answer
        doing = open_case(case_id, **how)
        check_may_on(doing.by, rules.permission_for(PetitionMove.ASK, petition_kind), doing.case)
        rules.check_may(PetitionMove.ASK, _facts(doing, petition_kind), given, doing.at)
        petition = Petition.objects.create(
            case=doing.case,
            kind=kind,
            state="asked",
            reason=reason.strip(),
            extra_amount=extra_amount,
            asked_by=doing.by,
            asked_at=doing.at,
        )
        doing.happened(f"petition.{kind}.asked", {"petition": petition.pk, "extra": extra_amount})
        doing.write()
        return this.keep({**answer_of(doing.case), "petition": petition.pk})


def decide(petition_id: int, *, granted: bool, words: str = "", **how: Unpack[How]) -> Answer:
    """Grant or deny a petition. A granted one moves the case or its clocks in the same act."""
    move = PetitionMove.GRANT if granted else PetitionMove.DENY
    return _settle(petition_id, move, words, how, _carry_out if granted else None)


def withdraw(petition_id: int, **how: Unpack[How]) -> Answer:
    """Take one's own petition back."""
    return _settle(petition_id, PetitionMove.WITHDRAW, "", how, None)


def resume(case_id: int, **how: Unpack[How]) -> Answer:
    """End 挂账: the case goes on, its clocks with it."""

    def end(doing: Doing) -> None:
        doing.work.end_pause(Pause.Kind.SUSPENSION)

    return make_move(Move.RESUME, case_id, Given(actor_id=how["by"].pk), then=end, **how)


def _settle(petition_id: int, move: PetitionMove, words: str, how: How, then: Any) -> Answer:
    by, body = how["by"], {"petition": petition_id, "words": words}
    with act(f"petition.{move}", scope=scope(by.pk), key=how.get("key", ""), body=body) as this:
        if this.done:
            return this.answer
        case_id = Petition.objects.filter(pk=petition_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise Refused("petition_not_found")
        doing = open_case(case_id, **how)
        petition = Petition.objects.get(pk=petition_id)
        kind = PetitionKind(petition.kind)
        check_may_on(by, rules.permission_for(move, kind), doing.case)
        facts = _facts(doing, kind, petition)
        rules.check_may(move, facts, PetitionGiven(actor_id=by.pk, reason=words), doing.at)
        petition.state = rules.next_state(move, facts).value
        petition.decided_by, petition.decided_at = by, doing.at
        petition.decision_words = words.strip()
        doing.happened(f"petition.{kind}.{petition.state}", {"petition": petition.pk})
        if then:
            then(doing, petition)
        petition.save()
        show_on(doing.case, doing.work)
        doing.rows += tell_holder(doing.case, f"petition.{petition.state}", doing.at)
        doing.write()
        return this.keep({**answer_of(doing.case), "petition": petition.pk})


def _carry_out(doing: Doing, petition: Petition) -> None:
    """What a granted petition does to the case."""
    given = Given(actor_id=doing.by.pk, reason=petition.reason)
    if petition.kind == PetitionKind.EXTENSION:
        _extend(doing, petition)
    elif petition.kind == PetitionKind.SUSPENSION:
        doing.move(Move.SUSPEND, given, granted=petition, petition=petition.pk)
        doing.work.pause(Pause.Kind.SUSPENSION, doing.at, petition=petition)
    elif petition.kind == PetitionKind.FORCE_CLOSE:
        # What stood still goes on first: else a clock would stand still in a later life, too.
        doing.work.end_pause(Pause.Kind.SUSPENSION)
        end_referral(doing, "")
        doing.move(Move.FORCE_CLOSE, given, granted=petition, petition=petition.pk)
        settle_close(doing)
    # A granted appeal adds its decision and changes no fact; reopening is an act of its own.


def _extend(doing: Doing, petition: Petition) -> None:
    """An extension is a pause as long as was granted, reckoned in the unit of the case's limit."""
    clock = doing.work.running(Clock.Kind.HANDLING)
    if clock is None:
        raise Refused("petition_not_in_state", kind="extension", case_state=doing.case.state)
    _, unit, calendar = clock.limits[0]
    hours = work_calendar(doing.case.subdistrict_id, calendar)
    running = [p.ended_at for p in doing.work.pauses if p.kind == Pause.Kind.EXTENSION]
    # One extension after the other: granted while one runs, the second is not swallowed by it.
    begins = max([doing.at, *(ended for ended in running if ended)])
    until = deadline(begins, petition.extra_amount or 0, unit, hours, doing.work.rules.reading).at
    doing.work.pause(Pause.Kind.EXTENSION, begins, until, petition=petition)


def _facts(doing: Doing, kind: PetitionKind, petition: Petition | None = None) -> PetitionFacts:
    case = doing.case
    open_same = Petition.objects.filter(case=case, kind=kind.value, state="asked")
    return PetitionFacts(
        kind=kind,
        state=rules.PetitionState(petition.state) if petition else None,
        case_state=CaseState(case.state),
        asker_id=petition.asked_by_id if petition else None,
        same_kind_is_open=petition is None and open_same.exists(),
        answers_foreign_order=OrderCase.objects.filter(case=case).exists(),
        ended_at=case.closed_at and case.closed_at.astimezone(zone_of(case.subdistrict.time_zone)),
        appeal_days=doing.work.rules.appeal_days,
    )


def _kind(kind: str) -> PetitionKind:
    try:
        return PetitionKind(kind)
    except ValueError as error:
        raise Refused("petition_kind_unknown", kind=kind) from error

"""Not ours: sent to the district or a utility, nudged, settled by their answer or taken back."""

import datetime as dt
from typing import Unpack

from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.moving import Doing, make_move
from xiuhua.apps.cases.models import Pause, Referral
from xiuhua.apps.records.lengths import check_lengths
from xiuhua.rulebook.lifecycle.terms import Given, Move
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.refusal import Refused

MOST_DAYS = 3650


def refer(
    case_id: int,
    *,
    receiver_id: int,
    their_number: str = "",
    nudge_every_days: int | None = None,
    words: str = "",
    **how: Unpack[How],
) -> Answer:
    """Send the case to a body outside the subdistrict; from now on it is not our lateness."""
    receiver = Unit.objects.filter(pk=receiver_id, is_outside=True, is_active=True).first()

    def send(doing: Doing) -> None:
        if receiver is None or receiver.subdistrict_id != doing.case.subdistrict_id:
            raise Refused("receiver_unknown")
        every = nudge_every_days or doing.work.rules.nudge_every_days
        if not 1 <= every <= MOST_DAYS:
            raise Refused("number_unreadable", field="nudge_every_days", value=str(every))
        doing.case.unit = doing.case.officer = None
        doing.work.pause(Pause.Kind.REFERRAL, doing.at)
        doing.rows.append(
            Referral(
                case=doing.case,
                receiver=receiver,
                their_number=their_number.strip(),
                sent_at=doing.at,
                nudge_every_days=every,
                next_nudge_on=_day_of(doing) + dt.timedelta(days=every),
            )
        )

    given = Given(actor_id=how["by"].pk, receiver=receiver.name if receiver else "")
    data = {"receiver": receiver_id, "their_number": their_number}
    body = {**data, "nudge_every_days": nudge_every_days}
    return make_move(
        Move.REFER, case_id, given, words=words, then=send, data=data, body=body, **how
    )


def nudge(case_id: int, *, their_number: str = "", words: str = "", **how: Unpack[How]) -> Answer:
    """Remind the body outside; their number may be added now."""

    def count(doing: Doing) -> None:
        referral = open_referral(doing.case.pk)
        referral.nudges += 1
        referral.their_number = their_number.strip() or referral.their_number
        referral.next_nudge_on = _day_of(doing) + dt.timedelta(days=referral.nudge_every_days)
        check_lengths(referral)
        referral.save()

    given = Given(actor_id=how["by"].pk)
    data = {"their_number": their_number}
    return make_move(
        Move.NUDGE, case_id, given, words=words, then=count, data=data, body=data, **how
    )


def settle(case_id: int, *, answer: str, **how: Unpack[How]) -> Answer:
    """They answered that it is done: we check it as we check our own."""

    def end(doing: Doing) -> None:
        case = doing.case
        case.handled_by = case.handled_unit = case.checked_by = None
        case.recorded_by = doing.by
        end_referral(doing, answer)

    given = Given(actor_id=how["by"].pk, answer=answer)
    return make_move(Move.SETTLE_REFERRAL, case_id, given, words=answer, then=end, **how)


def take_back(case_id: int, *, reason: str, **how: Unpack[How]) -> Answer:
    """They will not, or it was ours after all: back to be dispatched here."""

    def end(doing: Doing) -> None:
        end_referral(doing, "")

    given = Given(actor_id=how["by"].pk, reason=reason)
    return make_move(Move.TAKE_BACK, case_id, given, words=reason, then=end, **how)


def open_referral(case_id: int) -> Referral:
    """The referral that has not ended."""
    return Referral.objects.get(case_id=case_id, ended_at__isnull=True)


def end_referral(doing: Doing, answer: str) -> None:
    """The case is with the body outside no longer."""
    doing.work.end_pause(Pause.Kind.REFERRAL)
    Referral.objects.filter(case=doing.case, ended_at__isnull=True).update(
        ended_at=doing.at, answer=answer.strip()
    )


def _day_of(doing: Doing) -> dt.date:
    return local_day(doing.at, doing.case.subdistrict.time_zone)

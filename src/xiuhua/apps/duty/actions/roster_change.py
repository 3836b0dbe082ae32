"""Changes of a published roster: a substitute named by whoever plans, and a swap that two people agree on.

Each leaves the month lawful: what the change would break anew is refused, and nothing is changed.
"""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.duty.actions.roster_plan import check, locked_roster, record
from xiuhua.apps.duty.models import Roster, RosterShift, SwapRequest
from xiuhua.apps.duty.roster_lawful import check_change
from xiuhua.apps.duty.roster_problem import roster_of, terms_of
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.refusal import Refused

State = SwapRequest.State


def substitute(
    shift_row_id: int, *, user_id: int, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Somebody else takes a shift of a published roster (替班). The one replaced is free that day."""
    body = {"row": shift_row_id, "user": user_id}
    with act("roster.substitute", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = RosterShift.objects.filter(pk=shift_row_id).first()
        if row is None:
            raise Refused("not_found")
        roster = _published(row.roster_id)
        check(by, roster.subdistrict_id)
        _check_day(roster, row.day, at)
        was = row.user_id
        _exchange(roster, [(row, user_id)])
        data = {"day": row.day, "from": was, "to": user_id, "post_id": row.post_id}
        record(roster, "roster.substituted", by, at, data)
        return this.keep({"id": row.pk})


def ask(
    shift_row_id: int,
    *,
    of_id: int,
    take_day: dt.date | None = None,
    by: User,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """First tap: ask a colleague to take my shift, or to swap it against theirs of `take_day`.

    What would be refused at the second tap is refused here already, so that nobody is asked in vain.
    """
    body = {"row": shift_row_id, "of": of_id, "take": take_day}
    with act("roster.ask_swap", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        mine = RosterShift.objects.filter(pk=shift_row_id, user_id=by.pk).first()
        if mine is None:
            raise Refused("not_found")
        roster = _published(mine.roster_id)
        _check_day(roster, mine.day, at)
        if of_id == by.pk:
            raise Refused("swap_with_oneself")
        open_now = SwapRequest.objects.filter(
            roster=roster, asked_by=by, give_day=mine.day, state=State.ASKED
        )
        if open_now.exists():
            raise Refused("swap_already_asked", day=mine.day.isoformat())
        request = SwapRequest(
            roster=roster, asked_by=by, asked_of_id=of_id, give_day=mine.day, take_day=take_day,
            asked_at=at,
        )  # fmt: skip
        _exchange(roster, _moves(request, at), write=False)
        request.save()
        _told(request, "swap.asked", by, at)
        return this.keep({"id": request.pk})


def answer(request_id: int, *, accept: bool, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """Second tap: the colleague accepts, and the roster changes at once; or does not, and it stays."""
    body = {"request": request_id, "accept": accept}
    with act("roster.answer_swap", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        request = _open_request(request_id, asked_of_id=by.pk)
        roster = _published(request.roster_id)
        if accept:
            _exchange(roster, _moves(request, at))
            data = {
                "give": request.give_day, "take": request.take_day, "from": request.asked_by_id,
                "to": by.pk,
            }  # fmt: skip
            record(roster, "roster.swapped", by, at, data)
        _close(request, State.ACCEPTED if accept else State.REFUSED, by, at)
        return this.keep({"id": request.pk, "state": request.state})


def withdraw(request_id: int, *, by: User, at: dt.datetime, key: str) -> dict[str, Any]:
    """Whoever asked takes it back before it is answered."""
    with act(
        "roster.withdraw_swap", scope=scope(by.pk), key=key, body={"request": request_id}
    ) as this:
        if this.done:
            return this.answer
        request = _open_request(request_id, asked_by_id=by.pk)
        _close(request, State.WITHDRAWN, by, at)
        return this.keep({"id": request.pk, "state": request.state})


def _published(roster_id: int) -> Roster:
    roster = locked_roster(roster_id)
    if roster.state != Roster.State.PUBLISHED:
        raise Refused("roster_not_published", month=roster.month.strftime("%Y-%m"))
    return roster


def _check_day(roster: Roster, day: dt.date, at: dt.datetime) -> None:
    if day < local_day(zone_name(roster.subdistrict_id), at):
        raise Refused("roster_day_over", day=day.isoformat())


def _open_request(request_id: int, **whose: int) -> SwapRequest:
    rows = SwapRequest.objects.select_for_update(of=("self",)).filter(pk=request_id, **whose)
    request = rows.first()
    if request is None:
        raise Refused("not_found")
    if request.state != State.ASKED:
        raise Refused("swap_answered")
    return request


def _moves(request: SwapRequest, at: dt.datetime) -> list[tuple[RosterShift, int]]:
    """Which rows go to whom; refuses if one of the two is not on duty there any more, or the day is over."""
    there = RosterShift.objects.filter(roster_id=request.roster_id)
    mine = there.filter(user_id=request.asked_by_id, day=request.give_day).first()
    if mine is None:
        raise Refused("swap_shift_gone", day=request.give_day.isoformat())
    _check_day(mine.roster, mine.day, at)
    moves = [(mine, request.asked_of_id)]
    if request.take_day is not None:
        theirs = there.filter(user_id=request.asked_of_id, day=request.take_day).first()
        if theirs is None:
            raise Refused("swap_shift_gone", day=request.take_day.isoformat())
        _check_day(theirs.roster, theirs.day, at)
        moves.append((theirs, request.asked_by_id))
    return moves


def _exchange(roster: Roster, moves: list[tuple[RosterShift, int]], *, write: bool = True) -> None:
    """Give rows to other people, if the month is then as lawful as before."""
    terms = terms_of(roster.subdistrict_id, roster.month)
    rows = list(RosterShift.objects.filter(roster=roster))
    before = roster_of(terms, rows)
    after = dict(before)
    codes = []
    for row, _to in moves:
        place = (str(row.user_id), (row.day - terms.first).days)
        codes.append(after.pop(place))
    for (row, to), code in zip(moves, codes, strict=True):
        place = (str(to), (row.day - terms.first).days)
        if place in after:
            who = next((r.user.full_name for r in rows if r.user_id == to), "")
            raise Refused("roster_twice", who=who, day=row.day.isoformat())
        after[place] = code
    check_change(terms, before, after, complete=True)
    if not write:
        return
    # Both rows leave before either comes back: one shift a day holds at every moment.
    made = [
        RosterShift(
            roster=roster, user_id=to, day=row.day, post_id=row.post_id, shift_id=row.shift_id,
            locked=row.locked,
        )
        for row, to in moves
    ]  # fmt: skip
    RosterShift.objects.filter(pk__in=[row.pk for row, _to in moves]).delete()
    RosterShift.objects.bulk_create(made)


def _close(request: SwapRequest, state: str, by: User, at: dt.datetime) -> None:
    request.state, request.answered_at = state, at
    request.save(update_fields=["state", "answered_at"])
    _told(request, f"swap.{state}", by, at)


def _told(request: SwapRequest, kind: str, by: User, at: dt.datetime) -> None:
    append(
        request,
        kind,
        at=at,
        actor_id=by.pk,
        subdistrict_id=request.roster.subdistrict_id,
        data={
            "asked_by": request.asked_by_id,
            "asked_of": request.asked_of_id,
            "give": request.give_day,
            "take": request.take_day,
        },
    )

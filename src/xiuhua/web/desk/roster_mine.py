"""One's own duties, swaps in two taps, wishes, the calendar address; who is on duty today, and notes of hand-over."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.duty.actions import roster_change, roster_notes, roster_people
from xiuhua.apps.duty.models import RosterShift
from xiuhua.apps.duty.roster_queries import (
    EDIT,
    VIEW,
    calendar_token,
    colleagues_of,
    mine,
    notes_of,
    on_duty,
    swaps_of,
    wishes_of,
)
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.people_forms import ActForm
from xiuhua.web.desk.roster import NEVER_ON_PAGE
from xiuhua.web.desk.roster_forms import (
    AnswerForm,
    AskForm,
    NoteForm,
    RowForm,
    WishForm,
    fresh_key,
)
from xiuhua.web.shared import refusals, roster_words

DAY = dt.timedelta(days=1)
NOTES_OF_DAYS = 3


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """My duties from today on; one opened for a swap (`?swap=ROW`)."""
    return _own_page(request)


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Who is on duty today, and what the last shifts left to know."""
    check_may(request.user, VIEW)
    return _today_page(request)


@login_required
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """One act of a person on their own duties; refused, the page comes back saying why."""
    if name not in ACTS:
        raise Refused("act_unknown", act=name)
    form_class, run, back = ACTS[name]
    if back == TODAY:
        check_may(request.user, VIEW)
    form = form_class(request.POST)
    if not form.is_valid():
        return _PAGES[back](request, Refused("roster_form_incomplete"), 400)
    how = {"by": request.user, "at": now(), "key": form.cleaned_data["key"]}
    try:
        said = run(form, how)
    except Refused as refused:
        if refused.code in NEVER_ON_PAGE:
            raise
        return _PAGES[back](request, refused, 409)
    messages.success(request, said)
    return redirect(reverse(back))


def _ask(form: AskForm, how: dict[str, Any]) -> str:
    other, day = form.asked()
    roster_change.ask(form.cleaned_data["row"], of_id=other, take_day=day, **how)
    return _("已发出，等对方同意。")


def _answer(form: AnswerForm, how: dict[str, Any]) -> str:
    said = form.cleaned_data
    roster_change.answer(said["row"], accept=said["accept"], **how)
    return _("已同意，值班表已更新。") if said["accept"] else _("已答复不换。")


def _withdraw(form: RowForm, how: dict[str, Any]) -> str:
    roster_change.withdraw(form.cleaned_data["row"], **how)
    return _("已撤回。")


def _wish(form: WishForm, how: dict[str, Any]) -> str:
    said = form.cleaned_data
    wants = {"yes": True, "no": False}.get(said["wants"])
    roster_people.wish(day=said["day"], wants=wants, **how)
    return _("已记下，排班时尽量照顾。")


def _address(form: ActForm, how: dict[str, Any]) -> str:
    roster_people.new_address(**how)
    return _("已换新的订阅地址，旧地址作废。")


def _note(form: NoteForm, how: dict[str, Any]) -> str:
    said = form.cleaned_data
    roster_notes.write(said["row"], words=said["words"], **how)
    return _("交接记录已保存。")


def _read(form: RowForm, how: dict[str, Any]) -> str:
    roster_notes.read(form.cleaned_data["row"], **how)
    return _("已签收。")


OWN, TODAY = "desk_roster_mine", "desk_roster_today"
ACTS: dict[str, tuple[Any, Any, str]] = {
    "ask": (AskForm, _ask, OWN),
    "answer": (AnswerForm, _answer, OWN),
    "withdraw": (RowForm, _withdraw, OWN),
    "wish": (WishForm, _wish, OWN),
    "address": (ActForm, _address, OWN),
    "note": (NoteForm, _note, TODAY),
    "read": (RowForm, _read, TODAY),
}


def _day(request: HttpRequest) -> dt.date:
    return local_day(home_of(request.user).time_zone, now())


def _own_page(
    request: HttpRequest, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    day = _day(request)
    rows = mine(request.user, day)
    opened = next((row for row in rows if str(row.pk) == request.GET.get("swap", "")), None)
    requests = list(swaps_of(request.user))
    token = calendar_token(request.user)
    context = {
        "key": fresh_key,
        "today": day,
        "rows": [{"row": row, "span": roster_words.span(row.shift)} for row in rows],
        "opened": opened,
        "offers": _offers(opened, rows, day) if opened else None,
        "to_me": [one for one in requests if one.asked_of_id == request.user.pk],
        "by_me": [one for one in requests if one.asked_by_id == request.user.pk],
        "wishes": list(wishes_of(request.user, day)),
        "wish_form": WishForm(auto_id="wish_%s"),
        "calendar_url": request.build_absolute_uri(reverse("desk_roster_calendar", args=[token])),
        "refused": refusals.explain(refused) if refused else None,
        "may_view": may(request.user, VIEW),
    }
    return render(request, "desk/roster/mine.html", context, status=status)


def _offers(
    opened: RosterShift, rows: list[RosterShift], day: dt.date
) -> dict[str, list[dict[str, Any]]]:
    """Whom to ask: who is free on the day and could take it over, and whose shifts could be swapped against it."""
    others = colleagues_of([opened], day)
    busy = {row.user_id for row in others if row.day == opened.day}
    my_days = {row.day for row in rows}
    people = {row.user_id: row.user for row in others if row.user_id not in busy}
    return {
        "take": [{"value": str(pk), "user": user} for pk, user in people.items()],
        "swap": [
            {"value": f"{row.user_id}-{row.day.isoformat()}", "row": row}
            for row in others
            if row.user_id in people and row.day not in my_days and row.day != opened.day
        ][:40],
    }


def _today_page(
    request: HttpRequest, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    check_may(request.user, VIEW)
    home, day = home_of(request.user), _day(request)
    rows = on_duty(request.user, home.pk, day)
    own_rows = [row for row in rows if row.user_id == request.user.pk]
    context = {
        "key": fresh_key,
        "day": day,
        "places": _places([row for row in rows if row.day == day]),
        "through_night": _places(
            [row for row in rows if row.day != day and row.shift.end_minute > 1440]
        ),
        "own_rows": own_rows,
        "note_form": NoteForm(auto_id="note_%s"),
        "notes": list(notes_of(request.user, home.pk, day - NOTES_OF_DAYS * DAY)),
        "may_plan": may(request.user, EDIT, subdistrict_id=home.pk),
        "refused": refusals.explain(refused) if refused else None,
    }
    return render(request, "desk/roster/today.html", context, status=status)


def _places(rows: list[RosterShift]) -> list[dict[str, Any]]:
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        place = found.setdefault(
            (row.post_id, row.shift_id),
            {
                "post": row.post,
                "shift": row.shift,
                "span": roster_words.span(row.shift),
                "people": [],
            },
        )
        place["people"].append(row.user)
    return list(found.values())


_PAGES = {OWN: _own_page, TODAY: _today_page}

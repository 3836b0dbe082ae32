"""The page of working calendars: a year with its holidays and make-up workdays, the hours, and their upkeep.

Holidays hold for the whole database, hours for one subdistrict. Counting is the rulebook's business.
"""

import calendar
import datetime as dt
import tempfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.catalogue.rights import may_edit_general
from xiuhua.apps.records.actions import calendars as actions
from xiuhua.apps.records.models import CalendarDay, CalendarYear, OfficeHours
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.calendars_forms import (
    FIELD_OF,
    DayForm,
    HoursForm,
    YearForm,
    read_hours,
    read_notice,
)
from xiuhua.web.desk.catalogue import today
from xiuhua.web.shared import catalogue_words as words
from xiuhua.web.shared import refusals

VIEW, EDIT = "catalogue.view", "calendar.edit"
LARGEST_FILE = 200_000


@login_required
@require_GET
def year_page(request: HttpRequest) -> HttpResponse:
    """A year month by month, and the hours in force."""
    check_may(request.user, VIEW)
    return render(request, "desk/calendars/year.html", _context(request))


@login_required
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a year, change a day, change hours; refused, the page comes back as it was typed."""
    check_may(request.user, VIEW)
    if name not in _ACTS:
        raise Refused("act_unknown", act=name)
    form_class, run = _ACTS[name]
    form = form_class(request.POST, request.FILES, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            run(request, form.cleaned_data)
        except Refused as refused:
            if refused.code in ("not_permitted", "signed_out"):
                raise
            refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        else:
            messages.success(request, _("工作日历已保存；受影响的时限会重新计算。"))
            return redirect("desk_calendars")
    return render(request, "desk/calendars/year.html", _context(request, {name: form}), status=400)


def _context(request: HttpRequest, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    user, bound = request.user, bound or {}
    day = today(user)
    known = {row.year: row for row in CalendarYear.objects.order_by("year")}
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and 1950 <= int(asked) < 2200
        else day.year
    )
    days = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
    hours = OfficeHours.objects.filter(Q(subdistrict=None) | Q(subdistrict_id=user.subdistrict_id))
    home = user.subdistrict_id
    may_hours = home is not None and may(user, EDIT, subdistrict_id=home)
    may_days = may_edit_general(user, EDIT)
    return {
        "year": year,
        "years": sorted({*known, year}),
        "known": known.get(year),
        "last_known": max(known, default=None),
        "months": [_month(year, month, days, day) for month in range(1, 13)],
        "lines": _lines(list(days.values())),
        "hours": [
            (
                row,
                words.CALENDAR.get(row.calendar, row.calendar),
                "，".join("–".join(pair) for pair in row.intervals),
            )
            for row in hours.order_by("calendar", "-valid_from")
        ],
        "year_form": bound.get("year") or (YearForm(auto_id="year_%s") if may_days else None),
        "day_form": bound.get("day") or (DayForm(auto_id="day_%s") if may_days else None),
        "hours_form": bound.get("hours") or (HoursForm(auto_id="hours_%s") if may_hours else None),
    }


def _month(
    year: int, month: int, days: dict[dt.date, CalendarDay], today_: dt.date
) -> dict[str, Any]:
    """Weeks of a month, each day as (day, kind, name); blanks are None."""
    weeks = []
    for week in calendar.Calendar().monthdatescalendar(year, month):
        weeks.append(
            [_cell(day, days.get(day), today_) if day.month == month else None for day in week]
        )
    return {"month": dt.date(year, month, 1), "weeks": weeks}


def _cell(day: dt.date, differs: CalendarDay | None, today_: dt.date) -> dict[str, Any]:
    works = differs.works if differs else day.weekday() < 5
    kind = "work"
    if differs is not None:
        kind = "makeup" if differs.works else "holiday"
    elif not works:
        kind = "weekend"
    name = differs.name if differs else ""
    return {"day": day, "kind": kind, "name": name, "today": day == today_}


def _lines(days: list[CalendarDay]) -> list[dict[str, Any]]:
    """Holidays with their days off and make-up workdays, in order."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(days, key=lambda row: row.day):
        line = found.setdefault(
            row.name, {"name": row.name, "off": [], "work": [], "source": row.source}
        )
        line["work" if row.works else "off"].append(row.day)
    return list(found.values())


def _enter_year(request: HttpRequest, said: dict[str, Any]) -> None:
    _check_all(request.user)
    how: dict[str, Any] = {"by": request.user.pk, "at": now(), "key": said["key"]}
    if said["file"]:
        if said["file"].size > LARGEST_FILE:
            raise Refused("holidays_invalid", file=said["file"].name, where="", detail="> 200 kB")
        with tempfile.NamedTemporaryFile(suffix=".toml") as kept:
            kept.write(said["file"].read())
            kept.flush()
            actions.load_calendars(kept.name, **how)
        return
    days = read_notice(said["days"])
    if not days or not said["year"]:
        raise Refused("calendar_days_invalid", year=said["year"] or 0)
    actions.add_year(said["year"], days, said["source"], **how)


def _change_day(request: HttpRequest, said: dict[str, Any]) -> None:
    _check_all(request.user)
    actions.change_day(
        said["day"],
        said["works"],
        said["name"],
        said["source"],
        by=request.user.pk,
        at=now(),
        key=said["key"],
    )


def _change_hours(request: HttpRequest, said: dict[str, Any]) -> None:
    home = request.user.subdistrict_id
    check_may(request.user, EDIT, subdistrict_id=home)
    actions.change_hours(
        home,
        said["calendar"],
        read_hours(said["hours"]),
        said["valid_from"],
        said["source"],
        valid_to=said["valid_to"],
        by=request.user.pk,
        at=now(),
        key=said["key"],
    )


def _check_all(user: User) -> None:
    """Holidays are the same for every subdistrict: changed by who may do so for all of them."""
    if not may_edit_general(user, EDIT):
        raise Refused("not_permitted", permission=EDIT)


_ACTS: dict[str, Any] = {
    "year": (YearForm, _enter_year),
    "day": (DayForm, _change_day),
    "hours": (HoursForm, _change_hours),
}

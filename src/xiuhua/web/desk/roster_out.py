"""The roster outside the program: a workbook as offices print it, and each person's own calendar.

The calendar answers whoever has its private address, without signing in: it holds one person's duties and no name.
"""

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from icalendar import Calendar, Event

from xiuhua.apps.accounts.queries import check_may, local_day
from xiuhua.apps.duty.models import RosterShift
from xiuhua.apps.duty.roster_queries import VIEW, Month, mine, month_of, person_of_token
from xiuhua.apps.records.now import now
from xiuhua.apps.records.spreadsheets import SAFE
from xiuhua.apps.records.streets import zone_name
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.roster_forms import month_asked
from xiuhua.web.shared import roster_words
from xiuhua.web.shared.tables_out import EXCEL

KEPT_DAYS = 31
"""How far back a calendar reaches."""


@login_required
@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The month as a workbook: a sheet by days for the wall, a sheet by people for who counts."""
    check_may(request.user, VIEW)
    home = home_of(request.user)
    first = month_asked(request.GET.get("month", ""), local_day(home.time_zone, now()))
    shown = month_of(request.user, home.pk, first)
    if shown.roster is None:
        return redirect(f"{reverse('desk_roster')}?month={first:%Y-%m}")  # which says so
    title = _("%(street)s %(year)s 年 %(month)s 月值班表") % {
        "street": home.name,
        "year": first.year,
        "month": first.month,
    }
    if shown.roster.state == "draft":
        title += _("（草稿）")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {**SAFE, "in_memory": True})
    form = _formats(book)
    _by_days(book, form, title, shown)
    _by_people(book, form, title, shown)
    book.close()
    answer = HttpResponse(out.getvalue(), EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="roster-{first:%Y-%m}.xlsx"'
    return answer


def _formats(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#EFECE7"}),
        "cell": book.add_format(cell),
        "rest": book.add_format({**cell, "bg_color": "#F6F4F0"}),
    }


def _by_days(book: Any, form: dict[str, Any], title: str, shown: Month) -> None:
    """A line a day: date, weekday, who is where; room for a signature."""
    places = list(dict.fromkeys((need.post_id, need.shift_id) for need in shown.terms.needs))
    places.sort(key=lambda one: list(shown.terms.posts).index(one[0]))
    heads = [_("日期"), _("星期"), *(_place(shown, *one) for one in places), _("备注")]
    sheet = book.add_worksheet(_("值班表"))
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 1)
    sheet.merge_range(0, 0, 0, len(heads) - 1, title, form["title"])
    sheet.set_row(0, 32)
    for column, head in enumerate(heads):
        sheet.write_string(1, column, head, form["head"])
    names: dict[tuple[dt.date, int, int], list[str]] = {}
    for row in shown.rows:
        names.setdefault((row.day, row.post_id, row.shift_id), []).append(row.user.full_name)
    weekdays = _("一二三四五六日")
    for at, day in enumerate(shown.terms.days, 2):
        style = form["rest"] if day.weekday() >= 5 else form["cell"]
        line = [f"{day.month}-{day.day}", weekdays[day.weekday()]]
        line += ["、".join(names.get((day, *place), [])) for place in places]
        for column, text in enumerate([*line, ""]):
            sheet.write_string(at, column, text, style)
    sheet.set_column(0, 1, 7)
    sheet.set_column(2, len(heads) - 1, 18)
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(0, 1)


def _place(shown: Month, post_id: int, shift_id: int) -> str:
    kind = shown.terms.kinds[shift_id]
    return f"{shown.terms.posts[post_id].name}\n{kind.name} {roster_words.span(kind)}"


def _by_people(book: Any, form: dict[str, Any], title: str, shown: Month) -> None:
    """A line a person: the shift's first character on each day, and how many."""
    sheet = book.add_worksheet(_("按人员"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    days = shown.terms.days
    sheet.merge_range(0, 0, 0, len(days) + 1, title, form["title"])
    for column, head in enumerate([_("姓名"), *(str(day.day) for day in days), _("班次")]):
        sheet.write_string(1, column, head, form["head"])
    by_person: dict[int, dict[dt.date, RosterShift]] = {}
    for row in shown.rows:
        by_person.setdefault(row.user_id, {})[row.day] = row
    for at, mine_rows in enumerate(by_person.values(), 2):
        name = next(iter(mine_rows.values())).user.full_name
        sheet.write_string(at, 0, name, form["cell"])
        for column, day in enumerate(days, 1):
            letter = mine_rows[day].shift.name[:1] if day in mine_rows else ""
            sheet.write_string(at, column, letter, form["rest" if day.weekday() >= 5 else "cell"])
        sheet.write_number(at, len(days) + 1, len(mine_rows), form["cell"])
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, len(days), 3.5)
    sheet.freeze_panes(2, 1)


@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A person's duties as iCalendar, at an address that only they know."""
    user = person_of_token(token)
    zone = ZoneInfo(zone_name(user.subdistrict_id))
    moment = now()
    made = Calendar()
    made.add("prodid", "-//Xiuhua//roster//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("我的值班"))
    for row in mine(user, local_day(zone.key, moment) - dt.timedelta(days=KEPT_DAYS)):
        made.add_component(_event(row, zone, moment))
    answer = HttpResponse(made.to_ical(), "text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _event(row: RosterShift, zone: ZoneInfo, moment: dt.datetime) -> Event:
    midnight = dt.datetime.combine(row.day, dt.time(), zone)
    event = Event()
    event.add("uid", f"{row.user_id}-{row.day.isoformat()}@roster.xiuhua")
    event.add("dtstamp", moment.astimezone(dt.UTC))
    event.add("summary", f"{row.post.name} {row.shift.name}")
    event.add("dtstart", _at(midnight, row.shift.begin_minute))
    event.add("dtend", _at(midnight, row.shift.end_minute))
    return event


def _at(midnight: dt.datetime, minute: int) -> dt.datetime:
    """Wall time, then UTC: every calendar program reads that alike."""
    return (midnight + dt.timedelta(minutes=minute)).astimezone(dt.UTC)

"""The month's roster: people by days, drafted, filled, corrected, published; and leave.

Pages only; the acts stand in duty. Looking needs roster.view, planning roster.edit over the subdistrict. A refusal
comes back on the page, with the month as it was.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.duty.actions import roster_change, roster_notes, roster_people, roster_plan
from xiuhua.apps.duty.models import PostMember, RosterShift
from xiuhua.apps.duty.roster_lawful import refusal_of
from xiuhua.apps.duty.roster_problem import Terms, code_of, workdays
from xiuhua.apps.duty.roster_queries import EDIT, VIEW, Month, leaves_of, month_of
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.roster_forms import (
    LONGEST_FILL,
    FillForm,
    LeaveForm,
    LockForm,
    MonthForm,
    PutForm,
    RosterForm,
    RowForm,
    SubstituteForm,
    fresh_key,
    month_asked,
)
from xiuhua.web.shared import refusals, roster_words

DAY = dt.timedelta(days=1)
MOST_FAULTS = 8
NEVER_ON_PAGE = ("not_permitted", "signed_out", "not_found", "key_reused")


@dataclass
class Day:
    """A column: the date and whether it is worked."""

    day: dt.date
    letter: str
    works: bool
    is_today: bool


@dataclass
class Line:
    """A row: one person's month on one post."""

    user: User
    cells: list[dict[str, Any]]
    shifts: int = 0
    nights: int = 0
    hours: float = 0


@dataclass
class Block:
    """The people of one post."""

    name: str
    lines: list[Line] = field(default_factory=list)


@login_required
@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """The roster of a month (`?month=2021-05`), with one cell opened (`&at=PERSON-DAY`)."""
    check_may(request.user, VIEW)
    return _page(request, month_asked(request.GET.get("month", ""), _today(request)))


@login_required
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """One act of whoever plans; refused, the month comes back as it was, saying why."""
    home = home_of(request.user)
    check_may(request.user, EDIT, subdistrict_id=home.pk)
    if name not in ACTS:
        raise Refused("act_unknown", act=name)
    form_class, run = ACTS[name]
    given = {"people": _people(home)} if form_class is LeaveForm else {}
    form = form_class(request.POST, **given)
    shown = month_asked(request.POST.get("shown", ""), _today(request))
    if not form.is_valid():
        return _page(request, shown, Refused("roster_form_incomplete"), status=400)
    how = {"by": request.user, "at": now(), "key": form.cleaned_data["key"]}
    try:
        said = run(home, form.cleaned_data, how)
    except Refused as refused:
        if refused.code in NEVER_ON_PAGE:
            raise
        return _page(request, shown, refused, status=409)
    messages.success(request, said)
    return redirect(f"{reverse('desk_roster')}?month={shown:%Y-%m}")


def _today(request: HttpRequest) -> dt.date:
    return local_day(home_of(request.user).time_zone, now())


def _draft(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    done = roster_plan.draft(subdistrict_id=home.pk, month=said["month"], **how)
    return _("已按轮班方式起草 %(n)s 个班。接着自动排班补齐。") % {"n": done["shifts"]}


def _fill(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    done = roster_plan.fill(said["roster"], seconds=said["seconds"], **how)
    return _("已排好，用时 %(s)s 秒。") % {"s": done["seconds"]}


def _put(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    post, _dash, shift = said["place"].partition("-")
    roster_plan.put(
        said["roster"], day=said["day"], user_id=said["user"], post_id=int(post) if post else None,
        shift_id=int(shift) if shift else None, **how,
    )  # fmt: skip
    return _("已调整。")


def _lock(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    roster_plan.lock(said["roster"], shift_row_id=said["row"], locked=said["locked"], **how)
    return _("已锁定。") if said["locked"] else _("已解锁。")


def _publish(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    roster_plan.publish(said["roster"], **how)
    return _("值班表已发布，所有人都能看到。")


def _substitute(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    roster_change.substitute(said["row"], user_id=said["user"], **how)
    return _("已安排替班。")


def _leave(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    roster_people.give_leave(said["user"], from_on=said["from_on"], to_on=said["to_on"], **how)
    return _("已登记请假。")


def _end_leave(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    roster_people.end_leave(said["row"], **how)
    return _("已撤销请假。")


def _erase_note(home: Subdistrict, said: dict[str, Any], how: dict[str, Any]) -> str:
    roster_notes.erase(said["row"], **how)
    return _("已清空交接记录。")


ACTS: dict[str, tuple[Any, Any]] = {
    "draft": (MonthForm, _draft),
    "fill": (FillForm, _fill),
    "put": (PutForm, _put),
    "lock": (LockForm, _lock),
    "publish": (RosterForm, _publish),
    "substitute": (SubstituteForm, _substitute),
    "leave": (LeaveForm, _leave),
    "end-leave": (RowForm, _end_leave),
    "erase-note": (RowForm, _erase_note),
}


def _people(home: Subdistrict) -> list[User]:
    here = PostMember.objects.filter(post__subdistrict=home, valid_to=None).values("user")
    return list(User.objects.filter(pk__in=here, is_active=True).order_by("unit__code", "id"))


def _page(
    request: HttpRequest, first: dt.date, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    home, today = home_of(request.user), _today(request)
    shown = month_of(request.user, home.pk, first)
    may_plan = may(request.user, EDIT, subdistrict_id=home.pk)
    is_draft = shown.roster is not None and shown.roster.state == "draft"
    search = shown.roster.search if shown.roster and may_plan else {}
    context = {
        "key": fresh_key,
        "first": first,
        "before": (first - DAY).strftime("%Y-%m"),
        "after": (first + 31 * DAY).strftime("%Y-%m"),
        "roster": shown.roster,
        "is_draft": is_draft,
        "may_plan": may_plan,
        "days": _days(home, shown.terms, today),
        "blocks": _blocks(shown, today),
        "by_day": _by_day(shown, today),
        "has_terms": bool(shown.terms.needs and shown.terms.members),
        "faults": [
            refusals.explain(refusal_of(shown.terms, one)).what
            for one in shown.faults[:MOST_FAULTS]
        ],
        "more_faults": max(0, len(shown.faults) - MOST_FAULTS),
        "search": search,
        "reasons": roster_words.reasons(shown.terms, search.get("conflict", [])),
        "seconds": LONGEST_FILL,
        "refused": refusals.explain(refused) if refused else None,
        "kinds": list(shown.terms.kinds.values()),
    }
    if may_plan:
        people = list(shown.terms.people.values())
        context["leave_form"] = LeaveForm(people=people, auto_id="leave_%s")
        context["leaves"] = list(leaves_of(set(shown.terms.people), min(first, today)))
        context["cell"] = _cell(request, shown)
    return render(request, "desk/roster/month.html", context, status=status)


def _days(home: Subdistrict, terms: Terms, today: dt.date) -> list[Day]:
    works_on = workdays(home.pk)
    letters = _("一二三四五六日")
    return [Day(day, letters[day.weekday()], works_on(day), day == today) for day in terms.days]


def _blocks(shown: Month, today: dt.date) -> list[Block]:
    """Posts with their people; somebody who stands on two posts has a row in each."""
    rows: dict[tuple[int, int], dict[dt.date, RosterShift]] = {}
    for row in shown.rows:
        rows.setdefault((row.post_id, row.user_id), {})[row.day] = row
    people = {**shown.terms.people, **{row.user_id: row.user for row in shown.rows}}
    found = []
    for post_id, post in shown.terms.posts.items():
        block = Block(post.name)
        who = [m.user_id for m in shown.terms.members if m.post_id == post_id]
        who += [user for post_of, user in rows if post_of == post_id]
        for user_id in dict.fromkeys(who):
            mine = rows.get((post_id, user_id), {})
            line = Line(
                people[user_id],
                [_shown(shown.terms, day, mine.get(day), today) for day in shown.terms.days],
            )
            for row in mine.values():
                line.shifts += 1
                line.nights += row.shift.part == "n"
                line.hours += 0 if post.leads else row.shift.paid_minutes / 60
            block.lines.append(line)
        if block.lines:
            found.append(block)
    return found


def _shown(terms: Terms, day: dt.date, row: RosterShift | None, today: dt.date) -> dict[str, Any]:
    return {
        "day": day,
        "row": row,
        "letter": row.shift.name[:1] if row else "",
        "part": row.shift.part if row else "",
        "is_today": day == today,
    }


def _by_day(shown: Month, today: dt.date) -> list[dict[str, Any]]:
    """For a phone: each day with its posts, shifts and names; days that are over come last."""
    found: dict[dt.date, dict[tuple[int, int], dict[str, Any]]] = {}
    for row in shown.rows:
        place = found.setdefault(row.day, {}).setdefault(
            (row.post_id, row.shift_id), {"post": row.post, "shift": row.shift, "names": []}
        )
        place["names"].append(row.user.full_name)
    days = [
        {"day": day, "places": list(places.values()), "is_today": day == today}
        for day, places in found.items()
    ]
    return [*(d for d in days if d["day"] >= today), *(d for d in days if d["day"] < today)]


def _cell(request: HttpRequest, shown: Month) -> dict[str, Any] | None:
    """The cell that `?at=PERSON-2021-05-12` opens: who, when, what is there, and what could be."""
    user, _dash, day = request.GET.get("at", "").partition("-")
    if shown.roster is None or not user.isascii() or not user.isdigit():
        return None
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        return None
    person = shown.terms.people.get(int(user))
    if person is None or on not in shown.terms.days:
        return None
    row = next((r for r in shown.rows if r.user_id == person.pk and r.day == on), None)
    busy = {r.user_id for r in shown.rows if r.day == on}
    posts = {m.post_id for m in shown.terms.members if m.user_id == person.pk}
    others = [
        m.user for m in shown.terms.members
        if row and m.post_id == row.post_id and m.user_id not in busy
    ]  # fmt: skip
    return {
        "person": person,
        "day": on,
        "row": row,
        "places": [
            {
                "code": code_of(need.post_id, need.shift_id),
                "post": shown.terms.posts[need.post_id],
                "shift": shown.terms.kinds[need.shift_id],
            }
            for need in shown.terms.needs
            if need.post_id in posts
        ],
        "others": list({one.pk: one for one in others}.values()),
    }

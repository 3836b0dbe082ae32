"""The five levers (大员上阵、对标对表、责任落实、督导检查、队伍管理): this month's figures, each opening onto its records.

Counts only, no score and no ranking of people; fines and seizures are not among them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.models import RoleGrant, User
from xiuhua.apps.accounts.queries import check_may, in_force, local_day
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.cases.queries.today import counts_today
from xiuhua.apps.duty import completeness, modes, team
from xiuhua.apps.duty.models import HandOver, Patrol, SpecialMode, TeamEntry
from xiuhua.apps.duty.team import VIEW
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.five_fixed import Fixed
from xiuhua.rulebook.special_modes import ReportState
from xiuhua.web.desk.people import home_of

LEADERS = ("head", "deputy", "centre_head")


@dataclass(frozen=True)
class Figure:
    """A number, its name and the page of its records; `of`: out of how many."""

    name: Promise
    number: int
    url: str
    of: int | None = None

    @property
    def said(self) -> str:
        """3, or 3/16, or not applicable where there is nothing to count from."""
        if self.of is None:
            return str(self.number)
        return f"{self.number}/{self.of}" if self.of else say("不适用")


@login_required
@require_GET
def levers(request: HttpRequest) -> HttpResponse:
    """This month under the five heads."""
    check_may(request.user, VIEW)
    home, moment = home_of(request.user), now()
    day = local_day(home.time_zone, moment)
    since = day.replace(day=1)
    duties = completeness.of_grids(
        completeness.grids_visible_to(request.user, day).filter(subdistrict=home), home.pk, day
    )
    context = {
        "since": since,
        "day": day,
        "levers": [
            (_("大员上阵"), _leaders(home, since, day)),
            (_("对标对表"), _standards(duties)),
            (_("责任落实"), _responsibility(request.user, duties, moment)),
            (_("督导检查"), _supervision(request.user, home, since, moment)),
            (_("队伍管理"), _team(request.user, since, day)),
        ],
    }
    return render(request, "desk/team/levers.html", context)


def _leaders(home: Subdistrict, since: dt.date, day: dt.date) -> list[Figure]:
    leaders = RoleGrant.objects.filter(in_force(day), role__in=LEADERS, user__subdistrict=home)
    walked = Patrol.objects.filter(
        subdistrict=home, user__in=leaders.values("user"), started_at__date__gte=since
    )
    ordered = SpecialMode.objects.filter(subdistrict=home, starts_at__date__gte=since)
    return [
        Figure(_("领导带队巡查（次）"), walked.count(), reverse("desk_five")),
        Figure(_("下达特殊模式（个）"), ordered.count(), reverse("desk_modes")),
    ]


def _standards(duties: Iterable[Any]) -> list[Figure]:
    marks = [one.marks() for one in duties]
    whole = len(marks)
    return [
        Figure(name, sum(mark[fixed] for mark in marks), reverse("desk_five"), whole)
        for fixed, name in (
            (Fixed.STANDARDS, _("定标准有效的网格")),
            (Fixed.INCENTIVES, _("定奖惩有效的网格")),
        )
    ]


def _responsibility(user: User, duties: list[Any], moment: dt.datetime) -> list[Figure]:
    counts = counts_today(user, moment)
    cases = reverse("desk_cases")
    return [
        Figure(_("五定齐全的网格"), sum(one.is_complete for one in duties), reverse("desk_five"), len(duties)),
        Figure(_("超时在办（件）"), counts["late"], f"{cases}?scope=late", counts["open"]),
    ]  # fmt: skip


def _supervision(
    user: User, home: Subdistrict, since: dt.date, moment: dt.datetime
) -> list[Figure]:
    supervised = visible_to(user).filter(subdistrict=home, is_open=True, is_supervised=True)
    slots = [
        slot
        for mode in SpecialMode.objects.filter(subdistrict=home, ends_at__date__gte=since)
        for own in modes.boards(mode, moment).values()
        for slot in own
        if slot.state not in (ReportState.COMING, ReportState.OPEN)
    ]
    on_time = sum(slot.state == ReportState.ON_TIME for slot in slots)
    return [
        Figure(_("督办在办（件）"), supervised.count(), f"{reverse('desk_cases')}?scope=open"),
        Figure(_("按时零报告（次）"), on_time, reverse("desk_modes"), len(slots)),
    ]


def _team(user: User, since: dt.date, day: dt.date) -> list[Figure]:
    people = team.people_with_file(user).filter(is_active=True)
    ids = list(people.values_list("pk", flat=True))
    entries = TeamEntry.objects.filter(person_id__in=ids)
    month = entries.filter(on__gte=since)
    upheld = month.filter(kind="complaint", outcome__in=("upheld", "partly"))
    found = team.summaries(list(people), since)
    held = [one["certificate"] for one in found.values() if one["certificate"]]
    url = reverse("desk_team")
    return [
        Figure(_("有效执法证（本）"), sum(row.valid_to >= day for row in held), url, len(held)),
        Figure(_("参加培训（人次）"), month.filter(kind="training").count(), url),
        Figure(_("表扬（次）"), month.filter(kind="praise").count(), url),
        Figure(_("查实投诉（件）"), upheld.count(), url),
        Figure(_("未交还的领用（件）"), sum(one["out"] for one in found.values()), url),
        Figure(_("离岗交接中（人）"), HandOver.objects.filter(person_id__in=ids, closed_at=None).count(), url),
    ]  # fmt: skip

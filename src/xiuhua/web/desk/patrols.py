"""Patrols for those who walk: start, the page on the phone while walking, finish; and the list of what was walked.

While a patrol of one's own is open, its page says at all times that a track is recorded, and how to end it. Nobody
else's page records anything. Which points count is decided by duty.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.duty.actions import patrols as actions
from xiuhua.apps.duty.models import GridRound, Patrol
from xiuhua.apps.duty.on_duty import grids_to_walk
from xiuhua.apps.duty.patrolling import (
    VIEW,
    left_by_road,
    open_patrol,
    patrols_visible_to,
    rounds_on,
    stretches_of,
    walked_of,
)
from xiuhua.apps.duty.walking import drawn, lines_of
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.rounds_forms import FinishForm, StartForm

WALK = actions.WALK
PER_PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def patrol_list(request: HttpRequest) -> HttpResponse:
    """Start a patrol, or go back to the one that is open; below, the patrols one may see."""
    check_may(request.user, WALK if request.method == "POST" else VIEW)
    home = home_of(request.user)
    mine = open_patrol(request.user)
    form = _start_form(request, home)
    if request.method == "POST":
        if form is None:
            raise Refused("patrol_not_on_duty", grid="—", day=local_day(home.time_zone).isoformat())
        if form.is_valid():
            said = form.cleaned_data
            made = actions.start(
                grid_id=said["grid"], round_id=said["round"], by=request.user, at=now(), key=said["key"]
            )  # fmt: skip
            return redirect("desk_patrol", made["id"])
    rows = patrols_visible_to(request.user).defer(
        "todo", "grid__geometry", "round__path", "round__steps"
    )
    if grid := request.GET.get("grid", "")[:40]:
        rows = rows.filter(grid__code=grid)
    page = Paginator(rows.order_by("-started_at", "-id"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "mine": mine,
        "form": form,
        "page": page,
        "rows": [_row(one) for one in page],
        "may_walk": may(request.user, WALK),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "desk/patrols/list.html", context, status=status)


def _start_form(request: HttpRequest, home: Subdistrict) -> StartForm | None:
    """The grids this person is on duty for today; None where there are none."""
    day = local_day(home.time_zone)
    held = grids_to_walk(request.user.pk, home.pk, now())
    if not held:
        return None
    grids = Grid.objects.filter(
        subdistrict=home, system=Grid.System.URBAN, level=Grid.Level.RESPONSIBILITY, valid_to=None
    )
    if None not in held:
        grids = grids.filter(pk__in=[pk for pk in held if pk])
    grids = list(grids.defer("geometry").order_by("code"))
    found = rounds_on(GridRound.objects.filter(grid__in=grids).select_related("grid", "slot"), day)
    data = request.POST if request.method == "POST" else None
    rounds = list(found.defer("steps", "path", "grid__geometry"))
    return StartForm(data, grids=grids, rounds=rounds)


def _row(one: Patrol) -> dict[str, Any]:
    minutes = int((one.ended_at - one.started_at).total_seconds() // 60) if one.ended_at else None
    return {"patrol": one, "minutes": minutes}


@login_required
@require_GET
def patrol_page(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """One patrol: while it is one's own and open, the page that records; else what was walked."""
    patrol = _seen(request, patrol_id)
    walked = walked_of(patrol)
    is_mine = patrol.user_id == request.user.pk and patrol.ended_at is None
    context = {
        "patrol": patrol,
        "is_recording": is_mine,
        "form": FinishForm() if is_mine else None,
        "lines": _lines(patrol, walked),
        "kept_days": rules_in_force(patrol.subdistrict_id, now()).track_kept_days,
    } | _left(patrol, walked)
    return render(request, "desk/patrols/patrol.html", context)


@login_required
@require_GET
def patrol_left(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """What is still to walk, as a part of the page."""
    patrol = _seen(request, patrol_id)
    return render(request, "desk/patrols/_left.html", _left(patrol, walked_of(patrol)))


@login_required
@require_POST
def patrol_finish(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """End one's own patrol."""
    check_may(request.user, WALK)
    form = FinishForm(request.POST)
    if not form.is_valid():
        raise Refused("patrol_note_too_long", most=actions.LONGEST_NOTE)
    said = form.cleaned_data
    actions.finish(patrol_id, note=said["note"], by=request.user, at=now(), key=said["key"])
    messages.success(request, _("巡查已结束，轨迹不再记录。"))
    return redirect("desk_patrol", patrol_id)


def _seen(request: HttpRequest, patrol_id: int) -> Patrol:
    check_may(request.user, VIEW)
    patrol = patrols_visible_to(request.user).filter(pk=patrol_id).first()
    if patrol is None:
        raise Refused("patrol_unseen")
    return patrol


def _left(patrol: Patrol, walked: set[tuple[int, float]]) -> dict[str, Any]:
    roads = left_by_road(patrol, walked)
    return {"patrol": patrol, "roads": [one for one in roads if one.left_m > 0.5],
            "done": [one for one in roads if one.left_m <= 0.5],
            "left_m": sum(one.left_m for one in roads)}  # fmt: skip


def _lines(patrol: Patrol, walked: set[tuple[int, float]]) -> dict[str, Any]:
    """The stretches for the map: walked ones green, the others still to walk."""
    epsg = Subdistrict.objects.values_list("projected_epsg", flat=True).get(
        pk=patrol.subdistrict_id
    )
    listed = stretches_of(patrol, walked)
    lines = lines_of([one["stretch"] for one in listed], epsg)
    shapes = dict(zip(lines, drawn(lines.values(), epsg), strict=True))
    features = [
        {
            "type": "Feature",
            "geometry": shapes[one["stretch"]],
            "properties": {"state": "done" if one["walked"] else "late"},
        }
        for one in listed
        if one["stretch"] in shapes
    ]
    return {"type": "FeatureCollection", "features": features}

"""The grids of the street: the map, the list with whoever leads each, and what is wrong with them.

Pages only. Findings are those of `space.checking`, kept until an area changes; leaders come from duty.
"""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, check_may, local_day, may
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records.kept import Kept
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space import checking, queries
from xiuhua.apps.space.locating import AREAS
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.grid_check import GridCheck
from xiuhua.web.desk.space_words import ROAD_CLASS, ZONE_KIND

SHOWN = 100
_checks: Kept[dict[tuple[int, dt.date], GridCheck | None]] = Kept(AREAS, dict)


@login_required
@require_GET
def grids(request: HttpRequest) -> HttpResponse:
    """Map, list and findings of today. Findings are for those who see the whole subdistrict."""
    check_may(request.user, queries.VIEW)
    home = _home(request.user)
    on = local_day(home.time_zone)
    rows = _rows(request.user, home, on)
    context: dict[str, Any] = {
        "rows": rows,
        "total_m2": sum(row["grid"].area_m2 or 0 for row in rows),
        "sees_duty": may(request.user, "people.view"),
        "sees_proposals": may(request.user, queries.VIEW, subdistrict_id=home.pk),
        "sees_rounds": may(request.user, "patrols.view"),
        "sees_five": may(request.user, "duty.view"),
        "sees_whole": _sees_whole(request.user, home.pk),
        "roads": [
            row | {"class_name": ROAD_CLASS[row["road_class"]]}
            for row in queries.lengths_by_class(home.pk)
        ],
    }
    if context["sees_whole"]:
        context |= _findings(home, on)
    return render(request, "desk/grids/page.html", context)


@login_required
@require_GET
def findings_geojson(request: HttpRequest) -> JsonResponse:
    """The places of the findings, for the page's own map."""
    check_may(request.user, queries.VIEW)
    home = _home(request.user)
    if not _sees_whole(request.user, home.pk):
        raise Refused("not_permitted", permission=queries.VIEW)
    rows = _findings(home, local_day(home.time_zone))["findings"]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [found.lon, found.lat]},
            "properties": {"id": row["id"], "state": "late", "label": row["words"]},
        }
        for row in rows
        if (found := row["finding"]).lon is not None
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _home(user: User) -> Subdistrict:
    home_id = queries.home_ground(user)
    home = Subdistrict.objects.filter(pk=home_id).first() if home_id else None
    if home is None:
        raise Refused("subdistrict_unclear")
    return home


def _sees_whole(user: User, subdistrict_id: int) -> bool:
    scope = areas(user, queries.VIEW)
    return scope.city or subdistrict_id in scope.subdistrict_ids or bool(scope.unit_ids)


def _rows(user: User, home: Subdistrict, on: dt.date) -> list[dict[str, Any]]:
    found = list(queries.grids_in_force(user, on).filter(subdistrict=home).defer("geometry"))
    duties = [who_answers(grid.pk, home.pk, on) for grid in found]
    leaders = User.objects.in_bulk({duty.leader_id for duty in duties if duty.leader_id})
    return [
        {
            "grid": grid,
            "zone": ZONE_KIND.get(grid.zone_kind, ""),
            "leader": leaders.get(duty.leader_id),
        }
        for grid, duty in zip(found, duties, strict=True)
    ]


def _findings(home: Subdistrict, on: dt.date) -> dict[str, Any]:
    check = _check(home, on)
    if check is None:
        return {"check": None, "findings": []}
    findings = []
    for number, finding in enumerate(check.findings[:SHOWN], start=1):
        words = str(checking.SENTENCES[finding.kind]) % checking.facts_of(finding, home)
        findings.append(
            {"id": f"f{number}", "finding": finding, "kind": checking.NAMES[finding.kind],
             "words": words}
        )  # fmt: skip
    return {
        "check": check,
        "findings": findings,
        "more": max(0, len(check.findings) - SHOWN),
    }


def _check(home: Subdistrict, on: dt.date) -> GridCheck | None:
    """The check of a day; None where there are no grids yet."""
    kept = _checks.get()
    if (home.pk, on) not in kept:
        try:
            kept[home.pk, on] = checking.check(home, on)
        except Refused as refused:
            if refused.code != "no_grids_to_check":
                raise
            kept[home.pk, on] = None
    return kept[home.pk, on]

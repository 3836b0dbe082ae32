"""The map of grids and cases: the page, and the points or counts of one box."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.queries.lists import Filters
from xiuhua.apps.cases.queries.map_counts import CellCount, box_view
from xiuhua.apps.records.now import now
from xiuhua.solvers import cells
from xiuhua.web.shared import case_labels
from xiuhua.web.shared.boxes import read_box
from xiuhua.web.shared.case_words import state_words

Feature = dict[str, Any]
ANY_NUMBER = "0"


@login_required
@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """Grids and cases on the map, with the list's own filters."""
    check_may(request.user, "cases.view")
    filters = Filters.read(request.GET.dict())
    scopes = [(scope, case_labels.LIST_SCOPE[scope]) for scope in Filters.SCOPES]
    return render(request, "desk/cases/map.html", {"filters": filters, "scopes": scopes})


@login_required
@require_GET
def cases_geojson(request: HttpRequest) -> JsonResponse:
    """Points of a box; where there are too many, counts per cell with how many are late.

    `is_cut` says that there were too many even to count: no cell then counts more than it says, but others may.
    """
    check_may(request.user, "cases.view")
    moment = now()
    box = read_box(request.GET.get("bbox", ""))
    view = box_view(request.user, Filters.read(request.GET.dict()), box, moment)
    features = [*_points(view.points, moment), *map(_cluster, view.cells)]
    answer = {"type": "FeatureCollection", "features": features}
    return JsonResponse(answer | ({"is_cut": True} if view.is_cut else {}))


def _points(rows: Iterable[dict[str, Any]], moment: dt.datetime) -> Iterable[Feature]:
    # Looked up once, not for each of several hundred points.
    before, _, after = reverse("desk_case", args=[ANY_NUMBER]).rpartition(ANY_NUMBER)
    for row in rows:
        chip, word = state_words(row, moment)
        name = row["case_class__name"] or ""
        properties = {
            "id": row["id"],
            "state": chip,
            "label": f"{row['number']} {name} {word}",
            "url": f"{before}{row['number']}{after}",
        }
        yield _feature(row["lon"], row["lat"], properties)


def _cluster(one: CellCount) -> Feature:
    lon, lat = cells.centre(one.cell)
    return _feature(lon, lat, {"n": one.n, "late": one.late})


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> Feature:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}

"""The map of grids and cases: the page, and the points of one box."""

from typing import Any

import h3
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.queries.lists import Filters, listed
from xiuhua.apps.records.now import now
from xiuhua.web.shared import case_labels
from xiuhua.web.shared.boxes import read_box
from xiuhua.web.shared.case_words import state_words

MOST_POINTS = 1500
POINT_FIELDS = (
    "id", "number", "lon", "lat", "state", "outcome", "is_open", "due_at", "near_at",
    "case_class__name",
)  # fmt: skip


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
    """Points of a box; where there are too many, counts per cell with how many are late."""
    check_may(request.user, "cases.view")
    moment = now()
    west, south, east, north = read_box(request.GET.get("bbox", ""))
    filters = Filters.read(request.GET.dict())
    cases = listed(request.user, filters, moment).filter(
        lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north
    )
    rows = list(cases.values(*POINT_FIELDS)[: MOST_POINTS + 1])
    if len(rows) > MOST_POINTS:
        features = _clusters(cases, moment)
    else:
        features = [_point(row, moment) for row in rows]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _point(row: dict[str, Any], moment: Any) -> dict[str, Any]:
    chip, word = state_words(row, moment)
    name = row["case_class__name"] or ""
    properties = {
        "id": row["id"],
        "state": chip,
        "label": f"{row['number']} {name} {word}",
        "url": reverse("desk_case", args=[row["number"]]),
    }
    return _feature(row["lon"], row["lat"], properties)


def _clusters(cases: Any, moment: Any) -> list[dict[str, Any]]:
    late = Count("id", filter=Q(is_open=True, due_at__lt=moment))
    cells = cases.order_by().values("cell").annotate(n=Count("id"), late=late)
    features = []
    for cell in cells:
        lat, lon = h3.cell_to_latlng(h3.int_to_str(cell["cell"]))
        features.append(_feature(lon, lat, {"n": cell["n"], "late": cell["late"]}))
    return features


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}

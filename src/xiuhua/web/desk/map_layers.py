"""The ground under every map of staff: boundary, roads, communities, thirds and grids as GeoJSON.

    /desk/map/areas.geojson?layer=grids        one layer, or all of them without `layer`

Only what the person may see. Kept in memory per scope and day, and answered with an ETag, so that a
map that is opened again costs no reading. Cases and counts are no business of this file.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import shapely
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET
from shapely.geometry import mapping, shape

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas, check_may, in_force, local_day
from xiuhua.apps.records.kept import Kept
from xiuhua.apps.space import queries
from xiuhua.apps.space.locating import AREAS
from xiuhua.rulebook.refusal import Refused

SIMPLIFY_DEG = 0.00001  # about a metre: less than a line's width on any screen
DECIMALS = 6
MOST_KEPT = 200  # answers per process; beyond that all are made anew


class Answer(NamedTuple):
    """A finished body and its fingerprint."""

    body: bytes
    etag: str


Feature = dict[str, Any]
_answers: Kept[dict[Any, Answer]] = Kept(AREAS, dict)


@login_required
@require_GET
def areas_geojson(request: HttpRequest) -> HttpResponse:
    """The layers asked for; 304 where the browser has them already."""
    check_may(request.user, queries.VIEW)
    layer = request.GET.get("layer", "")
    if layer and layer not in LAYERS:
        raise Refused("map_layer_unknown", layer=layer[:40], known=list(LAYERS))
    answer = _answer(request.user, layer, local_day(None))
    if request.headers.get("If-None-Match") == answer.etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(answer.body, content_type="application/geo+json")
    response["ETag"] = answer.etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _answer(user: User, layer: str, on: dt.date) -> Answer:
    kept = _answers.get()
    key = (areas(user, queries.VIEW), layer, on)
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[key] = _made(user, [layer] if layer else list(LAYERS), on)
    return found


def _made(user: User, layers: list[str], on: dt.date) -> Answer:
    features = [feature for layer in layers for feature in LAYERS[layer](user, on)]
    data = {"type": "FeatureCollection", "features": features}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(body, f'"{hashlib.sha256(body).hexdigest()[:24]}"')


def feature(layer: str, geometry: Any, **properties: Any) -> Feature:
    """One feature, simplified and rounded for drawing; never for deciding."""
    drawn = shapely.simplify(geometry, SIMPLIFY_DEG, preserve_topology=True)
    drawn = shapely.transform(drawn, lambda xy: xy.round(DECIMALS))
    return {
        "type": "Feature",
        "geometry": mapping(drawn),
        "properties": {"layer": layer, **properties},
    }


def _boundary(user: User, _on: dt.date) -> Iterator[Feature]:
    for row in queries.subdistricts_visible_to(user).exclude(boundary=None).order_by("code"):
        yield feature("boundary", shape(row.boundary), code=row.code, name=row.name)


def _roads(user: User, _on: dt.date) -> Iterator[Feature]:
    lines: defaultdict[tuple[int, str, str], list[Any]] = defaultdict(list)
    rows = queries.segments_visible_to(user).order_by("road_id", "id")
    for geometry, road_id, name, road_class in rows.values_list(
        "geometry", "road_id", "road__name", "road__road_class"
    ):
        lines[road_id or 0, name or "", road_class or "branch"].append(shape(geometry))
    for (_, name, road_class), parts in lines.items():
        # Drawn in one piece, a road carries its name once instead of at every junction.
        merged = shapely.line_merge(shapely.union_all(parts))
        yield feature("roads", merged, name=name, road_class=road_class)


def _grids(user: User, on: dt.date) -> Iterator[Feature]:
    address = reverse("desk_cases")
    for row in queries.grids_in_force(user, on).exclude(geometry=None):
        yield feature(
            "grids",
            shape(row.geometry),
            code=row.code,
            name=row.name,
            community=row.community.name if row.community else "",
            zone_kind=row.zone_kind,
            url=f"{address}?{urlencode({'grid': row.code})}",
        )


def _communities(user: User, on: dt.date) -> Iterator[Feature]:
    rows = queries.communities_visible_to(user).filter(in_force(on)).exclude(geometry=None)
    for row in rows.order_by("code"):
        yield feature("communities", shape(row.geometry), code=row.code, name=row.name)


def _zones(user: User, on: dt.date) -> Iterator[Feature]:
    rows = queries.zones_visible_to(user).filter(in_force(on)).exclude(geometry=None)
    for row in rows.order_by("code"):
        yield feature("zones", shape(row.geometry), code=row.code, name=row.name, kind=row.kind)


LAYERS: dict[str, Callable[[User, dt.date], Iterator[Feature]]] = {
    "boundary": _boundary,
    "communities": _communities,
    "zones": _zones,
    "roads": _roads,
    "grids": _grids,
}

"""What the public's map shows: boundary, blocks and roads as a simple plan, and masked open reports.

Never components, grids' owners, or anything surveyed.
"""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiuhua.apps.cases.queries.public import Nearby, open_nearby
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Block, Segment
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.portal.streets import street_of
from xiuhua.web.shared.boxes import read_box
from xiuhua.web.shared.following import CHIPS, STATE
from xiuhua.web.shared.formats import language_of

KEEP_SECONDS = 3600
PARTS = ("boundary", "blocks", "roads")


@require_GET
def street_plan(request: HttpRequest) -> HttpResponse:
    """The plan as GeoJSON; `part=boundary|blocks|roads` gives one layer. Unchanged: 304."""
    street = _street(request)
    part = request.GET.get("part", "")
    if part not in ("", *PARTS):
        raise Refused("filter_unknown", name="part", value=part[:20])
    features = [one for name in PARTS if part in ("", name) for one in LAYERS[name](street)]
    body = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    same = request.headers.get("If-None-Match") == tag
    response: HttpResponse = (
        HttpResponseNotModified()
        if same
        else HttpResponse(body, content_type="application/geo+json")
    )
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=KEEP_SECONDS)
    return response


@require_GET
def nearby(request: HttpRequest) -> JsonResponse:
    """Open reports in `bbox`, so that nobody reports what is known: class, state, a rounded place."""
    found = open_nearby(_street(request).pk, read_box(request.GET.get("bbox", "")))
    features = [_point(number, one) for number, one in enumerate(found)]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _street(request: HttpRequest) -> Subdistrict:
    street = street_of(request)
    if street is None:
        raise Refused("street_unknown", given="")
    return street


def _point(number: int, one: Nearby) -> dict[str, Any]:
    name = _("其他问题")
    if one.case_class:
        is_english = language_of(get_language()) == "en" and one.case_class.name_en
        name = one.case_class.name_en if is_english else one.case_class.name
    state = STATE[one.state][0]
    properties = {
        "id": str(number),
        "state": CHIPS.get(one.state, "running"),
        "label": f"{name} · {state}",
    }
    geometry = {"type": "Point", "coordinates": [one.lon, one.lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _feature(geometry: Any, layer: str, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"layer": layer, **properties}}


def _boundary(street: Subdistrict) -> list[dict[str, Any]]:
    return [_feature(street.boundary, "boundary", name=street.name)] if street.boundary else []


def _blocks(street: Subdistrict) -> list[dict[str, Any]]:
    rows = Block.objects.filter(subdistrict=street, valid_to__isnull=True, geometry__isnull=False)
    return [
        _feature(shape, "block") for shape in rows.order_by("id").values_list("geometry", flat=True)
    ]


def _roads(street: Subdistrict) -> list[dict[str, Any]]:
    rows = Segment.objects.filter(subdistrict=street).order_by("id")
    return [
        _feature(geometry, "road", name=name or "", road_class=road_class or "branch")
        for geometry, name, road_class in rows.values_list(
            "geometry", "road__name", "road__road_class"
        )
    ]


LAYERS = {"boundary": _boundary, "blocks": _blocks, "roads": _roads}

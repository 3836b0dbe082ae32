"""What a form looks up while somebody types: classes, places; and points of the map."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.queries.lists import Filters
from xiuhua.apps.cases.queries.map_counts import box_view
from xiuhua.apps.catalogue.queries import search_classes
from xiuhua.apps.records.now import now
from xiuhua.apps.space.searching import search_places
from xiuhua.web.api.bodies import Text
from xiuhua.web.api.cases import home_of
from xiuhua.web.api.shapes import ClassOut, PlaceOut, answers
from xiuhua.web.shared.boxes import read_box
from xiuhua.web.shared.case_features import features_of

router = Router(tags=["lookups"])
Typed = Annotated[Text, Field(max_length=60)]


@router.get("/classes", response=answers(list[ClassOut]), operation_id="find_classes")
def find_classes(request: HttpRequest, q: Typed = "") -> Any:
    """Classes by words, initials or number."""
    check_may(request.user, "catalogue.view")
    return [
        {"slug": row.slug, "kind": row.kind, "name": row.name, "name_en": row.name_en}
        for row in search_classes(q)
    ]


@router.get("/places", response=answers(list[PlaceOut]), operation_id="find_places")
def find_places(request: HttpRequest, q: Typed = "") -> Any:
    """Places of one's own subdistrict by name, sound, initials or a misspelling."""
    check_may(request.user, "space.view")
    return [place._asdict() for place in search_places(home_of(request.user).pk, q)]


@router.get("/map/cases", response=answers(dict[str, Any]), operation_id="map_cases")
def map_cases(
    request: HttpRequest, bbox: Typed, scope: Annotated[Text, Field(max_length=12)] = "open"
) -> Any:
    """A box (west,south,east,north) as GeoJSON: points, or where there are many, cells with `n` and `late`."""
    check_may(request.user, "cases.view")
    moment = now()
    view = box_view(request.user, Filters.read({"scope": scope}), read_box(bbox), moment)
    return features_of(view, moment, lambda row: {"id": row["number"]})

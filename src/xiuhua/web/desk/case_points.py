"""The map of grids and cases: the page, and the points or counts of one box."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.queries.lists import Filters
from xiuhua.apps.cases.queries.map_counts import box_view
from xiuhua.apps.records.now import now
from xiuhua.web.shared import case_labels
from xiuhua.web.shared.boxes import read_box
from xiuhua.web.shared.case_features import features_of

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
    """Points of a box; where there are too many, counts per cell with how many are late."""
    check_may(request.user, "cases.view")
    moment = now()
    box = read_box(request.GET.get("bbox", ""))
    view = box_view(request.user, Filters.read(request.GET.dict()), box, moment)
    # Looked up once, not for each of several hundred points.
    before, _, after = reverse("desk_case", args=[ANY_NUMBER]).rpartition(ANY_NUMBER)
    return JsonResponse(
        features_of(
            view,
            moment,
            lambda row: {"id": row["id"], "url": f"{before}{row['number']}{after}"},
        )
    )

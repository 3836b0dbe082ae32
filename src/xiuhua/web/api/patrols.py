"""Points of a patrol's track over JSON: batches that may come late and twice."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.duty.actions import patrols
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.api.bodies import Body, Id, described, read_body
from xiuhua.web.api.shapes import answers

router = Router(tags=["patrols"])


class PointIn(Body):
    """Where the phone was: its own clock with zone, degrees of WGS84 or EPSG:4490, accuracy if it knows."""

    at: dt.datetime
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    accuracy_m: Annotated[float | None, Field(ge=0, le=1e6, allow_inf_nan=False)] = None


class PointsIn(Body):
    """A batch, in any order."""

    points: Annotated[list[PointIn], Field(max_length=patrols.MOST_POINTS)]


class PointsOut(Schema):
    """How many were new and how many dropped, and what is walked by now."""

    new: int
    dropped: int
    points: int
    walked_m: float
    todo_m: float


@router.post(
    "/patrols/{patrol_id}/points",
    response=answers(PointsOut),
    operation_id="add_patrol_points",
    openapi_extra=described(PointsIn),
)
def add_points(request: HttpRequest, patrol_id: Id) -> Any:
    """Take in a batch of one's own patrol. Points outside its time are dropped and counted, not refused."""
    check_may(request.user, patrols.WALK)
    sent = read_body(request)
    points = []
    for one in sent.as_a(PointsIn).points:
        if one.at.tzinfo is None or not 1900 <= one.at.year <= 2200:
            raise Refused("moment_unreadable", field="at", text=one.at.isoformat()[:40])
        points.append(patrols.Point(one.at, one.lon, one.lat, one.accuracy_m))
    return patrols.add_points(patrol_id, points, by=request.user, at=now(), key=sent.key)

"""Lines with names become roads with segments: grouped by name, one class per road.

The same name always gives the same code, so that a second run finds the road again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from xiuhua.apps.space.drafts import Drafts, PlaceDraft, RoadDraft, SegmentDraft
from xiuhua.apps.space.models import Place
from xiuhua.apps.space.naming import sound

ESTIMATED = "（宽度为估算 / widths estimated）"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a road as read."""

    code: str
    name: str
    road_class: str
    geometry: BaseGeometry
    width_m: float
    width_is_estimated: bool
    where: str
    road_code: str = ""


def road_code(name: str) -> str:
    """A code out of a name: initials to read, a digest to be sure. 成都北路 -> CDBL-xxxxxxxx."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{sound(name)[1][:20].upper()}-{digest}"


def group(lines: Iterable[Line], source: str) -> Drafts:
    """Roads, their segments, and each road's name in the middle of its longest line."""
    drafts = Drafts()
    by_road: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        code = line.road_code or (road_code(line.name) if line.name else "")
        if code:
            by_road[code].append(line)
        drafts.segments.append(
            SegmentDraft(
                code=line.code,
                line=line.geometry,
                road_code=code,
                width_m=line.width_m,
                width_is_estimated=line.width_is_estimated,
                where=line.where,
            )
        )
    for code, of_road in by_road.items():
        estimated = any(line.width_is_estimated for line in of_road)
        drafts.roads.append(
            RoadDraft(
                code=code,
                name=of_road[0].name,
                road_class=_commonest_class(of_road),
                source=source + (ESTIMATED if estimated else ""),
            )
        )
        drafts.places.append(_named_in_the_middle(of_road, source))
    return drafts


def _commonest_class(lines: list[Line]) -> str:
    """The class that most of the road's length has; ties by name, so that every run agrees."""
    lengths: defaultdict[str, float] = defaultdict(float)
    for line in lines:
        lengths[line.road_class] += line.geometry.length
    return max(sorted(lengths), key=lambda one: round(lengths[one], 9))


def _named_in_the_middle(lines: list[Line], source: str) -> PlaceDraft:
    longest = max(lines, key=lambda line: (round(line.geometry.length, 9), line.code))
    middle = longest.geometry.interpolate(0.5, normalized=True)
    return PlaceDraft(
        name=longest.name,
        kind=Place.Kind.ROAD,
        lon=middle.x,
        lat=middle.y,
        source=source,
        where=longest.where,
    )

"""Grids as somebody else drew them, taken over whole: responsibility grids of an import's subdistrict.

A grid that is there already stays; one drawn otherwise is refused, since a border is changed with a date
and on the map, not by the way. It must not divide or mend anything.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from xiuhua.apps.records import history, ids, kept, rows
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.locating import AREAS
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import area_m2

# Two drawings are the same if they differ by less than this share of the area: rounding, no border.
SAME_SHARE = 1e-6


@dataclass(frozen=True)
class GivenGrid:
    """One polygon with its code, EPSG:4490 degrees, longitude first."""

    code: str
    name: str
    geometry: shapely.Geometry


def add_grids(
    subdistrict: Subdistrict,
    given: Mapping[str, GivenGrid],
    *,
    valid_from: dt.date,
    at: dt.datetime,
) -> int:
    """Make the grids that are missing; how many. Call it inside a transaction.

    Refuses: grid_differs, when a grid of that code is there with another geometry.
    """
    there = Grid.objects.filter(
        subdistrict=subdistrict,
        system=Grid.System.URBAN,
        level=Grid.Level.RESPONSIBILITY,
        code__in=list(given),
        valid_to=None,
    )
    known = set()
    for grid in there:
        if not _same(grid.geometry, given[grid.code].geometry):
            raise Refused("grid_differs", grid=grid.code)
        known.add(grid.code)
    missing = [one for code, one in given.items() if code not in known]
    if missing:
        _write(subdistrict, missing, valid_from, at)
        kept.changed(AREAS)
    return len(missing)


def _same(there: dict[str, Any] | None, given: shapely.Geometry) -> bool:
    if there is None:
        return False
    drawn = shapely.geometry.shape(there)
    return drawn.symmetric_difference(given).area <= SAME_SHARE * given.area


def _write(
    subdistrict: Subdistrict, missing: list[GivenGrid], valid_from: dt.date, at: dt.datetime
) -> None:
    grids, events = [], []
    for pk, one in zip(ids.take(Grid, len(missing)), missing, strict=True):
        grid = Grid(
            id=pk,
            subdistrict=subdistrict,
            code=one.code,
            name=one.name,
            geometry=shapely.geometry.mapping(one.geometry),
            area_m2=round(area_m2(one.geometry, subdistrict.projected_epsg), 1),
            valid_from=valid_from,
        )
        data = {"code": one.code, "valid_from": valid_from, "area_m2": grid.area_m2}
        events += history.extend(
            grid, [("grid.given", data)], at=at, actor_id=None, subdistrict_id=subdistrict.pk
        )
        grids.append(grid)
    rows.write_objects(grids)
    rows.write_objects(events)

"""Which grid, community and third a point lies in: asked for every report, answered in process.

    found = locate(subdistrict_id, lon, lat, at)     # at: the moment whose local day decides
    found.inside, found.grid_id, found.grid_code, …

The areas of a subdistrict are kept in memory (`records.kept`) and read anew after each act that
changes them. A point on a shared border, or where areas overlap, belongs to the smallest code. What
lies outside the boundary is answered "outside", never the nearest grid. Who answers for a grid is
not known here.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import shape

from xiuhua.apps.records.kept import Kept
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Community, Grid, Zone
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.locate import Locator

AREAS = "space_areas"  # whoever writes an area or the boundary calls kept.changed(AREAS)


class Located(NamedTuple):
    """Where a point lies. Outside the boundary everything is None; inside, a gap gives no grid."""

    grid_id: int | None
    grid_code: str | None
    community_id: int | None
    community_code: str | None
    zone_kind: str | None
    inside: bool


class LocatedMany(NamedTuple):
    """`Located` for many points: one array per field (objects, None where there is nothing)."""

    grid_id: np.ndarray
    grid_code: np.ndarray
    community_id: np.ndarray
    community_code: np.ndarray
    zone_kind: np.ndarray
    inside: np.ndarray

    def row(self, index: int) -> Located:
        """One point's answer."""
        return Located(*(column[index] for column in self[:5]), bool(self.inside[index]))


OUTSIDE = Located(None, None, None, None, None, False)


def locate(subdistrict_id: int, lon: float, lat: float, at: dt.datetime) -> Located:
    """Where a point (EPSG:4490 degrees) lies on the local day of `at`. No statement when kept."""
    return areas_in_force(subdistrict_id, at).locate(lon, lat)


def locate_many(subdistrict_id: int, lons: Any, lats: Any, at: dt.datetime) -> LocatedMany:
    """`locate` for arrays of points on one day; the same answers, by test."""
    return areas_in_force(subdistrict_id, at).locate_many(lons, lats)


def areas_in_force(subdistrict_id: int, at: dt.datetime) -> "AreasInForce":
    """The index of one day, for whoever asks for very many points."""
    streets = _streets.get()
    street = streets.get(subdistrict_id)
    if street is None:
        street = streets[subdistrict_id] = _read(subdistrict_id)
    return street.on(local_day(at, street.time_zone))


# One dictionary per version; each subdistrict is read when it is first asked for.
_streets: Kept[dict[int, "_Street"]] = Kept(AREAS, dict)


class _Known(NamedTuple):
    """A grid, community or zone, as far as the answer needs it."""

    id: int
    code: str
    geometry: shapely.Geometry | None
    valid_from: dt.date
    valid_to: dt.date | None
    kind: str = ""
    community_id: int | None = None
    community_code: str | None = None

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class AreasInForce:
    """Everything a point of one day is compared with. Immutable."""

    def __init__(
        self,
        boundary: shapely.Geometry | None,
        grids: Sequence[_Known],
        communities: Sequence[_Known],
        zones: Sequence[_Known],
    ) -> None:
        self._known = [{(a.code, a.id): a for a in of} for of in (grids, communities, zones)]
        self._grids, self._communities, self._zones = (_locator(of) for of in self._known)
        # Without a boundary the subdistrict is where its grids are.
        self._boundary = None if boundary is None else Locator([(0, boundary)])

    def locate(self, lon: float, lat: float) -> Located:
        """Where one point lies."""
        if self._boundary is not None and self._boundary.locate(lon, lat) is None:
            return OUTSIDE
        grid = self._known[0].get(self._grids.locate(lon, lat))
        if grid is None and self._boundary is None:
            return OUTSIDE
        community = self._known[1].get(self._communities.locate(lon, lat))
        return _located(grid, community, self._known[2].get(self._zones.locate(lon, lat)))

    def locate_many(self, lons: Any, lats: Any) -> LocatedMany:
        """Where each of many points lies."""
        found = [
            self._grids.locate_many(lons, lats),
            self._communities.locate_many(lons, lats),
            self._zones.locate_many(lons, lats),
        ]
        if self._boundary is None:
            inside = np.array([key is not None for key in found[0]], dtype=bool)
        else:
            inside = np.array(
                [key is not None for key in self._boundary.locate_many(lons, lats)], dtype=bool
            )
        # As many different answers as combinations of areas, however many points there are.
        answers: dict[tuple[Any, ...], Located] = {}
        rows = []
        for is_inside, keys in zip(inside, zip(*found, strict=True), strict=True):
            if not is_inside:
                rows.append(OUTSIDE)
                continue
            if keys not in answers:
                answers[keys] = _located(
                    *(of.get(key) for of, key in zip(self._known, keys, strict=True))
                )
            rows.append(answers[keys])
        columns = [np.array([row[n] for row in rows], dtype=object) for n in range(5)]
        return LocatedMany(*columns, inside)


def _locator(known: dict[tuple[str, int], _Known]) -> Locator:
    return Locator(
        [(key, a.geometry) for key, a in known.items() if a.geometry is not None and a.geometry]
    )


def _located(grid: _Known | None, community: _Known | None, zone: _Known | None) -> Located:
    """A drawn community or third decides; where none is drawn, the one noted on the grid does."""
    kind = zone.kind if zone else (grid.kind if grid else "")
    if community is not None:
        community_id, community_code = community.id, community.code
    else:
        community_id = grid.community_id if grid else None
        community_code = grid.community_code if grid else None
    return Located(
        grid.id if grid else None,
        grid.code if grid else None,
        community_id,
        community_code,
        kind or None,
        True,
    )


@dataclass
class _Street:
    """All areas of one subdistrict, past and present; an index per stretch of days without change."""

    time_zone: str
    boundary: shapely.Geometry | None
    grids: list[_Known]
    communities: list[_Known]
    zones: list[_Known]
    changes_on: list[dt.date] = field(default_factory=list)
    stretches: dict[int, AreasInForce] = field(default_factory=dict)

    def __post_init__(self) -> None:
        days = set()
        for area in (*self.grids, *self.communities, *self.zones):
            days.add(area.valid_from)
            if area.valid_to is not None and area.valid_to < dt.date.max:
                days.add(area.valid_to + dt.timedelta(days=1))
        self.changes_on = sorted(days)

    def on(self, day: dt.date) -> AreasInForce:
        stretch = bisect_right(self.changes_on, day)
        found = self.stretches.get(stretch)
        if found is None:
            found = AreasInForce(
                self.boundary,
                *([a for a in of if a.holds_on(day)] for of in self._all()),
            )
            self.stretches[stretch] = found
        return found

    def _all(self) -> Iterable[list[_Known]]:
        return (self.grids, self.communities, self.zones)


def _geometry(geojson: dict[str, Any] | None) -> shapely.Geometry | None:
    return shape(geojson) if geojson else None


_COLUMNS = ("id", "code", "geometry", "valid_from", "valid_to")


def _read(subdistrict_id: int) -> _Street:
    subdistrict = (
        Subdistrict.objects.filter(pk=subdistrict_id).values("time_zone", "boundary").first()
    )
    if subdistrict is None:
        raise Refused("subdistrict_unknown", subdistrict=subdistrict_id)
    grids = Grid.objects.filter(
        subdistrict_id=subdistrict_id,
        system=Grid.System.URBAN,
        level=Grid.Level.RESPONSIBILITY,
    ).values_list(*_COLUMNS, "zone_kind", "community_id", "community__code")
    communities = Community.objects.filter(subdistrict_id=subdistrict_id).values_list(*_COLUMNS)
    zones = Zone.objects.filter(subdistrict_id=subdistrict_id).values_list(*_COLUMNS, "kind")
    return _Street(
        subdistrict["time_zone"],
        _geometry(subdistrict["boundary"]),
        *(
            [_Known(row[0], row[1], _geometry(row[2]), *row[3:]) for row in of]
            for of in (grids, communities, zones)
        ),
    )

"""A box of the map as GeoJSON: points where few cases lie, counts per cell where there are many. Nothing is read here."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from xiuhua.apps.cases.queries.map_counts import BoxView, CellCount
from xiuhua.solvers import cells
from xiuhua.web.shared.case_words import state_words

Feature = dict[str, Any]
Naming = Callable[[Mapping[str, Any]], dict[str, Any]]
"""What a point says besides state and words: its id, its address."""


def features_of(view: BoxView, now: dt.datetime, naming: Naming) -> dict[str, Any]:
    """The whole answer. `is_cut`: there were too many even to count; no cell counts more than it says, others may."""
    points = [_point(row, now, naming) for row in view.points]
    found = {"type": "FeatureCollection", "features": [*points, *map(_cluster, view.cells)]}
    return found | ({"is_cut": True} if view.is_cut else {})


def _point(row: Mapping[str, Any], now: dt.datetime, naming: Naming) -> Feature:
    chip, word = state_words(row, now)
    label = f"{row['number']} {row['case_class__name'] or ''} {word}"
    return _feature(row["lon"], row["lat"], {**naming(row), "state": chip, "label": label})


def _cluster(one: CellCount) -> Feature:
    lon, lat = cells.centre(one.cell)
    return _feature(lon, lat, {"n": one.n, "late": one.late})


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> Feature:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}

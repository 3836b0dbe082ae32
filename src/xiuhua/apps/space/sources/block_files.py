"""Blocks with numbers, out of a GeoJSON file: polygons in degrees, an `id`, and numeric properties.

For towns that bring their own blocks. Nothing is mended: a block that cannot be used is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.space.sources.geojson import features_of, geometry_and_properties
from xiuhua.rulebook.refusal import Refused


@dataclass(frozen=True)
class GivenBlocks:
    """Blocks in the order of the file; a value that a block lacks is nought."""

    ids: list[str]
    polygons: list[BaseGeometry]
    values: dict[str, np.ndarray]


def read_blocks(path: Path) -> GivenBlocks:
    """Read a file of blocks. Refuses: street_file_missing, street_file_unreadable, block_ring_open,
    block_without_id, shape_unreadable, feature_malformed."""
    if not path.is_file():
        raise Refused("street_file_missing", file=str(path))
    ids: list[str] = []
    polygons: list[BaseGeometry] = []
    rows: list[dict[str, float]] = []
    for number, feature in enumerate(features_of(path), start=1):
        properties, geometry = geometry_and_properties(feature)
        name = properties.get("id", properties.get("@id"))
        if name is None or str(name).strip() == "":
            raise Refused("block_without_id", position=number)
        if geometry is None:
            raise Refused("block_drawn_wrong", block=str(name), reason="empty", at="")
        if _is_open(feature.get("geometry")):
            raise Refused("block_ring_open", block=str(name))
        ids.append(str(name))
        polygons.append(geometry)
        rows.append(_numbers(properties))
    names = sorted({name for row in rows for name in row})
    values = {name: np.array([row.get(name, 0.0) for row in rows]) for name in names}
    return GivenBlocks(ids, polygons, values)


def _numbers(properties: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in properties.items()
        if isinstance(value, int | float)
        and not isinstance(value, bool)
        and name not in ("id", "@id")
    }


def _is_open(geometry: Any) -> bool:
    """Whether a ring of a GeoJSON area does not come back to where it began."""
    if not isinstance(geometry, dict):
        return False
    coordinates = geometry.get("coordinates") or []
    parts = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(
        str(geometry.get("type")), []
    )
    return any(
        len(ring) < 4 or list(ring[0][:2]) != list(ring[-1][:2]) for part in parts for ring in part
    )

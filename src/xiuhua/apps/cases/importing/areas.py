"""Polygons that come with a file: GeoJSON, EPSG:4490 or WGS84 degrees, one code per feature.

Only read and checked here; they become grids in `space.given_grids`.
"""

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from xiuhua.apps.cases.importing.mapping import Areas
from xiuhua.apps.space.given_grids import GivenGrid
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.locate import Locator

LONGEST_CODE, LONGEST_NAME = 32, 80


def read_areas(path: Path | str, part: Areas) -> dict[str, GivenGrid]:
    """The polygons by code; refuses with the number of the feature that is wrong."""
    file = Path(path).name
    features = _features(Path(path), file)
    found: dict[str, GivenGrid] = {}
    for number, feature in enumerate(features, start=1):
        one = _grid(feature, part, file, number)
        if one.code in found:
            raise Refused("area_key_twice", key=one.code)
        found[one.code] = one
    # The index refuses polygons that cross themselves, are empty or do not lie in degrees.
    locator_of(found)
    return found


def locator_of(given: dict[str, GivenGrid]) -> Locator:
    """An index of the polygons by code."""
    return Locator([(one.code, one.geometry) for one in given.values()])


def _features(path: Path, file: str) -> list[Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused("file_not_readable", file=file, cause=error.strerror or "") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Refused("file_wrong_encoding", file=file, encoding="utf-8", line=line) from error
    except json.JSONDecodeError as error:
        raise Refused("areas_not_json", file=file, line=error.lineno, cause=error.msg) from error
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        raise Refused("areas_not_geojson", file=file)
    return features


def _grid(feature: Any, part: Areas, file: str, number: int) -> GivenGrid:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = str((properties or {}).get(part.property) or "").strip()
    if not code or len(code) > LONGEST_CODE:
        raise Refused("area_without_code", file=file, feature=number, key=part.property)
    try:
        geometry = shapely.force_2d(shape(feature["geometry"]))
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        shapely.GEOSException,
    ) as e:
        raise Refused("area_not_polygon", file=file, feature=number, area=code) from e
    if geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise Refused("area_not_polygon", file=file, feature=number, area=code)
    name = str((properties or {}).get(part.name) or "") if part.name else ""
    return GivenGrid(code, name[:LONGEST_NAME], geometry)

"""GeoJSON files, plain or gzipped: a FeatureCollection, one Feature, or a bare geometry."""

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.records.unpacking import gunzipped
from xiuhua.apps.space.drafts import Drafts
from xiuhua.apps.space.sources import words
from xiuhua.apps.space.sources.features import FeatureTaker
from xiuhua.apps.space.sources.reading import Reading
from xiuhua.rulebook.refusal import Refused

FAULTS_OF_A_SHAPE = (
    *(ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError),
    RecursionError,
)
# Names under which older files say "degrees, longitude first".
_DEGREES = ("CRS84", "4326", "4490")


def read(path: Path, reading: Reading, done: Callable[[int], None]) -> Drafts:
    """The drafts of one file; a bad feature goes to the reading's rejects."""
    features = features_of(path)
    taker = FeatureTaker(reading, layer=_layer_of_file(path))
    for number, feature in enumerate(features, start=1):
        where = f"feature {number}"
        try:
            properties, geometry = geometry_and_properties(feature)
        except Refused as refused:
            reading.reject(where, "", refused)
            continue
        taker.take(where, properties, geometry)
        done(number)
    return taker.drafts()


def features_of(path: Path) -> list[Any]:
    """The features of a file as they stand there. Refuses what is no GeoJSON in degrees."""

    def unreadable(where: str, reason: object) -> Refused:
        return Refused(
            "street_file_unreadable", file=path.name, where=where, reason=str(reason)[:200]
        )

    try:
        raw = path.read_bytes()
        data = json.loads(gunzipped(path, raw) if raw[:2] == b"\x1f\x8b" else raw)
    except json.JSONDecodeError as fault:
        raise unreadable(f"line {fault.lineno}", fault.msg) from fault
    except (OSError, EOFError, UnicodeDecodeError, zlib.error, RecursionError) as fault:
        raise unreadable("", fault) from fault
    if not isinstance(data, dict):
        raise unreadable("line 1", "not a GeoJSON object")
    name = _system_of(data)
    if not name.endswith(_DEGREES):
        raise Refused("geojson_not_in_degrees", file=path.name, crs=name[:60])
    if data.get("type") == "FeatureCollection" and isinstance(data.get("features"), list):
        return data["features"]
    if data.get("type") == "Feature":
        return [data]
    if "coordinates" in data:
        return [{"properties": {}, "geometry": data}]
    raise unreadable("line 1", "not a GeoJSON object")


def _system_of(data: dict[str, Any]) -> str:
    """The name of the coordinate system that the file gives; what is no object names none of ours."""
    said = data.get("crs") or {}
    properties = said.get("properties") or {} if isinstance(said, dict) else said
    return str(properties.get("name", "CRS84") if isinstance(properties, dict) else properties)


def geometry_and_properties(feature: Any) -> tuple[dict[str, Any], BaseGeometry | None]:
    """The two halves of a feature. Refuses: feature_malformed, shape_unreadable."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
        raise Refused("feature_malformed")
    properties = dict(feature.get("properties") or {})
    if "id" in feature:
        properties.setdefault("@id", feature["id"])
    geometry = feature.get("geometry")
    if geometry is None:
        return properties, None
    try:
        return properties, shapely.force_2d(shape(geometry))
    except FAULTS_OF_A_SHAPE as fault:
        raise Refused("shape_unreadable", text=str(fault)[:60]) from fault


def _layer_of_file(path: Path) -> str | None:
    """grids.geojson and 网格.geojson say what they hold."""
    return words.layer(path.name.split(".")[0])

"""Proposed grids as files: GeoJSON, GeoPackage and Excel, and the assignment read back from any of them.

Polygons in degrees (CGCS2000, longitude first). A file holds the grids and, block by block, which grid it
goes to, so that it can be corrected elsewhere and brought back.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
import xlsxwriter
from pyogrio.errors import DataLayerError, DataSourceError
from python_calamine import CalamineError, CalamineWorkbook

from xiuhua.apps.records.spreadsheets import SAFE
from xiuhua.apps.space.drafts import geojson
from xiuhua.apps.space.sources.geojson import features_of, geometry_and_properties
from xiuhua.rulebook.refusal import Refused

EPSG = 4490
ENDINGS = (".geojson", ".gpkg", ".xlsx")
BLOCK_WORDS, GRID_WORDS = ("block", "街区", "街区编码", "id"), ("grid", "网格", "网格号")


@dataclass(frozen=True)
class GridShapes:
    """Blocks with their grid (1 … count), and the grids' own polygons, codes and work."""

    block_ids: Sequence[str]
    blocks: Sequence[Any]
    grid_of: np.ndarray  # 0 … count-1
    grids: Sequence[Any]
    codes: Sequence[str]

    def write(self, path: Path) -> None:
        """Write the form that the name asks for. Refuses: street_file_unknown_form."""
        ending = path.suffix.lower()
        if ending not in ENDINGS:
            raise Refused("street_file_unknown_form", file=path.name, known=list(ENDINGS))
        path.write_bytes(self.content(ending))

    def content(self, ending: str) -> bytes:
        """The bytes of one form."""
        made = {".geojson": self._geojson, ".gpkg": self._geopackage, ".xlsx": self._excel}
        return made[ending]()

    def _geojson(self) -> bytes:
        features = [
            _feature(area, {"layer": "grid", "grid": number, "code": code})
            for number, (code, area) in enumerate(zip(self.codes, self.grids, strict=True), 1)
        ]
        features += [
            _feature(area, {"layer": "block", "block": name, "grid": int(grid) + 1})
            for name, area, grid in zip(self.block_ids, self.blocks, self.grid_of, strict=True)
        ]
        body = {"type": "FeatureCollection", "features": features}
        return json.dumps(body, ensure_ascii=False).encode()

    def _geopackage(self) -> bytes:
        numbers = np.arange(1, len(self.grids) + 1)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "grids.gpkg"
            _layer(path, "grids", self.grids, {"grid": numbers, "code": np.array(self.codes)})
            _layer(
                path,
                "blocks",
                self.blocks,
                {"block": np.array(self.block_ids), "grid": self.grid_of + 1},
                append=True,
            )
            return path.read_bytes()

    def _excel(self) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "grids.xlsx"
            with xlsxwriter.Workbook(str(path), SAFE) as book:
                sheet = book.add_worksheet("街区")
                sheet.write_row(0, 0, ["街区编码", "网格号", "网格编码"])
                for row, (name, grid) in enumerate(
                    zip(self.block_ids, self.grid_of, strict=True), 1
                ):
                    sheet.write_row(row, 0, [name, int(grid) + 1, self.codes[int(grid)]])
                sheet.set_column(0, 2, 20)
                sheet.freeze_panes(1, 0)
            return path.read_bytes()


def read_assignment(path: Path) -> dict[str, int]:
    """Which grid each block goes to, from a file as written here.

    Refuses: street_file_unknown_form, street_file_unreadable, assignment_not_found, assignment_twice.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx":
        rows = _from_excel(path)
    elif ending == ".gpkg":
        rows = _from_geopackage(path)
    elif ending in (".geojson", ".json"):
        halves = [geometry_and_properties(feature)[0] for feature in features_of(path)]
        rows = [(half["block"], half.get("grid")) for half in halves if "block" in half]
    else:
        raise Refused("street_file_unknown_form", file=path.name, known=list(ENDINGS))
    found: dict[str, int] = {}
    for block, grid in rows:
        name = str(block).strip()
        if name in found:
            raise Refused("assignment_twice", block=name)
        found[name] = _number(name, grid)
    if not found:
        raise Refused("assignment_not_found", file=path.name)
    return found


def _number(block: str, grid: Any) -> int:
    try:
        number = int(grid)
        if number != float(grid):
            raise ValueError
    except (TypeError, ValueError, OverflowError) as fault:
        raise Refused("assignment_without_grid", block=block, given=str(grid)[:40]) from fault
    return number


def _from_excel(path: Path) -> list[tuple[Any, Any]]:
    try:
        lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError) as fault:
        raise Refused(
            "street_file_unreadable", file=path.name, where="", reason=str(fault)[:200]
        ) from fault
    head = [str(cell).strip().lower() for cell in lines[0]] if lines else []
    columns = [
        next((head.index(w) for w in words if w in head), None)
        for words in (BLOCK_WORDS, GRID_WORDS)
    ]
    block, grid = columns
    if block is None or grid is None:
        raise Refused("assignment_not_found", file=path.name)
    return [(line[block], line[grid]) for line in lines[1:] if str(line[block]).strip()]


def _from_geopackage(path: Path) -> list[tuple[Any, Any]]:
    try:
        meta, _, _, columns = pyogrio.raw.read(
            path, layer="blocks", columns=["block", "grid"], read_geometry=False
        )
    except (DataSourceError, DataLayerError, ValueError) as fault:
        raise Refused(
            "street_file_unreadable", file=path.name, where="", reason=str(fault)[:200]
        ) from fault
    by_name = dict(zip(meta["fields"], columns, strict=True))
    if not {"block", "grid"} <= set(by_name):
        raise Refused("assignment_not_found", file=path.name)
    return list(zip(by_name["block"].tolist(), by_name["grid"].tolist(), strict=True))


def _feature(area: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geojson(area)}


def _layer(
    path: Path,
    name: str,
    areas: Sequence[Any],
    fields: dict[str, np.ndarray],
    *,
    append: bool = False,
) -> None:
    multi = [
        area if area.geom_type == "MultiPolygon" else shapely.MultiPolygon([area]) for area in areas
    ]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(multi, dtype=object)),
        field_data=[
            column.astype(object) if column.dtype.kind == "U" else column
            for column in fields.values()
        ],
        fields=list(fields),
        layer=name,
        driver="GPKG",
        geometry_type="MultiPolygon",
        crs=f"EPSG:{EPSG}",
        append=append,
    )

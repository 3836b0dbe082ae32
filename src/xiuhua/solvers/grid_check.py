"""Do the grids of one level cover their area without gap or overlap? Every fault, with its place.

The standard asks for seamless tiling (无缝拼接). Everything is overlaid in degrees, as drawn and as
`locate` asks it, and only measured in metres: a straight edge in degrees is slightly bent in a
projection, which would invent slivers along borders whose vertices differ. This module finds and
never mends: what a fault should become is decided by whoever draws the grids.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from xiuhua.rulebook.numbering import CodePattern
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import area_m2, length_m
from xiuhua.solvers.validity import flaw_of, mended

# How far apart, in degrees, two grids may be drawn and still count as neighbours of a gap: 1 cm.
_TOUCH_DEG = 1e-7


class Fault(StrEnum):
    """The kinds of fault, gravest first."""

    INVALID = "invalid"  # the polygon crosses itself or has no area; checked on as mended
    DOUBLE_CODE = "double_code"
    ILL_FORMED_CODE = "ill_formed_code"
    OVERLAP = "overlap"  # two grids claim it
    GAP = "gap"  # inside the boundary and in no grid
    HOLE = "hole"  # a gap within one single grid
    OUTSIDE = "outside"  # in a grid and beyond the boundary
    MULTIPART = "multipart"  # a grid in several pieces; the geometry is all but its largest
    SLIVER = "sliver"  # an overlap, gap or part outside too thin to be meant; `of` says which


_GRAVITY = {kind: place for place, kind in enumerate(Fault)}


@dataclass(frozen=True)
class Finding:
    """One fault: what, which grids, how large, and where (a point in it, and its shape in degrees)."""

    kind: Fault
    codes: tuple[str, ...]
    area_m2: float
    lon: float | None  # None only where an invalid grid has no place at all
    lat: float | None
    geometry: BaseGeometry
    of: Fault | None = None
    reason: str = ""


@dataclass(frozen=True)
class GridCheck:
    """All findings, gravest and largest first, with the areas they are to be weighed against."""

    findings: tuple[Finding, ...]
    boundary_m2: float
    covered_m2: float
    ignored_m2: float  # pieces below the tolerance, so that many small ones cannot hide

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def tally(self) -> dict[str, int]:
        """How many findings of each kind."""
        return dict(Counter(str(finding.kind) for finding in self.findings))


def check_grids(
    boundary: Polygon | MultiPolygon,
    grids: Iterable[tuple[str, BaseGeometry]],
    epsg: int,
    *,
    tolerance_m2: float = 1.0,
    sliver_width_m: float = 2.0,
    pattern: CodePattern | None = None,
    **code_parts: str,
) -> GridCheck:
    """Check grids (code, polygon in degrees) against the boundary they should tile.

    Pieces of at most `tolerance_m2` are counted but not reported. A piece whose mean width (twice
    its area by its perimeter) is below `sliver_width_m` is a sliver. With a `pattern` codes are held
    to its form and to `code_parts` (subdistrict="420105006").
    """
    if flaw := flaw_of(boundary):
        raise Refused("boundary_invalid", reason=flaw.reason, at=flaw.at)
    listed = [(str(code), geometry) for code, geometry in grids]
    return _Check(boundary, listed, epsg, tolerance_m2, sliver_width_m).run(pattern, code_parts)


class _Check:
    """One run: the mended shapes, and the findings as they are made."""

    def __init__(
        self,
        boundary: BaseGeometry,
        grids: Sequence[tuple[str, BaseGeometry]],
        epsg: int,
        tolerance_m2: float,
        sliver_width_m: float,
    ) -> None:
        self.boundary, self.grids, self.epsg = boundary, grids, epsg
        self.tolerance_m2, self.sliver_width_m = tolerance_m2, sliver_width_m
        self.findings: list[Finding] = []
        self.ignored_m2 = 0.0
        shapes = [_polygons(mended(geometry)) for _, geometry in grids]
        kept = [place for place, shape in enumerate(shapes) if not shape.is_empty]
        self.codes = [grids[place][0] for place in kept]
        self.shapes = np.array([shapes[place] for place in kept], dtype=object)
        self.tree = shapely.STRtree(self.shapes)

    def run(self, pattern: CodePattern | None, code_parts: dict[str, str]) -> GridCheck:
        self.check_shapes()
        self.check_codes(pattern, code_parts)
        self.check_overlaps()
        covered = shapely.union_all(self.shapes) if len(self.shapes) else Polygon()
        self.check_gaps(covered)
        self.check_outside()
        order = sorted(
            self.findings, key=lambda f: (_GRAVITY[f.kind], -round(f.area_m2, 3), f.codes)
        )
        return GridCheck(
            findings=tuple(order),
            boundary_m2=area_m2(self.boundary, self.epsg),
            covered_m2=area_m2(covered & self.boundary, self.epsg),
            ignored_m2=self.ignored_m2,
        )

    def add(
        self,
        kind: Fault,
        codes: Sequence[str],
        shape: BaseGeometry,
        of: Fault | None = None,
        reason: str = "",
    ) -> None:
        """Report a shape as a whole, whatever its size."""
        lon, lat, size_m2 = None, None, 0.0
        if not shape.is_empty:
            point = shapely.point_on_surface(shape)
            lon, lat, size_m2 = point.x, point.y, area_m2(shape, self.epsg)
        self.findings.append(Finding(kind, tuple(codes), size_m2, lon, lat, shape, of, reason))

    def add_pieces(self, kind: Fault, codes: Sequence[str], shape: BaseGeometry) -> None:
        """Report each piece of a shape by its size: not at all, as a sliver, or as what it is."""
        for piece in shapely.get_parts(_polygons(shape)):
            size_m2 = area_m2(piece, self.epsg)
            if size_m2 <= self.tolerance_m2:
                self.ignored_m2 += size_m2
                continue
            around = tuple(codes) or self._codes_touching(piece)
            fault = self._kind_of_gap(piece, around) if kind is Fault.GAP else kind
            if 2 * size_m2 / length_m(piece, self.epsg) < self.sliver_width_m:
                self.add(Fault.SLIVER, around, piece, of=fault)
            else:
                self.add(fault, around, piece)

    def check_shapes(self) -> None:
        for code, geometry in self.grids:
            if flaw := flaw_of(geometry):
                self.add(Fault.INVALID, [code], mended(geometry), reason=flaw.reason)
                continue
            parts = sorted(shapely.get_parts(geometry), key=lambda part: part.area)
            if len(parts) > 1:
                self.add(Fault.MULTIPART, [code], MultiPolygon(parts[:-1]))

    def check_codes(self, pattern: CodePattern | None, code_parts: dict[str, str]) -> None:
        places: dict[str, list[BaseGeometry]] = {}
        for code, geometry in self.grids:
            places.setdefault(code, []).append(_polygons(mended(geometry)))
        for code, shapes in places.items():
            if len(shapes) > 1:
                further = shapely.union_all(shapes[1:])
                self.add(Fault.DOUBLE_CODE, [code] * len(shapes), further)
            if pattern is not None:
                try:
                    pattern.check(code, **code_parts)
                except Refused as refused:
                    self.add(Fault.ILL_FORMED_CODE, [code], shapes[0], reason=refused.code)

    def check_overlaps(self) -> None:
        first, second = self.tree.query(self.shapes, predicate="intersects")
        once = first < second
        first, second = first[once], second[once]
        shared = shapely.intersection(self.shapes[first], self.shapes[second])
        for one, other, shape in zip(first, second, shared, strict=True):
            if shape.area > 0:
                codes = sorted((self.codes[one], self.codes[other]))
                self.add_pieces(Fault.OVERLAP, codes, shape)

    def check_gaps(self, covered: BaseGeometry) -> None:
        self.add_pieces(Fault.GAP, (), self.boundary - covered)

    def check_outside(self) -> None:
        shapely.prepare(self.boundary)
        for code, shape in zip(self.codes, self.shapes, strict=True):
            if not self.boundary.covers(shape):
                self.add_pieces(Fault.OUTSIDE, [code], shape - self.boundary)

    def _codes_touching(self, piece: BaseGeometry) -> tuple[str, ...]:
        near = self.tree.query(piece, predicate="dwithin", distance=_TOUCH_DEG)
        return tuple(sorted({self.codes[place] for place in near}))

    def _kind_of_gap(self, piece: BaseGeometry, around: Sequence[str]) -> Fault:
        if len(around) != 1:
            return Fault.GAP
        shape = self.shapes[self.codes.index(around[0])]
        filled = [Polygon(part.exterior) for part in shapely.get_parts(shape)]
        inside = any(part.contains(piece.representative_point()) for part in filled)
        return Fault.HOLE if inside else Fault.GAP


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """What of a geometry has an area: overlays leave lines and points where things only touch."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [part for part in shapely.get_parts(geometry) if not part.is_empty]
    areas = [
        polygon
        for part in parts
        if part.geom_type in ("Polygon", "MultiPolygon")
        for polygon in shapely.get_parts(part)
    ]
    return MultiPolygon(areas)

"""A proposal in the hand: read, corrected, measured, drawn. Rows are written by `actions/proposals.py`.

Grids are numbered 1 … count for people and 0 … count-1 in arrays.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.block_sets import BlockSet, blocks_on
from xiuhua.apps.space.drafts import AreaDraft
from xiuhua.apps.space.grid_files import GridShapes
from xiuhua.apps.space.models import Grid, GridProposal, ProposedBlock
from xiuhua.rulebook.numbering import CodePattern, number_cells
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.blocks import dissolve
from xiuhua.solvers.partition import (
    Figures,
    Problem,
    Result,
    Stop,
    measure_grids,
    redraw,
    solve,
    weigh,
)
from xiuhua.solvers.partition.figures import broken
from xiuhua.solvers.partition.limits import part_of
from xiuhua.solvers.partition.problem import Done
from xiuhua.solvers.partition.reasons import Reason, reasons

# A page waits for it: a few seconds on a small machine for some hundred blocks.
FOR_A_PAGE = Stop(short=1_500, long=8_000, least=500)
# Of a redraw: how much of a block must lie in a grid in force to count as its own.
_SPLIT_STOP = Stop(short=500, long=2_000, least=200)


def divide(
    blocks: BlockSet, values: Mapping[str, np.ndarray], shares: Mapping[str, float], *,
    count: int, deviation: float, seed: int, inside_limits: bool, stop: Stop | None = None,
    done: Done = lambda share: None,
) -> tuple[Result, np.ndarray]:  # fmt: skip
    """A fresh division of the blocks and what each block weighs."""
    weight = weigh(values, shares)
    limits = blocks.limits if inside_limits else None
    problem = Problem(blocks.town, weight, count, deviation, limits)
    return solve(problem, stop, seed, done=done), weight


def divide_anew(
    blocks: BlockSet, values: Mapping[str, np.ndarray], shares: Mapping[str, float], *,
    deviation: float, seed: int, stop: Stop | None = None,
) -> tuple[Result, np.ndarray]:  # fmt: skip
    """The grids in force with as few blocks moved as the work demands. Refuses: no_grids_to_check."""
    weight = weigh(values, shares)
    in_force_of = grid_of_blocks(blocks)
    problem = Problem(blocks.town, weight, int(in_force_of.max()) + 1, deviation)
    return redraw(problem, in_force_of, stop, seed), weight


def grid_of_blocks(blocks: BlockSet) -> np.ndarray:
    """The grid in force (0 … by code) that holds the middle of each block."""
    grids = grids_in_force(blocks.subdistrict, blocks.on)
    if not grids:
        raise Refused("no_grids_to_check", subdistrict=blocks.subdistrict.code, on=blocks.on)
    shapes = [shape(grid.geometry) for grid in grids]
    middles = shapely.point_on_surface(np.array(blocks.polygons, dtype=object))
    block, grid = shapely.STRtree(shapes).query(middles, predicate="intersects")
    found = np.full(len(middles), -1, np.int64)
    found[block[::-1]] = grid[::-1]
    for place in np.flatnonzero(found < 0):
        found[place] = int(shapely.distance(shapes, middles[place]).argmin())
    return found


def grids_in_force(subdistrict: Subdistrict, on: dt.date) -> list[Grid]:
    """The responsibility grids of a day that are drawn, by code."""
    rows = Grid.objects.filter(
        in_force(on),
        subdistrict=subdistrict,
        system=Grid.System.URBAN,
        level=Grid.Level.RESPONSIBILITY,
        geometry__isnull=False,
    )
    return list(rows.order_by("code"))


@dataclass
class Draft:
    """A proposal's blocks as arrays, to be corrected."""

    blocks: BlockSet
    row_pks: list[int]
    weight: np.ndarray
    grid_of: np.ndarray
    count: int
    before: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.grid_of.copy()

    def move(self, block: str, grid: int) -> int:
        """Give a block to a grid beside it; the number of the grid it leaves."""
        if block not in self.blocks.codes:
            raise Refused("block_unknown", block=block)
        place, there = self.blocks.codes.index(block), self._number(grid)
        here = int(self.grid_of[place])
        if here == there:
            return here + 1
        edges = self.blocks.town.edges
        beside = edges.other[edges.first[place] : edges.first[place + 1]]
        if not (self.grid_of[beside] == there).any():
            raise Refused("block_not_beside", block=block, grid=grid)
        if (self.grid_of == here).sum() == 1:
            raise Refused("grid_would_vanish", grid=here + 1)
        self.grid_of[place] = there
        if here in broken(edges, self.grid_of):
            self.grid_of[place] = here
            raise Refused("grid_would_split", block=block, grid=here + 1)
        return here + 1

    def split(self, grid: int, seed: int) -> int:
        """Two grids of equal work out of one; the number of the new one."""
        place = self._number(grid)
        members = np.flatnonzero(self.grid_of == place)
        whole = Problem(self.blocks.town, self.weight, 1)
        _, part = part_of(whole, members, 2)
        # As equal as the blocks allow: the tolerance only says when the search may stop looking.
        half = Problem(part.town, part.weight, 2, 0.5)
        self.grid_of[members[solve(half, _SPLIT_STOP, seed).grid_of == 1]] = self.count
        self.count += 1
        return self.count

    def merge(self, one: int, two: int) -> None:
        """Make one grid of two that touch."""
        first, second = sorted((self._number(one), self._number(two)))
        if first == second:
            raise Refused("grids_not_beside", one=one, two=two)
        edges = self.blocks.town.edges
        touch = (self.grid_of[edges.here] == first) & (self.grid_of[edges.other] == second)
        if not (touch & edges.joint).any():
            raise Refused("grids_not_beside", one=one, two=two)
        self.grid_of[self.grid_of == second] = first
        self.count -= 1
        self.grid_of[self.grid_of == self.count] = second if second != self.count else first

    def changed(self) -> list[int]:
        """The places of blocks whose grid is another than before."""
        return [int(place) for place in np.flatnonzero(self.grid_of != self.before)]

    def figures(self) -> Figures:
        """The figures as it stands."""
        return measure_grids(self.blocks.town, self.weight, self.grid_of)

    def answer(self) -> dict[str, Any]:
        """What a page shows after a correction."""
        figures = self.figures()
        return {
            "figures": as_json(figures),
            "grids": grid_rows(figures),
            "moved": {
                self.blocks.codes[place]: int(self.grid_of[place]) + 1 for place in self.changed()
            },
        }

    def _number(self, grid: int) -> int:
        if not 1 <= grid <= self.count:
            raise Refused("grid_number_unknown", grid=grid, count=self.count)
        return grid - 1


def draft_of(proposal: GridProposal) -> Draft:
    """A proposal's rows as a draft. Refuses: proposal_outdated where the blocks are no longer those."""
    blocks = blocks_on(proposal.subdistrict, proposal.blocks_on)
    found = {row.block_id: row for row in ProposedBlock.objects.filter(proposal=proposal)}
    if set(found) != set(blocks.pks):
        raise Refused("proposal_outdated", name=proposal.name)
    ordered = [found[pk] for pk in blocks.pks]
    return Draft(
        blocks=blocks,
        row_pks=[row.pk for row in ordered],
        weight=np.array([row.weight for row in ordered]),
        grid_of=np.array([row.grid - 1 for row in ordered], np.int64),
        count=proposal.count,
    )


def borders_of(draft: Draft) -> list[Reason]:
    """Why each border runs where it does."""
    return reasons(draft.blocks.town, draft.grid_of, draft.blocks.along)


def shapes(draft: Draft) -> list[Any]:
    """The grids as polygons in degrees, in the order of their numbers."""
    polygons = np.array(draft.blocks.polygons, dtype=object)
    return [joined(polygons[draft.grid_of == grid]) for grid in range(draft.count)]


def joined(polygons: np.ndarray) -> Any:
    """One area out of blocks: exactly where they share their edges, else by union."""
    area = dissolve(polygons)
    if area.geom_type == "Polygon" and area.is_valid:
        return area
    return shapely.union_all(polygons, grid_size=1e-9)


def codes_of(draft: Draft, proposal: GridProposal, drawn: list[Any]) -> list[str]:
    """Codes by the subdistrict's pattern, north-west first; a redraw keeps those in force."""
    street = proposal.subdistrict
    if proposal.origin == GridProposal.Origin.REDRAWN:
        held = [grid.code for grid in grids_in_force(street, proposal.blocks_on)]
        if len(held) == draft.count:
            return held
    middles = [area.centroid for area in drawn]
    return number_cells(
        CodePattern(street.grid_code_pattern),
        [(point.x, point.y) for point in middles],
        subdistrict=street.code,
        district=street.code[:6],
    )


def area_drafts(proposal: GridProposal, from_on: dt.date) -> list[AreaDraft]:
    """The grids to adopt. Refuses: proposal_outdated also where the blocks changed until `from_on`."""
    draft = draft_of(proposal)
    if set(blocks_on(proposal.subdistrict, from_on).pks) != set(draft.blocks.pks):
        raise Refused("proposal_outdated", name=proposal.name)
    drawn = shapes(draft)
    names = {
        grid.code: grid.name for grid in grids_in_force(proposal.subdistrict, proposal.blocks_on)
    }
    return [
        AreaDraft(
            kind="grids", code=code, geometry=area, name=names.get(code) or f"{code[-2:]}网格"
        )
        for code, area in zip(codes_of(draft, proposal, drawn), drawn, strict=True)
    ]


def as_json(figures: Figures) -> dict[str, float]:
    """The figures of a whole division, rounded for keeping and showing."""
    return {
        "deviation": round(figures.deviation, 6),
        "cut_m": round(figures.cut_m, 1),
        "compactness_mean": round(figures.compactness_mean, 4),
        "compactness_min": round(figures.compactness_min, 4),
    }


def is_beyond(work: float, deviation: float) -> bool:
    """Whether a grid's work (1 is the mean) is further from the mean than the tolerance."""
    return abs(work - 1) > deviation


def grid_rows(figures: Figures) -> list[dict[str, Any]]:
    """One line per grid: number, work as a share of the mean, area, compactness."""
    mean = sum(figures.weights) / len(figures.weights)
    return [
        {
            "grid": number,
            "work": round(weight / mean, 4),
            "area_m2": round(area, 1),
            "compactness": round(round_, 3),
        }
        for number, (weight, area, round_) in enumerate(
            zip(figures.weights, figures.areas_m2, figures.compactness, strict=True), 1
        )
    ]


def shapes_of(ids: Sequence[str], polygons: Sequence[Any], grid_of: np.ndarray) -> GridShapes:
    """A division without a subdistrict as files hold it; grids are called by their numbers."""
    blocks = np.array(polygons, dtype=object)
    count = int(grid_of.max()) + 1
    grids = [joined(blocks[grid_of == grid]) for grid in range(count)]
    return GridShapes(ids, polygons, grid_of, grids, [f"{n:02}" for n in range(1, count + 1)])


def file_of(proposal: GridProposal) -> GridShapes:
    """A proposal as files hold it."""
    draft = draft_of(proposal)
    drawn = shapes(draft)
    blocks = draft.blocks
    codes = codes_of(draft, proposal, drawn)
    return GridShapes(blocks.codes, blocks.polygons, draft.grid_of, drawn, codes)

"""The blocks of a day as the solver wants them: polygons, the graph of their borders, roads along these.

Kept in memory until an area changes, since drawing the graph takes longer than moving a block. What a
block's work is made of is gathered above and handed in.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from shapely.geometry import shape

from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.records.kept import Kept
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.locating import AREAS
from xiuhua.apps.space.models import Block, Segment
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import Town
from xiuhua.solvers.partition.roads import Along, Line, follow, known_roads

_sets: Kept[dict[tuple[int, dt.date], "BlockSet"]] = Kept(AREAS, dict)
MOST_KEPT = 20


@dataclass(frozen=True)
class BlockSet:
    """Blocks in force on a day, by code; all arrays and lists stand in this order."""

    subdistrict: Subdistrict
    on: dt.date
    pks: list[int]
    codes: list[str]
    polygons: list
    communities: list[int | None]

    @cached_property
    def place(self) -> dict[int, int]:
        """Where a block stands, by its id."""
        return {pk: place for place, pk in enumerate(self.pks)}

    @cached_property
    def limits(self) -> np.ndarray | None:
        """The community of each block as a number; None where no block has one."""
        if not any(self.communities):
            return None
        return np.array([community or 0 for community in self.communities], np.int64)

    @cached_property
    def plain_town(self) -> Town:
        """The graph, every border counting its metres."""
        return Town.of(self.polygons, self.subdistrict.projected_epsg, self.codes)

    @cached_property
    def along(self) -> Along:
        """Which road each border runs along."""
        segments = Segment.objects.filter(subdistrict=self.subdistrict).select_related("road")
        lines = [
            Line(
                shape(segment.geometry),
                segment.road.name if segment.road else "",
                segment.road.road_class if segment.road else "lane",
            )
            for segment in segments.order_by("code")
        ]
        epsg = self.subdistrict.projected_epsg
        return follow(self.plain_town, self.polygons, lines, epsg, self.limits)

    @cached_property
    def town(self) -> Town:
        """The graph with borders cheap to cut along known roads and community limits."""
        return known_roads(self.plain_town, self.along)


def blocks_on(subdistrict: Subdistrict, on: dt.date) -> BlockSet:
    """The blocks of a day. Refuses: blocks_not_drawn."""
    kept = _sets.get()
    key = (subdistrict.pk, on)
    if key not in kept:
        rows = Block.objects.filter(in_force(on), subdistrict=subdistrict, geometry__isnull=False)
        found = list(rows.order_by("code"))
        if not found:
            raise Refused("blocks_not_drawn", subdistrict=subdistrict.name)
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = BlockSet(
            subdistrict,
            on,
            [row.pk for row in found],
            [row.code for row in found],
            [shape(row.geometry) for row in found],
            [row.community_id for row in found],
        )
    return kept[key]

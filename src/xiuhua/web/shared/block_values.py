"""What the work in each block is made of: area, roads by class, premises, cases of the last year.

Gathered here, above the offices that hold it, and handed to the solver as plain columns. What share each
has is chosen by whoever proposes.
"""

import datetime as dt

import numpy as np
import shapely
from shapely.geometry import shape

from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.registry.models import Premises
from xiuhua.apps.space.block_sets import BlockSet
from xiuhua.apps.space.models import Road, Segment
from xiuhua.solvers.partition.road_work import road_lengths

YEAR = dt.timedelta(days=365)
# What work is made of unless somebody says otherwise.
USUAL_SHARES = {"area_m2": 0.4, "road_m": 0.4, "premises": 0.1, "cases": 0.1}


def values_of(blocks: BlockSet, now: dt.datetime) -> dict[str, np.ndarray]:
    """One column per property, in the order of the blocks: m², metres, and counts."""
    street = blocks.subdistrict
    premises = Premises.objects.filter(in_force(blocks.on), subdistrict=street)
    cases = Case.objects.filter(
        subdistrict=street, reported_at__gt=now - YEAR, reported_at__lte=now, lon__isnull=False
    )
    return {
        "area_m2": blocks.plain_town.area_m2,
        **_roads(blocks, street),
        "premises": _count(blocks, premises.values_list("lon", "lat")),
        "cases": _count(blocks, cases.values_list("lon", "lat")),
    }


def _roads(blocks: BlockSet, street: Subdistrict) -> dict[str, np.ndarray]:
    segments = list(
        Segment.objects.filter(subdistrict=street).values_list("geometry", "road__road_class")
    )
    lines = [shape(drawn) for drawn, _ in segments]
    kinds = [str(road_class or Road.RoadClass.LANE) for _, road_class in segments]
    found = road_lengths(blocks.polygons, lines, kinds, street.projected_epsg)
    nothing = np.zeros(len(blocks.pks))
    lengths = {f"road_{one}_m": found.get(one, nothing) for one in Road.RoadClass.values}
    return {"road_m": np.sum(list(lengths.values()), axis=0), **lengths}


def _count(blocks: BlockSet, points: object) -> np.ndarray:
    """How many points lie in each block; one on a border counts once."""
    found = np.zeros(len(blocks.pks))
    where = np.array(list(points), dtype=float)  # type: ignore[call-overload]
    if len(where):
        point, block = shapely.STRtree(blocks.polygons).query(
            shapely.points(where), predicate="intersects"
        )
        _, first = np.unique(point, return_index=True)
        np.add.at(found, block[first], 1)
    return found

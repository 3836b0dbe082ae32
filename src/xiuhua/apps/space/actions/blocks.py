"""Draw the blocks of a subdistrict from its boundary and roads, when nobody has brought any.

Expressways and every named or nameless road cut; slivers and triangles go into a neighbour. Compounds have
no roads of ours inside and so are never cut.
"""

import datetime as dt

from shapely.geometry import shape

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.actions import areas, rows
from xiuhua.apps.space.drafts import AreaDraft
from xiuhua.apps.space.models import Segment
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.blocks import blocks_from_roads


def draw_blocks(
    subdistrict: Subdistrict, *, from_on: dt.date, by: User | None, at: dt.datetime, key: str = ""
) -> dict[str, int]:
    """Blocks in force from a day on, replacing those there were. Refuses: boundary_missing, roads_missing."""
    rows.check_right(by, "space.edit", subdistrict_id=subdistrict.pk)
    if not subdistrict.boundary:
        raise Refused("boundary_missing")
    lines = [
        shape(drawn)
        for drawn in Segment.objects.filter(subdistrict=subdistrict).values_list(
            "geometry", flat=True
        )
    ]
    if not lines:
        raise Refused("roads_missing")
    drawn = blocks_from_roads(shape(subdistrict.boundary), lines, subdistrict.projected_epsg)
    drafts = [
        AreaDraft(kind="blocks", code=f"B{number:03}", geometry=block)
        for number, block in enumerate(drawn, 1)
    ]
    return areas.adopt(
        subdistrict, "blocks", drafts, from_on=from_on, by=by, at=at, key=key, replace=True
    )

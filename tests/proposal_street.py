"""A street of 8 × 6 blocks in two communities with a main road between its halves, invented; for tests."""

import datetime as dt

from shapely.geometry import LineString, shape

from tests import builders
from tests.apps.space.conftest import box, moment
from tests.solvers.partition.towns import STEP_LAT, STEP_LON, board
from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.records import kept
from xiuhua.apps.space.actions import areas, roads
from xiuhua.apps.space.drafts import AreaDraft, RoadDraft, SegmentDraft
from xiuhua.apps.space.models import Block, Grid, GridProposal, ProposedBlock

COLUMNS, ROWS = 8, 6
WEST, SOUTH = 114.0, 30.5
MIDDLE = round(WEST + 4 * STEP_LON, 7)
EAST, NORTH = round(WEST + COLUMNS * STEP_LON, 7), round(SOUTH + ROWS * STEP_LAT, 7)
DAY = dt.date(2021, 1, 1)
MAY = moment("2021-05-06T09:00")
TODAY = dt.date(2021, 5, 6)
HOW = {"by": None, "at": MAY}


def street():
    """The subdistrict with communities, blocks B01 … B48 (row by row from the south-west) and one road."""
    home = builders.subdistrict(
        grid_code_pattern="ZT-{seq:02}", projected_epsg=4547, boundary=box(WEST, SOUTH, EAST, NORTH)
    )
    halves = {"001": (WEST, MIDDLE), "002": (MIDDLE, EAST)}
    drafts = [
        AreaDraft(kind="communities", code=f"{home.code}{code}", name=f"虚构{code}社区", geometry=shape(box(west, SOUTH, east, NORTH)))
        for code, (west, east) in halves.items()
    ]  # fmt: skip
    areas.adopt(home, "communities", drafts, from_on=DAY, **HOW)
    blocks = [
        AreaDraft(kind="blocks", code=f"B{n:02}", geometry=block)
        for n, block in enumerate(board(COLUMNS, ROWS), 1)
    ]
    areas.adopt(home, "blocks", blocks, from_on=DAY, **HOW)
    line = LineString([(MIDDLE, SOUTH), (MIDDLE, NORTH)])
    road = RoadDraft(code="R1", name="虚构大道", road_class="main")
    segments = [SegmentDraft(code="s1", road_code="R1", line=line)]
    roads.take_in(home, [road], segments, **HOW)
    return home


def proposal_over(home, name):
    """A draft that turns each grid in force into a block and a grid of its own; its id."""
    on = local_day(home.time_zone, MAY)
    grids = Grid.objects.filter(subdistrict=home, geometry__isnull=False).order_by("id")
    if not Block.objects.filter(subdistrict=home).exists():
        Block.objects.bulk_create(
            Block(subdistrict=home, code=f"B{n}", geometry=grid.geometry, valid_from=DAY)
            for n, grid in enumerate(grids, 1)
        )
        kept.forget_all()
    proposal = GridProposal.objects.create(
        subdistrict=home, name=name[:60], origin="solved", count=len(grids), deviation=0.5,
        shares={"area_m2": 1}, made_at=MAY, blocks_on=on,
        figures={"deviation": 0, "cut_m": 0, "compactness_mean": 0, "compactness_min": 0},
    )  # fmt: skip
    for n, block in enumerate(Block.objects.filter(subdistrict=home).order_by("id"), 1):
        ProposedBlock.objects.create(proposal=proposal, block=block, grid=n, weight=1, values={})
    return proposal.pk

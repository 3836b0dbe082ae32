"""Proposals: kept as drafts, corrected block by block, adopted from a day, and never in force before."""

import datetime as dt
import json

import numpy as np
import pytest
from shapely.geometry import shape

from tests.proposal_street import HOW, MAY, TODAY, street
from xiuhua.apps.records.models import Event
from xiuhua.apps.space import proposing
from xiuhua.apps.space.actions import areas, proposals
from xiuhua.apps.space.actions.blocks import draw_blocks
from xiuhua.apps.space.block_sets import blocks_on
from xiuhua.apps.space.checking import check
from xiuhua.apps.space.drafts import AreaDraft
from xiuhua.apps.space.locating import locate
from xiuhua.apps.space.models import Block, Grid, GridProposal, ProposedBlock
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import Stop

pytestmark = pytest.mark.django_db
QUICK = Stop(short=200, long=800, least=20)
SHARES = {"area_m2": 1.0}
JUNE = dt.date(2021, 6, 1)


@pytest.fixture
def home():
    return street()


def propose(home, name="方案一", count=4, deviation=0.05, **given):
    blocks = blocks_on(home, TODAY)
    values = {"area_m2": blocks.town.area_m2}
    result, weight = proposing.divide(
        blocks, values, SHARES, count=count, deviation=deviation, seed=1, inside_limits=True, stop=QUICK
    )  # fmt: skip
    pk = proposals.keep(
        blocks, result, name=name, origin="solved", deviation=deviation, shares=SHARES,
        weight=weight, values=values, seed=1, **{**HOW, **given},
    )  # fmt: skip
    return GridProposal.objects.get(pk=pk)


def grid_of(proposal):
    rows = ProposedBlock.objects.filter(proposal=proposal).select_related("block")
    return {row.block.code: row.grid for row in rows}


def a_move(proposal):
    """A block at the edge of a grid, with the grid beside it, that may go."""
    draft = proposing.draft_of(proposal)
    edges = draft.blocks.town.edges
    for at in np.flatnonzero(draft.grid_of[edges.here] != draft.grid_of[edges.other]):
        block, there = draft.blocks.codes[edges.here[at]], int(draft.grid_of[edges.other[at]]) + 1
        try:
            proposing.draft_of(proposal).move(block, there)
        except Refused:
            continue
        return block, there
    raise AssertionError("no block can move")


def test_a_proposal_is_kept_and_changes_nothing_in_force(home):
    proposal = propose(home)
    assert (proposal.state, proposal.count) == ("draft", 4)
    assert proposal.figures["deviation"] <= 0.05
    assert sorted(set(grid_of(proposal).values())) == [1, 2, 3, 4]
    assert not Grid.objects.filter(subdistrict=home).exists()
    kinds = Event.objects.filter(object_kind="gridproposal").values_list("kind", flat=True)
    assert list(kinds) == ["gridproposal.made"]


def test_grids_stay_in_their_communities(home):
    owner = {}
    proposal = propose(home)
    for row in ProposedBlock.objects.filter(proposal=proposal).select_related("block"):
        owner.setdefault(row.grid, set()).add(row.block.community_id)
    assert all(len(communities) == 1 for communities in owner.values())


def test_the_same_key_keeps_one_proposal(home):
    one, two = (propose(home, key="once") for _ in range(2))
    assert one.pk == two.pk and GridProposal.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "code"), [("  ", "proposal_name_missing"), ("方案一", "proposal_name_taken")]
)
def test_a_name_is_needed_and_only_once(home, name, code):
    propose(home)
    with pytest.raises(Refused) as refused:
        propose(home, name=name)
    assert refused.value.code == code and GridProposal.objects.count() == 1


def test_a_block_moves_and_the_figures_follow(home):
    proposal = propose(home)
    block, there = a_move(proposal)
    answer = proposals.move_block(proposal, block=block, grid=there, **HOW)
    assert answer["moved"] == {block: there}
    assert grid_of(proposal)[block] == there
    proposal.refresh_from_db()
    assert proposal.figures == answer["figures"]
    assert answer["figures"]["deviation"] > 0.05  # 11 and 13 blocks instead of 12
    event = Event.objects.get(kind="gridproposal.block_moved")
    assert json.loads(event.data)["to"] == there


def test_moves_that_would_break_a_grid_are_refused(home):
    proposal = propose(home)
    draft = proposing.draft_of(proposal)
    grids = grid_of(proposal)
    inner = next(b for b in grids if (block_neighbours(draft, b) == {grids[b]}))
    elsewhere = next(g for g in (1, 2, 3, 4) if g != grids[inner])
    with pytest.raises(Refused) as refused:
        proposals.move_block(proposal, block=inner, grid=elsewhere, **HOW)
    assert refused.value.code == "block_not_beside"
    for block, grid, code in (("B99", 1, "block_unknown"), ("B01", 9, "grid_number_unknown")):
        with pytest.raises(Refused) as refused:
            proposals.move_block(proposal, block=block, grid=grid, **HOW)
        assert refused.value.code == code
    assert grid_of(proposal) == grids


def block_neighbours(draft, code):
    place, edges = draft.blocks.codes.index(code), draft.blocks.town.edges
    beside = edges.other[edges.first[place] : edges.first[place + 1]]
    return {int(grid) + 1 for grid in draft.grid_of[beside]}


def test_a_grid_may_not_fall_apart_or_vanish(home):
    """Three blocks in a row: without the middle one the grid is in two pieces, without the last it is gone."""
    proposal = propose(home, count=1, deviation=0.5)
    rows = ProposedBlock.objects.filter(proposal=proposal)
    rows.filter(block__code__in=["B01", "B02", "B03"]).update(grid=2)
    GridProposal.objects.filter(pk=proposal.pk).update(count=2)
    with pytest.raises(Refused) as refused:
        proposals.move_block(proposal, block="B02", grid=1, **HOW)
    assert refused.value.code == "grid_would_split"
    for block in ("B01", "B02"):
        proposals.move_block(proposal, block=block, grid=1, **HOW)
    with pytest.raises(Refused) as refused:
        proposals.move_block(proposal, block="B03", grid=1, **HOW)
    assert refused.value.code == "grid_would_vanish"


def test_split_and_merge(home):
    proposal = propose(home)
    answer = proposals.split_grid(proposal, grid=1, **HOW)
    assert len(answer["grids"]) == 5
    halves = [row["work"] for row in answer["grids"] if row["grid"] in (1, 5)]
    assert halves == pytest.approx([0.625, 0.625], rel=0.02)  # six blocks each of 48 ÷ 5
    proposal.refresh_from_db()
    assert proposal.count == 5
    proposals.merge_grids(proposal, one=5, two=1, **HOW)
    proposal.refresh_from_db()
    assert proposal.count == 4 and proposal.figures["deviation"] <= 0.05
    apart = [
        (a, b) for a in range(1, 5) for b in range(1, 5) if a < b and not touch(proposal, a, b)
    ]
    for one, two in [*apart[:1], (2, 2)]:
        with pytest.raises(Refused) as refused:
            proposals.merge_grids(proposal, one=one, two=two, **HOW)
        assert refused.value.code == "grids_not_beside"


def touch(proposal, one, two):
    return any(
        {r.one + 1, r.two + 1} == {one, two}
        for r in proposing.borders_of(proposing.draft_of(proposal))
    )


def test_merging_closes_the_gap_in_the_numbers(home):
    proposal = propose(home, count=6, deviation=0.2)
    one, two = next((a, b) for a in range(1, 6) for b in range(a + 1, 6) if touch(proposal, a, b))
    proposals.merge_grids(proposal, one=two, two=one, **HOW)
    assert sorted(set(grid_of(proposal).values())) == [1, 2, 3, 4, 5]


def test_adopted_grids_hold_from_their_day_and_old_ones_end_the_day_before(home):
    proposals.adopt(propose(home), from_on=TODAY, **HOW)
    assert check(home, TODAY).is_clean
    before = {g.code: g.pk for g in Grid.objects.filter(subdistrict=home)}
    assert set(before) == {"ZT-01", "ZT-02", "ZT-03", "ZT-04"}
    second = propose(home, name="方案二", count=6, deviation=0.2)
    tally = proposals.adopt(second, from_on=JUNE, **HOW)
    assert tally["added"] == 2 and tally["added"] + tally["changed"] + tally["unchanged"] == 6
    assert check(home, JUNE).is_clean and check(home, TODAY).is_clean
    point = shape(Block.objects.get(code="B01").geometry).centroid
    old, new = (locate(home.pk, point.x, point.y, MAY.replace(month=month)) for month in (5, 6))
    assert old.grid_id in before.values() and new.grid_code
    second.refresh_from_db()
    assert (second.state, second.adopted_from) == ("adopted", JUNE)
    with pytest.raises(Refused) as refused:
        proposals.move_block(second, block="B01", grid=1, **HOW)
    assert refused.value.code == "proposal_closed"


def test_a_proposal_over_blocks_that_changed_is_not_adopted(home):
    proposal = propose(home)
    half = shape(Block.objects.get(code="B01").geometry).buffer(-0.0001)
    areas.adopt(
        home, "blocks", [AreaDraft(kind="blocks", code="B01", geometry=half)], from_on=JUNE, **HOW
    )
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal, from_on=JUNE, **HOW)
    assert refused.value.code == "proposal_outdated"
    assert not Grid.objects.filter(subdistrict=home).exists()


def test_a_dropped_proposal_stays_readable_and_closed(home):
    proposal = propose(home)
    proposals.drop(proposal, **HOW)
    proposal.refresh_from_db()
    assert proposal.state == "dropped" and len(grid_of(proposal)) == 48
    with pytest.raises(Refused):
        proposals.adopt(proposal, from_on=TODAY, **HOW)


def test_a_redraw_moves_few_blocks_and_keeps_the_codes(home):
    proposals.adopt(propose(home), from_on=TODAY, **HOW)
    blocks = blocks_on(home, TODAY)
    values = {"cases": np.ones(48)}
    values["cases"][0] = 3.0  # the corner has become busy
    result, weight = proposing.divide_anew(
        blocks, values, {"cases": 1.0}, deviation=0.1, seed=1, stop=QUICK
    )
    before = proposing.grid_of_blocks(blocks)
    assert 1 <= (result.grid_of != before).sum() <= 2
    pk = proposals.keep(
        blocks, result, name="微调", origin="redrawn", deviation=0.1, shares={"cases": 1.0},
        weight=weight, values=values, **HOW,
    )  # fmt: skip
    tally = proposals.adopt(GridProposal.objects.get(pk=pk), from_on=JUNE, **HOW)
    assert tally["added"] == tally["ended"] == 0 and tally["unchanged"] == 2


def test_blocks_are_drawn_from_roads_and_boundary(home):
    tally = draw_blocks(home, from_on=JUNE, **HOW)
    assert tally["added"] == 2  # one road through the middle
    assert [b.code for b in Block.objects.filter(valid_from=JUNE)] == ["B001", "B002"]
    home.boundary = None
    with pytest.raises(Refused) as refused:
        draw_blocks(home, from_on=JUNE, **HOW)
    assert refused.value.code == "boundary_missing"


def test_a_subdistrict_without_blocks_says_so(home):
    with pytest.raises(Refused) as refused:
        blocks_on(home, dt.date(2020, 1, 1))
    assert refused.value.code == "blocks_not_drawn"

"""Make, correct, adopt and drop proposals for new grids.

The search runs before the transaction; what is written is the outcome. A proposal changes nothing in
force. Adopting one puts grids in force from a day and ends the old ones the day before, so that old cases
keep theirs. Who answers for the new grids is the duty office's affair, which asks for it itself.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.space import proposing
from xiuhua.apps.space.actions import areas, rows
from xiuhua.apps.space.block_sets import BlockSet
from xiuhua.apps.space.models import GridProposal, ProposedBlock
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import Result

Origin, State = GridProposal.Origin, GridProposal.State
Values = Mapping[str, np.ndarray]


def keep(
    blocks: BlockSet,
    result: Result,
    *,
    name: str,
    origin: str,
    deviation: float,
    shares: Mapping[str, float],
    weight: np.ndarray,
    values: Values,
    seed: int = 0,
    inside_limits: bool = True,
    by: User | None,
    at: dt.datetime,
    key: str = "",
) -> int:
    """Keep a division as a draft; its id. Refuses: not_permitted, proposal_name_missing, proposal_name_taken."""
    street = blocks.subdistrict
    rows.check_right(by, "space.edit", subdistrict_id=street.pk)
    name = name.strip()
    body = {
        "subdistrict": street.pk, "name": name, "origin": origin, "seed": seed,
        "deviation": deviation, "shares": dict(shares), "grids": result.grid_of.tolist(),
    }  # fmt: skip
    with act("space.propose", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer["id"]
        if not name:
            raise Refused("proposal_name_missing")
        if GridProposal.objects.filter(subdistrict=street, name=name).exists():
            raise Refused("proposal_name_taken", name=name)
        proposal = GridProposal(
            subdistrict=street,
            name=name,
            origin=origin,
            count=len(result.figures.weights),
            deviation=deviation,
            shares=dict(shares),
            seed=seed,
            inside_limits=inside_limits,
            figures=proposing.as_json(result.figures),
            blocks_on=blocks.on,
            made_at=at,
        )
        facts = {"count": proposal.count, "origin": origin, "figures": proposal.figures}
        rows.insert([proposal], "gridproposal.made", lambda row: facts, at=at, by=by)
        ProposedBlock.objects.bulk_create(
            [
                ProposedBlock(
                    proposal=proposal,
                    block_id=pk,
                    grid=int(result.grid_of[n]) + 1,
                    weight=float(weight[n]),
                    values={key: round(float(column[n]), 2) for key, column in values.items()},
                )
                for n, pk in enumerate(blocks.pks)
            ],
            batch_size=rows.BATCH,
        )
        return this.keep({"id": proposal.pk})["id"]


def move_block(
    proposal: GridProposal,
    *,
    block: str,
    grid: int,
    by: User | None,
    at: dt.datetime,
    key: str = "",
) -> dict[str, Any]:
    """Give a block to a neighbouring grid; the figures after it.

    Refuses: proposal_closed, block_unknown, grid_number_unknown, block_not_beside, grid_would_split,
    grid_would_vanish.
    """

    def change(draft: proposing.Draft) -> Mapping[str, Any]:
        before = draft.move(block, grid)
        return {"block": block, "from": before, "to": grid}

    return _change(
        proposal,
        "space.move_block",
        "block_moved",
        {"block": block, "grid": grid},
        change,
        by,
        at,
        key,
    )


def split_grid(
    proposal: GridProposal, *, grid: int, by: User | None, at: dt.datetime, key: str = ""
) -> dict[str, Any]:
    """Divide one grid into two of equal work; the new one takes the next free number."""

    def change(draft: proposing.Draft) -> Mapping[str, Any]:
        return {"grid": grid, "new": draft.split(grid, proposal.seed)}

    return _change(proposal, "space.split_grid", "grid_split", {"grid": grid}, change, by, at, key)


def merge_grids(
    proposal: GridProposal, *, one: int, two: int, by: User | None, at: dt.datetime, key: str = ""
) -> dict[str, Any]:
    """Make one of two neighbouring grids; the last number moves into the gap."""

    def change(draft: proposing.Draft) -> Mapping[str, Any]:
        draft.merge(one, two)
        return {"one": one, "two": two}

    return _change(
        proposal, "space.merge_grids", "grids_merged", {"one": one, "two": two}, change, by, at, key
    )


def drop(proposal: GridProposal, *, by: User | None, at: dt.datetime, key: str = "") -> None:
    """Give a draft up; it stays readable."""
    rows.check_right(by, "space.edit", subdistrict_id=proposal.subdistrict_id)
    with act(
        "space.drop_proposal", scope=scope(by.pk if by else None), key=key, body={"id": proposal.pk}
    ) as this:
        if this.done:
            return
        row = _open(proposal)
        row.state = State.DROPPED
        rows.change(row, "gridproposal.dropped", {}, ["state"], at=at, by=by)
        this.keep({})


def adopt(
    proposal: GridProposal, *, from_on: dt.date, by: User | None, at: dt.datetime, key: str = ""
) -> dict[str, int]:
    """Put the proposed grids in force from a day on; how many are added, changed, unchanged and ended.

    Refuses: proposal_closed, proposal_outdated (the blocks changed since), adoption_in_the_past.
    """
    street = proposal.subdistrict
    rows.check_right(by, "space.edit", subdistrict_id=street.pk)
    body = {"id": proposal.pk, "from": from_on}
    with act(
        "space.adopt_proposal", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        row = _open(proposal)
        if by is not None and from_on < local_day(street.time_zone):
            raise Refused("adoption_in_the_past", from_on=from_on)
        drafts = proposing.area_drafts(row, from_on)
        tally = areas.adopt(street, "grids", drafts, from_on=from_on, replace=True, by=by, at=at)
        row.state, row.adopted_from = State.ADOPTED, from_on
        facts = {"from": from_on, **tally}
        rows.change(row, "gridproposal.adopted", facts, ["state", "adopted_from"], at=at, by=by)
        return this.keep(tally)


def _change(
    proposal: GridProposal, name: str, event: str, said: Mapping[str, Any], change: Any,
    by: User | None, at: dt.datetime, key: str,
) -> dict[str, Any]:  # fmt: skip
    """One correction of a draft: read under lock, changed, measured, written with one event."""
    rows.check_right(by, "space.edit", subdistrict_id=proposal.subdistrict_id)
    with act(
        name, scope=scope(by.pk if by else None), key=key, body={"id": proposal.pk, **said}
    ) as this:
        if this.done:
            return this.answer
        row = _open(proposal)
        draft = proposing.draft_of(row)
        facts = change(draft)
        moved = draft.changed()
        for number in sorted({int(draft.grid_of[place]) for place in moved}):
            pks = [draft.row_pks[place] for place in moved if draft.grid_of[place] == number]
            ProposedBlock.objects.filter(pk__in=pks).update(grid=number + 1)
        row.count = draft.count
        row.figures = proposing.as_json(draft.figures())
        columns = ["count", "figures"]
        rows.change(
            row, f"gridproposal.{event}", {**facts, "figures": row.figures}, columns, at=at, by=by
        )
        return this.keep(draft.answer())


def _open(proposal: GridProposal) -> GridProposal:
    row = rows.locked(GridProposal, proposal.pk)
    if row.state != State.DRAFT:
        raise Refused("proposal_closed", name=row.name)
    return row

"""`xiuhua propose_grids` on a subdistrict of the database: gather, divide, keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xiuhua.apps.records.now import now
from xiuhua.apps.space import proposing
from xiuhua.apps.space.actions import proposals
from xiuhua.apps.space.block_sets import BlockSet, blocks_on
from xiuhua.apps.space.models import GridProposal
from xiuhua.apps.space.queries import subdistrict_by_code
from xiuhua.rulebook.local_day import local_day
from xiuhua.solvers.partition import Result
from xiuhua.web.shared.block_values import USUAL_SHARES, values_of


@dataclass(frozen=True)
class Divided:
    """A division of a subdistrict's blocks, not yet kept."""

    blocks: BlockSet
    values: Mapping[str, np.ndarray]
    shares: Mapping[str, float]
    weight: np.ndarray
    result: Result

    @property
    def codes(self) -> list[str]:
        """Codes of the blocks."""
        return self.blocks.codes

    @property
    def polygons(self) -> list[Any]:
        """Their polygons, in degrees."""
        return self.blocks.polygons


def propose_for_street(options: Mapping[str, Any], done: Callable[[float], None]) -> Divided:
    """Divide the blocks in force today. Refuses what the solver and the weights refuse."""
    street = subdistrict_by_code(options["subdistrict"])
    moment = now()
    blocks = blocks_on(street, local_day(moment, street.time_zone))
    values = values_of(blocks, moment)
    chosen = options["weights"] or USUAL_SHARES
    result, weight = proposing.divide(
        blocks, values, chosen, count=options["count"], deviation=options["deviation"],
        seed=options["seed"], inside_limits=not options["across_limits"], done=done,
    )  # fmt: skip
    return Divided(blocks, values, chosen, weight, result)


def keep_proposal(divided: Divided, options: Mapping[str, Any]) -> str:
    """Keep the division as a draft under its name or one made of the moment; the name."""
    moment = now()
    name = options["name"] or f"{moment:%Y%m%d-%H%M%S}"
    proposals.keep(
        divided.blocks, divided.result, name=name, origin=GridProposal.Origin.SOLVED,
        deviation=options["deviation"], shares=divided.shares, weight=divided.weight,
        values=divided.values, seed=options["seed"],
        inside_limits=not options["across_limits"], by=None, at=moment,
    )  # fmt: skip
    return name

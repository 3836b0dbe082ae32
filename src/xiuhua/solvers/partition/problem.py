"""What is asked, how hard to search, and what comes back."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition.figures import Figures
from xiuhua.solvers.partition.town import Town


@dataclass(frozen=True)
class Problem:
    """Divide `town` into `count` grids whose weights are all within `deviation` of their mean.

    `limits` names for each block the community it lies in (any integers): grids stay inside as far as
    the deviation allows. `held` gives the grid of blocks that must keep theirs, -1 elsewhere.
    """

    town: Town
    weight: np.ndarray
    count: int
    deviation: float = 0.05
    limits: np.ndarray | None = None

    @property
    def mean(self) -> float:
        """What each grid should weigh."""
        return float(self.weight.sum()) / self.count

    def check(self) -> None:
        """Refuses: grids_too_few, grids_exceed_blocks, deviation_wrong, town_in_pieces, and
        deviation_out_of_reach where one block alone is too heavy for it (`nearest` is named)."""
        blocks = len(self.town)
        if self.count < 1:
            raise Refused("grids_too_few", count=self.count)
        if self.count > blocks:
            raise Refused("grids_exceed_blocks", count=self.count, blocks=blocks)
        if not 0 < self.deviation < 1:
            raise Refused("deviation_wrong", deviation=self.deviation)
        pieces = self.town.pieces
        if len(pieces) > 1:
            apart = [self.town.ids[block] for block in pieces[1][:3]]
            raise Refused("town_in_pieces", pieces=len(pieces), blocks=apart)
        heaviest = int(self.weight.argmax())
        least = self.weight[heaviest] / self.mean - 1
        if least > self.deviation:
            raise out_of_reach(self, float(least), block=self.town.ids[heaviest])


@dataclass(frozen=True)
class Stop:
    """How long to look: moves tried per block in each short search and in each of the last, long ones.

    A small town costs little and gets no fewer than `least` times 1,000 blocks' worth.
    """

    short: int = 2_500
    long: int = 20_000
    least: int = 1_000

    def moves(self, per_block: int, blocks: int) -> int:
        """Moves of one search."""
        return per_block * max(blocks, self.least)


@dataclass(frozen=True)
class Params:
    """How to search. What is dear and what is cheap to cut is said by the town's edges."""

    starts: int = 8  # short searches, each from a division of its own
    finalists: int = 2  # of these the best are searched long, side by side
    roundness: float = 0.3  # what roundness counts for beside the length of the cut
    hot: float = 4.0  # temperature at the beginning, in mean borders between two blocks
    cold: float = 0.06


@dataclass(frozen=True)
class Result:
    """`grid_of` numbers the grids 0 … count-1, north-west first; seconds are those of the search."""

    grid_of: np.ndarray
    figures: Figures
    seconds: float
    groups: tuple[tuple[int, ...], ...] = field(default=())  # limits that were divided together

    def grids(self) -> list[np.ndarray]:
        """The blocks of each grid, as positions in the town."""
        return [np.flatnonzero(self.grid_of == grid) for grid in range(int(self.grid_of.max()) + 1)]


# Told how much of the search is done, 0 … 1; called from the thread that solves.
Done = Callable[[float], None]


def out_of_reach(problem: Problem, nearest: float, *, block: str = "") -> Refused:
    """The refusal that names the nearest deviation, rounded up so that it can be asked for."""
    return Refused(
        "deviation_out_of_reach",
        wanted=f"{problem.deviation:.1%}",
        nearest=f"{np.ceil(nearest * 1000 + 1) / 1000:.1%}",
        block=block,
    )

"""Divisions to begin from: METIS, many ways, each grid in one piece.

METIS cuts well and balances roughly; our search takes it from there. Nothing here is final.
"""

import warnings
from itertools import cycle, islice

import numpy as np
import pymetis

from xiuhua.solvers.partition.town import Edges, Town, pieces_of

# Whole numbers are all METIS knows: this fine the weights and metres are told.
_WEIGHT_STEPS, _STEPS_PER_M = 1000, 10
# Thousandths by which METIS may miss the mean; a looser start often has the better shape.
_UFACTORS = (30, 50, 80, 15)


def metis_starts(
    town: Town, weight: np.ndarray, count: int, *, starts: int, seed: int
) -> list[np.ndarray]:
    """`starts` divisions into `count` grids without an empty one, in pieces that hang together."""
    if count == 1:
        return [np.zeros(len(town), np.int64)] * starts
    return [
        in_one_piece(
            town.edges, weight, metis(town, weight, count, ufactor, seed * 1000 + n), count
        )
        for n, ufactor in enumerate(islice(cycle(_UFACTORS), starts))
    ]


def metis(town: Town, weight: np.ndarray, count: int, ufactor: int, seed: int) -> np.ndarray:
    """METIS alone, asked for grids in one piece: `ufactor` is its tolerance in thousandths."""
    edges = town.edges
    joined = np.flatnonzero(edges.joint)
    first = np.concatenate([[0], np.cumsum(np.bincount(edges.here[joined], minlength=len(town)))])
    steps = weight / max(float(weight.mean()), 1e-12) * _WEIGHT_STEPS
    options = pymetis.Options(contig=1, ufactor=ufactor, seed=seed % 2**31, niter=20)
    graph = pymetis.CSRAdjacency(adj_starts=first.tolist(), adjacent=edges.other[joined].tolist())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, part = pymetis.part_graph(
            count,
            adjacency=graph,
            vweights=np.maximum(1, np.round(steps)).astype(int).tolist(),
            eweights=np.maximum(1, np.round(edges.cost_m[joined] * _STEPS_PER_M))
            .astype(int)
            .tolist(),
            options=options,
            recursive=False,
        )
    return np.asarray(part, dtype=np.int64)


def in_one_piece(edges: Edges, weight: np.ndarray, grid_of: np.ndarray, count: int) -> np.ndarray:
    """The division mended: splinters go to a neighbour, an empty grid gets a block of the heaviest."""
    grid_of = grid_of.copy()
    for _ in range(len(grid_of)):
        splinters = _splinters(edges, weight, grid_of)
        if not splinters:
            break
        for piece in splinters:
            _give_away(edges, grid_of, piece)
    for grid in range(count):
        if not (grid_of == grid).any():
            _plant(edges, weight, grid_of, grid)
    return grid_of


def _splinters(edges: Edges, weight: np.ndarray, grid_of: np.ndarray) -> list[np.ndarray]:
    """All pieces but the heaviest of each grid, lightest first."""
    pieces = sorted(pieces_of(edges, grid_of), key=lambda piece: -weight[piece].sum())
    seen: set[int] = set()
    splinters = []
    for piece in pieces:
        grid = int(grid_of[piece[0]])
        if grid in seen:
            splinters.append(piece)
        seen.add(grid)
    return splinters[::-1]


def _give_away(edges: Edges, grid_of: np.ndarray, piece: np.ndarray) -> None:
    """A splinter goes to the grid with which it shares the longest joints."""
    inside = np.isin(edges.here, piece) & ~np.isin(edges.other, piece) & edges.joint
    held: dict[int, float] = {}
    for at in np.flatnonzero(inside):
        grid = int(grid_of[edges.other[at]])
        held[grid] = held.get(grid, 0.0) + float(edges.border_m[at])
    if held:
        grid_of[piece] = max(held, key=lambda grid: (held[grid], -grid))


def _plant(edges: Edges, weight: np.ndarray, grid_of: np.ndarray, grid: int) -> None:
    """One block for an empty grid: of the heaviest grid one that leaves it in one piece."""
    weights = np.bincount(grid_of, weight)
    for heavy in np.argsort(-weights, kind="stable"):
        members = np.flatnonzero(grid_of == heavy)
        for block in members if len(members) > 1 else ():
            tried = grid_of.copy()
            tried[block] = grid
            if sum(1 for piece in pieces_of(edges, tried) if tried[piece[0]] == heavy) == 1:
                grid_of[block] = grid
                return

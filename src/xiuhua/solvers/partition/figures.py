"""The figures by which two divisions are compared; one place for what each of them means."""

from dataclasses import dataclass

import numpy as np

from xiuhua.solvers.partition.town import Edges, Town, pieces_of


@dataclass(frozen=True)
class Figures:
    """Of a whole division, and of each grid by its number.

    `deviation` is the largest |weight ÷ mean - 1|; `cut_m` the metres of border between different grids;
    compactness is Polsby-Popper, 4π · area ÷ outline², 1 for a circle.
    """

    deviation: float
    cut_m: float
    compactness_mean: float
    compactness_min: float
    weights: tuple[float, ...]
    areas_m2: tuple[float, ...]
    compactness: tuple[float, ...]
    in_pieces: tuple[int, ...]  # grids that do not hang together


def measure_grids(
    town: Town, weight: np.ndarray, grid_of: np.ndarray, *, mean: float | None = None
) -> Figures:
    """The figures of a division; grids are numbered 0 … k-1, `mean` is what one should weigh."""
    count = int(grid_of.max()) + 1
    edges = town.edges
    cut = grid_of[edges.here] != grid_of[edges.other]
    weights = np.bincount(grid_of, weight, count)
    areas = np.bincount(grid_of, town.area_m2, count)
    outlines = np.bincount(grid_of, town.outline_m, count)
    outlines -= np.bincount(grid_of[edges.here[~cut]], edges.border_m[~cut], count)
    round_ = 4 * np.pi * areas / outlines**2
    wanted = float(weights.mean()) if mean is None else mean
    return Figures(
        deviation=float(np.abs(weights / wanted - 1).max()),
        cut_m=float(edges.border_m[cut].sum() / 2),
        compactness_mean=float(round_.mean()),
        compactness_min=float(round_.min()),
        weights=tuple(map(float, weights)),
        areas_m2=tuple(map(float, areas)),
        compactness=tuple(map(float, round_)),
        in_pieces=broken(edges, grid_of),
    )


def broken(edges: Edges, grid_of: np.ndarray) -> tuple[int, ...]:
    """Numbers of the grids that lie in more than one piece."""
    grids = [int(grid_of[piece[0]]) for piece in pieces_of(edges, grid_of)]
    return tuple(sorted({grid for grid in grids if grids.count(grid) > 1}))

"""Compile the solvers to machine code once, so that nobody waits for it in the middle of an act.

numba keeps what it compiled beside the sources (or in the user's cache folder); run by `make setup`.
"""

import time

import numpy as np

from xiuhua.solvers.partition import Edges, Problem, Stop, Town, solve


def main() -> None:
    """Divide a row of six blocks."""
    began = time.perf_counter()
    one = np.arange(5)
    edges = Edges.between(6, one, one + 1, np.ones(5))
    middle = np.column_stack([np.arange(6.0), np.zeros(6)])
    town = Town(tuple("abcdef"), np.ones(6), np.full(6, 4.0), middle, edges)
    solve(Problem(town, np.ones(6), 2, 0.5), Stop(1, 1, 1))
    print(f"solvers: compiled in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()

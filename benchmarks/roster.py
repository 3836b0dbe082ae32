"""Rosters beside the best values known: the instances of Curtois and Qu, each solved and then checked.

    python benchmarks/roster.py [--folder ../shared/data/shift_scheduling] [--seconds 120] [--seed 1] [--only 1,2,3]

The folder holds `instance-NN.json` and `best_reported.csv`. Every roster is scored by `check.py`, which shares
nothing with the solver; `broken` must be 0. `bound` is proven: no roster costs less. Exit code 1 if a rule is broken.
"""

import argparse
import csv
import sys
from pathlib import Path

from xiuhua.solvers.roster import Params, cost, faults, solve
from xiuhua.solvers.roster.instances import read

HEAD = "instance   people  days   cost   best   over best   bound    gap   seconds  broken"


def main() -> int:
    """Solve, check, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=Path("../shared/data/shift_scheduling"))
    options.add_argument("--seconds", type=float, default=120.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", default="", help="numbers, with commas")
    given = options.parse_args()
    with (given.folder / "best_reported.csv").open(encoding="utf-8") as file:
        best = {int(row[0]): int(row[1]) for row in list(csv.reader(file))[1:]}
    print(
        f"seed {given.seed}, {given.workers} workers, {given.seconds:g} s each\n{HEAD}", flush=True
    )
    broken = 0
    for number in [int(one) for one in given.only.split(",") if one] or sorted(best):
        problem = read(given.folder / f"instance-{number:02}.json")
        result = solve(problem, given.seconds, given.seed, Params(workers=given.workers))
        roster = result.roster
        if roster is None:
            print(f"{number:8}   {len(problem.people):6}  {problem.days:4}   no roster found")
            continue
        wrong = len(faults(problem, roster))
        broken += wrong
        total = cost(problem, roster).total
        print(
            f"{number:8}   {len(problem.people):6}  {problem.days:4}  {total:5}  {best[number]:5}"
            f"  {total / best[number] - 1:9.2%}  {result.bound:6.0f}  {result.gap or 0:5.1%}"
            f"  {result.seconds:8.1f}  {wrong:6}",
            flush=True,
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

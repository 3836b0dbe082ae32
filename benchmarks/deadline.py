"""Cost of one deadline: the scalar engine against the vectorised path, in one run.

    python benchmarks/deadline.py [--count 200000] [--seed 7]

Starts, limits and units are drawn from the seed over 2020-2026 on the shipped holiday list. Prints
microseconds per deadline, the ratio, and how many of the answers differ (it must be 0).
"""

import argparse
import random
import time
from datetime import UTC, datetime

import numpy as np

from xiuhua.apps.records.holidays import known_span, read_holidays
from xiuhua.rulebook.clock import OFFICE_HOURS, Unit, build_calendar, deadline, due_after_pauses
from xiuhua.solvers.deadlines import deadlines

FIRST_S = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
LAST_S = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())


def main() -> None:
    """Draw, time, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    days = read_holidays()
    exceptions = {day.date: day.works for day in days}
    begun = time.perf_counter()
    calendar = build_calendar("office", OFFICE_HOURS, True, exceptions, *known_span(days))
    print(f"build the calendar once      {1e3 * (time.perf_counter() - begun):8.1f} ms")

    chance = random.Random(given.seed)
    seconds = [chance.randrange(FIRST_S, LAST_S) for _ in range(given.count)]
    starts = [datetime.fromtimestamp(second, UTC) for second in seconds]
    values = [chance.randint(1, 20) for _ in seconds]
    print(
        f"{'unit':<14}{'scalar µs':>11}{'paused µs':>11}{'vector µs':>11}{'ratio':>8}{'differ':>8}"
    )
    for unit in Unit:
        scalar_s, answers = timed(
            lambda unit=unit: [
                deadline(at, n, unit, calendar) for at, n in zip(starts, values, strict=True)
            ]
        )
        pauses = [(datetime(2023, 6, 1, tzinfo=UTC), datetime(2023, 6, 9, tzinfo=UTC))]
        paused_s, _ = timed(
            lambda unit=unit, pauses=pauses: [
                due_after_pauses(at, n, unit, calendar, pauses)
                for at, n in zip(starts, values, strict=True)
            ]
        )
        began, amounts = np.array(seconds), np.array(values)
        vector_s, (due, provisional) = timed(
            lambda unit=unit, began=began, amounts=amounts: deadlines(
                began, amounts, unit, calendar
            )
        )
        differ = sum(
            (int(answer.at.timestamp()), answer.provisional) != (int(at), bool(flag))
            for answer, at, flag in zip(answers, due, provisional, strict=True)
        )
        each = 1e6 / given.count
        print(
            f"{unit:<14}{scalar_s * each:>11.2f}{paused_s * each:>11.2f}{vector_s * each:>11.3f}"
            f"{scalar_s / vector_s:>8.0f}{differ:>8}"
        )


def timed(work):
    """Best of three runs, in seconds, with the last result."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begun)
    return best, result


if __name__ == "__main__":
    main()

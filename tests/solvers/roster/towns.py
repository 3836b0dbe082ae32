"""Small invented rosters for the tests: shifts of a street, and people from a seed."""

import random

from xiuhua.solvers.roster import Demand, Person, Problem, Shift, Wish

EARLY = Shift("a", 8 * 60, 16 * 60)
LATE = Shift("b", 16 * 60, 24 * 60)
NIGHT = Shift("n", 24 * 60, 32 * 60, night=True)
H = 60


def tiny(seed: int, days: int = 4, people: int = 2) -> Problem:
    """So small that every roster can be tried: two shifts, rules drawn from the seed."""
    chance = random.Random(seed)
    who = tuple(
        Person(
            f"p{at}",
            most={"a": chance.randint(1, days)},
            least_minutes=chance.choice([None, 8 * H]),
            most_minutes=chance.choice([None, 8 * H * (days - 1)]),
            shortest_run=chance.choice([1, 2]),
            longest_run=chance.choice([None, 2, 3]),
            shortest_off=chance.choice([1, 2]),
            most_weekends=chance.choice([None, 1]),
            rest=chance.choice([0, 11 * H]),
            off=frozenset(day for day in range(days) if chance.random() < 0.15),
        )
        for at in range(people)
    )
    demands = tuple(
        Demand(day, code, chance.randint(0, 2), under=10, over=1)
        for day in range(days)
        for code in ("a", "b")
    )
    wishes = tuple(
        Wish(f"p{chance.randrange(people)}", chance.randrange(days), chance.choice("ab"),
             chance.randint(1, 3), chance.random() < 0.5)
        for _ in range(3)
    )  # fmt: skip
    return Problem(days, (EARLY, LATE), who, demands, wishes, first_weekday=0)


def street(days: int = 14, people: int = 8, **more) -> Problem:
    """Three shifts around the clock with two certified officers each, as a street would ask it."""
    every = frozenset(range(days))
    who = tuple(
        Person(
            f"p{at}",
            skills={"enforcement": every} if at < people - 2 else {},
            most_minutes=18 * 8 * H,
            longest_run=6,
            rest=11 * H,
            most_nights=6,
            longest_nights=3,
        )
        for at in range(people)
    )
    demands = tuple(
        Demand(day, code, 1, skill="enforcement", firm=True)
        for day in range(days)
        for code in "abn"
    )
    return Problem(days, (EARLY, LATE, NIGHT), who, demands, **more)

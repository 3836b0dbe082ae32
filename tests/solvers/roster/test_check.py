"""The independent look finds each broken rule, and patterns make the start that people know."""

import pytest

from tests.solvers.roster.towns import EARLY, LATE, NIGHT, H, street
from xiuhua.solvers.roster import Demand, Person, Problem, Wish, cost, faults
from xiuhua.solvers.roster.patterns import PATTERNS, cycled, merged, turns

SHIFTS = (EARLY, LATE, NIGHT)


@pytest.mark.parametrize(
    ("rules", "row", "broken"),
    [
        ({"off": frozenset({1})}, "aa", ["leave"]),
        ({"longest_run": 2}, "aaa", ["longest_run"]),
        ({"shortest_run": 2}, ".a.", ["shortest_run"]),
        ({"shortest_run": 2}, "a..", []),
        ({"shortest_off": 2}, "a.a", ["shortest_off"]),
        ({"shortest_off": 2}, ".a.", []),
        ({"most": {"a": 1}}, "aa", ["most"]),
        ({"rest": 11 * H}, "na", ["rest"]),
        ({"rest": 11 * H}, "an", []),
        ({"most_nights": 1}, "n.n", ["nights"]),
        ({"longest_nights": 1}, "nn", ["longest_nights"]),
        ({"least_minutes": 9 * H}, "a", ["least_minutes"]),
        ({"most_minutes": 7 * H}, "a", ["most_minutes"]),
        ({"most_week_minutes": 16 * H}, "aaa", ["week_minutes"]),
        ({"most_weekends": 0}, ".....a", ["weekends"]),
    ],
)
def test_each_rule_is_seen_to_be_broken(rules: dict, row: str, broken: list[str]) -> None:
    problem = Problem(len(row), SHIFTS, (Person("p", **rules),), ())
    roster = {("p", day): code for day, code in enumerate(row) if code != "."}
    assert [fault.rule for fault in faults(problem, roster)] == broken


def test_unknown_people_shifts_and_days_are_faults() -> None:
    problem = Problem(1, SHIFTS, (Person("p"),), ())
    for key, code in ((("q", 0), "a"), (("p", 1), "a"), (("p", 0), "z")):
        assert [fault.rule for fault in faults(problem, {key: code})] == ["unknown"]


def test_a_firm_demand_that_is_short_says_when_and_how_many() -> None:
    problem = Problem(1, SHIFTS, (Person("p"),), (Demand(0, "n", 2, firm=True),))
    (fault,) = faults(problem, {("p", 0): "n"})
    assert (fault.rule, fault.day, fault.shift, fault.found, fault.bound) == ("short", 0, "n", 1, 2)


def test_cost_is_split_by_reason() -> None:
    wishes = (Wish("p", 0, "a", 3, wants=False), Wish("p", 1, "a", 2, wants=True))
    problem = Problem(2, SHIFTS, (Person("p"),), (Demand(0, "a", 0), Demand(1, "a", 1)), wishes)
    assert cost(problem, {("p", 0): "a"})[:3] == (100, 1, 5)


def test_four_groups_on_three_shifts_cover_the_clock_lawfully() -> None:
    problem = street(28, people=4)
    start = cycled(problem, ["p0", "p1", "p2", "p3"], PATTERNS["three_shifts"].cycle, 2)
    for day in range(28):
        assert sorted(start[p.code, day] for p in problem.people if (p.code, day) in start) == [
            "a", "b", "n",
        ]  # fmt: skip
    rest = [fault for fault in faults(problem, start) if fault.rule in ("rest", "longest_nights")]
    assert rest == []


def test_turns_pass_over_whoever_is_on_leave_and_stay_fair() -> None:
    people = (Person("x", off=frozenset({0, 1})), Person("y"), Person("z"))
    problem = Problem(9, SHIFTS, people, ())
    found = turns(problem, ["x", "y", "z"], "a")
    assert [who for who, _ in found] == ["y", "z", "x", "y", "z", "x", "y", "z", "x"]
    assert merged([{("x", 0): "n"}, {("x", 0): "a", ("y", 0): "a"}]) == {
        ("x", 0): "n",
        ("y", 0): "a",
    }

"""What cannot be done is said with rules none of which is superfluous, and who and when is short."""

from dataclasses import replace

from tests.solvers.roster.towns import street
from xiuhua.solvers.roster import Demand, Params, Rule, conflict, solve


def test_a_roster_that_can_be_done_has_no_conflict() -> None:
    assert conflict(street(7)) == []


def test_two_officers_wanted_where_only_one_is_there_names_the_leave_and_the_shift() -> None:
    problem = street(7, people=4)  # two hold a certificate
    people = (replace(problem.people[0], off=frozenset({2})), *problem.people[1:])
    firm = (Demand(2, "n", 2, skill="enforcement", firm=True),)
    problem = replace(problem, people=people, demands=firm)
    found = conflict(problem)
    assert Rule("leave", "p0", 2) in found
    assert Rule("short", "enforcement", 2, "n") in found
    assert len(found) == 2
    assert solve(problem, 5, 1, Params(workers=1)).roster is None


def test_without_any_one_of_the_rules_named_the_rest_can_be_kept() -> None:
    problem = street(3, people=4)
    locked = {("p0", 0): "n", ("p0", 1): "a"}
    problem = replace(problem, locked=locked, demands=())
    found = conflict(problem)
    assert set(found) == {
        Rule("locked", "p0", 0, "n"),
        Rule("locked", "p0", 1, "a"),
        Rule("rest", "p0"),
    }
    for key in locked:
        assert conflict(replace(problem, locked={key: locked[key]})) == []
    relaxed = tuple(replace(person, rest=0) for person in problem.people)
    assert conflict(replace(problem, people=relaxed)) == []


def test_a_lock_on_an_uncertified_person_is_a_conflict_of_lock_and_skill() -> None:
    problem = street(3, people=4)
    shifts = tuple(replace(one, skill="enforcement") for one in problem.shifts)
    problem = replace(problem, shifts=shifts, locked={("p3", 1): "a"}, demands=())
    assert set(conflict(problem)) == {
        Rule("locked", "p3", 1, "a"),
        Rule("skill", "p3", -1, "enforcement"),
    }

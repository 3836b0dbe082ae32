"""Counts for the map: equal to the cases themselves at any moment, folded or not."""

import datetime as dt
from collections import Counter
from random import Random

import pytest

from tests.builders import grant, user
from tests.case_builders import at, photo, reported, street
from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import checking, handling, intake, map_counts
from xiuhua.apps.cases.models import Case, MapCount, MapDelta, MapFold
from xiuhua.apps.cases.models.map_counts import RESOLUTIONS
from xiuhua.apps.cases.queries import map_counts as queries
from xiuhua.apps.cases.queries.lists import Filters, listed
from xiuhua.solvers import cells

pytestmark = pytest.mark.django_db
EARTH = (-180.0, -90.0, 180.0, 90.0)
CITY = (113.9, 30.3, 114.5, 30.8)
SCOPES = ("open", "late", "closed", "all")


@pytest.fixture
def place():
    return street()


@pytest.fixture
def far(monkeypatch):
    """As if there were too many cases for points."""
    monkeypatch.setattr(queries, "MOST_POINTS", -1)


def by_hand(person, filters, now, resolution):
    found: Counter[int] = Counter()
    late: Counter[int] = Counter()
    for case in listed(person, filters, now).filter(cell__isnull=False):
        cell = cells.parent(case.cell, resolution)
        found[cell] += 1
        late[cell] += bool(case.is_open and case.due_at and case.due_at < now)
    return sorted((cell, n, late[cell]) for cell, n in found.items())


def check(person, now, box=CITY):
    """What the map says, scope by scope, against a plain reading of the cases."""
    resolution = cells.resolution_for_box(*box, RESOLUTIONS, queries.MOST_CELLS)
    for scope in SCOPES:
        for state in ("", "filed", "closed"):
            filters = Filters(scope=scope, state=state)
            said = queries.box_view(person, filters, box, now)
            assert sorted(said.cells) == by_hand(person, filters, now, resolution), (scope, state)
            assert not said.points


def fresh(person):
    return User.objects.get(pk=person.pk)


@pytest.mark.usefixtures("far")
@pytest.mark.parametrize("seed", range(2))
def test_counts_follow_every_act_whenever_they_are_folded(place, seed):
    chance, clerk = Random(seed), fresh(place.clerk)
    now = at("2021-05-06 09:00")
    done: list[Case] = []

    def go_on(**step):
        nonlocal now
        now += dt.timedelta(**step)
        if chance.random() < 0.5:
            map_counts.fold(now)
        check(clerk, now)

    for grid in range(3):
        case = reported(
            place,
            now.astimezone(dt.timezone(dt.timedelta(hours=8))).strftime("%Y-%m-%d %H:%M"),
            grid=grid,
        )
        go_on(minutes=3)
        intake.file(case.pk, by=place.clerk, at=now)
        go_on(hours=chance.choice([1, 50]))
        handling.dispatch(
            case.pk, unit_id=place.centre.pk, officer_id=place.officer.pk, by=place.clerk, at=now
        )
        go_on(hours=chance.choice([1, 90]))
        handling.handle(
            case.pk, note="已劝离", photos=photo("after", now), by=place.officer, at=now
        )
        done.append(case)
        go_on(minutes=1)
    checking.supervise(done[0].pk, kind="key", words="快", by=place.head, at=now)
    go_on(days=9)
    map_counts.fold(now)
    check(clerk, now)
    assert not MapDelta.objects.exists()
    map_counts.rebuild(now)
    check(clerk, now)


@pytest.mark.usefixtures("far")
def test_a_deadline_that_passes_is_late_without_any_write(place):
    case = reported(place)
    clerk, due = fresh(place.clerk), Case.objects.get(pk=case.pk).due_at
    map_counts.fold(due - dt.timedelta(hours=1))
    notes = MapFold.objects.get().upto
    second = dt.timedelta(seconds=1)
    late = [
        sum(one.late for one in queries.box_view(clerk, Filters(), CITY, moment).cells)
        for moment in (due, due + second)
    ]
    assert late == [0, 1]
    assert MapFold.objects.get().upto == notes
    map_counts.fold(due + second)
    assert set(MapCount.objects.values_list("late", flat=True)) == {1}
    check(clerk, due + second)


@pytest.mark.usefixtures("far")
def test_a_clock_put_back_makes_nothing_late_for_long(place):
    reported(place)
    clerk, now = fresh(place.clerk), at("2021-05-06 10:00")
    map_counts.fold(now + dt.timedelta(days=400))
    map_counts.fold(now)
    check(clerk, now)
    assert MapFold.objects.get().upto == now


@pytest.mark.usefixtures("far")
def test_at_every_resolution_and_for_the_whole_earth(place):
    for grid in range(4):
        reported(place, grid=grid)
    now, clerk = at("2021-05-06 10:00"), fresh(place.clerk)
    map_counts.fold(now)
    case = Case.objects.first()
    seen = set()
    for width in (0.002, 0.015, 0.04, 0.1, 0.3, 1):
        box = (case.lon - width, case.lat - width, case.lon + width, case.lat + width)
        view = queries.box_view(clerk, Filters(), box, now)
        seen |= {one.cell >> 52 & 15 for one in view.cells}
        inside = listed(clerk, Filters(), now).filter(
            lon__gte=box[0], lon__lte=box[2], lat__gte=box[1], lat__lte=box[3]
        )
        assert sum(one.n for one in view.cells) >= inside.count() > 0
    assert seen == set(RESOLUTIONS)
    assert sum(one.n for one in queries.box_view(clerk, Filters(), EARTH, now).cells) == 4


def test_few_cases_are_points_at_any_zoom(place):
    for grid in range(4):
        reported(place, grid=grid)
    now, clerk = at("2021-05-06 10:00"), fresh(place.clerk)
    for box in (CITY, EARTH):
        view = queries.box_view(clerk, Filters(), box, now)
        assert (len(view.points), view.cells) == (4, [])
    case = Case.objects.first()
    corner = (case.lon - 0.0002, case.lat - 0.0002, case.lon + 0.0002, case.lat + 0.0002)
    for scope, expected in (("open", 1), ("all", 1), ("closed", 0)):
        view = queries.box_view(clerk, Filters(scope=scope), corner, now)
        assert [one["number"] for one in view.points] == [case.number] * expected


def test_nobody_counts_what_he_may_not_see(place, monkeypatch):
    """A neighbour sees nothing; who has one grid sees that grid's, as points and as counts."""
    for grid in range(4):
        reported(place, grid=grid)
    now = at("2021-05-06 10:00")
    neighbour = user(of=street().subdistrict)
    grant(neighbour, "desk_clerk", neighbour.subdistrict)
    member = user(of=place.subdistrict)
    grant(member, "grid_member", ("grid", place.grids[2].code))
    for most, name in ((300, "points"), (-1, "cells")):
        monkeypatch.setattr(queries, "MOST_POINTS", most)
        view = queries.box_view(neighbour, Filters(scope="all"), CITY, now)
        assert not view.points and not view.cells
        view = queries.box_view(member, Filters(), CITY, now)
        shown = getattr(view, name)
        assert len(shown) == 1
    assert queries.whole_sight(member) is None
    assert queries.whole_sight(neighbour) == [neighbour.subdistrict_id]


def test_filters_beside_scope_and_state_are_counted_case_by_case(place, monkeypatch):
    for grid in (1, 1, 1, 2):
        reported(place, grid=grid)
    now, clerk = at("2021-05-06 10:00"), fresh(place.clerk)
    monkeypatch.setattr(queries, "MOST_POINTS", -1)
    for most, expected, is_cut in ((5000, 3, False), (2, 3, True)):
        monkeypatch.setattr(queries, "MOST_COUNTED", most)
        view = queries.box_view(clerk, Filters(grid=place.grids[1].code), CITY, now)
        assert (sum(one.n for one in view.cells), view.is_cut) == (expected, is_cut)


def test_a_box_takes_two_statements_and_an_act_one(place, django_assert_num_queries, monkeypatch):
    case = reported(place)
    clerk, now = fresh(place.clerk), at("2021-05-06 10:00")
    queries.whole_sight(clerk)
    for most in (300, -1):
        monkeypatch.setattr(queries, "MOST_POINTS", most)
        with django_assert_num_queries(2 if most > 0 else 1):
            queries.box_view(clerk, Filters(), CITY, now)
    spot = map_counts.spot_of(Case.objects.get(pk=case.pk))
    with django_assert_num_queries(1):
        map_counts.note(spot, spot._replace(state="filed"))
    with django_assert_num_queries(0):
        map_counts.note(spot, spot)
        map_counts.note(None, None)
    with django_assert_num_queries(1):
        map_counts.note_many([(spot._replace(cell=spot.cell + n % 7), 1) for n in range(50)])
    assert sum(MapDelta.objects.values_list("n", flat=True)) == 51

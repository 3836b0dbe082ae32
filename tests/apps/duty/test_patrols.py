"""Slots, rounds and patrols: what is drawn, who may walk, what a track proves, and what is erased."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from tests.case_builders import SOUTH, STEP, WEST, Street, at, street
from xiuhua.apps.duty import patrolling
from xiuhua.apps.duty.actions import patrols, rounds
from xiuhua.apps.duty.models import (
    GridDuty,
    GridRound,
    Patrol,
    RoundSlot,
    TrackPoint,
    WalkedStretch,
)
from xiuhua.apps.records import kept
from xiuhua.apps.records.models import Event
from xiuhua.apps.space.models import Road, Segment
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
MORNING = at("2021-05-06 08:00")
TODAY = dt.date(2021, 5, 6)
SYSTEM = {"by": None, "at": MORNING, "key": ""}


def roads(place: Street) -> list[Segment]:
    """In the first grid a square of lanes with a dead end, a main road out of it, and an elevated road over it."""
    a, b, c, d = (
        (WEST + x * STEP, SOUTH + y * STEP)
        for x, y in ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
    )
    lane = road(place, "R1", "测试巷", "lane")
    main = road(place, "R2", "测试大道", "main")
    over = road(place, "R3", "测试高架", "expressway")
    return [
        segment(place, "S1", lane, [a, b, c, d, a]),
        segment(place, "S2", lane, [c, (WEST + 0.8 * STEP, SOUTH + 0.95 * STEP)]),
        segment(place, "S3", main, [b, (WEST + 1.1 * STEP, SOUTH + 0.2 * STEP)]),
        segment(place, "S4", over, [a, c]),
    ]


def road(place: Street, code: str, name: str, road_class: str) -> Road:
    return Road.objects.create(
        subdistrict=place.subdistrict, code=code, name=name, road_class=road_class
    )


def segment(place: Street, code: str, of: Road, points) -> Segment:
    line = {"type": "LineString", "coordinates": [list(point) for point in points]}
    return Segment.objects.create(
        subdistrict=place.subdistrict, road=of, code=code, geometry=line, length_m=1
    )


def slot(place: Street, **more) -> RoundSlot:
    given = {
        "subdistrict_id": place.subdistrict.pk, "code": "am", "name": "早班",
        "starts": dt.time(8), "ends": dt.time(12), "times": {"lane": 1, "main": 2},
        "speed_m_min": 60.0, "valid_from": TODAY, "source": "测试", **SYSTEM, **more,
    }  # fmt: skip
    return RoundSlot.objects.get(pk=rounds.set_slot(**given)["id"])


@pytest.fixture
def place() -> Street:
    return street()


@pytest.fixture
def walker(place):
    """A grid member who holds the first grid today."""
    person = builders.user("grid_member", ("grid", place.grids[0].code), of=place.subdistrict)
    GridDuty.objects.create(
        subdistrict=place.subdistrict, grid=place.grids[0], part="member", unit=place.centre,
        user=person, valid_from=TODAY,
    )  # fmt: skip
    kept.forget_all()
    return person


def draw(place: Street, of: RoundSlot, **more) -> dict:
    given = {"grid_id": place.grids[0].pk, "slot_id": of.pk, "from_on": TODAY, **SYSTEM, **more}
    return rounds.draw(**given)


def refused(expected: str, act, **given) -> Refused:
    before = Event.objects.count()
    with pytest.raises(Refused) as found:
        act(**given)
    assert found.value.code == expected
    assert Event.objects.count() == before
    return found.value


# ---- slots and rounds


def test_a_round_walks_every_road_of_the_grid_and_is_written_with_its_bound(place) -> None:
    roads(place)
    answer = draw(place, slot(place))
    (row,) = GridRound.objects.all()
    assert answer["ids"] == [row.pk] and answer["too_long"] == 0
    # The square once, the dead end there and back, the main road twice.
    counted = {tuple(step[:2]) for step in row.steps if step[4]}
    assert len(counted) == len({s[:2] for s in map(tuple, counted)}) >= 4
    assert row.required_m < row.length_m
    assert row.length_m == pytest.approx(row.bound_m)
    assert row.minutes == pytest.approx(row.length_m / 60)
    assert row.path["coordinates"][0] == row.path["coordinates"][-1]
    overs = Segment.objects.get(code="S4").pk
    assert overs not in {step[0] for step in row.steps}
    assert Event.objects.filter(kind="round.drawn", object_id=row.pk).count() == 1


def test_main_roads_are_walked_as_often_as_the_slot_says(place) -> None:
    main = roads(place)[2]
    draw(place, slot(place, times={"lane": 0, "main": 3}))
    (row,) = GridRound.objects.all()
    assert [s[0] for s in row.steps if s[4]] == [main.pk] * 3


def test_a_short_slot_gives_several_rounds(place) -> None:
    roads(place)
    answer = draw(place, slot(place, ends=dt.time(8, 50)))
    assert answer["rounds"] > 1
    assert max(GridRound.objects.values_list("minutes", flat=True)) <= 50 + 0.01


def test_a_new_drawing_ends_the_old_one_and_the_same_day_replaces(place) -> None:
    roads(place)
    of = slot(place)
    first = draw(place, of)["ids"]
    later = TODAY + dt.timedelta(days=7)
    second = draw(place, of, from_on=later)["ids"]
    third = draw(place, of, from_on=later, seed=2)["ids"]
    rows = GridRound.objects.all()
    assert [r.pk for r in patrolling.rounds_on(rows, TODAY)] == first
    assert [r.pk for r in patrolling.rounds_on(rows, later)] == third
    assert GridRound.objects.get(pk=second[0]).replaced_at == MORNING
    assert GridRound.objects.get(pk=first[0]).valid_to == later - dt.timedelta(days=1)


def test_the_same_key_draws_once(place) -> None:
    roads(place)
    of = slot(place)
    assert draw(place, of, key="k") == draw(place, of, key="k")
    assert GridRound.objects.count() == 1


def test_a_new_slot_ends_the_one_before(place) -> None:
    first = slot(place)
    slot(place, valid_from=TODAY + dt.timedelta(days=3), times={"lane": 2})
    first.refresh_from_db()
    assert first.valid_to == TODAY + dt.timedelta(days=2)
    assert patrolling.slots_on(place.subdistrict.pk, TODAY).get() == first
    refused("round_slot_newer", slot, place=place)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"code": "早"}, "round_slot_unnamed"),
        ({"name": ""}, "round_slot_unnamed"),
        ({"ends": dt.time(8)}, "round_slot_incomplete"),
        ({"source": " "}, "round_slot_incomplete"),
        ({"times": {"lane": 0}}, "round_times_invalid"),
        ({"times": {"path": 1}}, "round_times_invalid"),
        ({"times": {"lane": 13}}, "round_times_invalid"),
        ({"speed_m_min": 0.0}, "round_speed_invalid"),
        ({"speed_m_min": 2000.0}, "round_speed_invalid"),
    ],
)
def test_a_slot_that_cannot_be_is_refused(place, more, code) -> None:
    refused(code, slot, place=place, **more)
    assert not RoundSlot.objects.exists()


def test_a_round_without_roads_shape_or_slot_is_refused(place) -> None:
    of = slot(place)
    refused("round_has_no_roads", draw, place=place, of=of)
    refused("grid_unknown", draw, place=place, of=of, grid_id=0)
    refused("round_slot_unknown", draw, place=place, of=slot(street()))
    place.grids[0].geometry = None
    place.grids[0].save()
    refused("grid_without_shape", draw, place=place, of=of)
    assert not GridRound.objects.exists()


def test_only_who_may_set_slots_and_draw(place) -> None:
    roads(place)
    of = slot(place)
    clerk = builders.user("desk_clerk", of=place.subdistrict)
    refused("not_permitted", draw, place=place, of=of, by=clerk)
    refused("not_permitted", slot, place=place, by=clerk)
    boss = builders.user("centre_head", of=place.subdistrict)
    assert draw(place, of, by=boss)["rounds"] == 1


# ---- patrols


def begin(place: Street, walker, moment="2021-05-06 08:00", **more) -> Patrol:
    given = {"grid_id": place.grids[0].pk, "by": walker, "at": at(moment), "key": "", **more}
    return Patrol.objects.get(pk=patrols.start(**given)["id"])


def along(corners, moment="2021-05-06 08:01", every_s=20, steps=40):
    """Points along a line, one every so many seconds."""
    points, when = [], at(moment)
    for (x1, y1), (x2, y2) in zip(corners, corners[1:], strict=False):
        for n in range(steps):
            x, y = x1 + (x2 - x1) * n / steps, y1 + (y2 - y1) * n / steps
            points.append(patrols.Point(when, WEST + x * STEP, SOUTH + y * STEP, 8.0))
            when += dt.timedelta(seconds=every_s)
    return points


def send(patrol: Patrol, walker, points, moment="2021-05-06 11:00", key="") -> dict:
    return patrols.add_points(patrol.pk, points, by=walker, at=at(moment), key=key)


def test_a_patrol_counts_the_stretches_its_track_went_along(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    assert patrol.todo_m > 2000
    answer = send(patrol, walker, along([(0.2, 0.2), (0.8, 0.2)]))
    # One side of the square is no whole stretch: the square is cut at its two junctions.
    assert answer["new"] == 40 and answer["dropped"] == 0
    walked = WalkedStretch.objects.filter(patrol=patrol)
    half = walked.get()
    assert half.to_m - half.from_m == pytest.approx(answer["walked_m"], abs=0.2)
    assert half.at < at("2021-05-06 08:15")
    left = patrolling.left_by_road(patrol, patrolling.walked_of(patrol))
    assert [one.road for one in left][0] == "测试巷"
    assert sum(one.left_m for one in left) == pytest.approx(
        patrol.todo_m - answer["walked_m"], abs=0.2
    )


def test_a_patrol_by_a_round_has_the_rounds_roads_to_walk(place, walker) -> None:
    roads(place)
    (number,) = draw(place, slot(place, times={"main": 1}))["ids"]
    patrol = begin(place, walker, round_id=number)
    assert [stretch[0] for stretch in patrol.todo] == [Segment.objects.get(code="S3").pk]
    refused(
        "patrol_already_open",
        patrols.start,
        grid_id=place.grids[0].pk,
        by=walker,
        at=MORNING,
        key="",
    )


def test_batches_may_come_late_twice_and_out_of_order(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    points = along([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8)])
    send(patrol, walker, points[40:])
    patrols.finish(patrol.pk, by=walker, at=at("2021-05-06 09:00"), key="")
    late = send(patrol, walker, points[:50], moment="2021-05-07 10:00", key="b1")
    assert late["new"] == 40
    assert send(patrol, walker, points[:50], moment="2021-05-08 10:00", key="b1") == late
    again = send(patrol, walker, points, moment="2021-05-08 11:00")
    assert (again["new"], again["points"]) == (0, 80)
    patrol.refresh_from_db()
    sums = [row.to_m - row.from_m for row in WalkedStretch.objects.filter(patrol=patrol)]
    assert patrol.walked_m == pytest.approx(sum(sums)) and len(sums) == 2


def test_points_outside_the_patrol_are_dropped(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    patrols.finish(patrol.pk, by=walker, at=at("2021-05-06 09:00"), key="")
    early = along([(0.2, 0.2), (0.8, 0.2)], "2021-05-06 07:00", steps=20)
    after = along([(0.2, 0.2), (0.8, 0.2)], "2021-05-06 09:30", steps=20)
    nowhere = [patrols.Point(at("2021-05-06 08:30"), 200.0, 30.0)]
    answer = send(patrol, walker, [*early, *after, *nowhere])
    assert (answer["new"], answer["dropped"]) == (0, 41)
    assert not TrackPoint.objects.exists() and not WalkedStretch.objects.exists()


def test_a_point_that_may_be_anywhere_proves_nothing(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    vague = [point._replace(accuracy_m=500.0) for point in along([(0.2, 0.2), (0.8, 0.2)])]
    answer = send(patrol, walker, vague)
    assert (answer["new"], answer["walked_m"]) == (40, 0)


def test_standing_still_for_hours_is_nobodys_business(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    here = patrols.Point(at("2021-05-06 08:05"), WEST + 0.5 * STEP, SOUTH + 0.5 * STEP, 5.0)
    still = [here._replace(at=here.at + dt.timedelta(minutes=5 * n)) for n in range(30)]
    send(patrol, walker, still)
    assert list(Event.objects.filter(object_kind="patrol").values_list("kind", flat=True)) == [
        "patrol.started"
    ]


def test_whoever_is_not_on_duty_there_records_no_track(place, walker) -> None:
    roads(place)
    given = {"at": MORNING, "key": ""}
    refused("patrol_not_on_duty", patrols.start, grid_id=place.grids[1].pk, by=walker, **given)
    refused(
        "patrol_not_on_duty", patrols.start, grid_id=place.grids[0].pk, by=place.colleague, **given
    )
    early = {"at": at("2021-05-05 08:00"), "key": ""}
    refused("patrol_not_on_duty", patrols.start, grid_id=place.grids[0].pk, by=walker, **early)
    refused("not_permitted", patrols.start, grid_id=place.grids[0].pk, by=place.clerk, **given)
    # Who holds the locality is on duty in every grid of it.
    assert begin(place, place.officer).user == place.officer


def test_nobody_sends_points_into_anothers_patrol(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    points = along([(0.2, 0.2), (0.8, 0.2)], steps=2)
    refused("patrol_unknown", patrols.add_points, patrol_id=patrol.pk, points=points,
            by=place.officer, at=MORNING, key="")  # fmt: skip
    refused(
        "patrol_unknown", patrols.finish, patrol_id=patrol.pk, by=place.officer, at=MORNING, key=""
    )
    many = points * 600
    refused("patrol_points_too_many", patrols.add_points, patrol_id=patrol.pk, points=many,
            by=walker, at=MORNING, key="")  # fmt: skip


def test_one_finishes_once_and_a_forgotten_patrol_ends_by_itself(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    patrols.finish(patrol.pk, note="都走了", by=walker, at=at("2021-05-06 10:00"), key="")
    refused("patrol_already_finished", patrols.finish, patrol_id=patrol.pk, by=walker,
            at=at("2021-05-06 10:01"), key="")  # fmt: skip
    forgotten = begin(place, walker, "2021-05-06 14:00")
    refused("patrol_note_too_long", patrols.finish, patrol_id=forgotten.pk, note="长" * 201,
            by=walker, at=at("2021-05-06 15:00"), key="")  # fmt: skip
    begin(place, walker, "2021-05-07 08:00")
    forgotten.refresh_from_db()
    assert forgotten.ended_at == at("2021-05-07 02:00")


def test_two_open_patrols_of_one_person_are_refused_by_the_database(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    patrol.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        patrol.save(force_insert=True)


def test_points_are_erased_in_time_and_what_was_walked_stays(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    send(patrol, walker, along([(0.2, 0.2), (0.8, 0.2)]))
    patrols.finish(patrol.pk, by=walker, at=at("2021-05-06 10:00"), key="")
    home, days = place.subdistrict.pk, 30
    young = at("2021-06-05 09:00")
    assert patrols.old_tracks(home, days, young, dry_run=False) == 0
    due = at("2021-06-05 11:00")
    assert patrols.old_tracks(home, days, due, dry_run=True) == 40
    assert patrols.old_tracks(home, days, due, dry_run=False) == 40
    assert not TrackPoint.objects.exists()
    assert WalkedStretch.objects.filter(patrol=patrol).count() == 1
    assert Event.objects.filter(kind="patrol.track_erased", object_id=patrol.pk).exists()
    refused("patrol_track_erased", patrols.add_points, patrol_id=patrol.pk, points=[], by=walker,
            at=due, key="")  # fmt: skip


def test_who_sees_which_patrols(place, walker) -> None:
    roads(place)
    patrol = begin(place, walker)
    assert list(patrolling.patrols_visible_to(walker)) == [patrol]
    assert list(patrolling.patrols_visible_to(place.head)) == [patrol]
    other = builders.user("grid_member", ("grid", place.grids[1].code), of=place.subdistrict)
    assert not patrolling.patrols_visible_to(other).exists()
    assert not patrolling.patrols_visible_to(place.clerk).exists()
    assert not patrolling.patrols_visible_to(street().head).exists()

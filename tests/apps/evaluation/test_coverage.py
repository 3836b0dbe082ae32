"""Blind spots open by rule, follow what is done, and close with their proof; the figures of the report."""

import datetime as dt

import pytest

from tests import builders
from tests.apps.duty.test_patrols import TODAY, along, begin, roads
from tests.case_builders import SOUTH, STEP, WEST, Street, at, picture, reported, street
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.catalogue.actions import change_rule
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.duty.actions import patrols
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.evaluation import queries
from xiuhua.apps.evaluation.actions import close_with_reason, reckon
from xiuhua.apps.evaluation.models import BlindSpot, CoverageFigure, CoverageRun
from xiuhua.apps.records import kept
from xiuhua.apps.records.models import Event
from xiuhua.apps.registry import actions as registry
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
NOON = at("2021-05-06 12:00")
DAY = dt.timedelta(days=1)


@pytest.fixture
def place() -> Street:
    place = street()
    roads(place)
    return place


@pytest.fixture
def walker(place):
    person = builders.user("grid_member", ("grid", place.grids[0].code), of=place.subdistrict)
    GridDuty.objects.create(
        subdistrict=place.subdistrict, grid=place.grids[0], part="member", unit=place.centre,
        user=person, valid_from=TODAY,
    )  # fmt: skip
    kept.forget_all()
    return person


def blind(place: Street, kind: str, is_open: bool = True) -> list[BlindSpot]:
    rows = BlindSpot.objects.filter(
        subdistrict=place.subdistrict, kind=kind, closed_at__isnull=is_open
    )
    return list(rows.order_by("label"))


def walk(place: Street, walker, corners, moment="2021-05-06 08:00") -> int:
    patrol = begin(place, walker, moment)
    points = along(corners, moment)
    patrols.add_points(patrol.pk, points, by=walker, at=at("2021-05-06 11:00"), key="")
    patrols.finish(patrol.pk, by=walker, at=at("2021-05-06 11:00"), key="")
    return patrol.pk


def test_what_nobody_ever_touched_is_blind_with_its_owner(place, walker) -> None:
    reckon(place.subdistrict, NOON)
    found = {row.label: row for row in blind(place, "road")}
    assert set(found) == {"测试巷", "测试大道"}  # nobody walks the elevated road
    lane = found["测试巷"]
    assert (lane.owner_id, lane.grid, lane.last_at, lane.days) == (
        walker.pk,
        place.grids[0],
        None,
        3,
    )
    assert lane.length_m > 2000 and len(lane.lines) == 4
    assert Event.objects.filter(kind="blind.opened", object_id=lane.pk).count() == 1


def test_a_patrol_closes_what_it_walked_and_is_the_proof(place, walker) -> None:
    reckon(place.subdistrict, NOON - DAY)
    patrol = walk(place, walker, [(0.8, 0.2), (1.1, 0.2)])
    reckon(place.subdistrict, NOON)
    (done,) = blind(place, "road", is_open=False)
    assert (done.label, done.proof, done.proof_ref) == ("测试大道", "patrol", str(patrol))
    assert [row.label for row in blind(place, "road")] == ["测试巷"]
    # Three days later it is blind again: a new row, the old one stays.
    reckon(place.subdistrict, NOON + 3 * DAY)
    assert [row.label for row in blind(place, "road")] == ["测试大道", "测试巷"]
    again = next(row for row in blind(place, "road") if row.label == "测试大道")
    assert (again.last_kind, again.last_ref) == ("patrol", str(patrol)) and again.pk != done.pk


def test_part_of_a_road_leaves_the_rest_blind(place, walker) -> None:
    reckon(place.subdistrict, NOON - DAY)
    before = blind(place, "road")[1].length_m
    walk(place, walker, [(0.2, 0.2), (0.8, 0.2)])
    reckon(place.subdistrict, NOON)
    lane = next(row for row in blind(place, "road") if row.label == "测试巷")
    assert 0 < lane.length_m < before and len(lane.lines) == 3


def test_a_report_beside_a_road_touches_it_and_the_days_are_a_rule(place) -> None:
    change_rule(
        "touch_road_days", value="10", source="测试", from_on=TODAY, subdistrict_id=place.subdistrict.pk,
        by=None, at=NOON - DAY, key="",
    )  # fmt: skip
    lon, lat = WEST + 0.95 * STEP, SOUTH + 0.2 * STEP
    case = reported(
        place, "2021-05-06 10:00", placed=place_inside(place.subdistrict.pk, lon, lat, "", NOON)
    )
    reckon(place.subdistrict, NOON)
    assert [row.label for row in blind(place, "road")] == ["测试巷"]
    reckon(place.subdistrict, NOON + 9 * DAY)
    assert [row.label for row in blind(place, "road")] == ["测试巷"]
    reckon(place.subdistrict, NOON + 10 * DAY)
    main = next(row for row in blind(place, "road") if row.label == "测试大道")
    assert (main.days, main.last_kind, main.last_ref) == (10, "case", case.number)


def things(place: Street) -> tuple[int, int]:
    lon, lat = place.point()
    how = {"by": None, "at": NOON - DAY, "key": ""}
    lamp = registry.add_component(
        subdistrict_id=place.subdistrict.pk, lon=lon, lat=lat, label="127", source="测试",
        case_class_id=class_by_slug("component.utilities.street_light").pk,
        owner_unit_id=place.company.pk, census_on=TODAY, **how,
    )["id"]  # fmt: skip
    party = registry.add_party(
        subdistrict_id=place.subdistrict.pk, kind="business", name="测试主体", **how
    )["id"]
    shop = registry.add_premises(
        subdistrict_id=place.subdistrict.pk, sign_name="测试店", lon=lon, lat=lat, party_id=party,
        valid_from=dt.date(2021, 1, 1), **how,
    )["id"]  # fmt: skip
    return lamp, shop


def test_components_and_premises_are_touched_by_cases_about_them(place) -> None:
    lamp, shop = things(place)
    reckon(place.subdistrict, NOON)
    (light,), (store,) = blind(place, "component"), blind(place, "premises")
    assert light.owner_unit == place.company and store.label == "测试店"
    reported(
        place, "2021-05-06 12:10", component_id=lamp, class_slug="component.utilities.street_light"
    )
    reckon(place.subdistrict, NOON + dt.timedelta(hours=1))
    (light,) = blind(place, "component", is_open=False)
    assert light.proof == "case" and blind(place, "premises")


def test_dark_hours_of_a_grid_are_one_line(place, walker) -> None:
    walk(place, walker, [(0.2, 0.2), (0.8, 0.2)])
    reckon(place.subdistrict, NOON)
    own = next(row for row in blind(place, "hour") if row.grid_id == place.grids[0].pk)
    assert own.lines == [h for h in range(24) if h not in (8, 9, 10, 11)]
    assert len(blind(place, "hour")) == 4


def test_reckoned_twice_nothing_doubles(place) -> None:
    reckon(place.subdistrict, NOON)
    before = BlindSpot.objects.count(), Event.objects.count()
    reckon(place.subdistrict, NOON)
    assert (BlindSpot.objects.count(), Event.objects.count()) == before
    assert CoverageRun.objects.get().at == NOON


def close(spot: BlindSpot, by, **more) -> dict:
    given = {
        "reason": "封闭施工，无人进出",
        "photo": picture(),
        "by": by,
        "at": NOON,
        "key": "",
        **more,
    }
    return close_with_reason(spot.pk, **given)


def test_a_reason_with_a_photo_closes_until_the_days_of_the_rule_are_over(place, walker) -> None:
    reckon(place.subdistrict, NOON)
    spot = next(row for row in blind(place, "road") if row.label == "测试大道")
    close(spot, walker, key="k")
    assert close(spot, walker, key="k") == {"id": spot.pk}
    spot.refresh_from_db()
    assert (spot.proof, spot.closed_by, spot.photo is not None) == ("reason", walker, True)
    reckon(place.subdistrict, NOON + 2 * DAY)
    assert [row.label for row in blind(place, "road")] == ["测试巷"]
    reckon(place.subdistrict, NOON + 3 * DAY)
    assert "测试大道" in [row.label for row in blind(place, "road")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": " 不 "}, "blind_spot_needs_reason"),
        ({"reason": "长" * 201}, "blind_spot_needs_reason"),
        ({"photo": None}, "blind_spot_needs_photo"),
        ({"photo": b"no picture"}, "photo_not_image"),
    ],
)
def test_without_reason_or_photo_nothing_closes(place, walker, more, code) -> None:
    reckon(place.subdistrict, NOON)
    (spot, *_rest) = blind(place, "road")
    before = Event.objects.count()
    with pytest.raises(Refused) as refused:
        close(spot, walker, **more)
    assert refused.value.code == code
    spot.refresh_from_db()
    assert spot.closed_at is None and Event.objects.count() == before


def test_who_may_not_close(place, walker) -> None:
    reckon(place.subdistrict, NOON)
    spot = next(row for row in blind(place, "road") if row.grid_id == place.grids[0].pk)
    other = builders.user("grid_member", ("grid", place.grids[2].code), of=place.subdistrict)
    for person, code in ((place.head, "not_permitted"), (other, "blind_spot_unknown")):
        with pytest.raises(Refused) as refused:
            close(spot, person)
        assert refused.value.code == code
    close(spot, walker)
    with pytest.raises(Refused) as refused:
        close(spot, walker)
    assert refused.value.code == "blind_spot_closed"


def test_the_figures_of_the_report_with_what_is_missing(place, walker) -> None:
    walk(place, walker, [(0.2, 0.2), (0.8, 0.2)])
    reckon(place.subdistrict, NOON)
    found = queries.figures(place.subdistrict.pk)
    persons, ratio = found["persons"]
    assert (persons.numerator, persons.denominator) == (1, 2) and ratio == 0.5
    assert persons.missing == [place.officer.pk]
    assert found["grids"][0].missing == [grid.pk for grid in place.grids[1:]]
    assert found["hours"][0].numerator == 4 and found["hours"][0].denominator == 96
    assert found["components"][1] is None  # nothing to count: not applicable
    assert found["steps"][1] is None
    whole = CoverageFigure.objects.get(name="roads")
    assert 0 < whole.numerator < whole.denominator


def test_steps_and_matters_come_from_the_cases(place) -> None:
    reported(place, "2021-05-06 10:00")
    reckon(place.subdistrict, NOON)
    found = queries.figures(place.subdistrict.pk)
    assert found["steps"][0].numerator == 1 and "report" not in found["steps"][0].missing
    assert found["matters"][0].numerator == 1


def test_each_street_sees_its_own(place, walker) -> None:
    other = street()
    reckon(place.subdistrict, NOON)
    reckon(other.subdistrict, NOON)
    assert not queries.blind_visible_to(other.head).filter(subdistrict=place.subdistrict).exists()
    assert {row.grid_id for row in queries.open_spots(walker, place.subdistrict.pk)} == {
        place.grids[0].pk
    }

"""Rounds and patrols on the pages and over JSON: drawn, shown, started, recorded, finished; and who may not."""

import json

import pytest
from django.test import Client

from tests import builders
from tests.apps.duty.test_patrols import TODAY, along, begin, draw, roads, slot
from tests.case_builders import Street, at, street
from xiuhua.apps.duty.models import GridDuty, GridRound, Patrol, RoundSlot, TrackPoint
from xiuhua.apps.records import kept
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db
ROUNDS, PATROLS = "/desk/rounds/", "/desk/patrols/"


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


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


@pytest.fixture
def boss(place) -> Client:
    return signed_in(builders.user("centre_head", of=place.subdistrict))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_from_nothing_to_a_round_on_the_map(boss, place) -> None:
    assert "先定一天分几个时段" in text(boss.get(ROUNDS))
    given = {
        "key": "s1", "code": "am", "name": "早班", "starts": "08:00", "ends": "12:00", "speed_m_min": "60",
        "source": "测试", "valid_from": "2021-05-06", "times_lane": "1", "times_main": "2",
    }  # fmt: skip
    assert boss.post(f"{ROUNDS}slots/", given).status_code == 302
    own = RoundSlot.objects.get()
    assert own.times == {"main": 2, "lane": 1}
    assert text(boss.get(ROUNDS)).count("没排") == 4
    drawing = {"key": "d1", "grid": place.grids[0].pk, "slot": own.pk, "from_on": "2021-05-06"}
    assert boss.post(f"{ROUNDS}draw/", drawing)["Location"] == ROUNDS
    one = GridRound.objects.get()
    shown = text(boss.get(ROUNDS))
    assert f'href="{ROUNDS}{one.pk}/"' in shown and shown.count("没排") == 3
    page = text(boss.get(f"{ROUNDS}{one.pk}/"))
    route = json.loads(page.split('id="route" type="application/json">')[1].split("</script>")[0])
    assert route["features"][0]["geometry"] == one.path
    assert [f["properties"]["label"] for f in route["features"][1:]][0] == "1"
    assert "测试大道" in page and "测试巷" in page


def test_a_slot_that_cannot_be_comes_back_with_its_words(boss) -> None:
    given = {"key": "s", "code": "am", "name": "早班", "starts": "08:00", "ends": "08:00",
             "speed_m_min": "60", "source": "测试", "valid_from": "2021-05-06", "times_lane": "1"}  # fmt: skip
    answer = boss.post(f"{ROUNDS}slots/", given)
    assert answer.status_code == 400 and "开始和结束不能相同" in text(answer)
    assert not RoundSlot.objects.exists()


def test_the_list_costs_the_same_for_many_rounds(
    boss, place, django_assert_max_num_queries
) -> None:
    of = slot(place)
    draw(place, of)
    boss.get(ROUNDS)
    with django_assert_max_num_queries(10):
        boss.get(ROUNDS)
    one = GridRound.objects.get()
    for number in range(2, 9):
        one.pk, one.number = None, number
        one.save(force_insert=True)
    with django_assert_max_num_queries(10):
        assert "第 8 条" in text(boss.get(ROUNDS))


def test_a_walker_starts_records_and_finishes(place, walker) -> None:
    client = signed_in(walker)
    shown = text(client.get(PATROLS))
    assert "开始后才记录轨迹" in shown
    answer = client.post(PATROLS, {"key": "p1", "grid": place.grids[0].pk, "round": ""})
    patrol = Patrol.objects.get()
    assert answer["Location"] == f"{PATROLS}{patrol.pk}/"
    page = text(client.get(answer["Location"]))
    assert "正在记录轨迹" in page and "data-patrol=" in page and "结束巡查" in page
    assert "正在记录轨迹" in text(client.get(PATROLS))
    assert "hx-get" in page and "测试巷" in text(client.get(f"{PATROLS}{patrol.pk}/left/"))

    points = [
        {"at": p.at.isoformat(), "lon": p.lon, "lat": p.lat, "accuracy_m": p.accuracy_m}
        for p in along([(0.2, 0.2), (0.8, 0.2)], "2021-05-06 09:29", every_s=2)
    ]
    sent = send(client, patrol.pk, points, "b1")
    assert sent.status_code == 200 and sent.json()["new"] > 30
    assert send(client, patrol.pk, points, "b1").json() == sent.json()
    assert send(client, patrol.pk, points, "b2").json()["new"] == 0

    done = client.post(f"{PATROLS}{patrol.pk}/finish/", {"key": "f1", "note": "走完"})
    assert done.status_code == 302
    page = text(client.get(f"{PATROLS}{patrol.pk}/"))
    assert "正在记录轨迹" not in page and "patrol.js" not in page and "走完" in page


def send(client: Client, patrol_id: int, points, key: str):
    return client.post(
        f"/api/v1/patrols/{patrol_id}/points", json.dumps({"points": points}), "application/json",
        headers={"Idempotency-Key": key},
    )  # fmt: skip


@pytest.mark.parametrize(
    "point",
    [
        {"at": "2021-05-06T09:00:00", "lon": 114.2, "lat": 30.5},
        {"at": "2021-05-06T09:00:00+08:00", "lon": 214.2, "lat": 30.5},
        {"at": "2021-05-06T09:00:00+08:00", "lon": 114.2},
        {"at": "soon", "lon": 114.2, "lat": 30.5},
    ],
)
def test_points_that_cannot_be_read_are_refused(place, walker, point) -> None:
    patrol = begin(place, walker)
    assert send(signed_in(walker), patrol.pk, [point], "").status_code == 400
    assert not TrackPoint.objects.exists()


def test_nobody_else_feeds_ends_or_records_it(place, walker) -> None:
    patrol = begin(place, walker)
    head, other = signed_in(place.head), signed_in(place.officer)
    page = text(head.get(f"{PATROLS}{patrol.pk}/"))
    assert "正在记录轨迹" not in page and "patrol.js" not in page and "finish" not in page
    assert head.post(f"{PATROLS}{patrol.pk}/finish/", {"key": "x"}).status_code == 403
    assert other.post(f"{PATROLS}{patrol.pk}/finish/", {"key": "x"}).status_code == 409
    assert send(other, patrol.pk, [], "").status_code == 409
    patrol.refresh_from_db()
    assert patrol.ended_at is None


def test_whoever_holds_no_grid_is_told_so(place) -> None:
    stranger = signed_in(builders.user("assistant", of=place.subdistrict))
    assert "不在任何网格的岗上" in text(stranger.get(PATROLS))
    answer = stranger.post(PATROLS, {"key": "p", "grid": place.grids[0].pk, "round": ""})
    assert answer.status_code == 409 and not Patrol.objects.exists()


@pytest.mark.parametrize("role", ["desk_clerk", "contractor", "dispatcher"])
def test_who_may_not_even_look(place, walker, role) -> None:
    patrol = begin(place, walker)
    one = GridRound.objects.get(pk=draw(place, slot(place))["ids"][0])
    client = signed_in(builders.user(role, of=place.subdistrict))
    for address in (
        ROUNDS,
        f"{ROUNDS}{one.pk}/",
        f"{ROUNDS}slots/",
        PATROLS,
        f"{PATROLS}{patrol.pk}/",
    ):
        assert client.get(address).status_code == 403


def test_another_grids_round_and_patrol_are_not_found(place, walker) -> None:
    patrol = begin(place, walker)
    one = draw(place, slot(place))["ids"][0]
    other = signed_in(
        builders.user("grid_member", ("grid", place.grids[1].code), of=place.subdistrict)
    )
    for address in (f"{ROUNDS}{one}/", f"{PATROLS}{patrol.pk}/", f"{PATROLS}{patrol.pk}/left/"):
        assert other.get(address).status_code == 404


def test_who_may_look_may_not_draw(place) -> None:
    of = slot(place)
    client = signed_in(place.head)
    assert f'action="{ROUNDS}draw/"' not in text(client.get(ROUNDS))
    drawing = {"key": "d", "grid": place.grids[0].pk, "slot": of.pk, "from_on": "2021-05-06"}
    assert client.post(f"{ROUNDS}draw/", drawing).status_code == 403
    assert not GridRound.objects.exists()

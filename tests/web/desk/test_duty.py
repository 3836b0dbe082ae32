"""The page of who answers for each grid: gaps, giving, handing over, ending, and who may not."""

import datetime as dt

import pytest
from django.test import Client

from tests import builders
from tests.case_builders import Street, at, street
from xiuhua.apps.duty.models import GridDuty
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records import kept
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event

pytestmark = pytest.mark.django_db
LIST, CHANGE = "/desk/duty/", "/desk/duty/change/"
TODAY = dt.date(2021, 5, 6)


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place() -> Street:
    return street()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


@pytest.fixture
def desk(place) -> Client:
    return signed_in(builders.user("system_admin", of=place.subdistrict))


def text(answer) -> str:
    return answer.content.decode()


def where(place: Street, part: str = "officer", grid: int | None = 0) -> str:
    code = f"&grid={place.grids[grid].code}" if grid is not None else ""
    return f"{CHANGE}?part={part}{code}"


def given(place: Street, **more) -> dict:
    return {
        "act": "assign", "key": "k1", "unit": place.centre.pk, "user": place.colleague.pk,
        "valid_from": "2021-05-06", "valid_to": "", **more,
    }  # fmt: skip


def test_the_list_shows_who_answers_gaps_in_red_and_the_locality(desk, place) -> None:
    GridDuty.objects.create(
        subdistrict=place.subdistrict, grid=place.grids[0], part="leader", unit=place.centre,
        user=place.colleague, valid_from=TODAY,
    )  # fmt: skip
    kept.forget_all()
    shown = text(desk.get(LIST))
    assert shown.count("<tr data-id=") == 5
    first = shown.split(f'data-id="{place.grids[0].code}"')[1].split("</tr>")[0]
    assert place.colleague.full_name in first and "本格自有" in first
    assert first.count("chip--late") == 5
    second = shown.split(f'data-id="{place.grids[1].code}"')[1].split("</tr>")[0]
    assert "属地兜底" in second and second.count("chip--late") == 6
    locality = shown.split('data-id="locality"')[1].split("</tr>")[0]
    assert place.officer.full_name in locality


def test_a_grid_that_nobody_answers_for_is_said_first(desk, place) -> None:
    GridDuty.objects.all().delete()
    kept.forget_all()
    shown = text(desk.get(LIST))
    assert "有 4 个网格无人负责" in shown and shown.count("无人负责</span>") == 5


def test_the_list_costs_the_same_for_many_grids(desk, place, django_assert_max_num_queries) -> None:
    desk.get(LIST)
    with django_assert_max_num_queries(10):
        desk.get(LIST)
    for part in ("leader", "member", "inspector", "officer"):
        for grid in place.grids:
            GridDuty.objects.create(
                subdistrict=place.subdistrict, grid=grid, part=part, unit=place.centre,
                user=place.colleague, valid_from=TODAY,
            )  # fmt: skip
    with django_assert_max_num_queries(10):
        desk.get(LIST)


def test_empty_states_say_what_to_do_first() -> None:
    home = builders.subdistrict()
    client = signed_in(builders.user("system_admin", of=home))
    assert "先登记单位和人员" in text(client.get(LIST))
    builders.unit(home)
    shown = text(client.get(LIST))
    assert "xiuhua import_street" in shown and 'data-id="locality"' in shown


def test_assigned_handed_over_and_ended_with_dates(desk, place) -> None:
    assert desk.get(where(place)).status_code == 200
    answer = desk.post(where(place), given(place))
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    grid, home = place.grids[0].pk, place.subdistrict.pk
    assert who_answers(grid, home, TODAY).officer_id == place.colleague.pk
    first = GridDuty.objects.get(grid=grid)

    over = given(place, act="hand_over", key="k2", duty=first.pk, user=place.officer.pk,
                 valid_from="2021-05-10")  # fmt: skip
    assert desk.post(where(place), over).status_code == 302
    kept.forget_all()
    assert who_answers(grid, home, dt.date(2021, 5, 9)).officer_id == place.colleague.pk
    assert who_answers(grid, home, dt.date(2021, 5, 10)).officer_id == place.officer.pk
    assert "2021年5月10日 起" in text(desk.get(LIST))

    second = GridDuty.objects.get(grid=grid, user=place.officer)
    end = {"act": "end", "key": "k3", "duty": second.pk, "last_on": "2021-05-31"}
    assert desk.post(where(place), end).status_code == 302
    kept.forget_all()
    assert who_answers(grid, home, dt.date(2021, 6, 1)).source == "locality"
    kinds = Event.objects.filter(kind__startswith="duty.").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "duty.assigned", "duty.ended", "duty.assigned", "duty.ended",
    ]  # fmt: skip


def test_the_locality_can_be_given_a_part(desk, place) -> None:
    assert desk.post(where(place, "leader", None), given(place)).status_code == 302
    assert GridDuty.objects.filter(grid=None, part="leader", user=place.colleague).exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"unit": ""}, "field__error"),
        ({"valid_from": "2021-13-45"}, "field__error"),
        ({"valid_from": "2021-05-06", "valid_to": "2021-05-01"}, "早于起始日期"),
        ({"unit": "999999"}, "field__error"),
    ],
)
def test_what_is_wrong_comes_back_with_its_words_and_changes_nothing(
    desk, place, more, words
) -> None:
    before = GridDuty.objects.count()
    answer = desk.post(where(place), given(place, **more))
    assert answer.status_code == 400
    assert words in text(answer)
    assert GridDuty.objects.count() == before


def test_the_same_part_twice_is_refused(desk, place) -> None:
    desk.post(where(place), given(place))
    answer = desk.post(where(place), given(place, key="k9"))
    assert answer.status_code == 400 and "不能重叠" in text(answer)
    assert GridDuty.objects.filter(grid=place.grids[0]).count() == 1


@pytest.mark.parametrize(
    "address", [f"{CHANGE}?part=nothing", f"{CHANGE}?part=officer&grid=nothing", CHANGE]
)
def test_unknown_parts_and_grids_are_refused(desk, address) -> None:
    assert desk.get(address).status_code in (400, 404)


def test_a_row_of_another_page_or_street_is_not_found(desk, place) -> None:
    desk.post(where(place), given(place))
    own = GridDuty.objects.get(grid=place.grids[0])
    next_door = street()
    theirs = GridDuty.objects.get(subdistrict=next_door.subdistrict)
    for pk in (own.pk, theirs.pk):
        end = {"act": "end", "key": f"e{pk}", "duty": pk, "last_on": "2021-05-31"}
        assert desk.post(where(place, "officer", 1), end).status_code == 404
    assert desk.post(where(place), {"act": "burn", "key": "b"}).status_code == 404
    assert not GridDuty.objects.exclude(valid_to=None).exists()
    shown = text(desk.get(LIST))
    assert next_door.officer.full_name not in shown


@pytest.mark.parametrize("role", ["head", "shift_head", "auditor", "security_admin"])
def test_who_may_look_but_not_edit(place, role) -> None:
    client = signed_in(builders.user(role, of=place.subdistrict))
    shown = client.get(LIST)
    assert shown.status_code == 200
    assert CHANGE not in text(shown)
    assert client.get(where(place)).status_code == 403
    assert client.post(where(place), given(place)).status_code == 403
    assert GridDuty.objects.count() == 1


@pytest.mark.parametrize("role", ["officer", "desk_clerk", "inspector", "contractor"])
def test_who_may_not_even_look(place, role) -> None:
    client = signed_in(builders.user(role, of=place.subdistrict))
    assert client.get(LIST).status_code == 403
    assert client.get(where(place)).status_code == 403


def test_a_secretary_sees_no_row_beyond_the_own_community(place) -> None:
    code = place.grids[0].community.code
    person = builders.user("community_secretary", ("community", code), of=place.subdistrict)
    shown = text(signed_in(person).get(LIST))
    assert 'data-id="locality"' not in shown and place.officer.full_name not in shown


def test_the_ways_to_it(desk, place) -> None:
    for page in ("/desk/grids/", "/desk/people/"):
        assert f'href="{LIST}"' in text(desk.get(page))
    shown = text(desk.get("/desk/map/"))
    assert 'href="/desk/grids/"' in shown and 'href="/desk/gazetteer/"' in shown

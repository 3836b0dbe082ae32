"""Columns of the case list: kept per person, through the form; bad choices change nothing."""

import pytest
from django.urls import reverse

from tests.case_builders import at, reported, street
from xiuhua.apps.accounts.actions import columns
from xiuhua.apps.accounts.models import User
from xiuhua.apps.records import now as clock
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.case_columns import HEADINGS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place():
    return street()


def headings(client):
    page = client.get(reverse("desk_cases"), {"scope": "all"}).content.decode()
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    return [part.partition("</th>")[0].rpartition(">")[2] for part in head.split("<th ")[1:]]


def test_the_choice_is_kept_for_the_person_alone(place, client):
    reported(place)
    client.force_login(place.clerk)
    assert headings(client) == ["编号", "类别", "地点", "网格", "单位", "状态", "时限"]
    chosen = {
        "columns": ["due", "source", "reported_at"],
        "key": "k1",
        "back": "scope=all&grid=A%26B",
    }
    answer = client.post(reverse("desk_cases_columns"), chosen)
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/cases/?scope=all&grid=A%26B"
    assert headings(client) == ["编号", "来源", "上报时间", "时限"]
    client.force_login(place.officer)
    assert "类别" in headings(client)


def test_no_column_at_all_leaves_the_number(place, client):
    reported(place)
    client.force_login(place.clerk)
    client.post(reverse("desk_cases_columns"), {"key": "k1"})
    assert headings(client) == ["编号"]


def test_an_unknown_column_is_refused_and_changes_nothing(place, client):
    client.force_login(place.clerk)
    answer = client.post(
        reverse("desk_cases_columns"), {"columns": ["due", "password"], "key": "k"}
    )
    assert answer.status_code == 400
    assert "password" in answer.content.decode()
    assert User.objects.get(pk=place.clerk.pk).columns == {}


def test_the_way_back_never_leaves_the_list(place, client):
    client.force_login(place.clerk)
    sent = {"columns": ["due"], "key": "k", "back": "//elsewhere.example/\r\nX: y"}
    answer = client.post(reverse("desk_cases_columns"), sent)
    assert answer["Location"].startswith("/desk/cases/?")
    assert "\n" not in answer["Location"]


def test_signed_out_or_without_the_right_nothing_is_kept(place, client):
    from tests import builders

    assert client.post(reverse("desk_cases_columns"), {"columns": ["due"]}).status_code == 302
    stranger = builders.user("security_admin", of=place.subdistrict)
    client.force_login(stranger)
    assert client.post(reverse("desk_cases_columns"), {"columns": ["due"]}).status_code == 403
    assert client.get(reverse("desk_cases_columns")).status_code == 405
    assert User.objects.get(pk=stranger.pk).columns == {}


def test_the_act_keeps_other_tables_and_refuses_unknown_ones(place):
    User.objects.filter(pk=place.clerk.pk).update(columns={"others": ["x"]})
    columns.choose(place.clerk, "cases", ["state", "class"], key="a")
    columns.choose(place.clerk, "cases", ["state", "class"], key="a")
    kept = User.objects.get(pk=place.clerk.pk)
    assert kept.columns == {"others": ["x"], "cases": ["class", "state"]}
    with pytest.raises(Refused, match="columns_list_unknown"):
        columns.choose(place.clerk, "people", [])


def test_every_choice_has_a_heading():
    assert list(HEADINGS) == list(columns.CHOICES["cases"])

"""Pages of the catalogue: seen by role, changed from a day on, the past shown and untouched."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from xiuhua.apps.accounts.models import User
from xiuhua.apps.catalogue import queries
from xiuhua.apps.catalogue.actions import load_catalogue
from xiuhua.apps.catalogue.models import CaseClass, ClockRule, Standard
from xiuhua.apps.catalogue.rules import CHOICES, RULES
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.web.shared import catalogue_words

pytestmark = pytest.mark.django_db
TRADING = "event.street_order.outdoor_trading"


@pytest.fixture
def here() -> Subdistrict:
    load_catalogue(at=now())
    return builders.subdistrict()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def next_monday() -> dt.date:
    day = now().astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    return day + dt.timedelta(days=7 - day.weekday())


def form_of(standard: Standard, **more) -> dict:
    names = (
        "limit_value", "limit_unit", "calendar", "filing_condition", "close_condition",
        "responsible", "legal_basis", "principle", "source", "confidence",
    )  # fmt: skip
    own = {name: getattr(standard, name) for name in names}
    return {**own, "from_on": next_monday().isoformat(), "key": "k1", **more}


def trading() -> Standard:
    row = queries.class_by_slug(TRADING)
    return queries.standards_of(row.pk, None)[0]


def test_the_tree_shows_classes_with_limits_and_finds_by_initials(here: Subdistrict) -> None:
    client = signed_in(builders.user("system_admin", here))
    page = client.get("/desk/catalogue/").content.decode()
    assert "店外经营" in page and "2 紧急工作时" in page and "路灯" not in page
    assert "路灯" in client.get("/desk/catalogue/?kind=component").content.decode()
    found = client.get("/desk/catalogue/?q=dwjy").content.decode()
    assert "店外经营" in found and "占道经营" not in found
    assert "没有找到分类" in client.get("/desk/catalogue/?q=qqqq").content.decode()


def test_a_class_shows_its_standards_with_source_and_how_sure_it_is(here: Subdistrict) -> None:
    client = signed_in(builders.user("officer", here))
    page = client.get(f"/desk/catalogue/classes/{TRADING}/").content.decode()
    assert "清理，货物入店" in page and "YC" in page and "参考" in page and "0405" in page
    assert '<form class="form"' not in page, "an officer looks and does not change"


def test_an_administrator_changes_a_limit_from_next_monday_and_the_past_stays(
    here: Subdistrict,
) -> None:
    client = signed_in(builders.user("system_admin", here))
    old = trading()
    page = client.get(f"/desk/catalogue/classes/{TRADING}/").content.decode()
    assert next_monday().isoformat() in page, "the form begins with next Monday"
    answer = client.post(f"/desk/catalogue/standards/{old.pk}/", form_of(old, limit_value="4"))
    assert answer.status_code == 302
    new = Standard.objects.get(subdistrict=here)
    assert (new.limit_value, new.valid_from) == (4, next_monday())
    old.refresh_from_db()
    assert (old.limit_value, old.valid_to) == (2, None)
    after = client.get(answer.url).content.decode()
    assert "计划中和以前的标准" in after and "4 紧急工作时" in after and "2 紧急工作时" in after


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from_on": "2020-01-01"}, "2020"),
        ({"limit_value": "0"}, "0"),
        ({"limit_value": ""}, "店外"),
        ({"calendar": "moon"}, "moon"),
    ],
)
def test_a_refused_change_keeps_what_was_typed_and_changes_nothing(
    here: Subdistrict, given: dict, words: str
) -> None:
    client = signed_in(builders.user("system_admin", here))
    old = trading()
    answer = client.post(
        f"/desk/catalogue/standards/{old.pk}/", form_of(old, source="测试出处", **given)
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "测试出处" in page and words in page
    assert not Standard.objects.filter(subdistrict=here).exists()


@pytest.mark.parametrize("role", ["officer", "inspector", "head", "assistant"])
def test_who_may_not_change_is_refused(here: Subdistrict, role: str) -> None:
    client = signed_in(builders.user(role, here))
    old = trading()
    for path, data in (
        (f"/desk/catalogue/standards/{old.pk}/", form_of(old, limit_value="4")),
        (
            "/desk/catalogue/rules/reopen_days/",
            {"value": "9", "source": "x", "from_on": "2030-01-01"},
        ),
        (f"/desk/catalogue/classes/{TRADING}/acts/retire/", {"key": "k"}),
    ):
        assert client.post(path, data).status_code == 403
    assert not Standard.objects.filter(subdistrict=here).exists()
    assert queries.class_by_slug(TRADING).is_active


def test_a_neighbours_own_standard_is_neither_shown_nor_changed(here: Subdistrict) -> None:
    there = builders.subdistrict()
    stranger = signed_in(builders.user("system_admin", there))
    old = trading()
    stranger.post(f"/desk/catalogue/standards/{old.pk}/", form_of(old, limit_value="77"))
    theirs = Standard.objects.get(subdistrict=there)
    client = signed_in(builders.user("system_admin", here))
    assert "77 紧急" not in client.get(f"/desk/catalogue/classes/{TRADING}/").content.decode()
    answer = client.post(
        f"/desk/catalogue/standards/{theirs.pk}/", form_of(theirs, limit_value="1")
    )
    assert answer.status_code in (404, 409, 400)
    assert Standard.objects.filter(subdistrict=there).count() == 1


@pytest.mark.parametrize(
    "path", ["/desk/catalogue/", f"/desk/catalogue/classes/{TRADING}/", "/desk/catalogue/rules/"]
)
def test_signed_out_and_without_a_role_nothing_is_shown(here: Subdistrict, path: str) -> None:
    assert Client().get(path).status_code == 302
    assert signed_in(builders.user(of=here)).get(path).status_code == 403


def test_a_reading_is_changed_from_a_day_on(here: Subdistrict) -> None:
    client = signed_in(builders.user("system_admin", here))
    page = client.get("/desk/catalogue/rules/").content.decode()
    assert "核查时限" in page and "2 工作时（每天 16 小时）" in page
    data = {
        "value_0": "4",
        "value_1": "work_hour",
        "value_2": "office",
        "source": "办公会议纪要",
        "from_on": next_monday().isoformat(),
        "key": "k",
    }
    address = "/desk/catalogue/rules/check_limit/"
    assert client.post(address, data).status_code == 302
    row = ClockRule.objects.get(subdistrict=here)
    assert (row.value, row.valid_from) == ("4 work_hour office", next_monday())
    for given in ({"value_0": "bald"}, {"value_1": "week"}, {"value_2": "moon"}, {"value_0": ""}):
        wrong = client.post(address, {**data, **given, "key": "k2"})
        assert wrong.status_code == 400 and "办公会议纪要" in wrong.content.decode()
    choice = {**data, "value": "false", "key": "k3"}
    assert client.post("/desk/catalogue/rules/extension_stops_clock/", choice).status_code == 302
    lunch = {**data, "value": "lunch", "key": "k4"}
    assert client.post("/desk/catalogue/rules/total_starts_at/", lunch).status_code == 400
    assert ClockRule.objects.filter(subdistrict=here).count() == 2


def test_every_rule_and_every_value_of_one_has_words() -> None:
    assert set(RULES) == set(catalogue_words.RULE)
    values = {value for allowed in CHOICES.values() for value in allowed}
    assert values == set(catalogue_words.RULE_VALUE)


def test_classes_are_added_coded_and_retired_where_the_database_is_ones_own(
    here: Subdistrict,
) -> None:
    client = signed_in(builders.user("system_admin", here))
    data = {
        "name": "风筝线缠绕",
        "part": "kite_string",
        "source": "测试",
        "actions": ["tidy"],
        "key": "a",
    }
    base = "/desk/catalogue/classes/event.street_order"
    assert client.post(f"{base}/acts/minor/", data).status_code == 302
    slug = "event.street_order.kite_string"
    own = f"/desk/catalogue/classes/{slug}"
    code = {"system": "wuhan", "number": "A-17", "key": "b"}
    assert client.post(f"{own}/acts/code/", code).status_code == 302
    assert client.post(f"{base}/acts/code/", {**code, "key": "c"}).status_code == 400
    assert "A-17" in client.get(f"{own}/").content.decode()
    assert client.post(f"{own}/acts/retire/", {"key": "d"}).status_code == 302
    assert CaseClass.objects.get(slug=slug).is_active is False
    builders.subdistrict()
    again = client.post(f"{base}/acts/minor/", {**data, "part": "other", "key": "e"})
    assert again.status_code in (400, 403)
    assert not CaseClass.objects.filter(slug="event.street_order.other").exists()


def test_an_unknown_class_or_act_is_answered_and_no_error(here: Subdistrict) -> None:
    client = signed_in(builders.user("system_admin", here))
    assert 400 <= client.get("/desk/catalogue/classes/event.nothing/").status_code < 500
    answer = client.post(f"/desk/catalogue/classes/{TRADING}/acts/burn/", {"key": "x"})
    assert 400 <= answer.status_code < 500
    assert 400 <= client.post("/desk/catalogue/rules/nothing/", {"value": "1"}).status_code < 500


def test_the_tree_costs_no_statement_of_its_own(here: Subdistrict, monkeypatch) -> None:
    monkeypatch.setattr("xiuhua.apps.records.kept.LOOK_EVERY_S", 3600.0)
    client = signed_in(builders.user("system_admin", here))
    client.get("/desk/catalogue/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/catalogue/")
    # Session, person, rights: what every page asks.
    assert len(asked) <= 5, [q["sql"][:120] for q in asked]

"""The page of working calendars: shown by year, kept by pasted notice, file, day and hours, each refused when wrong."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from xiuhua.apps.records.actions.calendars import load_calendars
from xiuhua.apps.records.calendars import work_calendar
from xiuhua.apps.records.models import CalendarDay, CalendarYear, OfficeHours, Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.calendars_forms import read_hours, read_notice

pytestmark = pytest.mark.django_db
PAGE = "/desk/catalogue/calendars/"
NOTICE = "2027-01-01至2027-01-03 休 元旦\n2027-01-10 班 元旦\n2027-02-05 到 2027-02-11 放假 春节；2027-02-14 上班"
TOML = """
[[notice]]
year = 2027
source = "invented for a test"
[[notice.holiday]]
name = "元旦"
first = 2027-01-01
last = 2027-01-03
works = [2027-01-10]
"""


@pytest.fixture
def here() -> Subdistrict:
    load_calendars(by=None, at=now())
    return builders.subdistrict()


def desk(here: Subdistrict, role: str = "system_admin") -> Client:
    client = Client()
    client.force_login(
        builders.user(role, here), backend="xiuhua.apps.accounts.sessions.PeopleBackend"
    )
    return client


def test_a_year_shows_holidays_and_make_up_days(here: Subdistrict) -> None:
    page = desk(here, "officer").get(PAGE + "?year=2021").content.decode()
    assert page.count('data-kind="makeup"') == 7, "2021 had seven make-up workdays"
    assert "劳动节" in page and "2021年5月1日" in page
    assert '<form class="form"' not in page


def test_a_year_without_notice_says_that_deadlines_are_provisional(here: Subdistrict) -> None:
    page = desk(here).get(PAGE + "?year=2031").content.decode()
    assert "暂定" in page and 'data-kind="holiday"' not in page


def test_a_pasted_notice_becomes_a_year(here: Subdistrict) -> None:
    data = {"year": "2027", "days": NOTICE, "source": "测试通知", "key": "k"}
    client = desk(here)
    assert client.post(PAGE + "acts/year/", data).status_code == 302
    assert CalendarYear.objects.filter(year=2027).exists()
    assert CalendarDay.objects.filter(day__year=2027).count() == 12
    calendar = work_calendar(here.pk)
    assert not calendar.works_on(dt.date(2027, 1, 1)) and calendar.works_on(dt.date(2027, 2, 14))
    again = client.post(PAGE + "acts/year/", {**data, "key": "k2"})
    assert again.status_code == 400 and "2027-01-01至2027-01-03" in again.content.decode()


def test_a_file_of_notices_is_read(here: Subdistrict) -> None:
    file = SimpleUploadedFile("holidays.toml", TOML.encode())
    assert desk(here).post(PAGE + "acts/year/", {"file": file, "key": "k"}).status_code == 302
    assert CalendarDay.objects.filter(day__year=2027).count() == 4


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("元旦放三天", "第 1 行"),
        (NOTICE + "\n2027-13-01 休 元旦", "第 5 行"),
        ("2027-01-03至2027-01-01 休 元旦", "第 1 行"),
        ("2027-01-01 休", "第 1 行"),
        ("", "2027"),
    ],
)
def test_a_notice_that_cannot_be_read_names_the_line_and_enters_nothing(
    here: Subdistrict, days: str, said: str
) -> None:
    data = {"year": "2027", "days": days, "source": "测试通知", "key": "k"}
    answer = desk(here).post(PAGE + "acts/year/", data)
    assert answer.status_code == 400
    assert said in answer.content.decode() and "测试通知" in answer.content.decode()
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_a_broken_or_large_file_is_refused(here: Subdistrict) -> None:
    client = desk(here)
    for content in (b"\xff\xfe no toml", b"x = 1", b"#" * 300_000):
        file = SimpleUploadedFile("h.toml", content)
        assert client.post(PAGE + "acts/year/", {"file": file, "key": "k"}).status_code == 400
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_gap_of_years_is_refused(here: Subdistrict) -> None:
    data = {"year": "2029", "days": "2029-01-01 休 元旦", "source": "测试", "key": "k"}
    assert desk(here).post(PAGE + "acts/year/", data).status_code == 400


def test_a_day_and_the_hours_are_changed(here: Subdistrict) -> None:
    client = desk(here)
    day = dt.date(2026, 12, 25)
    data = {"day": day.isoformat(), "works": "rest", "name": "停电", "source": "测试", "key": "a"}
    assert client.post(PAGE + "acts/day/", data).status_code == 302
    assert not work_calendar(here.pk).works_on(day)
    hours = {
        "calendar": "office",
        "hours": "08:30-12:00 14:00-17:30",
        "valid_from": "2030-06-01",
        "source": "测试",
        "key": "b",
    }
    assert client.post(PAGE + "acts/hours/", hours).status_code == 302
    row = OfficeHours.objects.get(subdistrict=here)
    assert row.intervals == [["08:30", "12:00"], ["14:00", "17:30"]]
    for wrong in ("8 bis 12", "12:00-08:00", "08:00-12:00-13:00"):
        answer = client.post(PAGE + "acts/hours/", {**hours, "hours": wrong, "key": "c"})
        assert answer.status_code == 400 and wrong in answer.content.decode()
    late = client.post(PAGE + "acts/hours/", {**hours, "valid_from": "2020-01-01", "key": "d"})
    assert late.status_code == 400
    assert OfficeHours.objects.filter(subdistrict=here).count() == 1


@pytest.mark.parametrize("role", ["officer", "head", "assistant", "inspector"])
@pytest.mark.parametrize("name", ["year", "day", "hours"])
def test_who_may_not_keep_the_calendar_is_refused(here: Subdistrict, role: str, name: str) -> None:
    data = {
        "year": "2027", "days": NOTICE, "source": "x", "key": "k", "day": "2026-12-25", "works": "rest",
        "name": "x", "calendar": "office", "hours": "08:00-12:00", "valid_from": "2030-01-01",
    }  # fmt: skip
    answer = desk(here, role).post(f"{PAGE}acts/{name}/", data)
    assert answer.status_code == 403
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not OfficeHours.objects.filter(subdistrict=here).exists()


def test_holidays_of_a_city_are_not_changed_by_one_street(here: Subdistrict) -> None:
    client = desk(here)
    builders.subdistrict()
    data = {"year": "2027", "days": NOTICE, "source": "x", "key": "k"}
    assert client.post(PAGE + "acts/year/", data).status_code == 403
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_signed_out_and_without_a_role_nothing_is_shown(here: Subdistrict) -> None:
    assert Client().get(PAGE).status_code == 302
    nobody = Client()
    nobody.force_login(
        builders.user(of=here), backend="xiuhua.apps.accounts.sessions.PeopleBackend"
    )
    assert nobody.get(PAGE).status_code == 403


def test_odd_addresses_are_answered(here: Subdistrict) -> None:
    client = desk(here)
    for year in ("", "abc", "99999", "-1", "²"):
        assert client.get(PAGE, {"year": year}).status_code == 200
    assert 400 <= client.post(PAGE + "acts/burn/", {"key": "x"}).status_code < 500


def test_the_page_costs_a_fixed_number_of_statements(here: Subdistrict) -> None:
    client = desk(here, "officer")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE + "?year=2026")
    assert len(asked) <= 8, [q["sql"][:120] for q in asked]


def test_a_notice_is_read_as_people_write_it() -> None:
    days = read_notice(NOTICE)
    assert len(days) == 12
    assert days[3] == (dt.date(2027, 1, 10), True, "元旦")
    assert days[-1] == (dt.date(2027, 2, 14), True, "春节"), "the name above holds on"
    assert read_hours("08:30-12:00，14:00–17:30") == [["08:30", "12:00"], ["14:00", "17:30"]]
    with pytest.raises(Refused):
        read_hours("morning")

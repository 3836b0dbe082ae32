"""The holiday lists that ship: against the notices, against a public package, and broken files."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from xiuhua.apps.records.holidays import known_span, read_holidays
from xiuhua.rulebook.refusal import Refused


def days_of(year: int, works: bool) -> set[date]:
    return {day.date for day in read_holidays() if day.year == year and day.works is works}


def span(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def md(year: int, *pairs: tuple[int, int]) -> set[date]:
    return {date(year, month, day) for month, day in pairs}


def test_2021_is_the_notice_of_2021():
    off = (
        span(date(2021, 1, 1), date(2021, 1, 3))
        | span(date(2021, 2, 11), date(2021, 2, 17))
        | span(date(2021, 4, 3), date(2021, 4, 5))
        | span(date(2021, 5, 1), date(2021, 5, 5))
        | span(date(2021, 6, 12), date(2021, 6, 14))
        | span(date(2021, 9, 19), date(2021, 9, 21))
        | span(date(2021, 10, 1), date(2021, 10, 7))
    )
    assert days_of(2021, works=False) == off
    assert days_of(2021, works=True) == md(
        2021, (2, 7), (2, 20), (4, 25), (5, 8), (9, 18), (9, 26), (10, 9)
    )


def test_2025_is_the_notice_of_2025():
    off = (
        {date(2025, 1, 1)}
        | span(date(2025, 1, 28), date(2025, 2, 4))
        | span(date(2025, 4, 4), date(2025, 4, 6))
        | span(date(2025, 5, 1), date(2025, 5, 5))
        | span(date(2025, 5, 31), date(2025, 6, 2))
        | span(date(2025, 10, 1), date(2025, 10, 8))
    )
    assert days_of(2025, works=False) == off
    assert days_of(2025, works=True) == md(2025, (1, 26), (2, 8), (4, 27), (9, 28), (10, 11))


def test_2026_is_the_notice_of_2026():
    off = (
        span(date(2026, 1, 1), date(2026, 1, 3))
        | span(date(2026, 2, 15), date(2026, 2, 23))  # 春节到 2 月 23 日；网上有数据误作 21 日
        | span(date(2026, 4, 4), date(2026, 4, 6))
        | span(date(2026, 5, 1), date(2026, 5, 5))
        | span(date(2026, 6, 19), date(2026, 6, 21))
        | span(date(2026, 9, 25), date(2026, 9, 27))
        | span(date(2026, 10, 1), date(2026, 10, 7))
    )
    assert days_of(2026, works=False) == off
    assert days_of(2026, works=True) == md(
        2026, (1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)
    )


# Days on which the notice differs from chinesecalendar. None in 1.11.0, which has 2026 right; should
# a later release differ, the notice wins and the day is written here with the reason.
DIFFERENCES: set[date] = set()


@pytest.mark.parametrize("year", range(2020, 2027))
def test_every_day_of_the_year_agrees_with_chinesecalendar(year):
    exceptions = {day.date: day.works for day in read_holidays()}
    differing = {
        day
        for day in span(date(year, 1, 1), date(year, 12, 31))
        if exceptions.get(day, day.weekday() < 5) != chinese_calendar.is_workday(day)
    }
    assert differing == {day for day in DIFFERENCES if day.year == year}


def test_every_day_has_a_name_and_a_source():
    days = read_holidays()
    assert known_span(days) == (date(2020, 1, 1), date(2026, 12, 31))
    assert len({day.date for day in days}) == len(days)
    assert days == sorted(days)
    assert all(day.name and day.source for day in days)
    labour = next(day for day in days if day.date == date(2021, 5, 8))
    assert (labour.name, labour.works, labour.year) == ("劳动节", True, 2021)


GOOD = """
[[notice]]
year = 2027
source = "虚拟通知"
holiday = [{ name = "元旦", first = 2026-12-31, last = 2027-01-03, works = [2027-01-09] }]
"""


def test_a_file_of_ones_own(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    days = read_holidays(file)
    assert [day.date.isoformat() for day in days if day.works] == ["2027-01-09"]
    assert known_span(days) == (date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("was", "becomes", "code", "word"),
    [
        ("[[notice]]", "[[notice", "holidays_not_toml", ""),
        ("[[notice]]", "[[other]]", "holidays_invalid", "notice"),
        ("[[notice]]", "notice = 3\n[x]", "holidays_invalid", "notice"),
        ("[[notice]]", "notice = [3]\n[x]", "holidays_invalid", "table"),
        ("year = 2027", "", "holidays_invalid", "year"),
        ("year = 2027", 'year = "2027"', "holidays_invalid", "year"),
        ("year = 2027", "year = true", "holidays_invalid", "year"),
        ('source = "虚拟通知"', "", "holidays_invalid", "source"),
        ('name = "元旦"', 'name = ""', "holidays_invalid", "name"),
        ('{ name = "元旦"', '3, { name = "元旦"', "holidays_invalid", "name"),
        ("holiday = [", "days = [", "holidays_invalid", "holiday"),
        ("2026-12-31", '"2026-12-31"', "holidays_invalid", "not a date"),
        ("2026-12-31", "2026-12-31T00:00:00", "holidays_invalid", "not a date"),
        ("2026-12-31", "2026-11-30", "holidays_invalid", "not in 2027"),
        ("2027-01-03", "2028-01-03", "holidays_invalid", "not in 2027"),
        ("2027-01-03", "2027-03-03", "holidays_invalid", "no holiday"),
        ("first = 2026-12-31", "first = 2027-01-04", "holidays_invalid", "no holiday"),
        ("[2027-01-09]", "2027-01-09", "holidays_invalid", "works"),
        ("[2027-01-09]", "[2027-01-08]", "holidays_invalid", "Saturday"),
        ("[2027-01-09]", "[2027-01-09, 2027-01-09]", "holidays_invalid", "twice"),
        ("[2027-01-09]", "[2027-01-02]", "holidays_invalid", "twice"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, was, becomes, code, word):
    assert was in GOOD
    file = tmp_path / "broken.toml"
    file.write_text(GOOD.replace(was, becomes), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_holidays(file)
    assert caught.value.code == code
    assert caught.value.facts["file"] == "broken.toml"
    assert word in str(caught.value)


def test_a_missing_or_foreign_file_is_refused(tmp_path):
    with pytest.raises(Refused) as caught:
        read_holidays(tmp_path / "none.toml")
    assert caught.value.code == "holidays_unreadable"
    file = tmp_path / "gbk.toml"
    file.write_bytes(GOOD.encode("gbk"))
    with pytest.raises(Refused) as caught:
        read_holidays(file)
    assert caught.value.code == "holidays_not_toml"


def test_a_year_left_out_in_between_is_refused():
    days = [day for day in read_holidays() if day.year != 2023]
    with pytest.raises(Refused) as caught:
        known_span(days)
    assert (caught.value.code, caught.value.facts["year"]) == ("calendar_year_missing", 2023)
    with pytest.raises(Refused):
        known_span([])

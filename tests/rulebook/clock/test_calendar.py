"""Calendars as values: seasons, zones, what they refuse; readings and units likewise."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from xiuhua.rulebook.clock import (
    OFFICE_HOURS,
    Reading,
    Unit,
    build_calendar,
    deadline,
    hours_of,
    reading_of,
    unit_of,
)
from xiuhua.rulebook.refusal import Refused

SPAN = (date(2021, 1, 1), date(2021, 12, 31))
NEW_YORK = ZoneInfo("America/New_York")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def wall(*parts: int) -> datetime:
    """What the clock on the wall shows, without a zone."""
    return datetime(*parts)  # noqa: DTZ001


def refusal(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_equal_inputs_give_equal_values_that_cannot_be_changed(exceptions):
    one, two = (build_calendar("office", OFFICE_HOURS, True, exceptions, *SPAN) for _ in range(2))
    assert one == two and hash(one) == hash(two)
    assert one != build_calendar("office", OFFICE_HOURS, True, {}, *SPAN)
    with pytest.raises(AttributeError):
        one.code = "other"


def test_works_on_and_knows(office, calendars):
    assert office.works_on(date(2021, 4, 25))  # 周日调休上班
    assert not office.works_on(date(2021, 5, 3))  # 周一放假
    assert not office.works_on(date(2021, 5, 9))
    assert not office.works_on(date(2020, 1, 1))
    assert office.works_on(date(2027, 1, 1)) and not office.knows(date(2027, 1, 1))
    assert office.knows(date(2026, 12, 31)) and not office.knows(date(2019, 12, 31))
    assert calendars["7x16"].works_on(date(2027, 1, 2)) and calendars["7x16"].knows(
        date(2027, 1, 2)
    )
    assert refusal(office.works_on, date(2019, 12, 31)).facts == {
        "calendar": "office",
        "year": 2019,
    }
    assert refusal(office.works_on, date(2047, 1, 1)).code == "deadline_too_far"


def test_days_off_do_not_touch_a_calendar_that_never_rests(exceptions):
    with_list = build_calendar("7x16", ((360, 1320),), False, exceptions, *SPAN)
    assert with_list == build_calendar("7x16", ((360, 1320),), False, {}, *SPAN)


SUMMER = hours_of([["08:30", "12:00"], ["14:30", "17:30"]])
WINTER = hours_of([["08:30", "12:00"], ["14:00", "17:00"]])


@pytest.mark.parametrize(
    "seasons",
    [
        [((6, 1), SUMMER), ((10, 1), WINTER)],
        [(date(2020, 10, 1), WINTER), (date(2021, 6, 1), SUMMER), (date(2021, 10, 1), WINTER)],
    ],
    ids=["every year", "by date"],
)
def test_hours_change_with_the_season(seasons):
    # 夏季 6 月 1 日起 17:30 下班，冬季 10 月 1 日起 17:00 下班；1 月仍用上一年的冬季时间。
    calendar = build_calendar("office", OFFICE_HOURS, True, {}, *SPAN, seasons=seasons)
    for start, due in [
        ("2021-01-04 09:00", "2021-01-05 17:00"),
        ("2021-05-31 09:00", "2021-06-01 17:30"),
        ("2021-09-29 09:00", "2021-09-30 17:30"),
        ("2021-09-30 09:00", "2021-10-01 17:00"),
    ]:
        begun = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
        answer = deadline(begun, 1, "work_day", calendar)
        assert answer.at == datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)


def test_before_the_first_season_the_usual_hours_hold():
    calendar = build_calendar(
        "office", OFFICE_HOURS, True, {}, *SPAN, seasons=[(date(2021, 6, 1), SUMMER)]
    )
    begun = datetime(2021, 5, 28, 17, tzinfo=SHANGHAI)  # 周五
    assert deadline(begun, 2, "work_hour", calendar).at == datetime(2021, 5, 31, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "value", "unit", "due"),
    [
        # 2021-03-14 02:00 拨快一小时：当天 23 小时
        (wall(2021, 3, 13, 12), 24, "urgent_hour", wall(2021, 3, 14, 13)),
        (wall(2021, 3, 13, 12), 1, "natural_day", wall(2021, 3, 14, 13)),
        (wall(2021, 3, 14, 1), 2, "work_hour", wall(2021, 3, 14, 4)),
        # 2021-11-07 02:00 拨慢一小时：当天 25 小时
        (wall(2021, 11, 7, 0), 3, "work_hour", wall(2021, 11, 7, 2)),
        (wall(2021, 11, 6, 12), 1, "work_day", wall(2021, 11, 8, 0)),
        (wall(2021, 11, 6, 12), 1, "natural_day", wall(2021, 11, 7, 11)),
    ],
)
def test_where_the_clocks_change(start, value, unit, due):
    calendar = build_calendar("24x7", ((0, 1440),), False, {}, *SPAN, "America/New_York")
    answer = deadline(start.replace(tzinfo=NEW_YORK), value, unit, calendar)
    assert answer.at == due.replace(tzinfo=NEW_YORK)


def test_office_hours_follow_the_wall_clock_over_a_change():
    # 周五 3 月 12 日 17:00 到周一 15 日 9:00：墙上两小时，UTC 上差一小时偏移。
    calendar = build_calendar("office", OFFICE_HOURS, True, {}, *SPAN, "America/New_York")
    begun = datetime(2021, 3, 12, 17, tzinfo=NEW_YORK)
    assert deadline(begun, 2, "work_hour", calendar).at == datetime(2021, 3, 15, 13, tzinfo=UTC)


def test_the_zone_of_the_start_does_not_matter(office):
    begun = datetime(2021, 4, 30, 17, tzinfo=SHANGHAI)
    for unit in Unit:
        assert deadline(begun, 2, unit, office) == deadline(begun.astimezone(UTC), 2, unit, office)


def test_decimal_limits_come_from_the_catalogue(office):
    begun = datetime(2021, 5, 6, 9, tzinfo=SHANGHAI)
    assert deadline(begun, Decimal("1.5"), "work_hour", office) == deadline(
        begun, 1.5, "work_hour", office
    )


NOON = datetime(2021, 5, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "value", "unit", "code"),
    [
        (wall(2021, 5, 6, 12), 1, "work_day", "moment_without_zone"),
        (NOON, -1, "work_day", "limit_negative"),
        (NOON, -0.5, "urgent_hour", "limit_negative"),
        (NOON, float("nan"), "work_hour", "limit_invalid"),
        (NOON, float("inf"), "natural_day", "limit_invalid"),
        (NOON, 10**400, "natural_day", "limit_invalid"),
        (NOON, "2", "work_hour", "limit_invalid"),
        (NOON, True, "work_hour", "limit_invalid"),
        (NOON, None, "work_hour", "limit_invalid"),
        (NOON, 1, "hour", "unit_unknown"),
        (NOON, 0, "hour", "unit_unknown"),
        (NOON, 1, None, "unit_unknown"),
        (datetime(2019, 12, 31, 12, tzinfo=UTC), 1, "work_day", "calendar_year_missing"),
        (datetime(2019, 12, 31, 12, tzinfo=UTC), 1, "work_hour", "calendar_year_missing"),
        (datetime(2046, 12, 31, 12, tzinfo=UTC), 1, "work_day", "deadline_too_far"),
        (datetime(2050, 1, 1, tzinfo=UTC), 1, "work_hour", "deadline_too_far"),
        (NOON, 200_000, "work_hour", "deadline_too_far"),
        (NOON, 20_000, "work_day", "deadline_too_far"),
    ],
)
def test_bad_input_is_refused(office, start, value, unit, code):
    assert refusal(deadline, start, value, unit, office).code == code


def test_round_the_clock_units_need_no_list(office):
    begun = datetime(2010, 1, 1, tzinfo=UTC)
    assert deadline(begun, 2, "urgent_hour", office) == (datetime(2010, 1, 1, 2, tzinfo=UTC), False)


def test_legal_periods_count_whole_days(office):
    for unit in ("work_day", "natural_day"):
        for name in ("earliest", "latest"):
            refused = refusal(deadline, NOON, 1.5, unit, office, reading_of(name))
            assert refused.code == "limit_of_part_days"


@pytest.mark.parametrize(
    ("choices", "due"),
    [
        ({}, wall(2021, 5, 7, 18)),
        ({"first_day": "same"}, wall(2021, 5, 6, 18)),
        ({"day_end": "midnight"}, wall(2021, 5, 7, 23, 59, 59)),
        ({"first_day": "same", "day_end": "midnight"}, wall(2021, 5, 6, 23, 59, 59)),
    ],
)
def test_a_catalogue_row_may_change_the_reading(office, choices, due):
    begun = datetime(2021, 5, 6, 9, tzinfo=SHANGHAI)
    answer = deadline(begun, 1, "work_day", office, reading_of(choices))
    assert answer.at == due.replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (wall(2021, 4, 30, 18, 0), wall(2021, 5, 7, 18)),  # 下班后受理，视同节后第一天
        (wall(2021, 4, 30, 17, 59), wall(2021, 5, 6, 18)),
        (wall(2021, 5, 2, 9), wall(2021, 5, 7, 18)),
        (wall(2021, 5, 6, 7), wall(2021, 5, 7, 18)),  # 清早视同当天开门
        (wall(2021, 5, 6, 13), wall(2021, 5, 7, 18)),
    ],
)
def test_after_hours_may_count_as_the_next_opening(office, start, due):
    reading = Reading(outside_hours="next_opening")
    answer = deadline(start.replace(tzinfo=SHANGHAI), 1, "work_day", office, reading)
    assert answer.at == due.replace(tzinfo=SHANGHAI)


def test_the_same_day_counts_only_while_it_is_not_over(office):
    reading = Reading(first_day="same")
    for hour, due in ((9, 6), (17, 6), (18, 7), (20, 7)):
        begun = datetime(2021, 5, 6, hour, tzinfo=SHANGHAI)
        answer = deadline(begun, 1, "work_day", office, reading)
        assert answer.at == datetime(2021, 5, due, 18, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "choices",
    [
        "soonest",
        {"first": "same"},
        {"first_day": "previous"},
        {"past_holiday": "yes"},
        {"day_end": "midnight", "pause_moves": "working_time"},
    ],
)
def test_unknown_readings_are_refused(choices):
    assert refusal(reading_of, choices).code == "reading_invalid"


@pytest.mark.parametrize(
    ("build", "code"),
    [
        ({"intervals": ()}, "calendar_hours_invalid"),
        ({"intervals": ((720, 480),)}, "calendar_hours_invalid"),
        ({"intervals": ((480, 720), (700, 900))}, "calendar_hours_invalid"),
        ({"intervals": ((480, 1500),)}, "calendar_hours_invalid"),
        ({"tz": "Asia/Wuhan"}, "time_zone_unknown"),
        ({"tz": "../etc"}, "time_zone_unknown"),
        ({"last_known_day": date(2020, 12, 31)}, "calendar_span_invalid"),
        ({"seasons": [((2, 30), OFFICE_HOURS)]}, "calendar_season_invalid"),
        ({"seasons": [((6, 1), ())]}, "calendar_hours_invalid"),
    ],
)
def test_calendars_that_make_no_sense_are_refused(build, code):
    given = {
        "code": "office",
        "intervals": OFFICE_HOURS,
        "rests": True,
        "exceptions": {},
        "first_day": SPAN[0],
        "last_known_day": SPAN[1],
    }
    assert refusal(build_calendar, **{**given, **build}).code == code


def test_hours_are_read_as_people_write_them():
    assert hours_of([["08:00", "12:00"], ["14:00", "18:00"]]) == OFFICE_HOURS
    assert hours_of([["00:00", "24:00"]]) == ((0, 1440),)
    for rows in ([["8:00", "12:00"]], [["08:61", "12:00"]], [["08:00"]], [[8, 12]], ["0800"], None):
        assert refusal(hours_of, rows).code == "calendar_hours_invalid"


def test_units_by_code():
    assert [unit_of(unit.value) for unit in Unit] == list(Unit)
    assert refusal(unit_of, "工作日").facts["units"] == [unit.value for unit in Unit]

"""Pauses by date: what a pause moves, what it does not, and the clock that stands still."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from xiuhua.rulebook.clock import (
    LATEST,
    Due,
    Reading,
    deadline,
    due_after_pauses,
    is_overdue,
    remaining,
    worked_seconds,
)
from xiuhua.rulebook.refusal import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")


def wall(*parts: int) -> datetime:
    """What the clock on the wall shows, without a zone."""
    return datetime(*parts)  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# 起点, 时限, 单位, 停表区间, 到期
PAUSED = [
    # 工作时：停掉几个工作时，顺延几个工作时
    ("2021-05-06 09:00", 4, "work_hour", [("05-06 10:00", "05-06 11:00")], "2021-05-06 16:00"),
    ("2021-05-06 09:00", 4, "work_hour", [("05-06 12:00", "05-06 14:00")], "2021-05-06 15:00"),
    ("2021-04-30 17:00", 2, "work_hour", [("04-30 20:00", "05-05 20:00")], "2021-05-06 09:00"),
    ("2021-04-30 17:00", 2, "work_hour", [("04-30 17:30", "05-06 08:30")], "2021-05-06 10:00"),
    # 紧急工作时、自然日：停多久顺延多久
    ("2021-05-01 22:00", 2, "urgent_hour", [("05-01 23:00", "05-02 05:00")], "2021-05-02 06:00"),
    ("2021-05-01 22:00", 1, "natural_day", [("05-02 02:00", "05-02 05:30")], "2021-05-03 01:30"),
    # 工作日：停表盖过几个下班时刻，顺延几个工作日
    ("2021-05-06 09:00", 2, "work_day", [("05-07 10:00", "05-07 15:00")], "2021-05-08 18:00"),
    ("2021-05-06 09:00", 2, "work_day", [("05-07 10:00", "05-07 19:00")], "2021-05-10 18:00"),
    ("2021-05-06 09:00", 2, "work_day", [("05-07 19:00", "05-08 07:00")], "2021-05-08 18:00"),
    ("2021-05-06 09:00", 2, "work_day", [("05-07 10:00", "05-10 10:00")], "2021-05-11 18:00"),
    ("2021-04-28 09:00", 2, "work_day", [("04-29 10:00", "05-06 10:00")], "2021-05-07 18:00"),
    # 当天不计入时限，当天的停表也就不顺延
    ("2021-05-06 09:00", 1, "work_day", [("05-06 10:00", "05-06 20:00")], "2021-05-07 18:00"),
    # 两段停表重叠，只算一次；顺序无关
    (
        "2021-05-06 09:00",
        4,
        "work_hour",
        [("05-06 10:30", "05-06 11:30"), ("05-06 10:00", "05-06 11:00")],
        "2021-05-06 16:30",
    ),
    # 到期之后才停表，不改变已经到期的事实
    ("2021-05-06 09:00", 1, "work_hour", [("05-06 10:00", "05-07 10:00")], "2021-05-06 10:00"),
    # 顺延之后又遇停表，再顺延
    (
        "2021-05-06 09:00",
        1,
        "work_day",
        [("05-07 09:00", "05-08 09:00"), ("05-08 10:00", "05-10 10:00")],
        "2021-05-10 18:00",
    ),
    # 受理之前的停表不算；长度为零的停表不算
    ("2021-05-06 09:00", 1, "work_hour", [("05-06 08:00", "05-06 09:30")], "2021-05-06 10:30"),
    ("2021-05-06 09:00", 1, "work_day", [("05-07 18:00", "05-07 18:00")], "2021-05-07 18:00"),
]


@pytest.mark.parametrize(("start", "value", "unit", "pauses", "due"), PAUSED)
def test_pauses(office, start, value, unit, pauses, due):
    stops = [(at(f"2021-{begin}"), at(f"2021-{end}")) for begin, end in pauses]
    assert due_after_pauses(at(start), value, unit, office, stops) == (at(due), False)


def test_an_open_pause_stops_the_clock(office):
    open_pause = [(at("2021-05-06 10:00"), None)]
    standing = due_after_pauses(at("2021-05-06 09:00"), 4, "work_hour", office, open_pause)
    assert standing == Due(None, False)
    assert not is_overdue(at("2031-05-06 09:00"), standing)
    assert remaining(at("2021-06-01 09:00"), standing, "work_hour", office) == (None, False)
    # 已经到期之后才挂账：逾期照旧。
    late = due_after_pauses(at("2021-05-06 09:00"), 1, "work_hour", office, open_pause)
    assert late.at == at("2021-05-06 10:00")
    # 挂账吞没其后的停表。
    more = [*open_pause, (at("2021-05-07 09:00"), at("2021-05-07 10:00"))]
    assert due_after_pauses(at("2021-05-06 09:00"), 4, "work_hour", office, more).at is None


def test_a_limit_of_nothing_is_due_at_once_whatever_is_paused(office):
    start = at("2021-05-06 09:00")
    assert due_after_pauses(start, 0, "work_day", office, [(start, None)]).at == start


def test_a_pause_can_move_days_by_the_working_time_lost(office):
    reading = Reading(pause_moves="working_time")
    stops = [(at("2021-05-07 10:00"), at("2021-05-07 15:00"))]
    due = due_after_pauses(at("2021-05-06 09:00"), 2, "work_day", office, stops, reading)
    assert due.at == at("2021-05-10 11:00")  # 停掉 3 个工作时，8 日下班后再加 3 个


def test_testing_time_is_left_out_of_a_legal_period(office):
    # 检测 5 月 7 日至 8 日，两个日终被盖过，顺延两日；末日 5 月 23 日（周日）再顺延到周一。
    stops = [(at("2021-05-07 09:00"), at("2021-05-09 09:00"))]
    due = due_after_pauses(at("2021-05-06 09:00"), 15, "natural_day", office, stops, LATEST)
    assert due.at == at("2021-05-24 23:59:59")


def test_a_pause_over_the_end_of_the_list_makes_it_provisional(office):
    stops = [(at("2026-12-31 09:00"), at("2027-01-05 09:00"))]
    due = due_after_pauses(at("2026-12-31 08:00"), 2, "work_hour", office, stops)
    assert due == (at("2027-01-05 10:00"), True)
    assert not deadline(at("2026-12-31 08:00"), 2, "work_hour", office).provisional


@pytest.mark.parametrize(
    ("pause", "code"),
    [
        (("2021-05-06 11:00", "2021-05-06 10:00"), "pause_inverted"),
        (("2021-05-07 11:00", "2021-05-06 10:00"), "pause_inverted"),
    ],
)
def test_inverted_pauses_are_refused(office, pause, code):
    with pytest.raises(Refused) as caught:
        due_after_pauses(at("2021-05-06 09:00"), 1, "work_day", office, [tuple(map(at, pause))])
    assert caught.value.code == code


def test_pauses_without_a_zone_are_refused(office):
    naive = wall(2021, 5, 6, 10)
    for pause in ((naive, None), (at("2021-05-06 10:00"), naive)):
        with pytest.raises(Refused) as caught:
            due_after_pauses(at("2021-05-06 09:00"), 1, "work_day", office, [pause])
        assert caught.value.code == "moment_without_zone"


# 现在, 到期, 单位, 剩余分钟, 是否逾期
LEFT = [
    ("2021-05-06 09:00", "2021-05-06 10:30", "work_hour", 90, False),
    ("2021-05-06 11:30", "2021-05-06 14:30", "work_hour", 60, False),
    ("2021-04-30 17:00", "2021-05-06 09:00", "work_hour", 120, False),
    ("2021-05-06 09:00", "2021-05-06 09:00", "work_hour", 0, False),
    ("2021-05-06 19:00", "2021-05-06 18:00", "work_day", 0, True),
    ("2021-05-07 09:00", "2021-05-06 18:00", "work_day", -60, True),
    ("2021-05-09 12:00", "2021-05-08 18:00", "work_day", 0, True),
    ("2021-05-01 01:00", "2021-05-01 01:30", "urgent_hour", 30, False),
    ("2021-05-01 03:00", "2021-05-01 01:30", "urgent_hour", -90, True),
    ("2021-05-01 03:00", "2021-05-02 03:00", "natural_day", 1440, False),
    ("2021-05-06 09:00:30", "2021-05-06 10:00", "work_hour", 59, False),
    ("2021-05-06 10:00:30", "2021-05-06 10:00", "work_hour", -1, True),
]


@pytest.mark.parametrize(("now", "due", "unit", "minutes", "overdue"), LEFT)
def test_remaining(office, now, due, unit, minutes, overdue):
    assert remaining(at(now), at(due), unit, office) == (minutes, overdue)
    assert remaining(at(now), Due(at(due), False), unit, office) == (minutes, overdue)


def test_worked_seconds_runs_both_ways(office):
    begin, end = at("2021-04-30 17:00"), at("2021-05-06 09:00")
    assert worked_seconds(begin, end, office) == 7200
    assert worked_seconds(end, begin, office) == -7200
    assert worked_seconds(begin.astimezone(UTC), end, office) == 7200


def test_overdue_asks_for_moments_with_a_zone():
    for now, due in ((wall(2021, 5, 6), None), (at("2021-05-06"), wall(2021, 5, 6))):
        with pytest.raises(Refused) as caught:
            is_overdue(now, due)
        assert caught.value.code == "moment_without_zone"

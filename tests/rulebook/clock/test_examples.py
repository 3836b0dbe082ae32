"""Dated examples that a civil servant can check with a wall calendar and a pencil."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.rulebook.clock import OFFICE_HOURS, READINGS, build_calendar, deadline

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# 起点, 时限, 单位, 到期, 说明。办公时间 08:00–12:00、14:00–18:00。
OFFICE = [
    # 工作时
    (
        "2021-04-30 17:00",
        2,
        "work_hour",
        "2021-05-06 09:00",
        "五一放假前一小时，余一小时节后第一天用完",
    ),
    ("2021-04-30 18:00", 2, "work_hour", "2021-05-06 10:00", "下班时刻受理，节后上班起算"),
    ("2021-05-06 11:30", 1, "work_hour", "2021-05-06 14:30", "跨午休"),
    ("2021-05-06 10:00", 2, "work_hour", "2021-05-06 12:00", "正好用到上午下班，不推到下午"),
    ("2021-05-06 12:00", 4, "work_hour", "2021-05-06 18:00", "午休受理，下午整段"),
    ("2021-05-06 13:00", 1, "work_hour", "2021-05-06 15:00", "午休中受理，14:00 起算"),
    ("2021-05-06 06:30", 4, "work_hour", "2021-05-06 12:00", "上班前受理，8:00 起算"),
    ("2021-05-06 20:15", 0.5, "work_hour", "2021-05-07 08:30", "夜间受理，次日 8:00 起算半小时"),
    ("2021-05-07 17:00", 4, "work_hour", "2021-05-08 11:00", "周六 5 月 8 日调休上班"),
    ("2021-05-08 17:00", 4, "work_hour", "2021-05-10 11:00", "5 月 9 日周日休息"),
    ("2021-04-24 10:00", 4, "work_hour", "2021-04-25 12:00", "周六受理，周日 4 月 25 日调休上班"),
    ("2021-04-30 17:00", 8, "work_hour", "2021-05-06 17:00", "八工作时等于一整天"),
    ("2021-09-30 17:30", 1, "work_hour", "2021-10-08 08:30", "跨国庆七天"),
    ("2026-02-14 17:30", 1, "work_hour", "2026-02-24 08:30", "跨 2026 年春节九天"),
    ("2026-09-24 16:00", 4, "work_hour", "2026-09-28 10:00", "跨 2026 年中秋"),
    ("2026-06-18 17:00", 2, "work_hour", "2026-06-22 09:00", "跨 2026 年端午"),
    ("2025-01-27 17:00", 2, "work_hour", "2025-02-05 09:00", "跨 2025 年春节八天"),
    ("2020-01-23 17:00", 2, "work_hour", "2020-02-03 09:00", "2020 年春节假期延长至 2 月 2 日"),
    ("2024-05-10 17:00", 2, "work_hour", "2024-05-11 09:00", "周六 5 月 11 日调休上班"),
    ("2021-05-06 09:00", 0.25, "work_hour", "2021-05-06 09:15", "十五分钟受理时限"),
    # 工作日：次个工作日起算，下班时刻到期
    ("2021-04-30 10:00", 1, "work_day", "2021-05-06 18:00", "当天不算，五一后第一天下班到期"),
    ("2021-04-30 10:00", 2, "work_day", "2021-05-07 18:00", "节后第二个工作日"),
    ("2021-04-30 10:00", 3, "work_day", "2021-05-08 18:00", "第三个工作日是调休的周六"),
    ("2021-04-30 10:00", 5, "work_day", "2021-05-11 18:00", "6、7、8、10、11 日"),
    ("2021-05-02 10:00", 1, "work_day", "2021-05-06 18:00", "节中受理，节后第一天到期"),
    ("2021-04-23 09:00", 1, "work_day", "2021-04-25 18:00", "周五受理，周日调休上班"),
    ("2021-05-08 09:00", 1, "work_day", "2021-05-10 18:00", "调休周六受理，周一到期"),
    ("2021-02-10 16:00", 1, "work_day", "2021-02-18 18:00", "跨 2021 年春节"),
    ("2021-02-10 16:00", 3, "work_day", "2021-02-20 18:00", "18、19 日和调休周六 20 日"),
    ("2021-09-17 16:00", 2, "work_day", "2021-09-22 18:00", "调休周六 18 日，中秋后 22 日"),
    ("2021-09-30 16:00", 2, "work_day", "2021-10-09 18:00", "10 月 8 日、调休周六 9 日"),
    ("2026-02-13 10:00", 1, "work_day", "2026-02-14 18:00", "节前周六调休上班"),
    ("2026-02-13 10:00", 2, "work_day", "2026-02-24 18:00", "春节放到 2 月 23 日，不是 21 日"),
    ("2026-02-13 10:00", 6, "work_day", "2026-02-28 18:00", "14、24—27 日，调休周六 28 日"),
    ("2025-12-31 10:00", 1, "work_day", "2026-01-04 18:00", "元旦三天后周日调休上班"),
    ("2026-09-18 10:00", 1, "work_day", "2026-09-20 18:00", "国庆调休，周日上班"),
    ("2026-09-30 10:00", 3, "work_day", "2026-10-10 18:00", "8、9 日，调休周六 10 日"),
    ("2025-01-25 10:00", 2, "work_day", "2025-01-27 18:00", "调休周日 26 日、周一 27 日"),
    ("2025-09-30 10:00", 3, "work_day", "2025-10-11 18:00", "9、10 日，调休周六 11 日"),
    ("2020-06-24 10:00", 2, "work_day", "2020-06-29 18:00", "调休周日 28 日、周一 29 日"),
    ("2023-01-20 10:00", 2, "work_day", "2023-01-29 18:00", "春节后周六、周日都调休上班"),
    ("2022-10-07 10:00", 1, "work_day", "2022-10-08 18:00", "国庆末日受理，周六调休上班"),
    ("2024-04-03 10:00", 2, "work_day", "2024-04-08 18:00", "清明后周日调休、周一"),
    ("2021-05-06 20:00", 1, "work_day", "2021-05-07 18:00", "夜间受理仍属当天"),
    ("2021-05-06 07:00", 1, "work_day", "2021-05-07 18:00", "清早受理，当天不算"),
    ("2021-04-30 10:00", 0.5, "work_day", "2021-05-06 12:00", "半个工作日：次个工作日上午"),
    ("2021-04-30 10:00", 1.5, "work_day", "2021-05-07 12:00", "一天半"),
    # 紧急工作时、自然日：昼夜、节假日连续计算
    ("2021-05-01 23:30", 2, "urgent_hour", "2021-05-02 01:30", "井盖缺失：节日深夜也照算"),
    ("2021-04-30 17:50", 1, "urgent_hour", "2021-04-30 18:50", "跨下班时刻"),
    ("2021-04-30 17:00", 1, "natural_day", "2021-05-01 17:00", "满二十四小时"),
    ("2021-04-30 17:00", 7, "natural_day", "2021-05-07 17:00", "七个自然日，节假日照算"),
    ("2021-05-06 09:00", 0, "work_day", "2021-05-06 09:00", "时限为零，即时到期"),
]


@pytest.mark.parametrize(("start", "value", "unit", "due", "why"), OFFICE)
def test_office_hours(office, start, value, unit, due, why):
    assert deadline(at(start), value, unit, office) == (at(due), False), why


OTHER_CALENDARS = [
    # 7×16：每天 06:00–22:00；24×7：昼夜不停。节假日照常。
    ("7x16", "2021-05-01 21:00", 2, "work_hour", "2021-05-02 07:00"),
    ("7x16", "2021-05-01 03:00", 2, "work_hour", "2021-05-01 08:00"),
    ("7x16", "2021-05-01 21:00", 1, "work_day", "2021-05-02 22:00"),
    ("7x16", "2027-01-01 21:00", 1, "work_day", "2027-01-02 22:00"),
    ("24x7", "2021-05-01 23:00", 2, "work_hour", "2021-05-02 01:00"),
    ("24x7", "2021-05-01 23:00", 1, "work_day", "2021-05-03 00:00"),
]


@pytest.mark.parametrize(("code", "start", "value", "unit", "due"), OTHER_CALENDARS)
def test_calendars_without_days_of_rest(calendars, code, start, value, unit, due):
    # 不休息的日历不需要放假通知，因此没有“暂定”。
    assert deadline(at(start), value, unit, calendars[code]) == (at(due), False)


LEGAL = [
    # 约束机关的期限从早：决定书当日起算，到期日逢节假日不顺延
    (
        "earliest",
        "2021-04-06 15:00",
        30,
        "natural_day",
        "2021-05-05",
        "扣押三十日，末日在五一假期也不顺延",
    ),
    (
        "earliest",
        "2021-04-30 15:00",
        7,
        "work_day",
        "2021-05-12",
        "先行登记保存七个工作日，当日即第一天",
    ),
    ("earliest", "2021-05-01 15:00", 1, "work_day", "2021-05-06", "假日作出，第一个工作日是六日"),
    ("earliest", "2021-04-30 23:00", 1, "natural_day", "2021-04-30", "一日即当日"),
    # 给当事人的期限从宽：当日不算，末日逢节假日顺延到其后第一个工作日
    (
        "latest",
        "2021-03-05 15:00",
        60,
        "natural_day",
        "2021-05-06",
        "复议六十日，末日 5 月 4 日顺延",
    ),
    (
        "latest",
        "2021-04-20 09:00",
        15,
        "natural_day",
        "2021-05-06",
        "缴款十五日，末日 5 月 5 日顺延",
    ),
    ("latest", "2021-04-10 09:00", 15, "natural_day", "2021-04-25", "末日是调休上班的周日，不顺延"),
    (
        "latest",
        "2021-04-24 09:00",
        15,
        "natural_day",
        "2021-05-10",
        "末日 5 月 9 日周日，顺延到周一",
    ),
    (
        "latest",
        "2021-04-30 15:00",
        5,
        "work_day",
        "2021-05-11",
        "听证五个工作日：6、7、8、10、11 日",
    ),
    (
        "latest",
        "2026-02-06 09:00",
        15,
        "natural_day",
        "2026-02-24",
        "末日 2 月 21 日在春节假期，顺延到 24 日",
    ),
]


@pytest.mark.parametrize(("name", "start", "value", "unit", "last_on", "why"), LEGAL)
def test_legal_periods_end_with_their_last_date(office, name, start, value, unit, last_on, why):
    due = deadline(at(start), value, unit, office, READINGS[name])
    assert due == (at(f"{last_on} 23:59:59"), False), why


def test_past_the_last_list_monday_to_friday_and_provisional(office):
    # 2026-12-31 周四：当天以内是确定的，2027 年的通知未到，1 月 1 日暂按周五上班算。
    assert deadline(at("2026-12-30 10:00"), 1, "work_day", office) == (
        at("2026-12-31 18:00"),
        False,
    )
    assert deadline(at("2026-12-31 17:00"), 2, "work_hour", office) == (
        at("2027-01-01 09:00"),
        True,
    )
    assert deadline(at("2026-12-31 10:00"), 2, "work_day", office).provisional
    assert not deadline(at("2026-12-31 23:00"), 9, "urgent_hour", office).provisional
    assert not deadline(at("2026-12-31 23:00"), 9, "natural_day", office).provisional
    # 从早的自然日期限不看假日，也就没有“暂定”；从宽的要看末日是否假日。
    assert not deadline(
        at("2026-12-30 09:00"), 9, "natural_day", office, READINGS["earliest"]
    ).provisional
    assert deadline(
        at("2026-12-30 09:00"), 9, "natural_day", office, READINGS["latest"]
    ).provisional


def test_when_the_list_arrives_the_answer_becomes_final(exceptions):
    # 假设 2027 年通知：元旦 1 月 1 日放假（仅供测试的虚拟清单）。
    later = build_calendar(
        "office",
        OFFICE_HOURS,
        True,
        {**exceptions, date(2027, 1, 1): False},
        date(2020, 1, 1),
        date(2027, 12, 31),
    )
    assert deadline(at("2026-12-31 17:00"), 2, "work_hour", later) == (
        at("2027-01-04 09:00"),
        False,
    )


def test_a_part_of_a_second_is_cut(office):
    start = at("2021-05-06 09:00") + timedelta(microseconds=999_999)
    assert deadline(start, 1, "work_hour", office).at == at("2021-05-06 10:00")


def test_seconds_count(office):
    # 下班前三十秒受理，当天用掉三十秒。
    due = deadline(at("2021-05-06 17:59:30"), 0.5, "work_hour", office)
    assert due.at == at("2021-05-07 08:29:30")


def test_the_last_moment_of_the_last_known_day_is_still_known():
    # 值守到 24:00 的日历：12 月 31 日 24:00 仍在清单之内，多一秒即为暂定。
    calendar = build_calendar(
        "until midnight", ((0, 1440),), True, {}, date(2021, 1, 1), date(2021, 12, 31)
    )
    start = at("2021-12-31 22:00")
    assert deadline(start, 2, "work_hour", calendar) == (at("2022-01-01 00:00"), False)
    assert deadline(start + timedelta(seconds=1), 2, "work_hour", calendar).provisional

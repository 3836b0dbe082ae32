"""Times, dates and measures as people say them: one table per function, both languages."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from xiuhua.web.shared import formats
from xiuhua.web.shared.shapes import SHAPES

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2021, 5, 6, 9, 0, tzinfo=SHANGHAI)
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [
        (0, "不到 1 分钟", "under a minute"),
        (1, "1 分钟", "1 min"),
        (59, "59 分钟", "59 min"),
        (60, "1 小时", "1 h"),
        (130, "2 小时 10 分", "2 h 10 min"),
        (24 * 60, "1 天", "1 d"),
        (24 * 60 + 59, "1 天", "1 d"),
        (27 * 60 + 5, "1 天 3 小时", "1 d 3 h"),
        (71 * 60, "2 天 23 小时", "2 d 23 h"),
        (73 * 60, "3 天", "3 d"),
        (-130, "2 小时 10 分", "2 h 10 min"),
    ],
)
def test_duration_names_at_most_two_units(minutes, chinese, english):
    assert formats.duration(timedelta(minutes=minutes), "zh") == chinese
    assert formats.duration(timedelta(minutes=minutes), "en") == english


@pytest.mark.parametrize(
    ("due_at", "chinese", "english"),
    [
        (None, "", ""),
        (datetime(2021, 5, 6, 11, 10, tzinfo=SHANGHAI), "还剩 2 小时 10 分", "2 h 10 min left"),
        (datetime(2021, 5, 6, 9, 0, 30, tzinfo=SHANGHAI), "还剩不到 1 分钟", "under a minute left"),
        (NOW, "还剩不到 1 分钟", "under a minute left"),
        (datetime(2021, 5, 6, 8, 59, 30, tzinfo=SHANGHAI), "刚刚超时", "just over"),
        (datetime(2021, 5, 5, 9, 0, tzinfo=SHANGHAI), "超时 1 天", "1 d over"),
        # the same moment, written in another zone
        (
            datetime(2021, 5, 6, 3, 10, tzinfo=ZoneInfo("UTC")),
            "还剩 2 小时 10 分",
            "2 h 10 min left",
        ),
    ],
)
def test_time_left_says_left_or_over(due_at, chinese, english):
    assert formats.time_left(due_at, NOW, "zh") == chinese
    assert formats.time_left(due_at, NOW, "en") == english


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (None, "", ""),
        (datetime(2021, 5, 6, 8, 59, 40, tzinfo=SHANGHAI), "刚刚", "just now"),
        (datetime(2021, 5, 6, 8, 55, tzinfo=SHANGHAI), "5 分钟前", "5 min ago"),
        (datetime(2021, 5, 5, 6, 0, tzinfo=SHANGHAI), "1 天 3 小时前", "1 d 3 h ago"),
        (datetime(2021, 4, 30, 14, 5, tzinfo=SHANGHAI), "4月30日 14:05", "30 Apr, 14:05"),
        (
            datetime(2020, 4, 30, 14, 5, tzinfo=SHANGHAI),
            "2020年4月30日 14:05",
            "30 April 2020, 14:05",
        ),
        (datetime(2021, 5, 7, 14, 5, tzinfo=SHANGHAI), "5月7日 14:05", "7 May, 14:05"),
    ],
)
def test_time_ago_turns_into_a_date(at, chinese, english):
    assert formats.time_ago(at, NOW, "zh") == chinese
    assert formats.time_ago(at, NOW, "en") == english


def test_days_and_moments():
    assert formats.day(date(2021, 4, 30)) == "2021年4月30日"
    assert formats.day(date(2021, 4, 30), "en") == "30 April 2021"
    assert formats.day(None) == formats.moment(None) == ""
    assert formats.moment(NOW) == "2021年5月6日 09:00"
    assert formats.moment(NOW, "en") == "6 May 2021, 09:00"


@pytest.mark.parametrize(
    ("number", "cap", "words"),
    [
        (0, None, "0"),
        (1234567, None, "1,234,567"),
        (1000, 1000, "1,000"),
        (1001, 1000, "1,000+"),
        (None, None, "不适用"),
    ],
)
def test_count_stops_at_its_cap(number, cap, words):
    assert formats.count(number, cap=cap) == words


@pytest.mark.parametrize(
    ("numerator", "denominator", "chinese", "english"),
    [
        (1, 3, "33.3%", "33.3 %"),
        (0, 5, "0.0%", "0.0 %"),
        (0, 0, "不适用", "n/a"),
        (None, 5, "不适用", "n/a"),
        (3, None, "不适用", "n/a"),
    ],
)
def test_percent_without_denominator_is_not_applicable(numerator, denominator, chinese, english):
    assert formats.percent(numerator, denominator) == chinese
    assert formats.percent(numerator, denominator, "en") == english


@pytest.mark.parametrize(
    ("m2", "chinese", "english"),
    [
        (0, "0 平方米", "0 m²"),
        (9_999.4, "9,999 平方米", "9,999 m²"),
        (12_340, "1.23 公顷", "1.23 ha"),
        (4_400_000, "4.40 平方公里", "4.40 km²"),
        (None, "不适用", "n/a"),
    ],
)
def test_area_changes_unit_with_size(m2, chinese, english):
    assert formats.area(m2) == chinese
    assert formats.area(m2, "en") == english


def test_length_and_file_size():
    assert formats.length(950) == "950 米"
    assert formats.length(1250, "en") == "1.25 km"
    assert formats.file_size(400) == "1 KB"
    assert formats.file_size(2_140_000) == "2.1 MB"


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh"), ("en", "en"), ("en-GB", "en"), (None, "zh"), ("fr", "zh")],
)
def test_language_is_chinese_unless_english(code, language):
    assert formats.language_of(code) == language


def test_the_map_draws_the_same_shapes_as_the_pages():
    source = (ROOT / "src/xiuhua/static/js/states.js").read_text(encoding="utf-8")
    assert dict(re.findall(r'^  (\w+): "([^"]+)",$', source, flags=re.M)) == SHAPES

"""The rows of the case table: every value escaped, the columns a person chose in their order, times as people say them."""

import datetime as dt

from django.utils.translation import override

from xiuhua.web.desk import case_columns
from xiuhua.web.desk.case_table import table_rows
from xiuhua.web.shared.choices import options

NOW = dt.datetime(2021, 5, 6, 1, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
HOSTILE = '"><script>alert(1)</script>'


def row(**given):
    one = {
        "id": 1, "number": "T1-20210506-000001", "state": "dispatched", "outcome": "", "is_open": True,
        "lon": None, "lat": None, "case_class__name": "店外经营", "case_class__name_en": "Trading outside",
        "place_words": "测试路 1 号", "words": "", "grid__name": "1 号网格", "grid__code": "01",
        "unit__name": "综合执法中心", "officer__full_name": None, "source__name": "队员巡查",
        "reported_at": NOW - HOUR, "due_at": NOW + HOUR, "near_at": NOW + HOUR / 2, "closed_at": None,
    }  # fmt: skip
    return {**one, **given}


def shown(*columns: str, **given) -> str:
    return str(table_rows([row(**given)], columns, NOW))


def test_every_value_is_escaped() -> None:
    texts = dict.fromkeys(("number", "case_class__name", "case_class__name_en", "place_words", "grid__name", "unit__name", "source__name"), HOSTILE)  # fmt: skip
    markup = shown(*case_columns.HEADINGS, **texts)
    assert "<script" not in markup and "&lt;script" in markup
    assert "<script" not in shown("place", place_words="", words=HOSTILE)
    assert "<script" not in shown("unit", officer__full_name=HOSTILE)
    assert "<script" not in str(options([(HOSTILE, HOSTILE)], HOSTILE))


def test_columns_come_in_the_order_they_are_asked_for() -> None:
    markup = shown("grid", "class")
    assert markup.index("1 号网格") < markup.index("店外经营")
    assert "综合执法中心" not in markup
    assert shown().count("<td") == 0


def test_a_deadline_is_late_near_or_calm() -> None:
    for due, near, tone, words in (
        (NOW - HOUR, NOW - 2 * HOUR, "late", "超时 1 小时"),
        (NOW + HOUR, NOW - HOUR, "near", "还剩 1 小时"),
        (NOW + HOUR, NOW + HOUR / 2, "calm", "还剩 1 小时"),
        (NOW + 3 * HOUR, None, "near", "还剩 3 小时"),
    ):
        markup = shown("due", due_at=due, near_at=near)
        assert f"left--{tone}" in markup and words in markup
    assert shown("due", due_at=None).endswith('<td class="keep"></td></tr>')


def test_what_has_ended_shows_when_and_how() -> None:
    ended = {"is_open": False, "state": "closed", "closed_at": NOW}
    assert "2021年5月6日 09:30" in shown("due", **ended, outcome="verified")
    assert "chip--done" in shown("state", **ended, outcome="verified")


def test_numbers_of_people_in_words_are_masked() -> None:
    markup = shown("place", place_words="找王某 13800001234")
    assert "13800001234" not in markup and "138****1234" in markup


def test_in_english() -> None:
    with override("en"):
        markup = shown("class", "due", "reported_at")
    assert "Trading outside" in markup and "1 h left" in markup and "6 May 2021" in markup
    with override("en"):
        assert "店外经营" in shown("class", case_class__name_en="")


def test_one_option_is_chosen() -> None:
    assert str(options([("a", "甲"), ("b", "乙")], "b")) == (
        '<option value="a">甲</option><option value="b" selected>乙</option>'
    )

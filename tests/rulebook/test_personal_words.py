"""Numbers in free words, however they are written."""

import re

import pytest

from xiuhua.rulebook.personal_words import (
    holds,
    is_same_number,
    masked_words,
    number_pattern,
    plain_number,
    struck,
)
from xiuhua.rulebook.refusal import Refused

MOBILE = "13800001234"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("13800001234", MOBILE),
        ("138 0000 1234", MOBILE),
        ("138-0000-1234", MOBILE),
        ("+86 138 0000 1234", MOBILE),
        ("0086-13800001234", MOBILE),
        ("１３８００００１２３４", MOBILE),
        ("027-8480 1234", "02784801234"),
        ("（027）84801234", "02784801234"),
        ("84801234", "84801234"),
        ("42010519800101123x", "42010519800101123X"),
    ],
)
def test_a_number_is_read_however_it_is_written(typed, plain):
    assert plain_number(typed) == plain
    assert is_same_number(typed, plain)


@pytest.mark.parametrize(
    "typed", ["", "王某", "123456", "1" * 21, "13800001234 王某", "x1380000123"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Refused) as no:
        plain_number(typed)
    assert no.value.code == "person_number_malformed"
    assert not is_same_number(typed, MOBILE)


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("请打13800001234找我", "请打***找我"),
        ("请打 138 0000 1234。", "请打 ***。"),
        ("+86-138-0000-1234", "***"),
        ("电话１３８００００１２３４，王某", "电话***，王某"),
        ("13800001234、13800001234", "***、***"),
    ],
)
def test_the_number_is_found_and_struck_out(words, after):
    assert holds(words, MOBILE)
    assert struck(words, MOBILE) == after
    assert not holds(after, MOBILE)


@pytest.mark.parametrize(
    "words", ["138000012345", "213800001234", "1380000123", "ZT-20210507-000123"]
)
def test_a_longer_number_is_another_one(words):
    assert not holds(words, MOBILE)
    assert struck(words, MOBILE) == words


def test_a_name_of_two_signs_or_more_goes_too():
    assert struck("王某某（13800001234）", MOBILE, "王某某") == "***（***）"
    assert struck("王家巷 13800001234", MOBILE, "王") == "王家巷 ***"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("找我 13800001234", "找我 138****1234"),
        ("138 0000 1234 / 139-1111-2222", "138****1234 / 139****2222"),
        ("１３８００００１２３４", "138****1234"),
        ("证件 42010519800101123X 号", "证件 4201**********123X 号"),
        ("编号 ZT-20210507-000123，2021-05-07 10:30", "编号 ZT-20210507-000123，2021-05-07 10:30"),
        ("路灯 127，宽 1.5 米", "路灯 127，宽 1.5 米"),
        ("", ""),
    ],
)
def test_pages_show_words_without_whole_numbers(words, shown):
    assert masked_words(words) == shown


def test_the_pattern_has_no_group_that_postgresql_reads_otherwise():
    """No look-behind, no `(?…)`: databases read the pattern too."""
    assert "(?" not in number_pattern(MOBILE)
    assert re.compile(number_pattern(MOBILE))

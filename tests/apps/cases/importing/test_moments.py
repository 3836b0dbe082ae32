"""Times in a file's own forms: fast, and never other than strptime reads them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.apps.cases.importing.moments import moment_reader
from xiuhua.rulebook.refusal import Refused

BOSTON = "%m/%d/%Y %I:%M:%S %p"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01/01/2015 12:20:09 AM", "2015-01-01T05:20:09+00:00"),
        ("01/01/2015 12:20:09 PM", "2015-01-01T17:20:09+00:00"),
        ("07/04/2015 01:00:00 pm", "2015-07-04T17:00:00+00:00"),  # summer time
        ("11/01/2015 01:30:00 AM", "2015-11-01T05:30:00+00:00"),  # comes twice: the first
    ],
)
def test_boston_times(text: str, expected: str) -> None:
    assert moment_reader([BOSTON], "America/New_York")(text).isoformat() == expected


def test_several_forms_and_a_month_by_name() -> None:
    read = moment_reader(["%Y-%m-%d %H:%M:%S", "%d %b %Y", "%Y年%m月%d日"], "Asia/Shanghai")
    assert read("2021-05-06 09:00:00").isoformat() == "2021-05-06T01:00:00+00:00"
    assert read("06 May 2021").isoformat() == "2021-05-05T16:00:00+00:00"
    assert read("2021年5月6日").isoformat() == "2021-05-05T16:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    ["", "2015", "13/01/2015 01:00:00 AM", "02/30/2015 01:00:00 AM", "01/01/2015 13:00:00 PM",
     "01/01/2015 01:60:00 AM", "01/01/2015 01:00:00 AM x", "01/01/0001 01:00:00 AM"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    read = moment_reader([BOSTON], "Asia/Shanghai")
    with pytest.raises(Refused, match="moment_not_as_mapped"):
        read(text)


@given(st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2100, 1, 1)))  # noqa: DTZ001
def test_as_strptime_reads_it(at: dt.datetime) -> None:
    for form in (BOSTON, "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S"):
        text = at.strftime(form)
        naive = dt.datetime.strptime(text, form)  # noqa: DTZ007
        expected = naive.replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(dt.UTC)
        assert moment_reader([form], "Asia/Shanghai")(text) == expected

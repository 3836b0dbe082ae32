"""Times in a file's own forms: fast, and never other than strptime reads them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.apps.cases.importing.moments import MomentReader
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
    assert MomentReader([BOSTON], "America/New_York")(text).isoformat() == expected


def test_several_forms_and_a_month_by_name() -> None:
    read = MomentReader(["%Y-%m-%d %H:%M:%S", "%d %b %Y", "%Y年%m月%d日"], "Asia/Shanghai")
    assert read("2021-05-06 09:00:00").isoformat() == "2021-05-06T01:00:00+00:00"
    assert read("06 May 2021").isoformat() == "2021-05-05T16:00:00+00:00"
    assert read("2021年5月6日").isoformat() == "2021-05-05T16:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    ["", "2015", "13/01/2015 01:00:00 AM", "02/30/2015 01:00:00 AM", "01/01/2015 13:00:00 PM",
     "01/01/2015 01:60:00 AM", "01/01/2015 01:00:00 AM x", "01/01/0001 01:00:00 AM"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    read = MomentReader([BOSTON], "Asia/Shanghai")
    with pytest.raises(Refused, match="moment_not_as_mapped"):
        read(text)


@given(st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2100, 1, 1)))  # noqa: DTZ001
def test_as_strptime_reads_it(at: dt.datetime) -> None:
    for form in (BOSTON, "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S"):
        text = at.strftime(form)
        naive = dt.datetime.strptime(text, form)  # noqa: DTZ007
        expected = naive.replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(dt.UTC)
        assert MomentReader([form], "Asia/Shanghai")(text) == expected


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("America/New_York", dt.date(2015, 3, 7)),  # forward at 2 in the morning of the 8th
        ("America/New_York", dt.date(2015, 10, 31)),  # back at 2 of the 1st
        ("America/Havana", dt.date(2015, 3, 7)),  # forward at midnight
        ("America/Havana", dt.date(2015, 10, 31)),  # back from 1 to midnight
        ("Pacific/Apia", dt.date(2011, 12, 28)),  # a day that never was
        ("Asia/Shanghai", dt.date(1927, 12, 30)),  # local mean time, with seconds
    ],
)
def test_days_and_times_that_are_known_give_the_same_sum(zone: str, first: dt.date) -> None:
    """Every minute of five days, asked of one reader, which knows more and more of the parts."""
    one, info = MomentReader([BOSTON], zone), ZoneInfo(zone)
    begins = dt.datetime.combine(first, dt.time())
    for minute in range(0, 5 * 24 * 60, 7):
        local = begins + dt.timedelta(minutes=minute)
        text = local.strftime(BOSTON)
        expected = local.replace(tzinfo=info).astimezone(dt.UTC)
        assert one(text) == expected
        assert one.day(text) in (None, local.date())
    assert one.day(begins.strftime(BOSTON)) == first or zone != "America/New_York"


def test_a_day_means_one_thing_beside_a_known_time() -> None:
    """With two forms the parts are not taken apart: which form it is, the time says too."""
    read = MomentReader(["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S"], "Asia/Shanghai")
    assert read("03/04/2021 08:00").isoformat() == "2021-03-04T00:00:00+00:00"
    assert read("05/04/2021 08:00:00").isoformat() == "2021-04-05T00:00:00+00:00"
    assert read("03/04/2021 08:00:00").isoformat() == "2021-04-03T00:00:00+00:00"


def test_a_known_day_does_not_excuse_a_time_that_is_none() -> None:
    read = MomentReader([BOSTON], "America/New_York")
    read("01/05/2015 01:00:00 AM")
    for text in ("01/05/2015 13:00:00 AM", "01/05/2015 01:60:00 AM", "01/05/2015", "01/05/2015 "):
        with pytest.raises(Refused, match="moment_not_as_mapped"):
            read(text)

"""When a place is blind, how old that is, and shares without a denominator."""

import datetime as dt

import pytest

from xiuhua.rulebook.coverage import age_days, is_blind, share

NOW = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "blind", "age"),
    [
        (None, True, None),
        (NOW - 3 * DAY, False, 3),
        (NOW - 3 * DAY - dt.timedelta(seconds=1), True, 3),
        (NOW - 4 * DAY, True, 4),
        (NOW, False, 0),
        (NOW + DAY, False, 0),
    ],
)
def test_blind_after_more_than_the_days_of_the_rule(last, blind, age) -> None:
    assert is_blind(last, 3, NOW) is blind
    assert age_days(last, NOW) == age


def test_no_denominator_is_not_applicable() -> None:
    assert share(0, 0) is None
    assert share(0, 4) == 0
    assert share(3, 4) == 0.75

"""A street whose clock stands still on a working morning, for the JSON API."""

import datetime as dt

import pytest

from tests.case_builders import Street, at, street
from xiuhua.apps.records import now as clock


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """Thursday 2021-05-06 09:00 in Wuhan."""
    stands = at("2021-05-06 09:00").astimezone(dt.UTC)
    monkeypatch.setattr(clock, "real_now", lambda: stands)
    return stands


@pytest.fixture
def place(db, moment) -> Street:
    """The invented street."""
    return street()

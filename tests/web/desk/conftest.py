"""What the tests of the staff's case pages share: a street, its morning, and signing in."""

import pytest

from tests.case_builders import at, street
from xiuhua.apps.records import now as clock


@pytest.fixture
def place():
    return street()


@pytest.fixture
def morning(monkeypatch):
    """It is half past nine on 6 May 2021, as on a demonstration's clock."""
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in

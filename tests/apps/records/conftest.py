"""What the tests of the ground floor share: an invented subdistrict, a moment, and a way past the guards."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from xiuhua.apps.records import guards
from xiuhua.apps.records.models import Subdistrict

AT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def at() -> dt.datetime:
    """A Monday morning, 10:00 in Wuhan."""
    return AT


@pytest.fixture
def subdistrict(db: None) -> Subdistrict:
    """An invented subdistrict."""
    return make_subdistrict("990105006")


@pytest.fixture
def another_subdistrict(db: None) -> Subdistrict:
    """Its invented neighbour."""
    return make_subdistrict("990105007")


def make_subdistrict(code: str) -> Subdistrict:
    return Subdistrict.objects.create(
        code=code, name=f"虚构街道{code[-1]}", case_prefix=f"X{code[-1]}", projected_epsg=4547
    )


@pytest.fixture
def unguard(db: None) -> Callable[[str], None]:
    """Take the triggers off a table, as somebody with the database's password could; rolled back."""

    def take_off(table: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for statement in guards.remove_statements(connection.vendor, table):
                cursor.execute(statement)

    return take_off

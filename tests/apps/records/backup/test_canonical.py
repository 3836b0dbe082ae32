"""The canonical form: the same value gives the same line on any database, and comes back as it was."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.apps.records.backup import canonical, tables

ZONES = st.sampled_from([dt.timezone(dt.timedelta(hours=h)) for h in (-9, 0, 8)])
BETWEEN = (dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1))  # noqa: DTZ001  (hypothesis adds zones)
MOMENTS = st.datetimes(*BETWEEN, timezones=ZONES)


def there_and_back(field, value):
    plain = canonical.to_plain(field)(value)
    canonical.line_of([plain])
    return canonical.from_plain(field)(plain)


@given(MOMENTS)
def test_moments_keep_every_microsecond_and_say_no_zone(moment):
    field = models.DateTimeField()
    assert there_and_back(field, moment) == moment
    other = moment.astimezone(dt.timezone(dt.timedelta(hours=5)))
    assert canonical.to_plain(field)(moment) == canonical.to_plain(field)(other)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_exact(value):
    assert there_and_back(models.FloatField(), value) == value


def test_worked_examples():
    moment = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert canonical.to_plain(models.DateTimeField())(moment) == "2026-11-23T02:00:00.000000Z"
    json_field = canonical.to_plain(models.JSONField())
    # As PostgreSQL gives it back, and as SQLite does.
    assert canonical.line_of(json_field({"b": 1.0, "a": [2, 30.5]})) == b'[{"a":[2,30.5],"b":1}]\n'
    assert canonical.line_of(json_field({"a": [2.0, 30.5], "b": 1})) == b'[{"a":[2,30.5],"b":1}]\n'
    assert canonical.line_of(["街道", None, True]) == '["街道",null,true]\n'.encode()
    assert canonical.to_plain(models.FloatField())(-0.0).hex() == "0x0.0p+0"


def test_every_field_of_every_kept_table_has_a_form():
    kept = list(apps.get_models(include_auto_created=True))
    kept = [m for m in kept if m._meta.app_label not in tables.LEFT_OUT]
    assert len(kept) > 40
    for model in kept:
        for field in tables.columns_of(model):
            canonical.to_plain(field)
            canonical.from_plain(field)


def test_an_unknown_kind_stops_the_work():
    with pytest.raises(canonical.UnknownKind):
        canonical.to_plain(models.Field())


def test_only_what_comes_again_by_itself_is_left_out():
    """Nothing of ours may slip out of backups by its label."""
    ours = {m._meta.app_label for m in apps.get_models() if m.__module__.startswith("xiuhua.")}
    assert not ours & set(tables.LEFT_OUT)

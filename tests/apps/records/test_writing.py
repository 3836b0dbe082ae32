"""The few rows of an act: written in one statement, read back equal, changed where they are there."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.builders import subdistrict
from xiuhua.apps.records import writing
from xiuhua.apps.records.models import IdempotencyKey, OutboxMessage

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, 0, 5, tzinfo=dt.UTC)


def key(name, **given):
    defaults = {
        "scope": "public",
        "act": "a",
        "body_sha256": "h",
        "answer": {"词": [1, None]},
        "at": AT,
    }
    return IdempotencyKey(key=name, **{**defaults, **given})  # fmt: skip


def test_several_rows_are_one_statement_and_come_back_equal():
    with CaptureQueriesContext(connection) as seen:
        writing.insert([key("one"), key("two", answer={})])
    assert len(seen) == 1
    one = IdempotencyKey.objects.get(key="one")
    assert (one.answer, one.at) == ({"词": [1, None]}, AT)
    assert IdempotencyKey.objects.get(key="two").answer == {}


def test_nothing_is_nothing():
    with CaptureQueriesContext(connection) as seen:
        writing.insert([])
        writing.insert_or_change([], on=("scope",), change=("act",))
    assert not seen.captured_queries


def test_a_key_that_is_known_is_kept():
    row = key("one")
    row.pk = 12345
    writing.insert([row])
    assert IdempotencyKey.objects.get(key="one").pk == 12345


def test_what_stands_under_the_same_key_is_changed_in_the_named_columns_only():
    writing.insert([key("one", act="first")])
    writing.insert_or_change(
        [key("one", act="second", body_sha256="other"), key("two")],
        on=("scope", "key"),
        change=("act",),
    )
    one = IdempotencyKey.objects.get(key="one")
    assert (one.act, one.body_sha256) == ("second", "h")
    assert IdempotencyKey.objects.count() == 2


def test_only_changed_columns_are_written():
    home = subdistrict()
    message = OutboxMessage(
        subdistrict=home, kind="k", channel="desk", recipient="user:1", created_at=AT, next_try_at=AT
    )  # fmt: skip
    writing.insert([message])
    row = OutboxMessage.objects.get(recipient="user:1")
    before = writing.columns_of(row)
    assert writing.changed(row, before) == []
    row.attempts, row.facts = 3, {"a": 1}
    assert sorted(writing.changed(row, before)) == ["attempts", "facts"]
    with CaptureQueriesContext(connection) as seen:
        writing.update(row, writing.changed(row, before))
    assert '"kind"' not in seen.captured_queries[0]["sql"]
    again = OutboxMessage.objects.get(pk=row.pk)
    assert (again.attempts, again.facts, again.kind) == (3, {"a": 1}, "k")


def test_the_databases_own_no_is_heard():
    writing.insert([key("one")])
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.insert([key("one")])

"""Queries compiled once answer as the plain querysets they were made from, with each new value."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import unit
from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.records.models import IdempotencyKey, NumberBlock
from xiuhua.apps.records.shaped import INT, MOMENT, TEXT, Shaped, shaped

pytestmark = pytest.mark.django_db
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)


def keys():
    return [
        IdempotencyKey.objects.create(
            scope="public", key=f"k{n}", act="a", body_sha256="", answer={"n": n}, at=AT + dt.timedelta(hours=n)
        )
        for n in range(3)
    ]  # fmt: skip


def test_objects_with_what_was_selected_beside_them():
    one, other = unit(), unit()
    by_id = Shaped(lambda: Unit.objects.filter(pk=INT[0]).select_related("subdistrict"))
    assert by_id.first(one.pk) == one
    with CaptureQueriesContext(connection) as seen:
        found = by_id.first(other.pk)
        assert found.subdistrict.name == other.subdistrict.name
    assert len(seen) == 1
    assert by_id.first(-1) is None


def test_moments_texts_and_json_are_read_as_the_orm_reads_them():
    _, second, third = keys()
    since = Shaped(
        lambda: IdempotencyKey.objects.filter(scope=TEXT[0], at__gte=MOMENT[1]).order_by("at")
    )
    assert since.rows("public", second.at) == [second, third]
    assert since.rows("public", third.at) == [third]
    found = since.first("public", second.at)
    assert (found.at, found.answer) == (second.at, {"n": 1})


def test_values_and_beginnings():
    keys()
    named = Shaped(lambda: IdempotencyKey.objects.filter(key__startswith=TEXT[0]).order_by("key").values("key", "at"))  # fmt: skip
    assert [row["key"] for row in named.rows("k")] == ["k0", "k1", "k2"]
    assert named.rows("k1") == [{"key": "k1", "at": AT + dt.timedelta(hours=1)}]
    assert named.rows("%") == []


def test_numbers_are_marks_of_their_own():
    NumberBlock.objects.create(series="mine", next_value=4547)
    near = Shaped(lambda: NumberBlock.objects.filter(series="mine", next_value__gte=INT[0], next_value__lt=INT[1]).values_list("pk", flat=True))  # fmt: skip
    assert near.rows(4547, 4548) == ["mine"]
    assert near.rows(4548, 4549) == []


def test_what_is_never_anything_is_not_sent():
    nothing = Shaped(lambda: Unit.objects.none().filter(code=TEXT[0]))
    with CaptureQueriesContext(connection) as seen:
        assert nothing.rows("A") == []
    assert not seen.captured_queries


def test_a_first_query_stands_in_front():
    from django.db.models.expressions import RawSQL

    _, second, third = keys()
    counted = Shaped(
        lambda: (
            IdempotencyKey.objects.filter(pk__in=RawSQL("SELECT id FROM first", []))
            .annotate(total=RawSQL("(SELECT count(*) FROM first)", []))
            .order_by("at")
            .values_list("key", "total")
        ),
        lambda: IdempotencyKey.objects.filter(at__gte=MOMENT[0]).order_by("at").values_list("id"),
    )
    assert [tuple(row) for row in counted.rows(second.at)] == [("k1", 2), ("k2", 2)]
    assert [tuple(row) for row in counted.rows(third.at)] == [("k2", 1)]


def test_a_shape_is_made_once():
    built = []

    def build():
        built.append(1)
        return Unit.objects.filter(code=TEXT[0])

    one = unit(code="A")
    for _ in range(3):
        assert shaped(("test", build.__code__), build).rows("A") == [one]
    assert built == [1]

"""The row writer leaves in the tables what `bulk_create` would leave there."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, models

from tests import builders
from xiuhua.apps.records import numbers, rows
from xiuhua.apps.records.models import CalendarDay, Event, OutboxMessage, Subdistrict

pytestmark = pytest.mark.django_db

AT = dt.datetime(2021, 5, 6, 1, 2, 3, 456789, tzinfo=dt.UTC)


def raw(model: type[models.Model], but: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows as the database holds them, without the driver's and Django's converters where it can."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY id')
        names = [column[0] for column in cursor.description]
        return [
            {n: v for n, v in zip(names, row, strict=True) if n not in but}
            for row in cursor.fetchall()
        ]


def _messages(street: Subdistrict) -> list[OutboxMessage]:
    return [
        OutboxMessage(
            subdistrict=street,
            kind="case.dispatched",
            channel="desk",
            recipient=f"user:{n}",
            facts={"n": n, "字": ["a", None]},
            attempts=n,
            created_at=AT,
            next_try_at=at,
            sent_at=None if n % 2 else AT,
        )
        for n, at in enumerate(
            [
                AT,
                AT.replace(microsecond=0),
                AT.astimezone(ZoneInfo("Asia/Shanghai")),
                AT.astimezone(ZoneInfo("America/New_York")),
            ]
        )
    ]


def _events(street: Subdistrict) -> list[Event]:
    return [
        Event(
            subdistrict_id=street.pk if n else None,
            object_kind="thing",
            object_id=2**40 + n,
            seq=1,
            kind="a\tb\n\\N'\"",
            at=AT,
            data='{"键":"\\\\"}',
            hash="0" * 64,
        )
        for n in range(3)
    ]


def _days(street: Subdistrict) -> list[CalendarDay]:
    return [CalendarDay(day=dt.date(2031, 1, n), works=n == 2, name="", source="x") for n in (1, 2)]


def _streets(street: Subdistrict) -> list[Subdistrict]:
    return [
        Subdistrict(
            code=f"S{n}", name="街", case_prefix="A", projected_epsg=4547, boundary=boundary
        )
        for n, boundary in enumerate([None, {"type": "Polygon", "coordinates": []}])
    ]


@pytest.mark.parametrize("build", [_messages, _events, _days, _streets])
def test_the_same_rows_as_bulk_create(build) -> None:
    street = builders.subdistrict()
    model = type(build(street)[0])
    unique = ("id", "object_id", "day", "code")
    made = model.objects.count()
    model.objects.bulk_create(build(street))
    expected = raw(model, unique)[made:]
    again = build(street)
    for one in again:  # beside the first ones, not over them
        if model is Event:
            one.object_id += 100
        elif model is CalendarDay:
            one.day += dt.timedelta(days=100)
        elif model is Subdistrict:
            one.code += "x"
    assert rows.write_objects(again) == len(again)
    assert raw(model, unique)[made + len(again) :] == expected


def test_columns_that_are_not_given_take_their_default() -> None:
    street = builders.subdistrict()
    columns = {
        "subdistrict_id": [street.pk] * 2,
        "kind": ["a", "b"],
        "channel": ["desk"] * 2,
        "recipient": ["user:1"] * 2,
        "created_at": [AT] * 2,
        "next_try_at": [AT] * 2,
    }
    assert rows.write(OutboxMessage, columns) == 2
    first, second = OutboxMessage.objects.order_by("id")
    assert (first.state, first.facts, first.attempts, first.sent_at) == ("queued", {}, 0, None)
    assert (second.kind, second.created_at) == ("b", AT)


def test_values_of_a_kindred_type_are_prepared() -> None:
    """A word of an enumeration is no plain text to a driver, a number as text no number."""
    street = builders.subdistrict()
    (one,) = _messages(street)[:1]
    one.state, one.attempts = OutboxMessage.State.SENT, "3"
    rows.write_objects([one])
    assert OutboxMessage.objects.values_list("state", "attempts").get() == ("sent", 3)


def test_nothing_is_written_for_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert rows.write(Event, {"kind": []}) == rows.write_objects([]) == 0


def test_an_unknown_column_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="no colour"):
        rows.write(Event, {"colour": ["red"]})


def test_numbers_of_many_series_go_on_where_one_series_stopped(django_assert_num_queries) -> None:
    assert numbers.take("rows:a", 3) == [1, 2, 3]
    with django_assert_num_queries(1):
        taken = numbers.take_many({"rows:b": 2, "rows:a": 2})
    assert taken == {"rows:a": [4, 5], "rows:b": [1, 2]}
    assert numbers.take("rows:b") == [3]
    assert numbers.take_many({}) == {}


def test_one_value_for_all_rows_and_a_value_that_is_ready() -> None:
    street = builders.subdistrict()
    columns = {
        "subdistrict_id": rows.Same(street.pk),
        "kind": rows.Same("100 % \\n\t"),
        "channel": rows.Same("desk"),
        "recipient": ["user:1", "\\.", "%s\r\n"],
        "facts": rows.Ready(['{"a": "\\n"}', '{"a": "%s"}', '"\\\\"']),
        "created_at": rows.Same(AT),
        "next_try_at": rows.Same(AT.astimezone(ZoneInfo("America/New_York"))),
        "sent_at": [None, AT, AT],
    }
    assert rows.write(OutboxMessage, columns) == 3
    found = OutboxMessage.objects.order_by("id").values_list(
        "kind", "recipient", "facts", "sent_at"
    )
    assert list(found) == [
        ("100 % \\n\t", "user:1", {"a": "\n"}, None),
        ("100 % \\n\t", "\\.", {"a": "%s"}, AT),
        ("100 % \\n\t", "%s\r\n", "\\", AT),
    ]
    assert set(OutboxMessage.objects.values_list("created_at", "next_try_at")) == {(AT, AT)}


def test_columns_of_other_lengths_are_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="columns of"):
        rows.write(Event, {"kind": ["a"], "hash": ["b", "c"]})
    with pytest.raises(ValueError, match="columns of"):
        rows.write(Event, {"kind": rows.Same("a")})


def test_more_rows_than_are_sent_at_once() -> None:
    numbers_ = list(range(5001))
    hashes = ["0" * 64] * 5001
    given = {"object_id": numbers_, "kind": rows.Same("many"), "seq": rows.Same(1)}
    rows.write(Event, {**given, "object_kind": rows.Same("x"), "at": rows.Same(AT), "hash": hashes})
    found = Event.objects.filter(kind="many").order_by("object_id")
    assert list(found.values_list("object_id", flat=True)) == numbers_

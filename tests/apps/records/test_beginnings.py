"""First events of many objects are those that `history` would write one by one."""

import datetime as dt

import pytest

from tests import builders
from xiuhua.apps.records import history, rows
from xiuhua.apps.records.beginnings import first_events, moments, quoted
from xiuhua.apps.records.models import Event, Subdistrict

AT = dt.datetime(2021, 5, 6, 1, 2, 3, 456789, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_the_same_rows_as_extend() -> None:
    streets = [builders.subdistrict(), builders.subdistrict()]
    facts = [{"id": 'a"\\\n\x7f键', "n": None}, {"id": "", "n": [1, True]}]
    for street, fact in zip(streets, facts, strict=True):
        street.history_seq, street.history_head = 0, ""
        street.pk += 100  # a chain of its own
        (event,) = history.extend(
            street, [("thing.begun", fact)], at=AT, actor_id=None, subdistrict_id=7
        )
        event.save()
    names = [f.attname for f in Event._meta.concrete_fields if f.attname not in ("id", "object_id")]
    written = Event.objects.filter(kind="thing.begun").order_by("id")
    expected = [list(row) for row in written.values_list(*names)]

    ids = [street.pk for street in streets]
    columns = first_events(
        Subdistrict,
        ids,
        "thing.begun",
        list(map(history.canonical, facts)),
        at=AT,
        subdistrict_id=7,
    )
    assert columns["hash"] == [event.hash for event in written]
    rows.write(Event, {**columns, "object_id": [pk + 100 for pk in ids]})
    again = Event.objects.filter(kind="thing.begun", object_id__gt=max(ids)).order_by("id")
    assert [list(row) for row in again.values_list(*names)] == expected


def test_moments_and_words_as_canonical_json_has_them() -> None:
    given = [None, AT, AT.replace(microsecond=0)]
    assert moments(given) == [history.canonical({"x": history.moment(at)})[5:-1] for at in given]
    for text in ("", 'a"b', "\\", "\n\t\x00\x1f", "键é\u2028"):
        assert quoted(text) == history.canonical({"x": text})[5:-1]

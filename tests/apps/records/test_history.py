"""Appending to a chain: canonical data, hashes over everything said, heads kept on the row."""

import datetime as dt
import hashlib

from xiuhua.apps.records import history
from xiuhua.apps.records.models import Event


def test_same_facts_give_the_same_bytes():
    assert history.canonical({"b": 1, "a": "街"}) == '{"a":"街","b":1}'
    assert history.canonical({"a": "街", "b": 1}) == history.canonical({"b": 1, "a": "街"})


def test_a_moment_is_hashed_in_utc_whatever_its_zone():
    wuhan = dt.timezone(dt.timedelta(hours=8))
    assert history.moment(dt.datetime(2021, 5, 6, 9, tzinfo=wuhan)) == "2021-05-06T01:00:00.000000Z"
    assert history.moment(None) is None


def test_the_hash_survives_the_database_and_covers_every_column(subdistrict, at):
    history.append(
        subdistrict, "a", at=at, actor_id=7, subdistrict_id=3, data={"n": 1.5, "字": "花"}
    )
    event = Event.objects.get()
    assert event.hash == history.event_hash(event)
    others = {
        "previous_hash": "x",
        "object_kind": "x",
        "object_id": 99,
        "seq": 9,
        "kind": "x",
        "at": at + dt.timedelta(microseconds=1),
        "device_at": at,
        "actor_id": 8,
        "subdistrict_id": 4,
        "data": "{}",
    }
    assert set(others) == {f.attname for f in Event._meta.fields} - {"id", "hash"}
    for column, value in others.items():
        changed = Event.objects.get()
        setattr(changed, column, value)
        assert history.event_hash(changed) != event.hash, column


def test_append_moves_the_head_on_and_reads_it_anew(subdistrict, at):
    stale = type(subdistrict).objects.get()
    first = history.append(subdistrict, "a", at=at, actor_id=None)
    second = history.append(stale, "b", at=at, actor_id=None)
    assert (first.seq, second.seq) == (1, 2)
    assert second.previous_hash == first.hash
    subdistrict.refresh_from_db()
    assert (subdistrict.history_seq, subdistrict.history_head) == (2, second.hash)


def test_extend_chains_several_happenings_without_writing(subdistrict, at):
    events = history.extend(
        subdistrict, [("a", {}), ("b", {"n": 1})], at=at, actor_id=None, subdistrict_id=None
    )
    assert [event.seq for event in events] == [1, 2]
    assert events[1].previous_hash == events[0].hash == history.event_hash(events[0])
    assert subdistrict.history_seq == 2
    assert not Event.objects.exists()


def test_the_arithmetic_is_that_of_the_guide_and_stays_so():
    """docs/guides/history.md tells others how to verify; a change here would break every old chain."""
    event = Event(
        subdistrict_id=1,
        object_kind="case",
        object_id=12,
        seq=2,
        kind="case.dispatched",
        at=dt.datetime(2021, 5, 6, 1, tzinfo=dt.UTC),
        device_at=None,
        actor_id=7,
        data='{"街":"中"}',
        previous_hash="ab" * 32,
    )
    written = (
        '["' + "ab" * 32 + '", "case", 12, 2, "case.dispatched", "2021-05-06T01:00:00.000000Z", '
        'null, 7, 1, "{\\"街\\":\\"中\\"}"]'
    )
    by_hand = hashlib.sha256(written.encode()).hexdigest()
    assert history.event_hash(event) == by_hand
    assert by_hand == "521da4e09d348ef6079622d127c554b21a84949ef87deee1fe39f8a62c208573"

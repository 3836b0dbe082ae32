"""Seals: what they cover, how they are chained, and that nobody waits for them."""

import datetime as dt
import hashlib
import json
import subprocess

import pytest

from xiuhua.apps.records import history
from xiuhua.apps.records import seal as sealing
from xiuhua.apps.records.models import Event, Seal, SealedChain
from xiuhua.apps.records.seal import seal


def test_a_seal_names_each_grown_chain_with_its_head(subdistrict, another_subdistrict, at):
    for one in (subdistrict, another_subdistrict, subdistrict):
        history.append(one, "step", at=at, actor_id=None)
    made = seal(at)
    assert (made.number, made.chains, made.at, made.previous_digest) == (1, 2, at, "")
    assert made.upto_event_id == Event.objects.last().pk
    rows = SealedChain.objects.order_by("object_id").values_list("object_id", "seq", "hash")
    assert list(rows) == [
        (one.pk, one.history_seq, one.history_head) for one in (subdistrict, another_subdistrict)
    ]


def test_only_chains_that_grew_are_sealed_again(subdistrict, another_subdistrict, at):
    for one in (subdistrict, another_subdistrict):
        history.append(one, "step", at=at, actor_id=None)
    first = seal(at)
    assert seal(at) is None
    history.append(another_subdistrict, "step", at=at, actor_id=None)
    second = seal(at + dt.timedelta(days=1))
    assert (second.number, second.chains, second.previous_digest) == (2, 1, first.digest)
    assert seal(at + dt.timedelta(days=2)) is None
    assert Seal.objects.count() == 2


def test_a_seal_costs_the_same_statements_for_many_chains(
    subdistrict, another_subdistrict, at, django_assert_max_num_queries
):
    for _ in range(20):
        history.append(subdistrict, "step", at=at, actor_id=None)
    history.append(another_subdistrict, "step", at=at, actor_id=None)
    with django_assert_max_num_queries(12):
        assert seal(at).chains == 2


def test_more_chains_than_one_batch(subdistrict, at, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    for number in range(5):
        Event.objects.create(
            object_kind="x", object_id=number, seq=1, kind="k", at=at, hash=f"{number:064d}"
        )
    assert seal(at).chains == 5
    assert SealedChain.objects.count() == 5


WRITER = """
    from django.db import transaction
    from xiuhua.apps.records.models import Event
    import datetime as dt
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with transaction.atomic():
        low = Event.objects.create(
            object_kind="seal.test", object_id=os.getpid(), seq=1, kind="k", at=at, hash="1" * 64
        )
        print("written", flush=True)
        sys.stdin.readline()
    print(json.dumps(low.pk))
"""
SEALER = """
    import datetime as dt
    from xiuhua.apps.records.models import Event, SealedChain
    from xiuhua.apps.records.seal import seal
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    high = Event.objects.create(
        object_kind="seal.test", object_id=os.getpid(), seq=1, kind="k", at=at, hash="2" * 64
    )
    print("sealing", flush=True)
    made = seal(at)
    sealed = SealedChain.objects.filter(object_kind="seal.test").values_list("object_id", flat=True)
    print(json.dumps([high.pk, made.upto_event_id, list(sealed)]))
"""


@pytest.mark.postgres
def test_a_seal_waits_for_lower_ids_that_are_not_committed_yet(start_process):
    """On SQLite there is one writer at a time, so the question does not arise."""
    writer = start_process(WRITER)
    assert writer.stdout.readline() == "written\n"
    sealer = start_process(SEALER)
    assert sealer.stdout.readline() == "sealing\n"
    with pytest.raises(subprocess.TimeoutExpired):
        sealer.wait(timeout=1.0)
    low = json.loads(writer.communicate("go\n", timeout=30)[0])
    high, upto, sealed = json.loads(sealer.communicate(timeout=30)[0])
    assert low < high <= upto
    assert {writer.pid, sealer.pid} <= set(sealed)


@pytest.mark.postgres
def test_acts_go_on_while_a_seal_waits(start_process, run_process):
    writer = start_process(WRITER)
    assert writer.stdout.readline() == "written\n"
    sealer = start_process(SEALER)
    assert sealer.stdout.readline() == "sealing\n"
    third = run_process(
        WRITER.replace("sys.stdin.readline()", "").replace('print("written", flush=True)', "")
    )
    assert isinstance(third, int)
    assert sealer.poll() is None
    writer.communicate("go\n", timeout=30)
    sealer.communicate(timeout=30)


@pytest.mark.postgres
def test_a_writer_that_does_not_end_is_named_as_the_reason(start_process, run_process):
    writer = start_process(WRITER)
    assert writer.stdout.readline() == "written\n"
    code = run_process(
        """
        import datetime as dt
        from xiuhua.apps.records import seal
        from xiuhua.rulebook.refusal import Refused
        seal.WAITS = 5
        try:
            seal.seal(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        except Refused as refused:
            print(json.dumps(refused.code))
        """
    )
    writer.communicate("go\n", timeout=30)
    assert code == "seal_history_busy"


def test_the_arithmetic_is_that_of_the_guide_and_stays_so():
    """docs/guides/history.md tells others how to verify a seal."""
    digest = sealing.Digest("ab" * 32, 5, dt.datetime(2021, 5, 6, 1, tzinfo=dt.UTC))
    digest.add(("case", 12, 2, "cd" * 32))
    digest.add(("街", 3, 1, "ef" * 32))
    written = (
        '["' + "ab" * 32 + '",5,"2021-05-06T01:00:00.000000Z"]\n'
        '["case",12,2,"' + "cd" * 32 + '"]\n'
        '["街",3,1,"' + "ef" * 32 + '"]\n'
        "[2,77]\n"
    )
    assert digest.close(77) == hashlib.sha256(written.encode()).hexdigest()

"""The proof finds every way of tampering, and names the first broken row."""

import datetime as dt
import inspect
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xiuhua.apps.records import history, proof
from xiuhua.apps.records.management.commands.verify_history import FAULTS
from xiuhua.apps.records.models import Event, Seal, SealedChain, Subdistrict
from xiuhua.apps.records.seal import seal
from xiuhua.rulebook.refusal import Refused


@pytest.fixture
def street(subdistrict, another_subdistrict, at):
    """Two objects with three events each, sealed twice; then one event more on the first."""
    for hour in range(3):
        moment = at + dt.timedelta(hours=hour)
        for one in (subdistrict, another_subdistrict):
            history.append(one, f"step.{hour}", at=moment, actor_id=5, data={"n": hour})
        if hour:
            seal(moment)
    history.append(subdistrict, "step.3", at=at, actor_id=5)
    return subdistrict, another_subdistrict


def broken() -> tuple[str, int, int]:
    found = proof.verify().first_broken
    assert found is not None
    return found.fault, found.object_id, found.seq


def test_whole_history_holds_and_is_counted(street):
    report = proof.verify()
    assert report.holds
    assert (report.events, report.chains, report.seals, report.unsealed_chains) == (7, 2, 2, 1)


def test_empty_history_holds(db):
    assert proof.verify().holds
    assert seal(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) is None


def test_progress_is_told(street):
    told = []
    proof.verify(told.append)
    assert told[-1] == 7


def test_a_changed_row_is_found(street, unguard):
    unguard("records_event")
    Event.objects.filter(object_id=street[0].pk, seq=2).update(actor_id=6)
    assert broken() == ("event_changed", street[0].pk, 2)


def test_a_changed_row_with_a_fitting_hash_is_found_by_the_next(street, unguard):
    unguard("records_event")
    event = Event.objects.get(object_id=street[0].pk, seq=1)
    event.actor_id = 6
    event.hash = history.event_hash(event)
    event.save()
    assert broken() == ("previous_hash", street[0].pk, 2)


def test_a_chain_rewritten_as_a_whole_is_found_by_its_seal(street, unguard):
    unguard("records_event")
    last_hash = ""
    for event in Event.objects.filter(object_id=street[1].pk).order_by("seq"):
        event.actor_id, event.previous_hash = 6, last_hash
        last_hash = event.hash = history.event_hash(event)
        event.save()
    Subdistrict.objects.filter(pk=street[1].pk).update(history_head=last_hash)
    assert broken() == ("event_rewritten", street[1].pk, 2)


def test_a_removed_row_is_found(street, unguard):
    unguard("records_event")
    Event.objects.filter(object_id=street[0].pk, seq=1).delete()
    assert broken() == ("event_missing", street[0].pk, 1)


def test_a_chain_cut_short_is_found_even_with_its_head_moved_back(street, unguard):
    unguard("records_event")
    Event.objects.filter(object_id=street[1].pk, seq=3).delete()
    second = Event.objects.get(object_id=street[1].pk, seq=2)
    Subdistrict.objects.filter(pk=street[1].pk).update(history_seq=2, history_head=second.hash)
    assert broken() == ("chain_cut", street[1].pk, 3)


def test_an_unsealed_end_that_was_cut_is_found_by_the_head(street, unguard):
    unguard("records_event")
    Event.objects.filter(object_id=street[0].pk, seq=4).delete()
    assert broken() == ("head", street[0].pk, 3)


def test_a_chain_taken_away_whole_is_found_even_when_its_object_is_gone(street, unguard):
    unguard("records_event")
    Event.objects.filter(object_id=street[1].pk).delete()
    gone = street[1].pk
    street[1].delete()
    assert broken() == ("chain_missing", gone, 2)


def test_two_rows_swapped_are_found(street, unguard):
    unguard("records_event")
    first, second = Event.objects.filter(object_id=street[0].pk).order_by("seq")[:2]
    Event.objects.filter(pk=first.pk).update(seq=99)
    Event.objects.filter(pk=second.pk).update(seq=1)
    Event.objects.filter(pk=first.pk).update(seq=2)
    assert broken() == ("event_changed", street[0].pk, 1)


def test_a_row_put_in_is_found(street, at):
    """Inserting needs no trigger off: the head on the object's row does not know it."""
    last = Event.objects.get(object_id=street[1].pk, seq=3)
    forged = Event(
        object_kind=last.object_kind,
        object_id=last.object_id,
        seq=4,
        kind="forged",
        at=at,
        previous_hash=last.hash,
    )
    forged.hash = history.event_hash(forged)
    forged.save()
    assert broken() == ("head", street[1].pk, 4)


def test_a_wrong_head_is_found(street):
    Subdistrict.objects.filter(pk=street[1].pk).update(history_head="0" * 64)
    assert broken() == ("head", street[1].pk, 3)


def test_a_sealed_row_taken_away_is_found(street, unguard):
    unguard("records_sealedchain")
    SealedChain.objects.order_by("id").first().delete()
    found = proof.verify().first_broken
    assert (found.fault, found.seal) == ("seal_changed", 1)


def test_a_chain_and_all_its_sealed_rows_taken_away_is_found(street, unguard):
    for table in ("records_event", "records_sealedchain"):
        unguard(table)
    Event.objects.filter(object_id=street[1].pk).delete()
    SealedChain.objects.filter(object_id=street[1].pk).delete()
    street[1].delete()
    found = proof.verify().first_broken
    assert (found.fault, found.seal) == ("seal_changed", 1)


def test_a_seal_taken_out_of_the_middle_is_found(street, unguard):
    for table in ("records_seal", "records_sealedchain"):
        unguard(table)
    SealedChain.objects.filter(seal__number=1).delete()
    Seal.objects.filter(number=1).delete()
    found = proof.verify().first_broken
    assert (found.fault, found.seal) == ("seal_missing", 1)


def test_a_sealed_row_added_later_is_found(street):
    first = Seal.objects.get(number=1)
    SealedChain.objects.create(
        seal=first, object_kind="subdistrict", object_id=street[0].pk + 500, seq=1, hash="0" * 64
    )
    assert broken()[0] == "chain_missing"
    row = SealedChain(seal=first, object_kind="x", object_id=1, seq=1, hash="0" * 64)
    with pytest.raises(proof._Found) as raised:
        row.save()
        proof._read_seals(proof.Report())
    assert raised.value.broken.fault == "seal_stray"


def test_a_seal_written_down_elsewhere_proves_the_newest_seals(street, unguard):
    last = Seal.objects.get(number=2)
    assert proof.verify(known_seal=(2, last.digest)).holds
    for table in ("records_seal", "records_sealedchain"):
        unguard(table)
    SealedChain.objects.filter(seal=last).delete()
    last.delete()
    assert proof.verify().first_broken is None
    assert proof.verify(known_seal=(2, last.digest)).first_broken.fault == "seal_replaced"


def test_one_object_alone(street):
    report = proof.verify(kind="subdistrict", object_id=street[0].pk)
    assert (report.holds, report.events, report.chains) == (True, 4, 1)


def test_missing_guards_break_the_promise(street, unguard):
    unguard("records_event")
    report = proof.verify()
    assert report.first_broken is None
    assert not report.holds
    assert "records_event_no_update" in report.unguarded


def test_an_event_committed_late_is_sealed_by_the_next_seal(street, at):
    """Ids are reserved before they are written, so a lower id may appear after a seal."""
    first, second = (Subdistrict.objects.get(pk=one.pk) for one in street)
    reserved = Event.objects.order_by("-id").first().pk + 5
    _write_with_id(first, reserved + 1, at)
    seal(at + dt.timedelta(hours=3))
    _write_with_id(second, reserved, at)
    made = seal(at + dt.timedelta(hours=3, minutes=30))
    assert made.chains == 1
    assert proof.verify().holds


def _write_with_id(obj, event_id, at):
    (event,) = history.extend(obj, [("x", {})], at=at, actor_id=None, subdistrict_id=None)
    event.pk = event_id
    event.save(force_insert=True)
    obj.save()


def test_reading_costs_the_same_statements_however_long_a_chain(street, at):
    with CaptureQueriesContext(connection) as before:
        proof.verify()
    for _ in range(50):
        history.append(street[0], "more", at=at, actor_id=None)
    with CaptureQueriesContext(connection) as after:
        proof.verify()
    assert len(before) == len(after)


# --- the commands


def test_the_command_says_that_history_holds(street, capsys):
    call_command("verify_history")
    assert "历史完整：7 条记录" in capsys.readouterr().out


def test_the_command_names_the_first_broken_row_and_ends_with_one(street, unguard, capsys):
    unguard("records_event")
    Event.objects.filter(object_id=street[0].pk, seq=2).update(actor_id=6)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_history")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert f"subdistrict:{street[0].pk} 的第 2 条历史" in said


def test_the_command_ends_with_one_line_of_json(street, unguard, capsys):
    call_command("verify_history", "--json", "--object", f"subdistrict:{street[1].pk}")
    report = json.loads(capsys.readouterr().out)
    assert report["holds"] is True
    assert report["events"] == 3
    Subdistrict.objects.filter(pk=street[1].pk).update(history_seq=9)
    with pytest.raises(SystemExit):
        call_command("verify_history", "--json")
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["first_broken"]["fault"] == "head"
    assert report["first_broken"]["object_id"] == street[1].pk


@pytest.mark.parametrize(
    "text", ["case", "case:x", "nothing:1", "case:-1", ":1", f"case:{'9' * 30}"]
)
def test_an_unknown_object_is_refused(db, text):
    with pytest.raises(Refused, match="history_object_unknown"):
        call_command("verify_history", "--object", text)


@pytest.mark.parametrize("text", ["1", "1:abc", f"x:{'0' * 64}"])
def test_a_seal_text_that_is_none_is_refused(db, text):
    with pytest.raises(Refused, match="seal_text_invalid"):
        call_command("verify_history", "--seal", text)


def test_sealing_by_command_prints_what_to_write_down(subdistrict, at, capsys):
    call_command("seal_history")
    assert "无需封存" in capsys.readouterr().out
    history.append(subdistrict, "a", at=at, actor_id=None)
    call_command("seal_history", "--json")
    made = json.loads(capsys.readouterr().out)
    call_command("verify_history", "--seal", f"{made['number']}:{made['digest']}")


def test_every_fault_has_its_sentence():
    raised = set(re.findall(r'Broken\(\s*"(\w+)"', inspect.getsource(proof)))
    raised |= {"event_changed", "previous_hash", "chain_cut", "chain_missing"}
    assert raised == set(FAULTS)

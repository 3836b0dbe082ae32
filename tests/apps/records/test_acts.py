"""An act is done once per key, whole or not at all."""

import datetime as dt
import hashlib
import json

import pytest
from django.db import IntegrityError, transaction

from xiuhua.apps.records.acts import MAX_KEY_LENGTH, act, body_hash, scope
from xiuhua.apps.records.history import canonical
from xiuhua.apps.records.models import IdempotencyKey, NumberBlock
from xiuhua.rulebook.refusal import Refused

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
BODY = {"words": "路灯不亮", "lon": 114.27}


def do(key="k1", body=None, by=7, name="lamp.report"):
    """An act that writes one row each time it is really done."""
    with act(name, scope=scope(by), key=key, body=BODY if body is None else body) as this:
        if this.done:
            return this.answer
        NumberBlock.objects.create(series=f"row {NumberBlock.objects.count()}")
        return this.keep({"rows": NumberBlock.objects.count()})


def test_the_same_key_and_body_answer_the_same_and_write_once(db):
    assert do() == {"rows": 1}
    assert do() == {"rows": 1}
    assert NumberBlock.objects.count() == 1
    assert IdempotencyKey.objects.get().scope == "user:7"


def test_the_order_of_the_body_does_not_matter(db):
    do()
    assert do(body=dict(reversed(BODY.items()))) == {"rows": 1}


@pytest.mark.parametrize("other", [{"body": {"words": "x"}}, {"name": "lamp.mend"}])
def test_the_same_key_for_something_else_is_refused(db, other):
    do()
    with pytest.raises(Refused, match="key_reused"):
        do(**other)
    assert NumberBlock.objects.count() == 1


def test_another_person_may_use_the_same_key(db):
    assert (do(by=7), do(by=8), do(by=None)) == ({"rows": 1}, {"rows": 2}, {"rows": 3})


def test_without_a_key_nothing_is_remembered(db):
    assert (do(key=""), do(key="")) == ({"rows": 1}, {"rows": 2})
    assert not IdempotencyKey.objects.exists()


def test_a_refusal_inside_leaves_nothing_and_the_key_free(db):
    with pytest.raises(Refused, match="not_now"):
        with act("a", scope="public", key="k", body={}) as this:
            NumberBlock.objects.create(series="half done")
            this.keep({})
            raise Refused("not_now")
    assert not NumberBlock.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_another_broken_constraint_is_not_taken_for_a_key_sent_twice(db):
    with pytest.raises(IntegrityError):
        with act("a", scope="public", key="k", body={}):
            NumberBlock.objects.create(series="x")
            NumberBlock.objects.bulk_create([NumberBlock(series="x")])
    assert not NumberBlock.objects.exists()


def test_a_key_written_by_somebody_else_in_between_is_refused(db):
    with pytest.raises(Refused, match="sent_twice_at_once"):
        with act("a", scope="public", key="k", body={}) as this:
            with transaction.atomic():
                IdempotencyKey.objects.create(
                    scope="public", key="k", act="a", body_sha256="", answer={}, at=AT
                )
            this.keep({})


def test_a_key_that_is_too_long_is_refused(db):
    do(key="k" * MAX_KEY_LENGTH)
    with pytest.raises(Refused, match="key_too_long"):
        do(key="k" * (MAX_KEY_LENGTH + 1))


@pytest.mark.parametrize("body", [{"a": "\ud800"}, {"a": "x\0y"}, {"a": ["\\\0"]}, {"\0": 1}])
def test_characters_that_no_database_keeps_are_refused(db, body):
    with pytest.raises(Refused, match="text_unreadable"):
        do(body=body)
    with pytest.raises(Refused, match="text_unreadable"):
        do(key="k\0")
    assert not NumberBlock.objects.exists()


def test_a_written_out_backslash_is_no_such_character():
    assert body_hash({"a": r"C:\u0000"}) != body_hash({"a": r"C:\\u0000"})


def test_scopes():
    assert (scope(12), scope(None)) == ("user:12", "public")


TOGETHER = """
    from django.db import connection
    from xiuhua.apps.records.acts import act
    from xiuhua.apps.records.models import NumberBlock
    from xiuhua.rulebook.refusal import Refused

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        with act("a", scope="public", key=sys.argv[1], body={"n": 1}) as this:
            if this.done:
                said = ["again", this.answer]
            else:
                time.sleep(0.3)
                NumberBlock.objects.create(series=f"{sys.argv[1]} {os.getpid()}")
                said = ["done", this.keep({"by": os.getpid()})]
    except Refused as refused:
        said = [refused.code, None]
    print(json.dumps(said))
"""


def test_the_same_key_from_several_processes_at_once_writes_once(start_process, run_process):
    processes = [start_process(TOGETHER, "at once") for _ in range(3)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    done = [answer for what, answer in said if what == "done"]
    assert len(done) == 1
    assert {what for what, _ in said} <= {"done", "again", "sent_twice_at_once"}
    assert all(answer == done[0] for what, answer in said if what == "again")
    late = run_process(TOGETHER.replace('print("ready", flush=True)', ""), "at once")
    assert late == ["again", done[0]]
    rows = run_process(
        """
        from xiuhua.apps.records.models import NumberBlock
        print(NumberBlock.objects.filter(series__startswith="at once").count())
        """
    )
    assert rows == 1


def test_a_process_killed_inside_leaves_nothing(run_process):
    killed = """
        import signal
        from xiuhua.apps.records import history
        from xiuhua.apps.records.acts import act
        from xiuhua.apps.records.models import NumberBlock, Subdistrict
        from xiuhua.apps.records.now import now

        with act("a", scope="public", key="killed", body={}) as this:
            made = Subdistrict.objects.create(
                code="990000001", name="虚构街道", case_prefix="X", projected_epsg=4547
            )
            history.append(made, "subdistrict.made", at=now(), actor_id=None)
            this.keep({})
            os.kill(os.getpid(), signal.SIGKILL)
    """
    assert run_process(killed) is None
    left = run_process(
        """
        from xiuhua.apps.records.models import Event, IdempotencyKey, Subdistrict
        print(json.dumps([
            Event.objects.filter(kind="subdistrict.made").count(),
            Subdistrict.objects.filter(code="990000001").count(),
            IdempotencyKey.objects.filter(key="killed").count(),
        ]))
        """
    )
    assert left == [0, 0, 0]


def test_what_was_sent_cannot_be_guessed_without_the_installations_secret(settings):
    """A telephone number has few values: whoever reads the table must not be able to try them all."""
    body = {"phone": "13800001234"}
    kept = body_hash(body)
    assert len(kept) == 64
    assert kept == body_hash(dict(body))
    plain = canonical(body).encode()
    assert kept != hashlib.sha256(plain).hexdigest()
    settings.SECRET_KEY = "another installation"
    assert body_hash(body) != kept

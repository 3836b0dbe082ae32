"""What one message or one clock does wrong stops no other message: carriers that raise, rows that do not fit, kills."""

import datetime as dt
import http.client

import pytest

from xiuhua.apps.records import outbox
from xiuhua.apps.records.carriers import apprise_carrier
from xiuhua.apps.records.models import OutboxMessage

HOUR = dt.timedelta(hours=1)


def states():
    return list(OutboxMessage.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize(
    "fault",
    [
        *(KeyError("x"), ValueError(), ZeroDivisionError(), RecursionError(), MemoryError()),
        *(Exception("of a plug-in's own"), StopIteration(), http.client.BadStatusLine("?")),
        *(ImportError("a part is missing"), EOFError(), SyntaxError()),
    ],
    ids=repr,
)
def test_a_poison_message_stops_nobody(put, receiver, at, fault):
    put("unit:1", "poison", "unit:2")
    hook = apprise_carrier({"default": f"json://{receiver.host}"}, ["127.0.0.1"])

    def carry(message):
        if message.recipient == "poison":
            raise fault
        hook(message)

    assert outbox.send_due(at, {"hook": carry}).as_facts() == {
        "sent": 2,
        "failed": 1,
        "given_up": 0,
    }
    assert states() == ["sent", "failed", "sent"]
    assert OutboxMessage.objects.get(recipient="poison").last_error == type(fault).__name__


@pytest.mark.parametrize("facts", [[], "words", 7, {"case": {"id": None}}, {"number": None}])
def test_a_malformed_row_stops_nobody(put, receiver, at, facts):
    """Rows are ours, but a later version may read what an earlier one wrote."""
    put("unit:1", "unit:2", "unit:3")
    broken = OutboxMessage.objects.order_by("id")[1]
    OutboxMessage.objects.filter(id=broken.id).update(facts=facts, kind="?", attempts=3)

    def words(message):
        return message.kind, f"{message.facts['number']['deep']}" if message.kind == "?" else "ok"

    hook = apprise_carrier({"default": f"json://{receiver.host}"}, ["127.0.0.1"], words)
    assert outbox.send_due(at, {"hook": hook}).as_facts() == {
        "sent": 2,
        "failed": 1,
        "given_up": 0,
    }
    assert states() == ["sent", "failed", "sent"]


def test_a_clock_that_jumped_ahead_and_back_holds_nothing_up(put, receiver, at):
    """Written and tried while the clock stood a year ahead; when it is right again they are due."""
    ahead = at + dt.timedelta(days=365)
    put("unit:1", when=ahead)
    put("unit:2", channel="desk", when=ahead)
    outbox.send_due(ahead, {"hook": _fails})
    put("unit:3")
    assert OutboxMessage.objects.earliest("id").next_try_at > at + outbox.LONGEST_WAIT
    OutboxMessage.objects.filter(channel="desk").update(state="queued")
    hook = apprise_carrier({"default": f"json://{receiver.host}"}, ["127.0.0.1"])
    assert outbox.send_due(at, {"hook": hook}).sent == 3
    assert states() == ["sent"] * 3


def test_a_clock_that_jumped_an_hour_holds_nothing_up_either(put, receiver, at):
    """Within the ordinary waits: what was written then is due now; what is being carried is left alone."""
    hook = apprise_carrier({"default": f"json://{receiver.host}"}, ["127.0.0.1"])
    put("unit:1", "unit:2", when=at + HOUR)
    put("unit:3", channel="desk", when=at + HOUR)
    OutboxMessage.objects.filter(recipient="unit:2").update(attempts=1)
    assert outbox.send_due(at, {"hook": hook}).sent == 2
    assert states() == ["sent", "queued", "sent"]


def test_an_ordinary_wait_is_not_cut_short(put, at):
    put("unit:1")
    OutboxMessage.objects.update(next_try_at=at + outbox.LONGEST_WAIT)
    assert outbox.send_due(at, {"hook": _fails}).as_facts() == outbox.Tally().as_facts()


def _fails(message):
    raise outbox.NotSent("not today")


class PowerCut(BaseException):
    """Stands for the end of the process."""


def test_a_message_that_kills_the_process_is_tried_later_and_given_up_in_the_end(put, at):
    put("poison", "unit:2")
    reached = []

    def carry(message):
        if message.recipient == "poison":
            raise PowerCut
        reached.append(message.recipient)

    moment = at
    for _ in range(outbox.MAX_ATTEMPTS):
        with pytest.raises(PowerCut):
            outbox.send_due(moment, {"hook": carry})
        outbox.send_due(moment, {"hook": carry})
        moment += outbox.LEASE
    assert reached == ["unit:2"]
    assert outbox.send_due(moment, {"hook": carry}).given_up == 1
    assert states() == ["given_up", "sent"]

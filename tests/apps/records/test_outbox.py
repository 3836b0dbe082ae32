"""The outbox: each message by itself, sent, tried again, given up."""

import datetime as dt
import json
import urllib.request

import pytest
from django.core.management import call_command

from xiuhua.apps.records import outbox
from xiuhua.apps.records.carriers import apprise_carrier, read_carriers
from xiuhua.apps.records.models import OutboxMessage
from xiuhua.rulebook.refusal import Refused

MINUTE = dt.timedelta(minutes=1)


def states():
    return list(OutboxMessage.objects.order_by("id").values_list("state", flat=True))


def test_one_row_per_recipient_unsaved(subdistrict, at):
    rows = outbox.queue(
        subdistrict.pk, "case.dispatched", "desk", ["user:1", "unit:2", "user:1"], {"case": 5}, at
    )
    assert [row.recipient for row in rows] == ["user:1", "unit:2"]
    assert {(row.state, row.attempts, row.created_at, row.next_try_at) for row in rows} == {
        ("queued", 0, at, at)
    }
    assert all(row.pk is None for row in rows)


def test_desk_messages_arrive_and_are_seen(put, at):
    put("user:1", "unit:2", "user:3", channel="desk")
    assert outbox.send_due(at, {}).sent == 3
    assert states() == ["sent"] * 3
    mine = outbox.inbox(["user:1", "unit:2"])
    assert [message.recipient for message in mine] == ["unit:2", "user:1"]
    assert outbox.mark_seen(["user:1", "unit:2"], upto_id=mine[0].id, at=at) == 2
    assert outbox.mark_seen(["user:1", "unit:2"], upto_id=mine[0].id, at=at) == 0
    assert not OutboxMessage.objects.get(recipient="user:3").seen_at


def test_a_webhook_receives_the_message(put, receiver, at):
    put("unit:3", number="XH-1", case=12)
    carrier = apprise_carrier({"unit:3": f"json://{receiver.host}/hook"}, ["127.0.0.1"])
    assert outbox.send_due(at, {"hook": carrier}).as_facts() == {
        "sent": 1,
        "failed": 0,
        "given_up": 0,
    }
    (got,) = receiver.received
    assert (got["path"], got["title"]) == ("/hook", "case.dispatched")
    assert json.loads(got["message"]) == {"number": "XH-1", "case": 12}
    message = OutboxMessage.objects.get()
    assert (message.state, message.sent_at, message.attempts) == ("sent", at, 1)


def test_the_words_are_those_of_the_caller_and_default_is_for_the_rest(put, receiver, at):
    put("unit:9")
    carrier = apprise_carrier(
        {"unit:3": "json://127.0.0.1:1/", "default": f"json://{receiver.host}/all"},
        ["127.0.0.0/8"],
        words=lambda message: ("新派遣", f"给 {message.recipient}"),
    )
    outbox.send_due(at, {"hook": carrier})
    assert [(r["path"], r["title"], r["message"]) for r in receiver.received] == [
        ("/all", "新派遣", "给 unit:9")
    ]


def test_a_message_is_not_sent_before_its_time_nor_twice(put, receiver, at):
    put("unit:3")
    OutboxMessage.objects.update(next_try_at=at + MINUTE)
    carriers = {"hook": apprise_carrier({"default": f"json://{receiver.host}"}, ["127.0.0.1"])}
    assert outbox.send_due(at, carriers).sent == 0
    assert outbox.send_due(at + MINUTE, carriers).sent == 1
    assert outbox.send_due(at + 2 * MINUTE, carriers).sent == 0
    assert len(receiver.received) == 1


def test_a_failing_receiver_is_tried_again_ever_later_and_then_given_up(put, receiver, at):
    put("unit:3")
    carriers = {"hook": apprise_carrier({"default": f"json://{receiver.host}"}, ["127.0.0.1"])}
    receiver.status = 500
    waits, moment = [], at
    while states() != ["given_up"]:
        tally = outbox.send_due(moment, carriers)
        message = OutboxMessage.objects.get()
        if message.state == "failed":
            assert tally.failed == 1
            assert outbox.send_due(message.next_try_at - MINUTE / 60, carriers).failed == 0
            waits.append((message.next_try_at - moment) / MINUTE)
            moment = message.next_try_at
    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert message.attempts == len(receiver.received) == outbox.MAX_ATTEMPTS
    assert message.last_error == "the other side did not take it"
    assert outbox.send_due(moment + 1000 * MINUTE, carriers).as_facts()["failed"] == 0


def test_the_longest_wait_has_a_limit(put, at, monkeypatch):
    monkeypatch.setattr(outbox, "MAX_ATTEMPTS", 100)
    put("unit:3")
    OutboxMessage.objects.update(attempts=60)
    outbox.send_due(at, {})
    assert OutboxMessage.objects.get().next_try_at == at + outbox.LONGEST_WAIT


def test_it_recovers_when_the_receiver_does(put, receiver, at):
    put("unit:3")
    carriers = {"hook": apprise_carrier({"default": f"json://{receiver.host}"}, ["127.0.0.1"])}
    receiver.status = 503
    outbox.send_due(at, carriers)
    receiver.status = 200
    assert outbox.send_due(at + MINUTE, carriers).sent == 1
    assert OutboxMessage.objects.get().last_error == ""


def test_a_channel_without_a_carrier_says_so(put, at):
    put("unit:1", channel="pigeon")
    assert outbox.send_due(at, {}).failed == 1
    assert "pigeon" in OutboxMessage.objects.get().last_error


def test_a_claim_that_somebody_else_took_over_is_not_settled(put, at):
    put("unit:1")

    def slow(message):
        OutboxMessage.objects.update(attempts=2)  # the lease ran out; another sender took it on

    outbox.send_due(at, {"hook": slow})
    assert states() == ["queued"]


def test_a_round_can_be_limited(put, at):
    put("unit:1", "unit:2", "unit:3")
    assert outbox.send_due(at, {"hook": lambda message: None}, limit=2).sent == 2
    assert states() == ["sent", "sent", "queued"]


def test_senders_at_work_together_send_each_message_once(run_process, start_process):
    run_process(
        """
        import datetime as dt
        from xiuhua.apps.records import outbox
        from xiuhua.apps.records.models import OutboxMessage, Subdistrict
        made = Subdistrict.objects.create(
            code="990000077", name="虚构街道", case_prefix="X", projected_epsg=4547
        )
        at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        rows = outbox.queue(made.pk, "k", "hook", [f"unit:{n}" for n in range(40)], {}, at)
        OutboxMessage.objects.bulk_create(rows)
        """
    )
    sending = """
        import datetime as dt
        from xiuhua.apps.records import outbox
        carried = []
        outbox.send_due(
            dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            {"hook": lambda message: (time.sleep(0.005), carried.append(message.recipient))},
        )
        print(json.dumps(carried))
        """
    senders = [start_process(sending) for _ in range(3)]
    carried = [json.loads(sender.communicate(timeout=60)[0]) for sender in senders]
    everything = sum(carried, [])
    assert sorted(everything) == sorted(f"unit:{n}" for n in range(40))


# --- where messages may go


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("json://127.0.0.1:{port}/", []),
        ("json://127.0.0.1:{port}/", ["gateway.example", "10.0.0.0/8"]),
        ("json://localhost:{port}/", ["gateway.example"]),
        ("json://localhost:{port}/", ["localhost"]),  # the name alone: what it leads to is private
        ("json://[::1]:{port}/", ["127.0.0.1"]),
        ("json://0.0.0.0:{port}/", ["gateway.example"]),
    ],
)
def test_a_host_that_is_not_listed_is_not_reached(put, receiver, at, address, listed):
    put("unit:3")
    url = address.format(port=receiver.server_port)
    assert outbox.send_due(at, {"hook": apprise_carrier({"default": url}, listed)}).failed == 1
    assert receiver.received == []
    assert "XIUHUA_OUTBOX_HOSTS" in OutboxMessage.objects.get().last_error


BEYOND = [
    "json://10.1.2.3/",
    "json://2130706433/",
    "json://169.254.169.254/latest/meta-data",
    "json://8.8.8.8/",
    "json://gateway.example.evil.test/",
    "wecombot://1a2b3c4d-1a2b-3c4d-1a2b-1a2b3c4d5e6f/",
    "mailto://user:password@mail.test/?smtp=127.0.0.1&to=a@mail.test",
]


def test_hosts_beyond_this_machine_that_are_not_listed_are_not_looked_up(run_process):
    """In a process of its own: here the tests' own ban on the network would speak first."""
    said = run_process(
        """
        from xiuhua.apps.records.carriers import apprise_carrier
        from xiuhua.apps.records.models import OutboxMessage
        from xiuhua.apps.records.outbox import NotSent
        said = []
        for url in json.loads(sys.argv[1]):
            try:
                apprise_carrier({"default": url}, ["gateway.example"])(OutboxMessage(kind="k"))
                said.append("sent")
            except NotSent as error:
                said.append(str(error))
        print(json.dumps(said))
        """,
        json.dumps(BEYOND),
    )
    assert ["XIUHUA_OUTBOX_HOSTS" in text for text in said] == [True] * len(BEYOND), said


def test_a_listed_name_may_lead_to_a_listed_network(put, receiver, at):
    put("unit:3")
    url = f"json://localhost:{receiver.server_port}/"
    carrier = apprise_carrier({"default": url}, ["localhost", "127.0.0.0/8", "::1"])
    assert outbox.send_due(at, {"hook": carrier}).sent == 1


def test_a_redirect_is_not_followed(put, receiver, at):
    put("unit:3")
    receiver.status, receiver.location = 307, f"http://localhost:{receiver.server_port}/inside"
    carrier = apprise_carrier({"default": f"json://{receiver.host}/"}, ["127.0.0.1"])
    assert outbox.send_due(at, {"hook": carrier}).failed == 1
    assert len(receiver.received) == 1


def test_the_gate_stands_for_carriers_only(put, receiver, at):
    put("unit:3")
    outbox.send_due(at, {"hook": apprise_carrier({"default": "json://10.0.0.1/"}, [])})
    request = urllib.request.Request(f"http://{receiver.host}/", data=b"{}", method="POST")
    assert urllib.request.urlopen(request, timeout=5).status == 200


def test_no_secret_is_kept_in_the_reason(put, at):
    put("unit:3")
    carrier = apprise_carrier(
        {"default": "json://user:SECRET@127.0.0.1:1/SECRETPATH"}, ["127.0.0.1"]
    )
    outbox.send_due(at, {"hook": carrier})
    assert "SECRET" not in OutboxMessage.objects.get().last_error


# --- the file of addresses and the command


def test_addresses_come_from_a_file(tmp_path, put, receiver, at):
    file = tmp_path / "carriers.toml"
    assert read_carriers(file, []) == {}
    file.write_text(f'[hook]\ndefault = "json://{receiver.host}/file"\n', encoding="utf-8")
    put("unit:3")
    assert outbox.send_due(at, read_carriers(file, ["127.0.0.1"])).sent == 1
    assert receiver.received[0]["path"] == "/file"


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        'hook = "json://x"',
        '[desk]\ndefault = "json://x"',
        "[hook]\ndefault = 5",
        '[hook]\ndefault = "file:///etc/passwd"',
        '[hook]\ndefault = "syslog://"',
        f'[{"h" * 17}]\ndefault = "json://x"',
    ],
)
def test_a_broken_file_is_refused(tmp_path, text):
    file = tmp_path / "carriers.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="carriers_invalid"):
        read_carriers(file, [])


def test_the_command_sends_and_reports(put, receiver, tmp_path, monkeypatch, settings, capsys):
    file = tmp_path / "addresses.toml"
    file.write_text(f'[hook]\ndefault = "json://{receiver.host}/"\n', encoding="utf-8")
    monkeypatch.setenv("XIUHUA_CARRIERS", str(file))
    settings.OUTBOX_HOSTS = ["127.0.0.1"]
    put("unit:3", when=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    call_command("send_outbox", "--json")
    assert json.loads(capsys.readouterr().out) == {"sent": 1, "failed": 0, "given_up": 0}
    call_command("send_outbox", "--once")
    assert "已发送 0 条" in capsys.readouterr().out


def test_the_command_goes_on_in_rounds(run_process, start_process):
    process = start_process(
        """
        from django.core.management import call_command
        call_command("send_outbox", "--every", "0.05", "--json")
        """
    )
    rounds = [json.loads(process.stdout.readline()) for _ in range(3)]
    process.kill()
    process.communicate()
    assert all(set(one) == {"sent", "failed", "given_up"} for one in rounds)

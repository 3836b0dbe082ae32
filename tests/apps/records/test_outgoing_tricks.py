"""Ways around the gate to the network: other spellings of an address, names that lead elsewhere, redirects."""

import http.server
import socket
import threading

import pytest

from xiuhua.apps.records import carriers, outgoing
from xiuhua.apps.records.outbox import NotSent

INSIDE = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0", "0.0.0.0",
    "::1", "[::1]", "::ffff:127.0.0.1", "::ffff:7f00:1", "[::ffff:10.0.0.1]", "0:0:0:0:0:ffff:a00:1",
    "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "fd00::1", "fe80::1%lo", "100.64.0.1",
    "224.0.0.1", "localhost", "LOCALHOST.", "localhost.localdomain", "64:ff9b::7f00:1", "2002:7f00:1::1",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_no_spelling_of_an_inner_address_is_looked_up(host: str) -> None:
    gate = outgoing.Hosts(["hooks.example"])
    with pytest.raises(outgoing.HostRefused):
        gate.check_name(host)


@pytest.mark.parametrize("host", [h.strip("[]") for h in INSIDE if h[0] in "0123456789:f["])
def test_a_listed_name_that_leads_inside_is_not_followed(host: str) -> None:
    """A name server may answer one thing now and another later: what counts is where the socket goes."""
    gate = outgoing.Hosts(["hooks.example"])
    gate.check_name("hooks.example")
    with pytest.raises(outgoing.HostRefused):
        gate.check_connection(host)


def test_a_mapped_address_is_the_address_it_stands_for() -> None:
    gate = outgoing.Hosts(["10.1.0.0/16"])
    gate.check_connection("::ffff:10.1.2.3")
    with pytest.raises(outgoing.HostRefused):
        gate.check_connection("::ffff:10.2.2.3")


def test_a_name_that_looks_up_twice_is_asked_at_each_connection(monkeypatch) -> None:
    """The second answer of the name server is an inner address: the socket is not opened."""
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    gate = outgoing.Hosts(["hooks.example"])
    gate.check_name("hooks.example")
    gate.check_connection(public[0][4][0])
    with pytest.raises(outgoing.HostRefused):
        gate.check_connection("127.0.0.1")
    assert gate.refused == ["127.0.0.1"]


def test_a_redirect_to_a_host_that_is_not_listed_is_not_followed() -> None:
    asked: list[str] = []

    class Redirecting(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(302 if self.path.startswith("/hook") else 200)
            self.send_header("Location", f"http://127.0.0.2:{self.server.server_address[1]}/inside")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_given: object) -> None:
            return None

    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Redirecting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        port = server.server_address[1]
        carry = carriers.apprise_carrier(
            {"default": f"json://127.0.0.1:{port}/hook"}, ["127.0.0.1/32"]
        )
        with pytest.raises(NotSent):
            carry(_message())
    finally:
        server.shutdown()
        server.server_close()
    assert asked and all(path.startswith("/hook") for path in asked)


def _message():
    from xiuhua.apps.records.models import OutboxMessage

    return OutboxMessage(kind="case.dispatch", recipient="unit:1", facts={"number": "T1"})


@pytest.mark.parametrize(
    "scheme",
    ["file:///etc/passwd", "gopher://h/", "ftp://h/", "dict://h:11211/", "syslog://", "dbus://"],
)
def test_other_ways_out_are_no_carriers(scheme: str, tmp_path) -> None:
    from xiuhua.rulebook.refusal import Refused

    file = tmp_path / "carriers.toml"
    file.write_text(f'[x]\ndefault = "{scheme}"\n')
    with pytest.raises(Refused):
        carriers.read_carriers(file, ["h"])

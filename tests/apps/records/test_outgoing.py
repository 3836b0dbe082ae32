"""The gate: names, addresses and networks, and what may follow from a listed name."""

import pytest

from xiuhua.apps.records.outgoing import HostRefused, Hosts

LISTED = ["Gateway.Example", "10.1.0.0/16", "203.0.113.7", "[2001:db8::1]"]


def is_refused(check, host: str) -> bool:
    try:
        check(host)
    except HostRefused:
        return True
    return False


@pytest.mark.parametrize(
    ("host", "refused"),
    [
        ("gateway.example", False),
        ("GATEWAY.EXAMPLE.", False),
        ("10.1.200.3", False),
        ("::ffff:10.1.2.3", False),
        ("203.0.113.7", False),
        ("2001:db8::1", False),
        ("sub.gateway.example", True),
        ("gateway.example.evil.test", True),
        ("xgateway.example", True),
        ("10.2.0.1", True),
        ("203.0.113.8", True),
        ("8.8.8.8", True),
        ("127.0.0.1", True),
        ("localhost", True),
        ("", True),
    ],
)
def test_looking_up_a_host(host, refused):
    hosts = Hosts(LISTED)
    assert is_refused(hosts.check_name, host) is refused
    assert hosts.refused == ([host] if refused else [])


def test_a_public_address_is_reached_only_through_a_listed_name():
    hosts = Hosts(LISTED)
    assert is_refused(hosts.check_connection, "93.184.215.14")
    hosts.check_name("gateway.example")
    assert not is_refused(hosts.check_connection, "93.184.215.14")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.9.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1"),
        *("local socket", "gateway.example"),
    ],
)
def test_a_listed_name_does_not_lead_to_a_private_address(address):
    hosts = Hosts(LISTED)
    hosts.check_name("gateway.example")
    assert is_refused(hosts.check_connection, address)

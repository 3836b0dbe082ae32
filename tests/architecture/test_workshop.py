"""The test scaffolding itself: the network is shut, and gestures are counted truly."""

import socket
import urllib.request

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_addresses_outside_are_refused(host: str) -> None:
    with pytest.raises(OSError, match="must not reach beyond this machine"):
        socket.create_connection((host, 9), timeout=1)


def test_urls_outside_are_refused() -> None:
    with pytest.raises(OSError, match="must not reach beyond this machine"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()

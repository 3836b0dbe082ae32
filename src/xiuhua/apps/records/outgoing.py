"""The gate to the network: while it stands, this thread reaches listed hosts only.

It stands at the socket and not at the address in a setting, because a plug-in, a redirect or a name server
decides in the end where a message goes. Host names must be listed; a loopback or private address must be
listed itself, as an address or a network, even if a listed name leads to it.
"""

import ipaddress
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_this_thread = threading.local()
_installed = threading.Lock()
_is_installed = False


class HostRefused(OSError):
    """A connection to a host that is not on the list."""


class Hosts:
    """Where messages may go: names, addresses and networks, as in XIUHUA_OUTBOX_HOSTS."""

    def __init__(self, listed: Iterable[str]) -> None:
        self.names: set[str] = set()
        self.networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        self.refused: list[str] = []
        self._led_here_by_name = False
        for entry in listed:
            text = entry.strip().lower().strip("[]")
            try:
                self.networks.append(ipaddress.ip_network(text, strict=False))
            except ValueError:
                self.names.add(text.rstrip("."))

    def check_name(self, host: str) -> None:
        """Refuse to look up a host that is not listed; an address in a link must be listed itself."""
        address = _address(host)
        if address is not None:
            listed = self._lists(address)
        else:
            listed = host.lower().rstrip(".") in self.names
            self._led_here_by_name = self._led_here_by_name or listed
        if not listed:
            self._refuse(host)

    def check_connection(self, host: str) -> None:
        """Refuse an address that is not listed, unless it is a public one to which a listed name led."""
        address = _address(host)
        if address is None or not (
            self._lists(address) or (self._led_here_by_name and _is_public(address))
        ):
            self._refuse(host)

    def _lists(self, address: Address) -> bool:
        return any(address in network for network in self.networks)

    def _refuse(self, host: str) -> None:
        self.refused.append(host)
        raise HostRefused(f"host not on the list: {host}")


@contextmanager
def only_to(hosts: Hosts) -> Iterator[Hosts]:
    """Inside, this thread opens connections to listed hosts only; `hosts.refused` says which others it tried."""
    _install()
    _this_thread.hosts = hosts
    try:
        yield hosts
    finally:
        _this_thread.hosts = None


def _install() -> None:
    """Python's audit hook cannot be taken off again, so it is put on once, when first needed."""
    global _is_installed
    with _installed:
        if not _is_installed:
            sys.addaudithook(_gate)
            _is_installed = True


def _gate(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    hosts: Hosts | None = getattr(_this_thread, "hosts", None)
    if hosts is None:
        return
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        hosts.check_name(_text(arguments[0]))
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        target = arguments[1]
        hosts.check_connection(_text(target[0]) if isinstance(target, tuple) else "local socket")


def _text(host: Any) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")


def _address(host: str) -> Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_public(address: Address) -> bool:
    """A public address, and none that a gateway turns into an inner one."""
    inside = _carried(address)
    if inside is not None and not _is_public(inside):
        return False
    return address.is_global and not address.is_multicast


def _carried(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 one of a gateway (NAT64, 6to4, Teredo) stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.sixtofour or (teredo[1] if teredo else None)

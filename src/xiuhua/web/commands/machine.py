"""The names and addresses by which this machine can be reached, as the system itself tells them.

So that a phone in the local network gets in without anybody writing addresses into settings. It asks no
other machine.
"""

import fcntl
import ipaddress
import socket
import struct
from collections.abc import Sequence

SIOCGIFADDR = 0x8915
ALWAYS = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def addresses() -> list[str]:
    """The IPv4 address of each interface but loopback, in the system's order."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe, SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:  # an interface without an address
                continue
            address = socket.inet_ntoa(answer[20:24])
            if not is_loopback(address):
                found.append(address)
    return list(dict.fromkeys(found))


def reachable_by(host: str, configured: Sequence[str]) -> list[str]:
    """Names and addresses for whoever comes: those configured, else what follows from where we listen."""
    if configured:
        given = [name.strip("[]").lower() for name in configured if not name.startswith((".", "*"))]
        return list(dict.fromkeys([*ALWAYS, *given]))
    if is_loopback(host):
        return list(dict.fromkeys([*ALWAYS, host]))
    if host not in EVERYWHERE:
        return list(dict.fromkeys([*ALWAYS, host]))
    return list(dict.fromkeys([*ALWAYS, *_own_names(), *addresses()]))


def best(names: Sequence[str]) -> str:
    """Of several, the one to give to others: an address works where no name is known."""
    return next((name for name in names if name.replace(".", "").isdecimal()), names[0])


def _own_names() -> list[str]:
    name = socket.gethostname().lower()
    if not name.isascii() or not name:
        return []
    return [name] if "." in name else [name, f"{name}.local", f"{name}.lan"]


def as_host(name: str) -> str:
    """As it stands in an address or in a Host header: IPv6 in brackets."""
    return f"[{name}]" if ":" in name else name

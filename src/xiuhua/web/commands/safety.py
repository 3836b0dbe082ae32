"""Before anything listens: settings that would let in whom they should not are refused, with the reason.

What may be a mistake but harms nobody is a warning. `xiuhua doctor` says the same of an installation that is
not being started. It reads settings and files; it changes nothing.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from xiuhua import environment
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands.machine import is_loopback

SHORTEST_SECRET = 32
FEWEST_KINDS = 10
WEAK_HASH = "MD5"


@dataclass(frozen=True)
class Door:
    """Where pages will be served, and whether under HTTPS of our own."""

    host: str = "127.0.0.1"
    is_https: bool = False
    plain_http_allowed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether others than this machine come in: directly, or through a proxy in front."""
        return not is_loopback(self.host) or settings.TRUSTED_PROXIES > 0 or settings.HTTPS


def check(door: Door) -> None:
    """Refuse the first thing that must not be."""
    for refused in unsafe(door):
        raise refused


def unsafe(door: Door) -> Iterator[Refused]:
    """Each reason why these settings must not be served with."""
    if door.is_open and settings.DEBUG:
        yield Refused("unsafe_debug")
    if door.is_open and any(WEAK_HASH in hasher for hasher in settings.PASSWORD_HASHERS):
        yield Refused("unsafe_hashes")
    if any(host.startswith("*") for host in settings.ALLOWED_HOSTS):
        yield Refused("unsafe_hosts")
    if is_weak(settings.SECRET_KEY):
        yield Refused("unsafe_secret_short", shortest=SHORTEST_SECRET)
    for path in environment.secret_files(Path(settings.HOME)):
        if path.stat().st_mode & stat.S_IROTH:
            yield Refused("unsafe_secret_readable", file=str(path))
    speaks_https = door.is_https or settings.HTTPS
    if not is_loopback(door.host) and not speaks_https and not door.plain_http_allowed:
        yield Refused("unsafe_plain_http", host=door.host)


def doubtful(door: Door) -> Iterator[Refused]:
    """What is likely a mistake: served all the same."""
    behind = settings.TRUSTED_PROXIES > 0
    if settings.HTTPS and not door.is_https and not behind:
        yield Refused("doubtful_https_without_door")
    if behind and not settings.HTTPS and is_loopback(door.host):
        yield Refused("doubtful_proxy_without_https")
    if not door.is_open and any(WEAK_HASH in hasher for hasher in settings.PASSWORD_HASHERS):
        yield Refused("unsafe_hashes")
    if not door.is_open and settings.DEBUG:
        yield Refused("unsafe_debug")


def is_weak(secret: str) -> bool:
    """Too short, or made of too few different characters, to be by chance."""
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_KINDS

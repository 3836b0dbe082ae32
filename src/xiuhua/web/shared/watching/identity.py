"""The name of the request that is being answered, so that its log lines can be found together.

Ours, unless a trusted proxy in front has named it already. It must not say anything about the person.
"""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")

_current: ContextVar[str] = ContextVar("xiuhua_request", default="")


def name_request(given: str, *, is_trusted: bool) -> str:
    """Take the proxy's name if it may give one and it is a plain one, else make one."""
    name = given if is_trusted and GIVEN.fullmatch(given) else secrets.token_hex(8)
    _current.set(name)
    return name


def forget() -> None:
    """The request is over."""
    _current.set("")


def current() -> str:
    """The name of the request of this thread, or nothing outside of one."""
    return _current.get()

"""Whose request it is, as far as we may believe it, and how it is written into a log.

The address our outermost proxy saw; without a proxy, the peer's own. A log holds it only as a keyed hash:
lines of one sender can be found together, and nobody can be found by them.
"""

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


def sender(request: HttpRequest) -> str:
    """The sender's address. What stands further left in the header was written by the sender itself."""
    if settings.TRUSTED_PROXIES:
        passed = request.headers.get("X-Forwarded-For", "").split(",")
        # Without the header it did not come by the proxy, but straight to us.
        if len(passed) >= settings.TRUSTED_PROXIES and passed[-1].strip():
            return str(passed[-settings.TRUSTED_PROXIES]).strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def is_this_machine(request: HttpRequest) -> bool:
    """Whether it comes from this machine itself, and was not passed on for somebody we do not know."""
    passed_on = any(name in request.headers for name in FORWARDED)
    if passed_on and not settings.TRUSTED_PROXIES:
        return False
    try:
        return ipaddress.ip_address(sender(request)).is_loopback
    except ValueError:
        return False


def hashed(address: str) -> str:
    """The same short word for the same address of this installation; not to be turned back."""
    said = f"log:{address}".encode(errors="replace")
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:12]

"""How much of what may be asked for by one address and one account: reports, sign-ins, links, exports, writes.

The one list of limits, and the one answer to whose address a request came from. What is counted and what is
refused is asked where the thing is done; looking at pages costs nothing here.
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest

from xiuhua.apps.records import attempts
from xiuhua.apps.records.attempts import Limit
from xiuhua.web.shared.watching import addresses

WRONG_BY_ADDRESS = Limit("follow_address", 20, dt.timedelta(minutes=15))
WRONG_BY_NUMBER = Limit("follow_number", 60, dt.timedelta(minutes=60))
"""Generous per number, so that a stranger cannot lock its owner out by ten wrong guesses."""
WRONG_TOKENS = Limit("token_address", 20, dt.timedelta(minutes=15))
"""Links to photos and to a first password that nobody ever gave out."""
SIGN_INS_BY_ADDRESS = Limit("sign_in_address", 100, dt.timedelta(minutes=15))
SIGN_INS_BY_ACCOUNT = Limit("sign_in_account", 50, dt.timedelta(minutes=60))
"""Beside the lock of one name at one address: many names from one place, one name from many places."""


def reports_of_address() -> Limit:
    """How many reports one address may send."""
    return Limit("report_address", settings.PUBLIC_REPORTS_PER_HOUR, dt.timedelta(hours=1))


def exports_of_account() -> Limit:
    """How many lists one person may take out."""
    return Limit("export_account", settings.EXPORTS_PER_HOUR, dt.timedelta(hours=1))


def writes_of_account() -> Limit:
    """How many acts one person may send; written down ten at a time."""
    return Limit("write_account", settings.WRITES_PER_MINUTE, dt.timedelta(minutes=1), at_once=10)


def address_of(request: HttpRequest) -> str:
    """Whose tries are counted: one household's address."""
    return attempts.address_of(addresses.sender(request))


def client_ip(request: HttpRequest) -> str | None:
    """The same for the lock of accounts, which keeps addresses in a column of their own; None if it is none."""
    found = address_of(request)
    return None if found == "unknown" else found

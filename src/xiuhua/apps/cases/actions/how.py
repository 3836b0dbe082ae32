"""What every act on a case brings along besides its own words: who, when, and under which key."""

import datetime as dt
from typing import Any, NotRequired, TypedDict

from xiuhua.apps.accounts.models import User

Answer = dict[str, Any]


class How(TypedDict):
    """`by` acts at `at` under the client-made `key`; `seen_seq` is how long the history was on the form."""

    by: User
    at: dt.datetime
    key: NotRequired[str]
    seen_seq: NotRequired[int | None]
    device_at: NotRequired[dt.datetime | None]

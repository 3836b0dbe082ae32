"""How a case's state is shown: a colour with its shape, and the word for it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared import life_words

NEAR = dt.timedelta(hours=2)
LATE: Promise = _("超时")


def chip_of(state: str, is_open: bool, due_at: dt.datetime | None, now: dt.datetime) -> str:
    """Which of the six shapes a case has now: late goes before everything else."""
    if not is_open:
        return "done" if state == "closed" else "idle"
    if state in ("suspended", "referred"):
        return "paused"
    if due_at and due_at < now:
        return "late"
    if due_at and due_at - now < NEAR:
        return "near"
    return "idle" if state in ("reported", "verifying", "verified", "filed") else "running"


def state_words(row: Mapping[str, Any], now: dt.datetime) -> tuple[str, str]:
    """Shape and word of a row of the list."""
    chip = chip_of(row["state"], row["is_open"], row["due_at"], now)
    word = life_words.STATE[row["state"]]
    if row["state"] == "closed" and row["outcome"] != "verified":
        word = life_words.OUTCOME[row["outcome"]]
    return chip, str(word)

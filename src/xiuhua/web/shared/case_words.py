"""How a case's state is shown: a colour with its shape, and the word for it."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared import life_words

LATE: Promise = _("超时")


def chip_of(row: Mapping[str, Any], now: dt.datetime) -> str:
    """Which of the six shapes a case has now: late goes before everything else."""
    state, is_open, due_at, near_at = (row[n] for n in ("state", "is_open", "due_at", "near_at"))
    if not is_open:
        return "done" if state == "closed" else "idle"
    if state in ("suspended", "referred"):
        return "paused"
    if due_at and due_at < now:
        return "late"
    if near_at and near_at < now:
        return "near"
    return "idle" if state in ("reported", "verifying", "verified", "filed") else "running"


def state_words(row: Mapping[str, Any], now: dt.datetime) -> tuple[str, str]:
    """Shape and word of a row of the list."""
    return chip_of(row, now), _word(get_language(), row["state"], row["outcome"])


@cache
def _word(_language: str | None, state: str, outcome: str) -> str:
    """In the language of the request, kept: lists and maps ask for the same few words a hundred times."""
    if state == "closed" and outcome != "verified":
        return str(life_words.OUTCOME[outcome])
    return str(life_words.STATE[state])

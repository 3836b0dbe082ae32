"""Small tables kept in the memory of each process, and noticed when another process changes them.

    _rules = Kept("clock_rules", load)      # load(): what to keep
    rules = _rules.get()                    # no statement while nothing changed
    ...
    changed("clock_rules")                  # inside the transaction of the act that writes the table

Whoever changes such a table calls `changed`, which moves a number on in the same transaction. Other processes
look at that number at most every `LOOK_EVERY_S` seconds, so they follow within that time. Do not keep here
what must be true to the second (a case's state) or what grows (cases, history).
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

from xiuhua.apps.records import numbers
from xiuhua.apps.records.models import NumberBlock

T = TypeVar("T")
LOOK_EVERY_S = 2.0
_all: list["Kept[Any]"] = []


class Kept(Generic[T]):
    """One value per process and database, loaded when asked for and after each change."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name, self._load = name, load
        self._entries: dict[str, tuple[int, float, T]] = {}
        self._lock = threading.Lock()
        _all.append(self)

    def get(self) -> T:
        """The value: from memory, unless it was changed since."""
        database = str(connection.settings_dict["NAME"])
        entry = self._entries.get(database)
        # Seconds since some start, not a time of day: only to space out the looks at the number.
        looked_at = time.monotonic()
        if entry and looked_at - entry[1] < LOOK_EVERY_S:
            return entry[2]
        version = _version(self.name)
        if entry is None or entry[0] != version:
            with self._lock:
                entry = (version, looked_at, self._load())
        else:
            entry = (version, looked_at, entry[2])
        self._entries[database] = entry
        return entry[2]

    def forget(self) -> None:
        """Load anew at the next call."""
        self._entries.clear()


def changed(name: str) -> None:
    """Say, inside the act's transaction, that the table behind `name` was written."""
    numbers.take(_series(name))
    forget(name)
    # Between now and the commit another thread may have loaded the old rows once more.
    transaction.on_commit(lambda: forget(name))


def forget(name: str) -> None:
    """Load anew in this process at the next call."""
    for kept in _all:
        if kept.name == name:
            kept.forget()


def forget_all() -> None:
    """Forget everything kept: between tests, whose transactions are rolled back unseen."""
    for kept in _all:
        kept.forget()


def _series(name: str) -> str:
    return f"kept:{name}"


def _version(name: str) -> int:
    found = NumberBlock.objects.filter(series=_series(name)).values_list("next_value", flat=True)
    return found.first() or 0

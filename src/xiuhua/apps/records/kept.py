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
        self._entries: dict[str, tuple[int, T]] = {}
        self._lock = threading.Lock()
        _all.append(self)

    def get(self) -> T:
        """The value: from memory, unless it was changed since."""
        database = str(connection.settings_dict["NAME"])
        version = _versions(database).get(self.name, 0)
        entry = self._entries.get(database)
        if entry is None or entry[0] != version:
            with self._lock:
                entry = (version, self._load())
            self._entries[database] = entry
        return entry[1]

    def forget(self) -> None:
        """Load anew at the next call."""
        self._entries.clear()


class KeptById(Kept[dict[int, T]]):
    """Rows of a small table by their id: shared by all who ask, so nobody may change them."""

    def of(self, pk: int) -> T | None:
        """The row of this id, also when the transaction that asks has made it, or it came since the last look."""
        known = self.get()
        if pk not in known:
            known |= self._load()
        return known.get(pk)


def changed(name: str) -> None:
    """Say, inside the act's transaction, that the table behind `name` was written."""
    numbers.take(_series(name))
    forget(name)
    # Between now and the commit another thread may have loaded the old rows once more.
    transaction.on_commit(lambda: forget(name))


def forget(name: str) -> None:
    """Load anew in this process at the next call."""
    _looks.clear()
    for kept in _all:
        if kept.name == name:
            kept.forget()


def forget_all() -> None:
    """Forget everything kept: between tests, whose transactions are rolled back unseen."""
    _looks.clear()
    for kept in _all:
        kept.forget()


_looks: dict[str, tuple[float, dict[str, int]]] = {}
PREFIX = "kept:"


def _series(name: str) -> str:
    return f"{PREFIX}{name}"


def _versions(database: str) -> dict[str, int]:
    """The number of every kept table, looked at now or a moment ago: one statement for all of them."""
    # Seconds since some start, not a time of day: only to space out the looks.
    moment = time.monotonic()
    look = _looks.get(database)
    if look is None or moment - look[0] >= LOOK_EVERY_S:
        rows = NumberBlock.objects.filter(series__startswith=PREFIX)
        found = {
            name[len(PREFIX) :]: value for name, value in rows.values_list("series", "next_value")
        }
        look = _looks[database] = (moment, found)
    return look[1]

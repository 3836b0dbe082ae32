"""Numbers of a series in blocks: one short statement per block, no counter row per report.

Numbers are unique and never reused; a process that stops leaves a gap, which is allowed.
"""

import os
import threading
from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import F

from xiuhua.apps.records.models import NumberBlock

BLOCK = 50
_lock = threading.Lock()
_reserved: dict[tuple[str, str], list[int]] = {}
# A forked process must not hand out what its parent has reserved.
os.register_at_fork(after_in_child=_reserved.clear)


def take(series: str, count: int = 1) -> list[int]:
    """The next `count` numbers of `series`; call it before the act's transaction is opened, or inside it."""
    holder = (str(connection.settings_dict["NAME"]), series)
    with _lock:
        # Inside a transaction a block could be rolled back while its numbers are in use: take exactly.
        if connection.in_atomic_block:
            first = _reserve(series, count)
            return list(range(first, first + count))
        stock = _reserved.setdefault(holder, [])
        if len(stock) < count:
            size = max(BLOCK, count)
            first = _reserve(series, size)
            stock.extend(range(first, first + size))
        taken, _reserved[holder] = stock[:count], stock[count:]
        return taken


def _reserve(series: str, size: int) -> int:
    """Move the series on by `size` and give the first number."""
    with transaction.atomic():
        if not NumberBlock.objects.filter(series=series).update(next_value=F("next_value") + size):
            NumberBlock.objects.bulk_create([NumberBlock(series=series)], ignore_conflicts=True)
            NumberBlock.objects.filter(series=series).update(next_value=F("next_value") + size)
        return NumberBlock.objects.values_list("next_value", flat=True).get(series=series) - size


def take_many(wanted: Mapping[str, int]) -> dict[str, list[int]]:
    """The next numbers of several series at once, exactly as many as wanted: one statement, inside the act."""
    series = sorted(
        wanted
    )  # always in the same order, so that two imports cannot wait for each other
    if not series:
        return {}
    marks = ", ".join(["(%s, %s)"] * len(series))
    # A new series begins at 1, so its next value is one more than what is taken.
    values = [value for name in series for value in (name, wanted[name] + 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO records_numberblock (series, next_value) VALUES {marks} "
            "ON CONFLICT (series) DO UPDATE SET next_value = "
            "records_numberblock.next_value + excluded.next_value - 1 RETURNING series, next_value",
            values,
        )
        ends = dict(cursor.fetchall())
    return {name: list(range(ends[name] - wanted[name], ends[name])) for name in series}

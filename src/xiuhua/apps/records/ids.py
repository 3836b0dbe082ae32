"""Row ids known before the rows are written, so that a history hash can name its object.

On PostgreSQL a process may reserve some ahead: a sequence never gives a number twice, whatever is rolled back, so
a process that stops leaves a gap and nothing else. SQLite counts as it writes, and is asked at each act.
"""

import os
import threading

from django.db import connection, models

AHEAD = 50
_lock = threading.Lock()
_reserved: dict[tuple[str, str], list[int]] = {}
# A forked process must not hand out what its parent has reserved.
os.register_at_fork(after_in_child=_reserved.clear)


def take(model: type[models.Model], count: int = 1, *, ahead: int = 0) -> list[int]:
    """Reserve `count` ids of a table, and so many more for the next calls; on SQLite only inside a write transaction."""
    table = model._meta.db_table
    if connection.vendor != "postgresql":
        return _next_on_sqlite(table, count)
    holder = (str(connection.settings_dict["NAME"]), table)
    with _lock:
        stock = _reserved.setdefault(holder, [])
        if len(stock) < count:
            # A block is used up in order before the next: ids of one act follow one another.
            stock[:] = _next_of_sequence(table, count + ahead)
        taken, _reserved[holder] = stock[:count], stock[count:]
        return taken


def _next_of_sequence(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _next_on_sqlite(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
        return list(range(last + 1, last + 1 + count))

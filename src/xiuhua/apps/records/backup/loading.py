"""Putting canonical lines back into an empty table: ids kept, COPY on PostgreSQL, executemany on SQLite.

The caller holds the transaction. Triggers stay on: only new rows are written.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connections

from xiuhua.apps.records.backup import canonical
from xiuhua.apps.records.backup.tables import columns_of
from xiuhua.rulebook.refusal import Refused

BATCH = 2000


def load(model: Any, lines: Iterable[bytes], using: str) -> int:
    """Write the rows of one table; the first line names its columns. How many rows."""
    lines = iter(lines)
    fields = columns_of(model)
    table = model._meta.db_table
    if json.loads(next(lines, b"[]")) != [field.column for field in fields]:
        raise Refused("backup_columns_differ", table=table)
    connection = connections[using]
    rows = _rows(lines, [_prepare(field, connection) for field in fields])
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(quote(field.column) for field in fields)})"
    count = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            return count
        insert = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(fields))})"
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(insert, batch)
            count += len(batch)
    return count


def _rows(
    lines: Iterator[bytes], prepare: list[Callable[[Any], Any] | None]
) -> Iterator[list[Any]]:
    changes = [(place, change) for place, change in enumerate(prepare) if change is not None]
    for line in lines:
        values = json.loads(line)
        for place, change in changes:
            values[place] = change(values[place])
        yield values


def _prepare(field: Any, connection: Any) -> Callable[[Any], Any] | None:
    """From what is written to what the driver takes; None: as it is."""
    change = canonical.from_plain(field)
    if change is None:
        return None

    def prepared(value: Any) -> Any:
        return None if value is None else field.get_db_prep_value(change(value), connection)

    return prepared

"""The rows of a table as canonical lines, streamed in the order of its key; and a hold on the database.

Read only. Memory does not grow with the table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.models import F
from django.db.models.functions import Collate

from xiuhua.apps.records.backup import canonical
from xiuhua.apps.records.backup.tables import columns_of

BATCH = 2000


def head_of(model: Any) -> bytes:
    """The first line of a table: the names of its columns."""
    return canonical.line_of([field.column for field in columns_of(model)])


def lines_of(model: Any, using: str) -> Iterator[bytes]:
    """Every row of a table as one canonical line, in the order of the key."""
    fields = columns_of(model)
    changes = [
        (place, change)
        for place, field in enumerate(fields)
        if (change := canonical.to_plain(field)) is not None
    ]
    rows = (
        model._base_manager.using(using)
        .order_by(_by_key(model, using))
        .values_list(*(field.attname for field in fields))
        .iterator(chunk_size=BATCH)
    )
    try:
        for row in rows:
            values = list(row)
            for place, change in changes:
                values[place] = change(values[place])
            yield canonical.line_of(values)
    finally:
        rows.close()  # while its transaction still stands


def count_rows(model: Any, using: str) -> int:
    """How many rows, for progress bars and for what must be empty."""
    return model._base_manager.using(using).count()


def _by_key(model: Any, using: str) -> Any:
    key = model._meta.pk
    is_text = canonical.kind_of(key) in canonical.TEXTS
    if is_text and connections[using].vendor == "postgresql":
        # The server's language would sort texts in its own way; SQLite goes by their bytes.
        return Collate(F(key.attname), "C")
    return F(key.attname)


@contextmanager
def held(using: str, models: list[Any]) -> Iterator[None]:
    """Nobody writes while this lasts: for a move, after which the source must not have gone on."""
    connection = connections[using]
    with transaction.atomic(using=using):  # on SQLite it begins IMMEDIATE, which keeps writers out
        if connection.vendor == "postgresql":
            names = ", ".join(connection.ops.quote_name(m._meta.db_table) for m in models)
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '30s'")
                cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
        yield

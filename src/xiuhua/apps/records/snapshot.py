"""One consistent view of the whole database for a long reading, without holding writers up.

For proofs, backups and exports. Nothing may be written inside.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is the database as it was at one moment.

    Inside an open transaction (as in tests) it leaves that transaction as it is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Our SQLite transactions begin IMMEDIATE, which would keep every writer out; a deferred one only
        # reads, and in WAL mode it sees one moment.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")

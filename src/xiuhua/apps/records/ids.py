"""Row ids known before the rows are written, so that a history hash can name its object."""

from django.db import connection, models


def take(model: type[models.Model], count: int = 1) -> list[int]:
    """Reserve `count` ids of a table: one statement. On SQLite only valid inside a write transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
        return list(range(last + 1, last + 1 + count))

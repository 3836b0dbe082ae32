"""The last key each table gave out, so that a restored one never gives out the same again."""

from collections.abc import Mapping
from typing import Any

from django.db import connections

COUNTED = {"AutoField", "BigAutoField", "SmallAutoField"}


def read(models: list[Any], using: str) -> dict[str, int]:
    """The last key given out by each table that counts by itself."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = dict(cursor.fetchall())
            return {name: known[name] for name in _counted(models) if known.get(name)}
        found = {}
        for name, column in _counted(models).items():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{name}"', column])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")
            if row := cursor.fetchone():
                found[name] = row[0]
        return found


def write(models: list[Any], last: Mapping[str, int], using: str) -> None:
    """Let each table count on from there, or from its largest key if that is further."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, column in _counted(models).items():
            cursor.execute(f'SELECT COALESCE(MAX("{column}"), 0) FROM "{name}"')
            value = max(cursor.fetchone()[0], int(last.get(name, 0)))
            if not value:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [f'"{name}"', column, value],
                )
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [name, value])


def _counted(models: list[Any]) -> dict[str, str]:
    return {
        model._meta.db_table: model._meta.pk.column
        for model in models
        if model._meta.pk.get_internal_type() in COUNTED
    }

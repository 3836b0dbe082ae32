"""The few rows that an act writes: one statement per table, its SQL made once from the models' metadata.

    insert([case])                                  # new rows of one model; keys that are known are sent
    insert_or_change(clocks, on=(…), change=(…))    # new ones inserted, those that are there changed
    update(case, changed(case, before))             # only the columns that an act has changed

Each value goes through its field as `save` would send it, but no object is checked, nothing is filled in, and no
`save` is called: the caller holds the transaction, and knows the ids (`records.ids`) where it needs them. For
thousands of rows see `rows.py`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from xiuhua.apps.records.rows import plain_type


def insert(objects: Iterable[models.Model]) -> None:
    """Insert objects of one model; without any, nothing is sent."""
    _insert(list(objects), "")


def insert_or_change(
    objects: Iterable[models.Model], *, on: tuple[str, ...], change: tuple[str, ...]
) -> None:
    """Insert objects, or change these columns of the rows that stand under the same unique key (`on`)."""
    kept = list(objects)
    if kept:
        # Rows that are there bring their id along, new ones have none: the unique key tells them apart.
        key = type(kept[0])._meta.pk.attname
        _insert(kept, _on_conflict(type(kept[0]), on, change), always=change, never=(key,))


def _insert(
    kept: list[models.Model], after: str, always: tuple[str, ...] = (), never: tuple[str, ...] = ()
) -> None:
    """One statement with the columns that have a value in any row: what is NULL anyway is not sent."""
    if not kept:
        return
    model = type(kept[0])
    rows = [vars(one) for one in kept]
    names = []
    for name in _by_attname(model):
        if name in always:
            names.append(name)
        elif name not in never:
            for row in rows:
                if row[name] is not None:
                    names.append(name)
                    break
    sql = _insert_sql(model, tuple(names), len(kept))
    _run(sql + after if after else sql, _values(model, names, kept))


def update(one: models.Model, names: Collection[str]) -> None:
    """Write these columns (attribute names) of a row that is there."""
    if not names:
        return
    ordered = tuple(sorted(names))
    key = one._meta.pk.get_db_prep_save(one.pk, connections[DEFAULT_DB_ALIAS])
    _run(_update_sql(type(one), ordered), [*_values(type(one), ordered, [one]), key])


def columns_of(one: models.Model) -> dict[str, Any]:
    """What stands in an object's columns now, to be compared after an act."""
    kept = vars(one)
    return {name: kept[name] for name in _by_attname(type(one)) if name in kept}


def changed(one: models.Model, before: dict[str, Any]) -> list[str]:
    """The columns (attribute names) that differ from what `columns_of` gave before."""
    kept = vars(one)
    return [name for name, value in before.items() if kept[name] != value]


def _run(sql: str, params: Sequence[Any]) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, params)


def _values(
    model: type[models.Model], names: Sequence[str], objects: Sequence[models.Model]
) -> list[Any]:
    """Values as the driver takes them: most of them are that already, the rest goes through its field."""
    connection = connections[DEFAULT_DB_ALIAS]
    plain = _plain_types(model)
    moment = dt.datetime if connection.vendor == "postgresql" else None
    fields = _by_attname(model)
    sent = []
    for one in objects:
        row = vars(one)
        for name in names:
            value = row[name]
            kind = type(value)
            if kind is plain[name] or (kind is moment and value.tzinfo is dt.UTC):
                sent.append(value)
            else:
                sent.append(fields[name].get_db_prep_save(value, connection))
    return sent


@cache
def _plain_types(model: type[models.Model]) -> dict[str, type | None]:
    """Of which type a column's values need no preparing; None: they always do."""
    return {name: plain_type(field) for name, field in _by_attname(model).items()}


@cache
def _by_attname(model: type[models.Model]) -> dict[str, Any]:
    return {field.attname: field for field in model._meta.local_concrete_fields}


# Quoting is the same on both databases: double quotes.
def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@cache
def _insert_sql(model: type[models.Model], names: tuple[str, ...], count: int) -> str:
    columns = [_by_attname(model)[name].column for name in names]
    marks = f"({', '.join(['%s'] * len(columns))})"
    into = f'INSERT INTO "{model._meta.db_table}" ({_quoted(columns)}) VALUES '
    return into + ", ".join([marks] * count)


@cache
def _on_conflict(model: type[models.Model], on: tuple[str, ...], change: tuple[str, ...]) -> str:
    field = _by_attname(model)
    keys = _quoted(field[name].column for name in on)
    sets = ", ".join(f'"{field[name].column}" = excluded."{field[name].column}"' for name in change)
    return f" ON CONFLICT ({keys}) DO UPDATE SET {sets}"


@cache
def _update_sql(model: type[models.Model], names: tuple[str, ...]) -> str:
    field = _by_attname(model)
    sets = ", ".join(f'"{field[name].column}" = %s' for name in names)
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "{model._meta.pk.column}" = %s'

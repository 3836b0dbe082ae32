"""Mass writing: very many new rows of one table, by COPY on PostgreSQL and executemany on SQLite.

    rows.write(Case, {"id": ids, "number": numbers, …})      # one sequence per column, same lengths
    rows.write(Case, {"id": ids, "state": rows.Same("filed"), …})    # one value in all rows
    rows.write_objects(events)                               # the same for unsaved objects

Made from the models' metadata: each value goes through its field as `save` would send it, and columns that
are not given take the field's default. It is `bulk_create` without what costs: one statement, no objects,
no values sent that are NULL anyway, and a list that stands in two columns is prepared once. It does not
check, call `save` or fill in ids: the caller holds the transaction, knows the ids (`records.ids`) and writes
the history.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models

# Kinds of fields whose values the database drivers take just as they are, and of which type exactly.
_AS_IT_IS: dict[str, type] = {
    "CharField": str,
    "TextField": str,
    "BooleanField": bool,
    "FloatField": float,
    "SmallIntegerField": int,
    "IntegerField": int,
    "BigIntegerField": int,
    "PositiveSmallIntegerField": int,
    "PositiveIntegerField": int,
    "PositiveBigIntegerField": int,
    "SmallAutoField": int,
    "AutoField": int,
    "BigAutoField": int,
}


class Same(NamedTuple):
    """A column with one value in all rows."""

    value: Any


class Ready(list[Any]):
    """A column whose values are already as the database takes them: JSON as text, for one."""


Column = Sequence[Any] | Same


def write(model: type[models.Model], columns: Mapping[str, Column]) -> int:
    """Insert one row per position of `columns` (attribute name → values); how many were written."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    if unknown := set(columns) - set(fields):
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    lengths = {len(values) for values in columns.values() if type(values) is not Same}
    if len(lengths) != 1:
        raise ValueError(f"{model.__name__}: columns of {sorted(lengths)} rows")
    (count,) = lengths
    if not count:
        return 0
    prepared: dict[str, Column] = {}
    done: dict[tuple[int, type], Column] = {}
    for name, field in fields.items():
        if name in columns:
            values = columns[name]
            key = id(values), type(field)
            if key not in done:
                done[key] = _prepared(field, values)
            prepared[field.column] = done[key]
        elif not field.primary_key and (value := _default(field)) is not None:
            prepared[field.column] = Same(value)
    _insert(model._meta.db_table, prepared, count)
    return count


def write_objects(objects: Iterable[models.Model]) -> int:
    """The same for unsaved objects of one model; a key that is empty is left to the database."""
    kept = list(objects)
    if not kept:
        return 0
    model = type(kept[0])
    names = [field.attname for field in model._meta.local_concrete_fields]
    if kept[0].pk is None:
        names.remove(model._meta.pk.attname)
    values = zip(*map(attrgetter(*names), kept), strict=True)
    return write(model, dict(zip(names, values, strict=True)))


def _default(field: Any) -> Any:
    return field.get_db_prep_save(field.get_default(), connections[DEFAULT_DB_ALIAS])


def _prepared(field: Any, values: Column) -> Column:
    """A column as the driver wants it: what it takes as it is at once, the rest value by value."""
    if type(values) is Same:
        return Same(_prepared(field, [values.value])[0])
    if type(values) is Ready:
        return values
    connection = connections[DEFAULT_DB_ALIAS]  # not the proxy: it is asked for each value
    prepare: Callable[..., Any] = field.get_db_prep_save
    kinds = set(map(type, values)) - {type(None)}
    plain = plain_type(field)
    if plain is not None and kinds <= {plain}:
        return values
    if type(field) is models.DateTimeField and kinds <= {dt.datetime}:
        return _prepared_moments(prepare, values, connection)
    return [prepare(value, connection) for value in values]


def _prepared_moments(
    prepare: Callable[..., Any], values: Sequence[Any], connection: Any
) -> Sequence[Any]:
    """Moments in UTC, which is all that our own code knows, without asking each for its zone."""
    utc = dt.UTC
    if connection.vendor == "postgresql":
        return [v if v is None or v.tzinfo is utc else prepare(v, connection) for v in values]
    # SQLite keeps text in the connection's zone, which is UTC unless somebody says otherwise.
    if connection.timezone is not utc:
        return [prepare(value, connection) for value in values]
    return [
        None
        if v is None
        else (v.replace(tzinfo=None).isoformat(" ") if v.tzinfo is utc else prepare(v, connection))
        for v in values
    ]


def plain_type(field: Any) -> type | None:
    """The type that needs no preparing, for Django's own kinds of fields only."""
    own = field.target_field if field.is_relation else field
    if not type(own).__module__.startswith("django.db.models.fields"):
        return None
    return _AS_IT_IS.get(own.get_internal_type())


def _insert(table: str, columns: Mapping[str, Column], count: int) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # COPY goes around Django's cursor, which otherwise turns the driver's errors into its own.
            with connection.wrap_database_errors:
                _copy(connection, cursor, into, list(columns.values()))
        else:
            marks = ", ".join(["%s"] * len(columns))
            rows = zip(*(_filled(values, count) for values in columns.values()), strict=True)
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(rows))


def _filled(values: Column, count: int) -> Iterable[Any]:
    return repeat(values.value, count) if type(values) is Same else values


def _copy(connection: Any, cursor: Any, into: str, columns: Sequence[Column]) -> None:
    # Imported here: who runs on SQLite never needs the other database's driver.
    from xiuhua.apps.records import copying

    done: dict[int, Sequence[Any]] = {}
    same: list[Any] = []
    varying = []
    for values in columns:
        if type(values) is Same:
            same += copying.texts([values.value], connection.connection)
            continue
        if id(values) not in done:
            done[id(values)] = copying.texts(values, connection.connection)
        same.append(None)
        varying.append(done[id(values)])
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for text in copying.lines(same, zip(*varying, strict=True)):
            copy.write(text)

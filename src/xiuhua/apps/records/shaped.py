"""Queries of the ORM compiled once: the same shape of question, asked with other values, costs no building again.

    _by_number = Shaped(lambda: Case.objects.filter(number=TEXT[0], reported_at__gte=MOMENT[1]))
    found = _by_number.rows("ZT-20210507-000123", since)     # the values stand in for mark 0 and mark 1

    shaped(("list", scope, *names), build).rows(*values)     # where the shape depends on what is asked for

    Shaped(rows_of_page, first=ids_in_order)                 # WITH first AS MATERIALIZED (ids_in_order) rows_of_page

Marks stand where values will: `build` is called once per process and database, and its SQL is kept. A value must
be of its mark's kind (whole number, number, text, aware moment; `startswith` a text) and never None: what depends on
something's being there is another shape. Plain querysets read better: use this only where a question is asked at every
act or page.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

MARKS = 16
# Values that no row of ours has, so that they are known again among the parameters of the compiled query.
INT = tuple(-(2**62) - n for n in range(MARKS))
FLOAT = tuple(-1.5e200 - n * 1e190 for n in range(MARKS))
TEXT = tuple(f"\x01mark {n}\x01" for n in range(MARKS))
MOMENT = tuple(dt.datetime(1, 1, 1, microsecond=n + 1, tzinfo=dt.UTC) for n in range(MARKS))
Build = Callable[[], QuerySet[Any, Any]]


class Shaped:
    """One shape of query."""

    def __init__(self, build: Build, first: Build | None = None) -> None:
        self._build, self._first = build, first
        self._compiled: dict[str, _Compiled | _Nothing] = {}

    def _compile(self) -> "_Compiled | _Nothing":
        try:
            return _Compiled(self._build(), self._first() if self._first else None)
        except EmptyResultSet:
            return _NOTHING  # the shape itself says that there is never any row

    def rows(self, *values: Any) -> list[Any]:
        """What the query gives with these values: objects, tuples or dicts, as it was built."""
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        compiled = self._compiled.get(vendor)
        if compiled is None:
            compiled = self._compiled[vendor] = self._compile()
        return compiled.rows(values)

    def first(self, *values: Any) -> Any | None:
        """The first row, or None; build it with a limit."""
        found = self.rows(*values)
        return found[0] if found else None


_shapes: dict[Hashable, Shaped] = {}
MOST_SHAPES = 2000


def shaped(name: Hashable, build: Build, first: Build | None = None) -> Shaped:
    """The shape of this name, made at the first call: for shapes that are many, such as filters of a list."""
    found = _shapes.get(name)
    if found is None:
        if len(_shapes) >= MOST_SHAPES:
            _shapes.clear()
        found = _shapes[name] = Shaped(build, first)
    return found


class _Compiled:
    """SQL, where which value goes, and how a row becomes what the caller wants."""

    def __init__(self, queryset: QuerySet[Any, Any], first: QuerySet[Any, Any] | None) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = compiler.as_sql()
        if first is not None:
            before, before_params = first.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
            self.sql = f"WITH first AS MATERIALIZED ({before}) {self.sql}"
            params = (*before_params, *params)
        adapt, for_like = (
            connection.ops.adapt_datetimefield_value,
            connection.ops.prep_for_like_query,
        )
        place = {mark: n for marks in (INT, FLOAT, TEXT) for n, mark in enumerate(marks)}
        place |= {form: n for n, mark in enumerate(MOMENT) for form in (mark, adapt(mark))}
        beginning = {f"{for_like(mark)}%": n for n, mark in enumerate(TEXT)}
        # Which value goes where, and how it is sent; what is no mark is sent as it was built.
        self.params: list[tuple[int | None, Any]] = []
        for param in params:
            kind = type(param)
            if kind in (int, float, str, dt.datetime) and param in place:
                self.params.append((place[param], None))
            elif kind is str and param in beginning:
                self.params.append((beginning[param], lambda text: f"{for_like(text)}%"))
            elif isinstance(param, int) and kind is not bool and int(param) in place:
                # The driver's own kinds of whole numbers.
                self.params.append((place[int(param)], kind))
            else:
                self.params.append((None, param))
        self.converters = compiler.get_converters(column for column, *_ in compiler.select)
        self.make = _maker(queryset, compiler)
        self.apply = compiler.apply_converters

    def rows(self, values: Sequence[Any]) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        adapt = connection.ops.adapt_datetimefield_value
        given = [adapt(value) if isinstance(value, dt.datetime) else value for value in values]
        params = [
            how if at is None else given[at] if how is None else how(given[at])
            for at, how in self.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if self.converters and found:
            found = list(self.apply(found, self.converters))
        return self.make(found)


class _Nothing:
    """A query that never gives anything, and is never sent."""

    def rows(self, values: Sequence[Any]) -> list[Any]:
        return []


_NOTHING = _Nothing()


def _maker(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], list[Any]]:
    kind = queryset._iterable_class
    if issubclass(kind, ModelIterable):
        return _objects(compiler)
    if issubclass(kind, FlatValuesListIterable):
        return lambda rows: [row[0] for row in rows]
    if issubclass(kind, ValuesListIterable):
        return list
    query = queryset.query
    names = list(query.selected or [*query.values_select, *query.annotation_select])
    return lambda rows: [dict(zip(names, row, strict=False)) for row in rows]


def _objects(compiler: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """Model objects with what was selected beside them, as the ORM makes them."""
    select, info = compiler.select, compiler.klass_info
    model, fields = info["model"], info["select_fields"]
    begin, end = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in select[begin:end]]
    populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)
    extra = list((compiler.annotation_col_map or {}).items())

    def objects(rows: Sequence[Any]) -> list[Any]:
        made = []
        for row in rows:
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
            for populator in populators:
                populator.populate(row, one)
            for name, at in extra:
                setattr(one, name, row[at])
            made.append(one)
        return made

    return objects

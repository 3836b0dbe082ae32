"""Columns of values as the text that COPY reads: made a column at a time, not a value at a time.

The driver can write COPY rows too, but looks for a way to write each single value anew, which costs more
than the server needs to take the row. This module knows how values look as text and nothing of tables.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from psycopg.adapt import PyFormat, Transformer

NULL = r"\N"
ROWS_AT_ONCE = 2000
# What ends a value or a row, and the sign that begins an escape.
SPECIAL = re.compile(r"[\\\t\n\r\b\f\v]")
ESCAPES = {
    "\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\b": r"\b", "\f": r"\f", "\v": r"\v",
}  # fmt: skip
# What `%s` writes as PostgreSQL reads it; moments too, as long as they know their zone.
PLAIN = {int, float, bool, dt.datetime}


def texts(values: Sequence[Any], connection: Any) -> Sequence[Any]:
    """A column of prepared values in a form that `%s` writes as COPY wants it."""
    kinds = set(map(type, values))
    has_null = type(None) in kinds
    kinds.discard(type(None))
    if kinds <= {str}:
        return _words(values, has_null=has_null)
    if kinds <= PLAIN:
        if kinds == {dt.datetime}:
            # Said once here: a list that stands in two columns is then not written out twice.
            return [NULL if value is None else str(value) for value in values]
        return [NULL if value is None else value for value in values] if has_null else values
    of = Transformer.from_context(connection)
    return [_other(value, of) for value in values]


def lines(columns: Sequence[Any], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows as text, many at a time. A column is `None` where it varies, else its one text in all rows."""
    parts = ["%s" if text is None else str(text).replace("%", "%%") for text in columns]
    line = "\t".join(parts) + "\n"
    left = iter(rows)
    while written := "".join(map(line.__mod__, islice(left, ROWS_AT_ONCE))):
        yield written


def _words(values: Sequence[str | None], *, has_null: bool) -> Sequence[str]:
    if has_null:
        return [NULL if value is None else _escaped(value) for value in values]
    if SPECIAL.search("".join(values)):  # type: ignore[arg-type]
        return [_escaped(value) for value in values]  # type: ignore[arg-type]
    return values  # type: ignore[return-value]


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: ESCAPES[found[0]], text) if SPECIAL.search(text) else text


def _other(value: Any, of: Transformer) -> str:
    """Any other value, as the driver would write it."""
    if value is None:
        return NULL
    said = of.get_dumper(value, PyFormat.TEXT).dump(value)
    return NULL if said is None else _escaped(bytes(said).decode())

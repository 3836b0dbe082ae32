"""One row as one line of JSON that is the same whatever database it came from, and back again.

Moments in UTC with microseconds, floats by their shortest exact form, JSON with sorted keys and whole floats
as integers (PostgreSQL keeps no difference). A kind of field that is not listed stops the work: a guess
here would be a silent loss later.
"""

import datetime as dt
import decimal
import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db import models

Change = Callable[[Any], Any]
TEXTS = ("CharField", "TextField", "SlugField", "FileField", "GenericIPAddressField")
NUMBERS = (
    *("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"),
    *("SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField"),
    "PositiveSmallIntegerField",
)
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class UnknownKind(TypeError):
    """A field of a kind that has no canonical form yet: a fault of the program, not of the data."""


def line_of(values: Any) -> bytes:
    """The canonical line of values that went through `to_plain`."""
    return _encoder.encode(values).encode() + b"\n"


def to_plain(field: models.Field) -> Change | None:
    """How a value of this field is written; None: as it is."""
    kind = kind_of(field)
    if kind in TEXTS or kind in NUMBERS:
        return None
    if kind not in _CHANGES:
        raise UnknownKind(f"{field}: no canonical form of {kind}")
    return _unless_empty(_CHANGES[kind][0])


def from_plain(field: models.Field) -> Change | None:
    """How a written value becomes Python's again; None: as it is."""
    kind = kind_of(field)
    if kind in TEXTS or kind in NUMBERS:
        return None
    if kind not in _CHANGES:
        raise UnknownKind(f"{field}: no canonical form of {kind}")
    return _unless_empty(_CHANGES[kind][1])


def kind_of(field: models.Field) -> str:
    """The kind that decides the form; a key has the kind of what it points at."""
    while field.is_relation:
        field = field.target_field
    return field.get_internal_type()


def _unless_empty(change: Change) -> Change:
    return lambda value: None if value is None else change(value)


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _json(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    if isinstance(value, dict):
        return {key: _json(one) for key, one in value.items()}
    return value


_CHANGES: dict[str, tuple[Change, Change]] = {
    "BooleanField": (bool, bool),
    # Adding zero makes -0.0 plain zero: SQLite does not keep its sign.
    "FloatField": (lambda value: float(value) + 0.0, float),
    "DateTimeField": (_moment, dt.datetime.fromisoformat),
    "DateField": (dt.date.isoformat, dt.date.fromisoformat),
    "TimeField": (dt.time.isoformat, dt.time.fromisoformat),
    "DurationField": (
        lambda value: value // dt.timedelta(microseconds=1),
        lambda value: dt.timedelta(microseconds=value),
    ),
    # In a list, so that JSON's own null differs from an empty column.
    "JSONField": (lambda value: [_json(value)], lambda value: value[0]),
    "DecimalField": (lambda value: format(value.normalize(), "f"), decimal.Decimal),
    "UUIDField": (str, uuid.UUID),
    "BinaryField": (lambda value: bytes(value).hex(), bytes.fromhex),
}

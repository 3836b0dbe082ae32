"""What a request carries: JSON, or a form with photos; read once, checked for shape, never for rules."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import pydantic
from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from xiuhua.apps.records.now import real_now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.api.door import wrong_fields
from xiuhua.web.shared.photo_files import check_length

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
LARGEST = 2**63 - 1
MOST_FIELDS = 60


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL")
    text.encode()  # half a surrogate raises UnicodeEncodeError, which is a ValueError
    return text


Text = Annotated[str, AfterValidator(_storable)]
Slug = Annotated[Text, Field(max_length=96)]
Line = Annotated[Text, Field(max_length=200)]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Degrees = Annotated[float | Annotated[Text, Field(max_length=40)] | None, Field(default=None)]
"""Decimal degrees, or degrees with minutes and seconds as people write them."""


class Body(Schema):
    """A body that says only what is known here: a mistyped name is said, not swallowed."""

    model_config = ConfigDict(extra="forbid", str_max_length=4000)


B = TypeVar("B", bound=Body)


@dataclass(frozen=True)
class Sent:
    """The fields and files of one request, and what its headers say of it."""

    data: dict[str, Any]
    files: Callable[[str], Sequence[Any]]
    key: str
    device_at: dt.datetime | None

    def as_a(self, shape: type[B]) -> B:
        """The fields in a shape. Refuses: input_invalid."""
        try:
            return shape.model_validate(self.data)
        except pydantic.ValidationError as error:
            raise wrong_fields(error.errors(include_input=False, include_url=False)) from error


def read_body(request: HttpRequest) -> Sent:
    """Read a request. Refuses: upload_too_large, json_unreadable, body_kind_unknown, moment_unreadable."""
    check_length(request)
    kind = (request.content_type or "").lower()
    files: Callable[[str], Sequence[Any]] = _no_files
    if kind in FORMS:
        data: dict[str, Any] = dict(request.POST.items())
        files = request.FILES.getlist
    elif kind in ("application/json", "") or kind.endswith("+json"):
        data = _object(request.body) if request.body else {}
    else:
        raise Refused("body_kind_unknown", kind=kind[:40])
    data.pop("csrfmiddlewaretoken", None)
    return Sent(data, files, request.headers.get("Idempotency-Key", ""), _device_at(request))


def _no_files(name: str) -> Sequence[Any]:
    return ()


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused("json_unreadable") from error
    if not isinstance(found, dict) or len(found) > MOST_FIELDS:
        raise Refused("json_unreadable")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _device_at(request: HttpRequest) -> dt.datetime | None:
    """When the device says it was done: kept, never believed. A wild clock is as good as none."""
    said = request.headers.get("X-Device-Time", "")
    if not said:
        return None
    try:
        moment = dt.datetime.fromisoformat(said)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("moment_unreadable", field="X-Device-Time", text=said[:40]) from error
    is_near = abs(moment - real_now()) < dt.timedelta(days=3660)
    return moment if is_near else None


def described(
    shape: type[Body] | None, photos: Sequence[str] = (), *, key: bool = True
) -> dict[str, Any]:
    """What OpenAPI says of a body that may come as JSON, or as a form where there are photos."""
    schema: dict[str, Any] = {"type": "object"}
    if shape is not None:
        schema = shape.model_json_schema()
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if photos:
        files = {
            name: {"type": "array", "items": {"type": "string", "format": "binary"}}
            for name in photos
        }
        form = {**schema, "properties": {**schema.get("properties", {}), **files}}
        content["multipart/form-data"] = {"schema": form}
    found: dict[str, Any] = {"requestBody": {"content": content, "required": True}}
    if key:
        found["parameters"] = [
            _header("Idempotency-Key", "the same key with the same body acts once", 80),
            _header("X-Device-Time", "ISO 8601 with zone: when the device says it was done", 40),
        ]
    return found


def _header(name: str, meaning: str, longest: int) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": longest}
    return {"in": "header", "name": name, "description": meaning, "schema": schema}

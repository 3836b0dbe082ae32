"""What the columns of a file mean: a small TOML, read strictly.

A key that is unknown, missing or of the wrong kind is refused by its full name, so that a slip of
the pen never becomes a silently empty column. Which columns the file really has is not known here.
"""

import codecs
import datetime as dt
import re
import tomllib
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

from xiuhua.rulebook.coordinates import Crs
from xiuhua.rulebook.numbering import check_case_prefix
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.measure import project_xy

Names = tuple[str, ...]
Words = tuple[str | None, ...]
"""Like names, but an empty one may be meant: `None` is never in it, it only makes the kind another one."""
Points = tuple[tuple[float, float], ...]
Pairs = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class FileForm:
    """How the file is written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'


@dataclass(frozen=True, kw_only=True)
class SubdistrictPart:
    """The subdistrict the cases belong to: used if it is there, else made."""

    code: str
    name: str
    name_en: str = ""
    case_prefix: str
    time_zone: str
    projected_epsg: int


@dataclass(frozen=True, kw_only=True)
class SourcePart:
    """Where the reports came from: a source of the catalogue, or one to be added to it."""

    slug: str = "import"
    name: str = ""
    name_en: str = ""
    is_public: bool = False


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Plain columns. Several are joined by a space; only what is named here is taken over at all."""

    id: str
    words: Names = ()
    place: Names = ()


@dataclass(frozen=True, kw_only=True)
class Times:
    """Columns of moments (date and time may stand apart), their forms, and whose clock they follow."""

    formats: Names
    reported: Names
    due: Names = ()
    closed: Names = ()
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class StatePart:
    """The column that says whether a request is closed; without it a closing date does."""

    column: str
    closed: Words
    open: Words


@dataclass(frozen=True, kw_only=True)
class OnTime:
    """The file's own answer to "in time?", only to compare ours with it."""

    column: str
    yes: Words
    no: Words


@dataclass(frozen=True, kw_only=True)
class Classes:
    """The class column: mapped to own classes by slug, found by code, or added to the catalogue."""

    column: str
    system: str
    kind: str = "event"
    create: bool = False
    name: str = ""
    name_en: str = ""
    map: Pairs | None = None


@dataclass(frozen=True, kw_only=True)
class Location:
    """The point: its columns, its system, and the points that mean "no location"."""

    lon: str
    lat: str
    crs: str = Crs.WGS84.value
    no_location: Points = ()
    tolerance_deg: float = 1e-6


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Polygons: the property that is the code, and the file's own column to compare with."""

    property: str
    name: str = ""
    valid_from: dt.date
    column: str = ""
    drop: str = ""


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Everything an import needs to know of a file."""

    system: str
    origin: str
    file: FileForm = FileForm()
    subdistrict: SubdistrictPart
    source: SourcePart = SourcePart()
    columns: Columns
    times: Times
    state: StatePart | None = None
    on_time: OnTime | None = None
    classes: Classes | None = None
    location: Location | None = None
    areas: Areas | None = None

    @property
    def time_zone(self) -> str:
        """Whose clock the file's moments follow."""
        return self.times.zone or self.subdistrict.time_zone

    def needed_columns(self) -> list[str]:
        """Every column the mapping names."""
        named = [self.columns.id, *self.columns.words, *self.columns.place]
        named += [*self.times.reported, *self.times.due, *self.times.closed]
        named += [part.column for part in (self.state, self.on_time, self.classes) if part]
        if self.location:
            named += [self.location.lon, self.location.lat]
        if self.areas and self.areas.column:
            named.append(self.areas.column)
        return list(dict.fromkeys(named))


def read_mapping(path: Path | str) -> Mapping:
    """The mapping in a TOML file; refuses with the file's name and the line or key that is wrong."""
    name = Path(path).name
    try:
        given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused("file_not_readable", file=name, cause=error.strerror or "") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Refused("file_wrong_encoding", file=name, encoding="utf-8", line=line) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else None
        raise Refused("mapping_not_toml", file=name, line=line, cause=str(error)) from error
    mapping = _table(Mapping, given, "", name)
    _check(mapping, name)
    return mapping


def _table(kind: Any, given: Any, where: str, file: str) -> Any:
    if not isinstance(given, dict):
        raise _wrong(file, where.rstrip("."), given, "[table]")
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(set(given) - set(known)):
        raise Refused("mapping_key_unknown", file=file, key=where + unknown[0], known=sorted(known))
    hints, read = get_type_hints(kind), {}
    for name, field in known.items():
        if name in given:
            read[name] = _value(_bare(hints[name]), given[name], where + name, file)
        elif field.default is MISSING:
            raise Refused("mapping_key_missing", file=file, key=where + name)
    return kind(**read)


def _bare(hint: Any) -> Any:
    """`X` for `X | None`: what is not said stays None."""
    if isinstance(hint, UnionType):
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def _value(hint: Any, value: Any, key: str, file: str) -> Any:
    if is_dataclass(hint):
        return _table(hint, value, f"{key}.", file)
    if hint in (Names, Words) and isinstance(value, str):
        value = [value]
    if hint is float and type(value) is int:
        value = float(value)
    if not _FITS[hint](value):
        raise _wrong(file, key, value, _EXPECTED[hint])
    if hint in (Names, Words):
        return tuple(value)
    if hint == Points:
        return tuple((float(lon), float(lat)) for lon, lat in value)
    return value


def _is_list(value: Any, one: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(one(part) for part in value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_point(value: Any) -> bool:
    return isinstance(value, list) and [type(n) in (int, float) for n in value] == [True, True]


_FITS: dict[Any, Any] = {
    str: _is_text,
    int: lambda value: type(value) is int,
    bool: lambda value: isinstance(value, bool),
    float: lambda value: isinstance(value, float),
    dt.date: lambda value: type(value) is dt.date,
    Names: lambda value: _is_list(value, _is_text),
    Words: lambda value: _is_list(value, lambda one: isinstance(one, str)),
    Points: lambda value: _is_list(value, _is_point),
    Pairs: lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
}
_EXPECTED: dict[Any, str] = {
    str: '"…"',
    int: "4547",
    bool: "true / false",
    float: "0.0001",
    dt.date: "2015-01-01",
    Names: '["…", "…"]',
    Words: '["…", "…"]',
    Points: "[[114.3, 30.5]]",
    Pairs: '"…" = "…"',
}


def _wrong(file: str, key: str, value: Any, expected: str) -> Refused:
    return Refused("mapping_value_wrong", file=file, key=key, value=str(value), expected=expected)


def _check(mapping: Mapping, file: str) -> None:
    """What the kind of a value alone does not show."""
    slug = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
    form, classes = mapping.file, mapping.classes
    try:
        codecs.lookup(form.encoding)
    except LookupError as error:
        raise _wrong(file, "file.encoding", form.encoding, "utf-8, gb18030, …") from error
    for key, value in (("delimiter", form.delimiter), ("quote", form.quote)):
        if len(value) != 1 or value in "\r\n":
            raise _wrong(file, f"file.{key}", value, '","')
    for key, zone in (
        ("subdistrict.time_zone", mapping.subdistrict.time_zone),
        ("times.zone", mapping.time_zone),
    ):
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, LookupError) as error:
            raise _wrong(file, key, zone, "Asia/Shanghai") from error
    if not slug.fullmatch(mapping.system):
        raise _wrong(file, "system", mapping.system, "a-z 0-9 _ -")
    if len(mapping.origin) > 200:
        raise _wrong(file, "origin", mapping.origin, "≤ 200")
    if classes and not slug.fullmatch(classes.system):
        raise _wrong(file, "classes.system", classes.system, "a-z 0-9 _ -")
    if classes and classes.kind not in ("event", "component"):
        raise _wrong(file, "classes.kind", classes.kind, "event / component")
    if mapping.location and mapping.location.crs not in [crs.value for crs in Crs]:
        expected = ", ".join(crs.value for crs in Crs)
        raise _wrong(file, "location.crs", mapping.location.crs, expected)
    check_case_prefix(mapping.subdistrict.case_prefix)
    project_xy(0.0, 0.0, mapping.subdistrict.projected_epsg)

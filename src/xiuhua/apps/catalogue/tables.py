"""Reads the four files of a catalogue folder (classes, standards, rules, sources) into plain rows.

Reading and checking only, so that a broken file is refused as a whole, naming file, line and column,
before anything is written. The rows themselves are written by `actions.loading`.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xiuhua.apps.catalogue.models import CaseClass, ClassTag, Standard
from xiuhua.apps.catalogue.rules import RULES
from xiuhua.apps.catalogue.tags import PRINCIPLES, TAGS
from xiuhua.rulebook.refusal import Refused

SHIPPED = Path(__file__).parent / "data"
CODE_SYSTEMS = ("gbt30428", "cjt214")
_SLUG = re.compile(r"(component|event)(\.[a-z][a-z0-9_]*){1,3}")

Row = dict[str, Any]


@dataclass(frozen=True)
class Folder:
    """Everything a catalogue folder says."""

    classes: list[Row]
    standards: list[Row]
    rules: list[Row]
    sources: list[Row]


class Broken(ValueError):
    """What is wrong with one field; becomes a refusal that also says where."""


def read_folder(path: Path | str | None = None) -> Folder:
    """All rows of a folder, by default the one that ships; a missing file means: nothing of that kind."""
    folder = SHIPPED if path is None else Path(path)
    if not folder.is_dir():
        raise Refused("catalogue_folder_missing", folder=folder.name)
    if not any((folder / name).is_file() for name in COLUMNS):
        raise Refused("catalogue_folder_empty", folder=folder.name, expected=sorted(COLUMNS))
    rows = {name: list(_rows(folder / name)) for name in COLUMNS}
    _check_once("classes.csv", rows["classes.csv"], ("slug",))
    for system in CODE_SYSTEMS:
        with_code = [row for row in rows["classes.csv"] if row[system]]
        _check_once("classes.csv", with_code, ("kind", system))
    _check_once("standards.csv", rows["standards.csv"], ("class", "order", "valid_from"))
    _check_once("rules.csv", rows["rules.csv"], ("name", "valid_from"))
    _check_once("sources.csv", rows["sources.csv"], ("slug",))
    return Folder(*(rows[name] for name in COLUMNS))


def _rows(file: Path) -> Iterator[Row]:
    """The checked rows of one file, each with its line number under `line`."""
    if not file.is_file():
        return
    columns = COLUMNS[file.name]
    try:
        # utf-8-sig: Excel writes a mark at the front.
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("catalogue_file_unreadable", file=file.name, detail=str(error)) from error
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        head = next(reader, [])
        for name in columns:
            if name not in head:
                raise _broken(file.name, 1, name, "column missing", "")
        for fields in reader:
            if not any(field.strip() for field in fields):
                continue
            yield _row(file.name, reader.line_num, columns, head, fields)
    except csv.Error as error:
        raise _broken(file.name, reader.line_num, "", str(error), "") from error


def _row(
    file: str,
    line: int,
    columns: dict[str, Callable[[str], Any]],
    head: list[str],
    fields: list[str],
) -> Row:
    if len(fields) != len(head):
        wrong = f"{len(fields)} fields instead of {len(head)}"
        raise _broken(file, line, head[min(len(fields), len(head)) - 1], wrong, "")
    given = dict(zip(head, (field.strip() for field in fields), strict=True))
    row: Row = {"line": line}
    for name, read in columns.items():
        try:
            row[name] = read(given[name])
        except Broken as broken:
            raise _broken(file, line, name, str(broken), given[name]) from broken
    return row


def _check_once(file: str, rows: Iterable[Row], key: tuple[str, ...]) -> None:
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        value = tuple(row[name] for name in key)
        if value in seen:
            raise _broken(file, row["line"], key[-1], "given twice", str(value[-1]))
        seen.add(value)


def _broken(file: str, line: int, column: str, detail: str, value: str) -> Refused:
    return Refused(
        "catalogue_file_broken", file=file, line=line, column=column, detail=detail, value=value
    )


def text(longest: int, needed: bool = True) -> Callable[[str], str]:
    """A reader of words up to a length."""

    def read(value: str) -> str:
        if needed and not value:
            raise Broken("empty")
        if len(value) > longest:
            raise Broken(f"longer than {longest} characters")
        return value

    return read


def one_of(choices: Iterable[str], needed: bool = True) -> Callable[[str], str]:
    """A reader of one of some words."""
    allowed = tuple(choices)

    def read(value: str) -> str:
        if value not in allowed and (needed or value):
            raise Broken(f"not one of {', '.join(allowed)}")
        return value

    return read


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value) or len(value) > 96:
        raise Broken("not a slug such as event.street_order.outdoor_trading")
    return value


def _parent(value: str) -> str:
    return _slug(value) if value else ""


def _code(value: str) -> str:
    if value and not re.fullmatch(r"(\d\d){1,2}", value, re.ASCII):
        raise Broken("not two or four digits")
    return value


def _tags(family: str) -> Callable[[str], list[str]]:
    def read(value: str) -> list[str]:
        found = [tag.strip() for tag in value.split(";") if tag.strip()]
        for tag in found:
            if tag not in TAGS[family]:
                raise Broken(f"not one of {', '.join(TAGS[family])}")
        return sorted(set(found))

    return read


def _limit(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise Broken("not a number") from None
    if not 0 < number <= 10_000:
        raise Broken("not a limit above 0 and up to 10000")
    return number


def _order(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d?", value, re.ASCII):
        raise Broken("not a number from 1 to 99")
    return int(value)


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise Broken("not a date such as 2021-05-10") from None


def _flag(value: str) -> bool:
    return one_of(("true", "false"))(value) == "true"


COLUMNS: dict[str, dict[str, Callable[[str], Any]]] = {
    "classes.csv": {
        "slug": _slug,
        "kind": one_of(CaseClass.Kind.values),
        "parent": _parent,
        "name": text(80),
        "name_en": text(120, needed=False),
        "gbt30428": _code,
        "cjt214": _code,
        "actions": _tags(ClassTag.Family.ACTION),
        "cures": _tags(ClassTag.Family.CURE),
        "streams": _tags(ClassTag.Family.STREAM),
        "source": text(200),
    },
    "standards.csv": {
        "class": _slug,
        "order": _order,
        "filing_condition": text(200),
        "close_condition": text(200),
        "limit_value": _limit,
        "limit_unit": one_of(Standard.Unit.values),
        "calendar": text(16),
        "responsible": text(80, needed=False),
        "legal_basis": text(200, needed=False),
        "principle": one_of(PRINCIPLES, needed=False),
        "source": text(200),
        "confidence": one_of(Standard.Confidence.values),
        "valid_from": _date,
    },
    "rules.csv": {
        "name": one_of(RULES),
        "value": text(80),
        "source": text(200),
        "valid_from": _date,
    },
    "sources.csv": {
        "slug": text(24),
        "name": text(40),
        "name_en": text(60),
        "needs_verification": _flag,
        "is_public": _flag,
        "source": text(200),
    },
}

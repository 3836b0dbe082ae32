"""The file itself: plain or gzip, checked as a whole before anything is written, then read row by row.

What makes a file unreadable (a cut gzip, another encoding, NUL bytes, a quote that never ends, missing
columns) is refused before the first row; what is wrong with one row is that row's matter. Memory does
not depend on the length of the file.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from xiuhua.apps.cases.importing.mapping import FileForm
from xiuhua.rulebook.refusal import Refused

CHUNK_BYTES = 1 << 20
GZIP_MARK = b"\x1f\x8b"
Row = tuple[int, list[str] | None]
"""The line a record begins on, and its fields; None where no record can be read at all."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that can be read to its end, and its header."""

    path: Path
    form: FileForm
    header: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """Every data row with its line; blank lines are none."""
        with _text_of(self.path, self.form) as text:
            reader = _csv_of(text, self.form)
            next(reader)
            while True:
                begins_on = reader.line_num + 1
                try:
                    fields = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield begins_on, None
                    continue
                if fields:
                    yield begins_on, fields


def check_file(path: Path | str, form: FileForm, columns: Sequence[str]) -> CheckedFile:
    """Read the file once to its end and refuse what would break off in the middle."""
    path = Path(path)
    with _broken_said(path):
        if _read_through(path, form) % 2:
            _find_open_quote(path, form)
        with _text_of(path, form) as text:
            try:
                header = next(_csv_of(text, form), [])
            except csv.Error as error:
                raise Refused("file_header_missing", file=path.name) from error
    header = [name.strip() for name in header]
    if not any(header):
        raise Refused("file_header_missing", file=path.name)
    missing = [name for name in columns if name not in header]
    if missing:
        raise Refused("columns_missing", file=path.name, columns=missing, found=header[:60])
    double = [name for name in columns if header.count(name) > 1]
    if double:
        raise Refused("column_twice", file=path.name, column=double[0])
    return CheckedFile(path, form, tuple(header))


@contextmanager
def _broken_said(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refused("gzip_broken", file=path.name) from error
    except OSError as error:
        raise Refused("file_not_readable", file=path.name, cause=error.strerror or "") from error


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_MARK
    return gzip.open(path, "rb") if packed else path.open("rb")


def _read_through(path: Path, form: FileForm) -> int:
    """Decode everything once: how many quotes there are."""
    decoder = codecs.getincrementaldecoder(_codec(form))()
    quotes = lines = 0
    with _open(path) as file:
        while True:
            chunk = file.read(CHUNK_BYTES)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line = lines + 1 + error.object[: error.start].count(b"\n")
                raise Refused(
                    "file_wrong_encoding", file=path.name, encoding=form.encoding, line=line
                ) from error
            if "\0" in text:
                line = lines + 1 + text[: text.index("\0")].count("\n")
                raise Refused("file_has_nul", file=path.name, line=line)
            quotes += text.count(form.quote)
            lines += text.count("\n")
            if not chunk:
                return quotes


def _find_open_quote(path: Path, form: FileForm) -> None:
    """An odd number of quotes may be an inch mark in a text; refuse only one that never ends."""
    with _text_of(path, form) as text:
        reader = csv.reader(text, delimiter=form.delimiter, quotechar=form.quote, strict=True)
        begins_on = 1
        while True:
            try:
                if next(reader, None) is None:
                    return
            except csv.Error as error:
                if "unexpected end of data" in str(error):
                    raise Refused(
                        "file_quote_open", file=path.name, line=begins_on, quote=form.quote
                    ) from error
            begins_on = reader.line_num + 1


@contextmanager
def _text_of(path: Path, form: FileForm) -> Iterator[IO[str]]:
    with _open(path) as file, io.TextIOWrapper(file, encoding=_codec(form), newline="") as text:  # type: ignore[arg-type]
        yield text


def _csv_of(text: IO[str], form: FileForm) -> "csv._reader":
    return csv.reader(text, delimiter=form.delimiter, quotechar=form.quote)


def _codec(form: FileForm) -> str:
    """The codec; a byte-order mark before UTF-8 is no part of the first column's name."""
    name = codecs.lookup(form.encoding).name
    return "utf-8-sig" if name == "utf-8" else name

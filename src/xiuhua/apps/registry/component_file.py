"""The Excel form of a component list: its columns, its template, and the reading of one row.

A row is read into plain values or refused with what is wrong; nothing is written here.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from xiuhua.apps.records.spreadsheets import SAFE
from xiuhua.apps.records.unpacking import check_archive
from xiuhua.apps.registry.models import Component
from xiuhua.rulebook.refusal import Refused

# Heading in the form, name in the program, whether a row needs it.
COLUMNS = (
    ("标识码", "identifier", False),
    ("杆号或编号", "label", False),
    ("部件小类", "class_", True),
    ("经度", "lon", True),
    ("纬度", "lat", True),
    ("坐标系", "crs", False),
    ("道路", "road", False),
    ("权属单位", "owner", False),
    ("状态", "state", False),
    ("普查日期", "census_on", True),
    ("来源", "source", True),
)
STATES = {
    "完好": Component.State.GOOD,
    "损坏": Component.State.DAMAGED,
    "缺失": Component.State.MISSING,
    "拆除": Component.State.REMOVED,
}
EXAMPLE = (
    "",
    "127",
    "路灯",
    "114.2651",
    "30.5498",
    "EPSG:4490",
    "鹦鹉大道",
    "",
    "完好",
    "2021-05-06",
    "2021年部件普查",
)


@dataclass(frozen=True)
class GivenRow:
    """One row as it stands in the file, by our names; `line` as Excel counts."""

    line: int
    values: dict[str, Any]

    def text(self, name: str) -> str:
        """A cell as text: whole numbers without a point, dates as dates."""
        value = self.values.get(name, "")
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value).strip()

    def day(self, name: str) -> dt.date:
        """A cell as a date; refuses what is none."""
        value = self.values.get(name)
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(self.text(name).replace("/", "-").replace(".", "-"))
        except ValueError:
            raise Refused(
                "import_date_invalid", column=heading(name), value=self.text(name)
            ) from None


def heading(name: str) -> str:
    """The heading of a column."""
    return next(head for head, own, _ in COLUMNS if own == name)


def read_rows(path: Path | str) -> Iterator[GivenRow]:
    """The rows of the first sheet; refuses a file that is none, or that lacks a column."""
    file = Path(path)
    check_archive(file)
    try:
        sheet = CalamineWorkbook.from_path(file).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise Refused("import_file_unreadable", file=file.name, detail=str(error)[:120]) from error
    if not rows:
        raise Refused("import_file_empty", file=file.name)
    places = {str(value).strip(): at for at, value in enumerate(rows[0])}
    missing = [head for head, _, needed in COLUMNS if needed and head not in places]
    if missing:
        raise Refused("import_columns_missing", file=file.name, columns=missing)
    named = [(own, places[head]) for head, own, _ in COLUMNS if head in places]
    for line, row in enumerate(rows[1:], start=2):
        if any(str(value).strip() for value in row):
            yield GivenRow(line, {own: row[at] if at < len(row) else "" for own, at in named})


def write_template(path: Path | str) -> None:
    """An empty form with the headings, one example row and what the columns mean."""
    book = xlsxwriter.Workbook(str(path), SAFE)
    sheet = book.add_worksheet("部件")
    bold = book.add_format({"bold": True})
    for at, (head, _, needed) in enumerate(COLUMNS):
        sheet.write_string(0, at, head, bold)
        sheet.write_string(1, at, EXAMPLE[at])
        sheet.set_column(at, at, 18 if needed else 14)
    notes = book.add_worksheet("说明")
    for at, line in enumerate(NOTES):
        notes.write_string(at, 0, line)
    notes.set_column(0, 0, 100)
    book.close()


NOTES = (
    "第一行为表头，不要改动；第二行为示例，填写前请删除。",
    "标识码：16 位数字；留空时由系统按小类编号。已有的标识码不会重复导入。",
    "部件小类：名称（路灯）、四位代码（0137）或系统内代号（component.utilities.street_light）。",
    "经度、纬度：度；坐标系留空为 EPSG:4490，也可填 EPSG:4326、GCJ-02、BD-09。",
    "道路：系统内道路名称或代码；权属单位：单位名称或代码。填写了但系统内没有的，该行不导入。",
    "状态：完好、损坏、缺失、拆除；留空为完好。",
    "普查日期：2021-05-06；来源：这批数据从哪里来。",
)

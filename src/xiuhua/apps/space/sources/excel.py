"""Excel and LibreOffice tables: a sheet per layer, headings in the first row; and the template for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from xiuhua.apps.records.spreadsheets import SAFE
from xiuhua.apps.records.unpacking import check_archive
from xiuhua.apps.space.drafts import Drafts
from xiuhua.apps.space.sources import words
from xiuhua.apps.space.sources.features import FeatureTaker
from xiuhua.apps.space.sources.reading import Reading
from xiuhua.rulebook.refusal import Refused

NOTES = ("说明", "notes")
# Sheet -> headings -> one invented row. The sheets of the template are what `read` understands.
TEMPLATE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "边界": (
        ("名称", "坐标"),
        ("虚构街道", "114.220,30.560; 114.224,30.560; 114.224,30.564; 114.220,30.564"),
    ),
    "社区": (
        ("社区编码", "社区名称", "编码体系", "坐标"),
        (
            "990105006001",
            "虚构一社区",
            "nbs",
            "114.220,30.560; 114.222,30.560; 114.222,30.564; 114.220,30.564",
        ),
    ),
    "分区": (
        ("编码", "名称", "分区类别", "坐标"),
        (
            "Z1",
            "虚构工地片",
            "在建工地",
            "114.222,30.560; 114.224,30.560; 114.224,30.562; 114.222,30.562",
        ),
    ),
    "网格": (
        ("网格编码", "网格名称", "所属社区", "分区类别", "坐标"),
        (
            "99010500601",
            "虚构一网格",
            "990105006001",
            "",
            "114.220,30.562; 114.222,30.562; 114.222,30.564; 114.220,30.564",
        ),
    ),
    "道路": (
        ("路段编码", "所属道路", "道路等级", "宽度（米）", "车道数", "走向坐标"),
        ("D-001", "虚构大道", "主干道", "24", "6", "114.220,30.562; 114.224,30.562"),
    ),
    "地名": (
        ("地名", "类别", "经度", "纬度", "曾用名", "俗名", "来源"),
        ("127号灯杆", "灯杆", "114.2211", "30.5621", "", "", "虚构示例"),
    ),
}
_HOW = (
    "每张表一类内容，第一行是表头，不要改动；不需要的表可以删去。",
    "坐标一律经度在前、纬度在后，各点用分号隔开，也可以填 WKT。缺省为 CGCS2000；高德、腾讯坐标请在导入时加 --crs GCJ-02，百度加 --crs BD-09。",
    "各表第二行是虚构的示例，请删去。",
    "One sheet per layer, headings in row 1. Longitude first, points apart by semicolons, or WKT. Row 2 of each sheet is an invented example: delete it.",
)


def read(path: Path, reading: Reading, done: Callable[[int], None]) -> Drafts:
    """The drafts of one workbook; a bad row goes to the reading's rejects with sheet and row."""
    check_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (CalamineError, OSError) as fault:
        raise Refused(
            "street_file_unreadable", file=path.name, where="", reason=str(fault)[:200]
        ) from fault
    taker = FeatureTaker(reading)
    count = 0
    for name, table in sheets:
        layer = words.layer(name)
        if name.strip().lower() in NOTES:
            continue
        for row, properties in _rows(table):
            taker.take(f"{name} {row}", properties, None, layer)
            count += 1
            done(count)
    return taker.drafts()


def _rows(table: list[list[Any]]) -> list[tuple[int, dict[str, Any]]]:
    """(row number as in Excel, properties) of every row below the headings that is not empty."""
    headings: list[str] | None = None
    found = []
    for number, cells in enumerate(table, start=1):
        if not any(words.as_text(cell) for cell in cells):
            continue
        if headings is None:
            headings = [words.as_text(cell) for cell in cells]
            continue
        found.append((number, dict(zip(headings, cells, strict=False))))
    return found


def write_template(path: Path) -> None:
    """A workbook to fill in, with one invented row per sheet."""
    with xlsxwriter.Workbook(str(path), SAFE) as book:
        bold = book.add_format({"bold": True})
        notes = book.add_worksheet(NOTES[0])
        notes.set_column(0, 0, 100)
        for row, line in enumerate(_HOW):
            notes.write_string(row, 0, line)
        for name, (headings, example) in TEMPLATE.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, (heading, value) in enumerate(zip(headings, example, strict=True)):
                sheet.set_column(column, column, max(12, 2 * len(heading)))
                sheet.write_string(0, column, heading, bold)
                sheet.write_string(1, column, value)

"""Tables as answers that a browser saves: CSV or Excel. What a cell may be is said in `records.spreadsheets`."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.http import HttpResponse

from xiuhua.apps.records.spreadsheets import SAFE, CsvWriter

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
Line = Sequence[str]


def as_csv(name: str, lines: Iterable[Line]) -> HttpResponse:
    """A CSV file."""
    out = io.StringIO()
    out.write("\ufeff")  # Excel reads UTF-8 only with it
    CsvWriter(out).writerows(lines)
    return _saved_as(f"{name}.csv", HttpResponse(out.getvalue(), "text/csv; charset=utf-8"))


def as_excel(name: str, title: str, lines: Sequence[Line]) -> HttpResponse:
    """A workbook of one sheet with a heading; every cell is text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {**SAFE, "in_memory": True})
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True})
    for at, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(at, column, cell[:LONGEST_CELL], bold if at == 0 else None)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(lines[0]) - 1, 18)
    book.close()
    return _saved_as(f"{name}.xlsx", HttpResponse(out.getvalue(), EXCEL))


def _saved_as(name: str, response: HttpResponse) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

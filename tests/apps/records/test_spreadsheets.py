"""No cell that leaves the program is a formula, and no file is written around the one place that sees to it."""

import csv
import io
import re

import pytest

from tests.architecture import tree
from xiuhua.apps.records.spreadsheets import CsvWriter, harmless

FORMULAS = [
    "=1+1", "=HYPERLINK(\"http://x\")", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1",
    "\r=1+1", "\n=1+1", " =1+1", "\u3000=1+1", "\ufeff=1+1", "\u200b@SUM(1)", "＝1+1", "＋1+1", "|calc", "-1-1",
    "+86 138", "=",
]  # fmt: skip
PLAIN = [
    "",
    "占道经营",
    "-71.05",
    "+8613800001234",
    "0",
    "a=b",
    "'=1+1",
    "2021-05-06 09:00",
    "(-1)",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_every_cell_of_every_line_is_looked_at() -> None:
    out = io.StringIO()
    CsvWriter(out).writerows([["a", "=1"], [None, 7]])
    assert list(csv.reader(io.StringIO(out.getvalue()))) == [["a", "'=1"], ["", "7"]]


def test_no_file_is_written_around_it() -> None:
    wrong = []
    for path in tree.sources():
        text = path.read_text(encoding="utf-8")
        if path.name != "spreadsheets.py" and re.search(r"csv\.(writer|DictWriter)\(", text):
            wrong.append(f"{tree.short(path)}: csv.writer")
        for opened in re.findall(r"xlsxwriter\.Workbook\([^\n]*", text):
            if "SAFE" not in opened:
                wrong.append(f"{tree.short(path)}: {opened}")
        if re.search(
            r"\.(write_formula|write_array_formula|write_url|write_row|write)\(.*\bsheet", text
        ):
            wrong.append(f"{tree.short(path)}: a cell that is no text")
    assert not wrong, tree.listed(wrong)

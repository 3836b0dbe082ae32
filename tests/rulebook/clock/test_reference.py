"""The dated table in docs/reference/clock.md is true, row by row."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from xiuhua.rulebook.clock import deadline, reading_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "clock.md"
HEAD = "| 起点 | 时限 | 单位 | 日历 | 读法 | 到期 | 暂定 | 说明 |"


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").split(HEAD)[1].splitlines()[2:]
    table = []
    for line in lines:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table


def test_there_are_enough_examples():
    assert len(rows()) >= 40


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]} {row[1]} {row[2]}")
def test_example(calendars, row):
    start, value, unit, code, reading, due, provisional, _ = row
    zone = ZoneInfo("Asia/Shanghai")
    answer = deadline(
        datetime.fromisoformat(start).replace(tzinfo=zone),
        float(value),
        unit,
        calendars[code],
        reading_of(reading),
    )
    assert answer == (datetime.fromisoformat(due).replace(tzinfo=zone), provisional == "是")

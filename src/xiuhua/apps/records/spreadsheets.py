"""Cells of tables that leave the program: the one place where a cell is kept from being a formula.

A spreadsheet program runs what begins like a formula, and words on a file may be anybody's. In CSV such a cell
gets an apostrophe in front; in a workbook every cell is written as text. A plain number stays as it is. Every
CSV file of ours is written through `CsvWriter`, every workbook is opened with `SAFE`; a test looks for others.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")
IN_FRONT = " \u00a0\u3000\ufeff\u200b"
"""What a spreadsheet program may drop before it looks at the first sign."""
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook in which a text is a text."""


def harmless(cell: Any) -> str:
    """A cell of a CSV that no spreadsheet program takes for a formula."""
    text = "" if cell is None else str(cell)
    begins_so = text.startswith(FORMULA_SIGNS) or text.lstrip(IN_FRONT).startswith(FORMULA_SIGNS)
    return f"'{text}" if begins_so and not PLAIN_NUMBER.fullmatch(text) else text


class CsvWriter:
    """Writes lines whose cells are all harmless."""

    def __init__(self, file: TextIO) -> None:
        self._out = csv.writer(file)

    def writerow(self, cells: Iterable[Any]) -> None:
        """One line."""
        self._out.writerow([harmless(cell) for cell in cells])

    def writerows(self, lines: Iterable[Sequence[Any]]) -> None:
        """Many."""
        for line in lines:
            self.writerow(line)

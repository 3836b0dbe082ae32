"""How far many short texts are from one: edit distance to the best stretch, all texts at once.

For names that were misspelt by a letter or two. It does not know what the letters mean.
"""

from collections.abc import Sequence

import numpy as np

WIDEST = 48


def coded(texts: Sequence[str]) -> np.ndarray:
    """Texts as rows of character codes, cut at `WIDEST`, 0 behind the end."""
    width = max((min(len(text), WIDEST) for text in texts), default=0)
    rows = np.zeros((len(texts), width), dtype=np.uint32)
    for row, text in zip(rows, texts, strict=True):
        codes = [ord(sign) for sign in text[:WIDEST]]
        row[: len(codes)] = codes
    return rows


def best_distances(query: str, rows: np.ndarray) -> np.ndarray:
    """For each row the least insertions, deletions, changes and swaps of neighbours that make the
    query a stretch of it (Sellers' recurrence with transpositions)."""
    count, width = rows.shape
    before = np.zeros((count, width + 1), dtype=np.int16)  # a stretch may begin anywhere
    earlier = before
    previous_sign = -1
    for line, sign in enumerate((ord(sign) for sign in query), start=1):
        here = np.empty_like(before)
        here[:, 0] = line
        same = rows == sign
        here[:, 1:] = np.minimum(before[:, :-1] + ~same, before[:, 1:] + 1)
        if line > 1 and width > 1:
            swapped = same[:, :-1] & (rows[:, 1:] == previous_sign)
            cost = np.where(swapped, earlier[:, :-2] + 1, np.iinfo(np.int16).max)
            here[:, 2:] = np.minimum(here[:, 2:], cost)
        for column in range(1, width + 1):  # letters of the text that the query leaves out
            np.minimum(here[:, column], here[:, column - 1] + 1, out=here[:, column])
        earlier, before, previous_sign = before, here, sign
    return before.min(axis=1) if width else np.full(count, len(query), dtype=np.int16)

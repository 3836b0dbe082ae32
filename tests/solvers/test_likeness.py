"""Edit distance to the best stretch, against a plain computation of every stretch."""

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.solvers.likeness import WIDEST, best_distances, coded

LETTERS = st.text(alphabet="abc", max_size=6)


def apart(one: str, two: str) -> int:
    """Optimal string alignment of two whole texts, by its definition."""

    @cache
    def least(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [
            least(i - 1, j) + 1,
            least(i, j - 1) + 1,
            least(i - 1, j - 1) + (one[i - 1] != two[j - 1]),
        ]
        if i > 1 and j > 1 and one[i - 1] == two[j - 2] and one[i - 2] == two[j - 1]:
            ways.append(least(i - 2, j - 2) + 1)
        return min(ways)

    return least(len(one), len(two))


@given(LETTERS, st.lists(LETTERS, max_size=4))
def test_it_is_the_least_over_all_stretches(query: str, texts: list[str]) -> None:
    expected = [
        min(apart(query, text[a:b]) for a in range(len(text) + 1) for b in range(a, len(text) + 1))
        for text in texts
    ]
    assert best_distances(query, coded(texts)).tolist() == expected


def test_worked_examples() -> None:
    rows = coded(["chengdubeilu", "xizangbeilu", ""])
    assert best_distances("chengdobeilu", rows).tolist() == [1, 5, 12]
    assert best_distances("chegndu", rows)[0] == 1, "two neighbours changed places"
    assert best_distances("beilu", rows).tolist() == [0, 0, 5]


def test_texts_beyond_the_width_are_cut_and_none_gives_none() -> None:
    assert coded(["x" * 100]).shape == (1, WIDEST)
    assert best_distances("abc", coded([])).tolist() == []
    assert best_distances("成都", coded(["成都北路"])).tolist() == [0]
    assert coded(["ab"]).dtype == np.uint32

"""The machinery itself: mistakes in a table are found when it is made."""

from enum import StrEnum

import pytest

from xiuhua.rulebook.lifecycle.machine import Machine, Row


class Lamp(StrEnum):
    DARK = "dark"
    LIT = "lit"


class Switch(StrEnum):
    PUSH = "push"


def row(move=Switch.PUSH, start=Lamp.DARK, to=Lamp.LIT):
    return Row(move, (start,), to, "lamps.push", "test")


def test_a_move_stands_in_one_row_only():
    with pytest.raises(ValueError, match="two rows"):
        Machine("lamp", Lamp, (row(), row(start=Lamp.LIT)))


def test_a_row_without_demands_asks_nothing_and_starts_only_where_it_says():
    lamp = Machine("lamp", Lamp, (row(),))
    assert lamp.moves_from(Lamp.DARK) == (Switch.PUSH,)
    assert lamp.moves_from(Lamp.LIT) == lamp.moves_from(None) == ()
    assert lamp.missing(Switch.PUSH, Lamp.DARK, None, None) == ()
    assert lamp.permissions() == {"lamps.push"}
    assert lamp.refusals() == {"move_not_from_state"}

"""The printed table of rights is the one in force: `python tools/print_permissions.py` writes it anew."""

import pytest

from tests.addresses import addresses
from tests.architecture import tree
from tools import print_permissions
from xiuhua.apps.accounts.permissions import Permission
from xiuhua.web.api.orders import ACTS as ORDERS
from xiuhua.web.commands.doors.declared import (
    CASE_ACTS,
    DOORS,
    OPEN,
    ORDER_ACTS,
    REACH,
)
from xiuhua.web.shared.case_acts import ACTS

ALL = [door for doors in DOORS.values() for door in doors]


@pytest.mark.parametrize("language", print_permissions.FILES)
def test_the_printed_table_is_up_to_date(language: str) -> None:
    said = print_permissions.FILES[language].read_text(encoding="utf-8")
    assert said == print_permissions.text_of(language), "run tools/print_permissions.py"


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    there, named = {address.route for address in addresses()}, {door.route for door in ALL}
    missing, gone = sorted(there - named), sorted(named - there)
    assert not missing, "put into web/commands/doors/declared.py: " + tree.listed(missing)
    assert not gone, "no such address any more: " + tree.listed(gone)


def test_every_act_has_its_line() -> None:
    assert set(CASE_ACTS) == set(ACTS)
    assert set(ORDER_ACTS) == set(ORDERS)


def test_each_line_stands_once_and_asks_for_what_there_is() -> None:
    lines = [(door.method, door.route, door.act) for door in ALL]
    assert len(lines) == len(set(lines))
    known = {*map(str, Permission), *OPEN}
    assert {right for door in ALL for right in door.rights} <= known
    assert {place for door in ALL for place in (door.row, door.at) if place} <= set(REACH)

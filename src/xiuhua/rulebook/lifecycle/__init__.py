"""State machines as tables: the case, the petitions about it, the inbound orders it answers.

`MACHINES` is what `xiuhua rules` prints. The package holds decisions only: what is allowed, from
where, under which demands. Who changes a row in a database stands upstairs.
"""

from collections.abc import Mapping
from typing import Any

from xiuhua.rulebook.lifecycle.case import CASE
from xiuhua.rulebook.lifecycle.machine import Machine
from xiuhua.rulebook.lifecycle.order import ORDER
from xiuhua.rulebook.lifecycle.petition import PETITIONS

_ALL: tuple[Machine[Any, Any], ...] = (CASE, *PETITIONS.values(), ORDER)
MACHINES: Mapping[str, Machine[Any, Any]] = {machine.name: machine for machine in _ALL}
"""Every machine by the name one prints it under."""

PERMISSIONS: tuple[str, ...] = (
    "cases.report",
    "cases.fix_on_spot",
    "cases.verify",
    "cases.file",
    "cases.dispatch",
    "cases.handle",
    "cases.hand_over",
    "cases.check",
    "cases.close",
    "cases.ask",
    "cases.approve",
    "cases.supervise",
    "cases.refer",
    "cases.merge",
    "cases.reopen",
    "cases.appeal",
    "cases.decide_appeal",
    "cases.push_up",
    "orders.register",
    "orders.reply",
)
"""Every permission that a row asks for; roles are made of these."""

"""Everything that writes duties."""

from xiuhua.apps.duty.actions.five_fixed import copy as copy_sheets
from xiuhua.apps.duty.actions.five_fixed import set_sheet
from xiuhua.apps.duty.actions.following import follow_grids
from xiuhua.apps.duty.actions.grid_duty import assign, end, hand_over
from xiuhua.apps.duty.actions.incentives import Wanted, set_rule

__all__ = [
    "Wanted",
    "assign",
    "copy_sheets",
    "end",
    "follow_grids",
    "hand_over",
    "set_rule",
    "set_sheet",
]

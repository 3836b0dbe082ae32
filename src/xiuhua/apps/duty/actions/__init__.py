"""Everything that writes duties."""

from xiuhua.apps.duty.actions.following import follow_grids
from xiuhua.apps.duty.actions.grid_duty import assign, end, hand_over

__all__ = ["assign", "end", "follow_grids", "hand_over"]

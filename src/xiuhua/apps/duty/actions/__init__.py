"""Everything that writes duties."""

from xiuhua.apps.duty.actions.grid_duty import assign, end, hand_over

__all__ = ["assign", "end", "hand_over"]

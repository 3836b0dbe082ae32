"""Tables of who answers for what, and when."""

from xiuhua.apps.duty.models.grid_duty import GridDuty

__all__ = ["GridDuty"]

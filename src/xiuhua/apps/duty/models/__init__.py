"""Tables of who answers for what, and when."""

from xiuhua.apps.duty.models.grid_duty import GridDuty
from xiuhua.apps.duty.models.patrols import Patrol, TrackPoint, WalkedStretch
from xiuhua.apps.duty.models.rounds import GridRound, RoundSlot

__all__ = ["GridDuty", "GridRound", "Patrol", "RoundSlot", "TrackPoint", "WalkedStretch"]

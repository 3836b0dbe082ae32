"""Tables of who answers for what, and when."""

from xiuhua.apps.duty.models.five_fixed import (
    Comparison,
    DutySheet,
    Incentive,
    IncentiveRule,
    Responsibility,
    StandardItem,
    TimeSlot,
)
from xiuhua.apps.duty.models.grid_duty import GridDuty
from xiuhua.apps.duty.models.modes import (
    ModeCheck,
    ModePost,
    ModeUnit,
    SpecialMode,
    ZeroReport,
)
from xiuhua.apps.duty.models.patrols import Patrol, TrackPoint, WalkedStretch
from xiuhua.apps.duty.models.rounds import GridRound, RoundSlot
from xiuhua.apps.duty.models.team import HandOver, HandOverLine, TeamEntry

__all__ = [
    "Comparison",
    "DutySheet",
    "GridDuty",
    "GridRound",
    "HandOver",
    "HandOverLine",
    "Incentive",
    "IncentiveRule",
    "ModeCheck",
    "ModePost",
    "ModeUnit",
    "Patrol",
    "Responsibility",
    "RoundSlot",
    "SpecialMode",
    "StandardItem",
    "TeamEntry",
    "TimeSlot",
    "TrackPoint",
    "WalkedStretch",
    "ZeroReport",
]

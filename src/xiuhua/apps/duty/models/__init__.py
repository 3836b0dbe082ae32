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
from xiuhua.apps.duty.models.roster import HandOverNote, Roster, RosterShift, SwapRequest
from xiuhua.apps.duty.models.roster_people import CalendarAddress, Leave, ShiftWish
from xiuhua.apps.duty.models.roster_terms import Post, PostMember, PostNeed, RosterRule, ShiftKind
from xiuhua.apps.duty.models.rounds import GridRound, RoundSlot
from xiuhua.apps.duty.models.team import HandOver, HandOverLine, TeamEntry

__all__ = [
    "CalendarAddress",
    "Comparison",
    "DutySheet",
    "GridDuty",
    "GridRound",
    "HandOver",
    "HandOverLine",
    "HandOverNote",
    "Incentive",
    "IncentiveRule",
    "Leave",
    "ModeCheck",
    "ModePost",
    "ModeUnit",
    "Patrol",
    "Post",
    "PostMember",
    "PostNeed",
    "Responsibility",
    "Roster",
    "RosterRule",
    "RosterShift",
    "RoundSlot",
    "ShiftKind",
    "ShiftWish",
    "SpecialMode",
    "StandardItem",
    "SwapRequest",
    "TeamEntry",
    "TimeSlot",
    "TrackPoint",
    "WalkedStretch",
    "ZeroReport",
]

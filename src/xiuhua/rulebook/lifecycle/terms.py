"""The words of a case's life: states, moves, outcomes, clocks, and what a rule may look at.

Only vocabulary. Who may do what when stands in `case`, why not in `case_demands`; nothing here
decides anything.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Key = int | str


class CaseState(StrEnum):
    """Where a street problem stands. On screens: 受理、派单、处置、核查、办结, never 立案 or 结案."""

    REPORTED = "reported"
    VERIFYING = "verifying"  # 核实, on site, before filing
    VERIFIED = "verified"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLED = "handled"
    CHECKED = "checked"  # 核查, on site, after handling
    CLOSED = "closed"
    REFUSED = "refused"
    MERGED = "merged"
    SUSPENDED = "suspended"
    REFERRED = "referred"


ENDED_STATES = frozenset({CaseState.CLOSED, CaseState.REFUSED, CaseState.MERGED})
OPEN_STATES = frozenset(CaseState) - ENDED_STATES


class Outcome(StrEnum):
    """How a closed case came to be closed; only `verified` counts in a ranking."""

    VERIFIED = "verified"
    FIXED_ON_SPOT = "fixed_on_spot"
    FORCED = "forced"
    IMPORTED = "imported"  # closed as another system says; no move of ours leads here


class Move(StrEnum):
    """Everything that can be done to a case."""

    REPORT = "report"
    FIX_ON_SPOT = "fix_on_spot"
    SEND_TO_VERIFY = "send_to_verify"
    VERIFY = "verify"
    FILE = "file"
    REFUSE = "refuse"
    MERGE = "merge"
    DISPATCH = "dispatch"
    RETURN_BACK = "return_back"
    PUSH_UP = "push_up"
    HAND_OVER = "hand_over"
    HANDLE = "handle"
    REWORK = "rework"
    PASS_CHECK = "pass_check"
    CLOSE = "close"
    SUSPEND = "suspend"
    RESUME = "resume"
    SUPERVISE = "supervise"
    REFER = "refer"
    NUDGE = "nudge"
    SETTLE_REFERRAL = "settle_referral"
    TAKE_BACK = "take_back"
    FORCE_CLOSE = "force_close"
    REOPEN = "reopen"


class Clock(StrEnum):
    """The stage timers of a case (受理、核实、派单、处置、核查) and the one over all of them."""

    INTAKE = "intake"
    VERIFY = "verify"  # 核实, on site, before filing
    DISPATCH = "dispatch"
    HANDLING = "handling"
    CHECK = "check"
    TOTAL = "total"


class Flag(StrEnum):
    """What a move leaves on the file for those who count later."""

    COUNTED_APART = "counted_apart"  # never among dispatched and checked cases
    RETURNED = "returned"
    WRONG_DISPATCH = "wrong_dispatch"  # counts against the accuracy of dispatch
    PUSHED_UP = "pushed_up"  # no fault of the community
    REWORKED = "reworked"
    SUPERVISED = "supervised"
    REOPENED = "reopened"


class PhotoKind(StrEnum):
    """What a photo proves."""

    BEFORE = "before"
    AFTER = "after"
    SITE = "site"  # taken while verifying
    CHECK = "check"  # taken while checking the result
    OTHER = "other"


class Finding(StrEnum):
    """What the verification on site found."""

    PRESENT = "present"
    ABSENT = "absent"


class Supervision(StrEnum):
    """Kinds of 督办."""

    OVERTIME = "overtime"
    LEADER = "leader"
    KEY = "key"


class PetitionKind(StrEnum):
    """What one may ask approval for."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"
    FORCE_CLOSE = "force_close"
    APPEAL = "appeal"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the file says, as it would stand after the form's own edits are applied.

    Keys of people and units are compared as they are: one type for each, never "5" beside 5.
    `unit_id` holds the case now. `handler_id` did the work; `handling_recorder_id` wrote it down for
    somebody without an account (or wrote down an outside body's answer). `closed_at` is the moment
    of closing or refusal, in the subdistrict's own zone: its date decides the last day of reopening.
    `reopen_days=None`: no rule row limits reopening.
    """

    state: CaseState | None = None
    case_id: Key | None = None
    source_needs_verification: bool = False
    verification_finding: Finding | None = None
    class_slug: str | None = None
    has_standard: bool = False
    place_known: bool = False
    inside: bool = False
    unit_id: Key | None = None
    officer_id: Key | None = None
    handler_id: Key | None = None
    handler_unit_id: Key | None = None
    handling_recorder_id: Key | None = None
    last_returned_by_unit_id: Key | None = None
    finder_id: Key | None = None
    closed_at: datetime | None = None
    reopen_days: int | None = None
    petition_kind_granted: PetitionKind | None = None
    petition_asker_id: Key | None = None
    petition_decider_id: Key | None = None
    strict_check_unit: bool = False


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the person acting brings along.

    `photos` are the kinds among the attached pictures. `parent_state` is the state of the case
    named by `parent_id`. `actor_dispatches`: holds the permission to dispatch, and so may hand a case
    to another unit.
    """

    actor_id: Key | None = None
    actor_unit_id: Key | None = None
    actor_dispatches: bool = False
    reason: str = ""
    note: str = ""
    words: str = ""
    answer: str = ""
    receiver: str = ""
    photos: frozenset[str] = frozenset()
    unit_id: Key | None = None
    officer_id: Key | None = None
    parent_id: Key | None = None
    parent_state: CaseState | None = None
    finding: Finding | None = None
    supervision: Supervision | None = None
    confirmed: bool = False

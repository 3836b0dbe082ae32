"""The life of a case as a table: which move leads from where to where, and what it demands.

Everybody who lets a case move asks here: pages for what may be done and what is still missing,
actions for yes or no. It must not become the place where a case is changed, nor know what a state is
called on a screen.

Source: the seven-step workflow 信息收集、案卷建立、任务派遣、任务处理、处理反馈、核查结案、综合评价 and
the branches of deployed city management systems; each row names its own.
"""

from datetime import datetime

from xiuhua.rulebook.lifecycle import case_demands as asks
from xiuhua.rulebook.lifecycle import sources
from xiuhua.rulebook.lifecycle.machine import ClockAct, Effect, Machine, Row
from xiuhua.rulebook.lifecycle.terms import OPEN_STATES, Clock, Facts, Flag, Given, Move, Outcome
from xiuhua.rulebook.lifecycle.terms import CaseState as S

START, STOP, PAUSE, RESUME = ClockAct.START, ClockAct.STOP, ClockAct.PAUSE, ClockAct.RESUME
INTAKE, VERIFY, DISPATCH = Clock.INTAKE, Clock.VERIFY, Clock.DISPATCH
HANDLING, CHECK, TOTAL = Clock.HANDLING, Clock.CHECK, Clock.TOTAL

FILING = (asks.class_known, asks.standard_known, asks.place_known, asks.place_inside)
ALL_OPEN = tuple(state for state in S if state in OPEN_STATES)


ROWS: tuple[Row[Facts, Given], ...] = (
    Row(
        Move.REPORT,
        (None,),
        S.REPORTED,
        "cases.report",
        sources.WORKFLOW,
        effects=(Effect(INTAKE, START),),
    ),
    Row(
        Move.FIX_ON_SPOT,
        (None,),
        S.CLOSED,
        "cases.fix_on_spot",
        sources.BRANCHES,
        demands=(asks.before_photo, asks.after_photo, asks.finder_is_fixer),
        outcome=Outcome.FIXED_ON_SPOT,
        flags=(Flag.COUNTED_APART,),
    ),
    Row(
        Move.SEND_TO_VERIFY,
        (S.REPORTED, S.VERIFYING),
        S.VERIFYING,
        "cases.file",
        sources.VERIFICATION,
        demands=(asks.verifier_changes,),
        # Sent again, somebody else starts with a whole limit.
        effects=(Effect(INTAKE, STOP), Effect(VERIFY, STOP), Effect(VERIFY, START)),
    ),
    Row(
        Move.VERIFY,
        (S.VERIFYING,),
        S.VERIFIED,
        "cases.verify",
        sources.VERIFICATION,
        demands=(asks.finding, asks.verification_proof),
        effects=(Effect(VERIFY, STOP), Effect(INTAKE, START)),
    ),
    Row(
        Move.FILE,
        (S.REPORTED, S.VERIFIED),
        S.FILED,
        "cases.file",
        sources.WORKFLOW,
        demands=(asks.verification_done, asks.found_on_site, *FILING),
        effects=(Effect(INTAKE, STOP), Effect(DISPATCH, START), Effect(TOTAL, START)),
    ),
    Row(
        Move.REFUSE,
        (S.REPORTED, S.VERIFIED),
        S.REFUSED,
        "cases.file",
        sources.BRANCHES,
        demands=(asks.reason,),
        effects=(Effect(INTAKE, STOP),),
    ),
    Row(
        Move.MERGE,
        (S.REPORTED, S.VERIFIED, S.FILED, S.DISPATCHED),
        S.MERGED,
        "cases.merge",
        sources.HOUSE,
        demands=(
            asks.parent,
            asks.parent_is_another,
            asks.parent_not_merged,
            asks.parent_open,
        ),
        effects=tuple(Effect(clock, STOP) for clock in (INTAKE, DISPATCH, HANDLING, TOTAL)),
    ),
    Row(
        Move.DISPATCH,
        (S.FILED,),
        S.DISPATCHED,
        "cases.dispatch",
        sources.WORKFLOW,
        demands=(asks.unit, asks.actor_not_returner, asks.unit_not_just_returned),
        effects=(Effect(DISPATCH, STOP), Effect(HANDLING, START)),
    ),
    Row(
        Move.RETURN_BACK,
        (S.DISPATCHED,),
        S.FILED,
        "cases.handle",
        sources.RETURN_RULE,
        demands=(asks.actor_of_holding_unit, asks.reason),
        effects=(Effect(HANDLING, STOP), Effect(DISPATCH, START)),
        flags=(Flag.RETURNED, Flag.WRONG_DISPATCH),
    ),
    Row(
        Move.PUSH_UP,
        (S.DISPATCHED,),
        S.FILED,
        "cases.push_up",
        sources.RETURN_RULE,
        demands=(asks.actor_of_holding_unit, asks.reason),
        effects=(Effect(HANDLING, STOP), Effect(DISPATCH, START)),
        flags=(Flag.RETURNED, Flag.PUSHED_UP),
    ),
    Row(
        Move.HAND_OVER,
        (S.DISPATCHED,),
        None,
        "cases.hand_over",
        sources.BRANCHES,
        demands=(
            asks.officer_or_unit,
            asks.hand_over_changes_something,
            asks.own_unit_or_dispatcher,
            asks.reason,
        ),
    ),
    Row(
        Move.HANDLE,
        (S.DISPATCHED,),
        S.HANDLED,
        "cases.handle",
        sources.WORKFLOW,
        demands=(asks.after_photo, asks.note),
        effects=(Effect(HANDLING, STOP), Effect(CHECK, START)),
    ),
    Row(
        Move.REWORK,
        (S.HANDLED, S.CHECKED),
        S.DISPATCHED,
        "cases.check",
        sources.BRANCHES,
        demands=(asks.checker_is_not_handler, asks.unit_to_redo, asks.reason),
        effects=(Effect(CHECK, STOP), Effect(HANDLING, RESUME)),
        flags=(Flag.REWORKED,),
    ),
    Row(
        Move.PASS_CHECK,
        (S.HANDLED,),
        S.CHECKED,
        "cases.check",
        sources.FOUR_EYES,
        demands=(
            asks.handler_known,
            asks.checker_is_not_handler,
            asks.checker_of_other_unit,
            asks.check_proof,
        ),
        effects=(Effect(CHECK, STOP),),
    ),
    Row(
        Move.CLOSE,
        (S.CHECKED,),
        S.CLOSED,
        "cases.close",
        sources.STANDARD,
        demands=(asks.closing_condition,),
        effects=(Effect(TOTAL, STOP),),
        outcome=Outcome.VERIFIED,
    ),
    Row(
        Move.SUSPEND,
        (S.DISPATCHED,),
        S.SUSPENDED,
        "cases.approve",
        sources.BRANCHES,
        demands=(asks.suspension_granted, asks.decided_by_another),
        effects=(Effect(HANDLING, PAUSE), Effect(TOTAL, PAUSE)),
    ),
    Row(
        Move.RESUME,
        (S.SUSPENDED,),
        S.DISPATCHED,
        "cases.approve",
        sources.BRANCHES,
        effects=(Effect(HANDLING, RESUME), Effect(TOTAL, RESUME)),
    ),
    Row(
        Move.SUPERVISE,
        ALL_OPEN,
        None,
        "cases.supervise",
        sources.BRANCHES,
        demands=(asks.supervision_kind, asks.words),
        flags=(Flag.SUPERVISED,),
    ),
    Row(
        Move.REFER,
        (S.FILED, S.DISPATCHED),
        S.REFERRED,
        "cases.refer",
        sources.OUTSIDE,
        demands=(asks.receiver,),
        effects=(Effect(DISPATCH, STOP), Effect(HANDLING, STOP), Effect(TOTAL, PAUSE)),
    ),
    Row(Move.NUDGE, (S.REFERRED,), None, "cases.refer", sources.OUTSIDE),
    Row(
        Move.SETTLE_REFERRAL,
        (S.REFERRED,),
        S.HANDLED,
        "cases.refer",
        sources.OUTSIDE,
        demands=(asks.answer,),
        effects=(Effect(TOTAL, RESUME), Effect(CHECK, START)),
    ),
    Row(
        Move.TAKE_BACK,
        (S.REFERRED,),
        S.FILED,
        "cases.refer",
        sources.OUTSIDE,
        demands=(asks.reason,),
        effects=(Effect(TOTAL, RESUME), Effect(DISPATCH, START)),
    ),
    Row(
        Move.FORCE_CLOSE,
        (S.FILED, S.DISPATCHED, S.HANDLED, S.SUSPENDED, S.REFERRED),
        S.CLOSED,
        "cases.approve",
        sources.BRANCHES,
        demands=(asks.force_close_granted, asks.decided_by_another),
        effects=tuple(Effect(clock, STOP) for clock in (DISPATCH, HANDLING, CHECK, TOTAL)),
        outcome=Outcome.FORCED,
    ),
    Row(
        Move.REOPEN,
        (S.CLOSED, S.REFUSED),
        S.FILED,
        "cases.reopen",
        sources.HOUSE,
        demands=(asks.reason, *FILING, asks.within_reopen_days),
        effects=(Effect(DISPATCH, START), Effect(TOTAL, START)),
        flags=(Flag.REOPENED,),
    ),
)

CASE: Machine[Facts, Given] = Machine("case", S, ROWS)


def check_may(move: Move, facts: Facts, given: Given, now: datetime) -> None:
    """Raise `Refused` unless the move may be made now.

    Source: the row of the move.
    """
    CASE.check_may(move, facts.state, facts, given, now)


def may(move: Move, facts: Facts, given: Given, now: datetime) -> bool:
    """Whether the move may be made now.

    Source: the row of the move.
    """
    return not CASE.missing(move, facts.state, facts, given, now)


def missing(move: Move, facts: Facts, given: Given, now: datetime | None = None) -> tuple[str, ...]:
    """Names of every unmet demand, so that a page can say what is lacking before one tries.

    `("state",)` when the move does not start here; without `now`, periods are not judged.

    Source: the row of the move.
    """
    return CASE.missing(move, facts.state, facts, given, now)


def moves_from(state: S | None) -> tuple[Move, ...]:
    """The moves that start from a state; `None` is a case not yet made.

    Source: the rows.
    """
    return CASE.moves_from(state)


def next_state(move: Move, facts: Facts) -> S:
    """The state a move leads to; refuses a move that does not start from the present state.

    Source: the row of the move.
    """
    state: S = CASE.next_state(move, facts.state)
    return state


def outcome_of(move: Move) -> Outcome | None:
    """The outcome a closing move gives, else `None`.

    Source: the row of the move.
    """
    outcome = CASE.row(move).outcome
    return None if outcome is None else Outcome(outcome)


def permission_for(move: Move) -> str:
    """The permission a move asks for.

    Source: the row of the move.
    """
    return CASE.row(move).permission

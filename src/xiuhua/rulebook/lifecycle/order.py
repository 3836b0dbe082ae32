"""Inbound orders (12345, district platform, 督办单, 批示): contacted, replied to or returned.

An order is its issuer's, with the issuer's number and clocks; a case of ours answers it. It must not
borrow a clock from the case, nor let anybody here lengthen a limit that the issuer set.

Source: first contact, return window, reply form and signer of 12345 and district orders (practice).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xiuhua.rulebook.lifecycle import sources
from xiuhua.rulebook.lifecycle.case_demands import has_words
from xiuhua.rulebook.lifecycle.machine import ClockAct, Concern, Effect, Machine, Row, demand


class OrderState(StrEnum):
    """Where an inbound order stands."""

    RECEIVED = "received"
    CONTACTED = "contacted"
    REPLIED = "replied"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class OrderMove(StrEnum):
    """What can be done to an inbound order."""

    REGISTER = "register"
    CONTACT = "contact"
    REPLY = "reply"
    RETURN_ORDER = "return_order"
    ISSUER_EXTENDS = "issuer_extends"
    ISSUER_WITHDRAWS = "issuer_withdraws"


class OrderClock(StrEnum):
    """The issuer's clocks."""

    FIRST_CONTACT = "first_contact"
    REPLY = "reply"
    RETURN_WINDOW = "return_window"


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """What the file says. `return_until=None`: this issuer takes nothing back.

    `open_case_count` counts the linked cases that are still open, a merged one by the case that
    goes on for it.
    """

    state: OrderState | None = None
    contact_required: bool = False
    return_until: datetime | None = None
    open_case_count: int = 0


@dataclass(frozen=True, kw_only=True)
class OrderGiven:
    """What the person acting brings along; `document_ref` names the issuer's own paper."""

    actor_id: int | str | None = None
    reason: str = ""
    note: str = ""
    reply_text: str = ""
    signer: str = ""
    document_ref: str = ""


Now = datetime | None


@demand("reason_missing", Concern.INPUT, sources.ORDERS, fields=("reason",))
def reason(_facts: OrderFacts, given: OrderGiven, _now: Now) -> bool:
    """A reason in words."""
    return has_words(given.reason)


@demand("contact_note_missing", Concern.INPUT, sources.ORDERS, fields=("note",))
def contact_note(_facts: OrderFacts, given: OrderGiven, _now: Now) -> bool:
    """What the caller said, or that nobody answered."""
    return has_words(given.note)


@demand("first_contact_missing", Concern.RECORD, sources.ORDERS)
def contact_made(facts: OrderFacts, _given: OrderGiven, _now: Now) -> bool:
    """An issuer that asks for a first contact gets it before the reply."""
    return not facts.contact_required or facts.state is OrderState.CONTACTED


@demand("reply_text_missing", Concern.INPUT, sources.ORDERS, fields=("reply_text",))
def reply_text(_facts: OrderFacts, given: OrderGiven, _now: Now) -> bool:
    """The reply in words."""
    return has_words(given.reply_text)


@demand("signer_missing", Concern.INPUT, sources.ORDERS, fields=("signer",))
def signer(_facts: OrderFacts, given: OrderGiven, _now: Now) -> bool:
    """Who signs the reply."""
    return has_words(given.signer)


@demand(
    "linked_cases_open",
    Concern.INPUT,
    sources.ORDERS,
    fields=("reason",),
    tells=lambda facts, _given: {"count": facts.open_case_count},
)
def cases_ended_or_reason(facts: OrderFacts, given: OrderGiven, _now: Now) -> bool:
    """All linked cases have ended, or the reply says why it goes out before."""
    return facts.open_case_count == 0 or has_words(given.reason)


@demand("return_not_offered", Concern.RECORD, sources.ORDERS)
def return_offered(facts: OrderFacts, _given: OrderGiven, _now: Now) -> bool:
    """The issuer takes orders back at all."""
    return facts.return_until is not None


@demand(
    "return_window_over",
    Concern.TIME,
    sources.ORDERS,
    tells=lambda facts, _given: {"return_until": facts.return_until.isoformat()},
)
def inside_return_window(facts: OrderFacts, _given: OrderGiven, now: Now) -> bool:
    """The issuer's return window is still open; its last moment counts as inside."""
    return facts.return_until is None or now is None or now <= facts.return_until


@demand("document_missing", Concern.INPUT, sources.ORDERS, fields=("document_ref",))
def document(_facts: OrderFacts, given: OrderGiven, _now: Now) -> bool:
    """The issuer's paper is named: nobody here can grant what only the issuer grants."""
    return has_words(given.document_ref)


WAITING = (OrderState.RECEIVED, OrderState.CONTACTED)
START, STOP = ClockAct.START, ClockAct.STOP
ALL_STOP = tuple(Effect(clock, STOP) for clock in OrderClock)

ROWS: tuple[Row[OrderFacts, OrderGiven], ...] = (
    Row(
        OrderMove.REGISTER,
        (None,),
        OrderState.RECEIVED,
        "orders.register",
        sources.ORDERS,
        effects=tuple(Effect(clock, START) for clock in OrderClock),
    ),
    Row(
        OrderMove.CONTACT,
        (OrderState.RECEIVED,),
        OrderState.CONTACTED,
        "orders.reply",
        sources.ORDERS,
        demands=(contact_note,),
        effects=(Effect(OrderClock.FIRST_CONTACT, STOP),),
    ),
    Row(
        OrderMove.REPLY,
        WAITING,
        OrderState.REPLIED,
        "orders.reply",
        sources.ORDERS,
        demands=(contact_made, reply_text, signer, cases_ended_or_reason),
        effects=ALL_STOP,
    ),
    Row(
        OrderMove.RETURN_ORDER,
        WAITING,
        OrderState.RETURNED,
        "orders.reply",
        sources.ORDERS,
        demands=(return_offered, reason, inside_return_window),
        effects=ALL_STOP,
    ),
    Row(
        OrderMove.ISSUER_EXTENDS,
        WAITING,
        None,
        "orders.register",
        sources.ORDERS,
        demands=(document,),
        effects=(Effect(OrderClock.REPLY, ClockAct.EXTEND),),
    ),
    Row(
        OrderMove.ISSUER_WITHDRAWS,
        WAITING,
        OrderState.WITHDRAWN,
        "orders.register",
        sources.ORDERS,
        demands=(document,),
        effects=ALL_STOP,
    ),
)

ORDER: Machine[OrderFacts, OrderGiven] = Machine(
    "order",
    OrderState,
    ROWS,
    state_kind="order_state",
    move_kind="order_move",
    clock_kind="order_clock",
)


def check_may(move: OrderMove, facts: OrderFacts, given: OrderGiven, now: datetime) -> None:
    """Raise `Refused` unless the move may be made now.

    Source: the row of the move.
    """
    ORDER.check_may(move, facts.state, facts, given, now)


def may(move: OrderMove, facts: OrderFacts, given: OrderGiven, now: datetime) -> bool:
    """Whether the move may be made now.

    Source: the row of the move.
    """
    return not missing(move, facts, given, now)


def missing(
    move: OrderMove, facts: OrderFacts, given: OrderGiven, now: datetime | None = None
) -> tuple[str, ...]:
    """Names of every unmet demand; without `now`, the return window is not judged.

    Source: the row of the move.
    """
    return ORDER.missing(move, facts.state, facts, given, now)


def next_state(move: OrderMove, facts: OrderFacts) -> OrderState:
    """The state a move leads to; refuses a move that does not start from the present state.

    Source: the row of the move.
    """
    state: OrderState = ORDER.next_state(move, facts.state)
    return state


def permission_for(move: OrderMove) -> str:
    """The permission a move asks for.

    Source: the row of the move.
    """
    return ORDER.row(move).permission

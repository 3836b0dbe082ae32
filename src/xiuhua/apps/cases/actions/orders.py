"""Inbound orders: registered as they came, contacted, replied to or returned. Their clocks are never ours."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Unpack

from django.db import IntegrityError, transaction

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.models import Case, InboundOrder, OrderCase
from xiuhua.apps.cases.queries.hidden import order_hides_numbers
from xiuhua.apps.cases.queries.scope import orders_visible_to, visible_to
from xiuhua.apps.records import history
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.lengths import check_lengths
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.registry.actions.contacts import UNMASK_REASONS
from xiuhua.apps.registry.actions.parties import ERASURE_REASONS
from xiuhua.rulebook.lifecycle import order as rules
from xiuhua.rulebook.lifecycle.order import OrderFacts, OrderGiven, OrderMove, OrderState
from xiuhua.rulebook.refusal import Refused


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order as its issuer wrote it; every moment is the issuer's own."""

    subdistrict: Subdistrict
    issuer: str
    issuer_name: str
    their_number: str
    topic: str
    received_at: dt.datetime
    words: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    reply_form: str = ""
    signer: str = ""
    contact_due_at: dt.datetime | None = None
    reply_due_at: dt.datetime | None = None
    return_until: dt.datetime | None = None


def register(
    order: Order,
    *,
    by: User,
    at: dt.datetime,
    key: str = "",
    opens: Report | None = None,
    photos: Sequence[Any] = (),
) -> Answer:
    """Put an order on the books, and open a case for it in the same act if `opens` is given."""
    order = replace(order, their_number=order.their_number.strip())
    said = {**asdict(order), "subdistrict": order.subdistrict.pk, "opens": opens and opens.body()}
    if order.received_at == at:
        said["received_at"] = None  # none was given: sent again a second later it is the same form
    with act("order.register", scope=scope(by.pk), key=key, body=said) as this:
        if this.done:
            return this.answer
        check_may(by, "orders.register", subdistrict_id=order.subdistrict.pk)
        check_order(order)
        row = InboundOrder(**vars(order), state=OrderState.RECEIVED.value)
        check_lengths(row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:  # two people type the same order in at once
            raise Refused("order_already_registered", their_number=order.their_number) from error
        data = {
            "issuer": order.issuer,
            "reply_due": history.moment(order.reply_due_at),
            "return_until": history.moment(order.return_until),
        }
        _note(row, "order.register", by, at, data)
        answer: Answer = {"order": row.pk, "their_number": row.their_number}
        if opens:
            linked = Report(**{**vars(opens), "order": row})
            answer["case"] = report(linked, by=by, at=at, photos=photos)
        return this.keep(answer)


def check_order(order: Order) -> None:
    """Refuse an order without number or topic, of an unknown issuer, or already on the books."""
    if order.issuer not in InboundOrder.Issuer.values:
        raise Refused("issuer_unknown", issuer=order.issuer)
    if not order.their_number.strip():
        raise Refused("their_number_missing")
    if not order.topic.strip():
        raise Refused("topic_missing")
    for name in ("contact_due_at", "reply_due_at", "return_until"):
        due = getattr(order, name)
        if due is not None and due < order.received_at:
            raise Refused("order_due_before_received", field=name)
    twin = InboundOrder.objects.filter(
        subdistrict=order.subdistrict, issuer=order.issuer, their_number=order.their_number
    )
    if twin.exists():
        raise Refused("order_already_registered", their_number=order.their_number)


def link(order_id: int, *, case_number: str, **how: Unpack[How]) -> Answer:
    """Let a case that exists answer an order too."""
    by = how["by"]
    case = visible_to(by).filter(number=case_number.strip().upper()).first()
    if case is None:
        raise Refused("case_not_found")

    def join(order: InboundOrder) -> dict[str, Any]:
        if case.subdistrict_id != order.subdistrict_id:
            raise Refused("case_not_found")
        OrderCase.objects.get_or_create(order=order, case=case)
        return {"case": case.pk}

    body = {"order": order_id, "case": case.pk}
    return _act_on("order.link", order_id, "orders.register", body, join, how)


def contact(order_id: int, *, note: str, **how: Unpack[How]) -> Answer:
    """The caller was contacted for the first time."""

    def carry_out(order: InboundOrder) -> dict[str, Any]:
        _check(OrderMove.CONTACT, order, OrderGiven(actor_id=how["by"].pk, note=note), how["at"])
        order.contacted_at = how["at"]
        return {"in_time": _in_time(order.contact_due_at, how["at"])}

    return _move(OrderMove.CONTACT, order_id, {"note": note}, carry_out, how)


def reply(
    order_id: int, *, reply_text: str, signer: str, reason: str = "", **how: Unpack[How]
) -> Answer:
    """Reply to the issuer, signed; with cases still open only with a reason."""
    given = OrderGiven(actor_id=how["by"].pk, reply_text=reply_text, signer=signer, reason=reason)

    def carry_out(order: InboundOrder) -> dict[str, Any]:
        _check(OrderMove.REPLY, order, given, how["at"])
        order.replied_at, order.replied_by = how["at"], how["by"]
        order.reply_words, order.signer = reply_text.strip(), signer.strip()
        return {"in_time": _in_time(order.reply_due_at, how["at"])}

    body = {"reply": reply_text, "signer": signer, "reason": reason}
    return _move(OrderMove.REPLY, order_id, body, carry_out, how)


def return_order(order_id: int, *, reason: str, **how: Unpack[How]) -> Answer:
    """Send the order back to its issuer (退单), inside the issuer's window."""

    def carry_out(order: InboundOrder) -> dict[str, Any]:
        given = OrderGiven(actor_id=how["by"].pk, reason=reason)
        _check(OrderMove.RETURN_ORDER, order, given, how["at"])
        order.reply_words = reason.strip()
        return {}

    return _move(OrderMove.RETURN_ORDER, order_id, {"reason": reason}, carry_out, how)


def extend_by_issuer(
    order_id: int, *, reply_due_at: dt.datetime, document: str, **how: Unpack[How]
) -> Answer:
    """The issuer granted more time: named by the issuer's own document."""

    def carry_out(order: InboundOrder) -> dict[str, Any]:
        given = OrderGiven(actor_id=how["by"].pk, document_ref=document)
        _check(OrderMove.ISSUER_EXTENDS, order, given, how["at"])
        if order.reply_due_at and reply_due_at <= order.reply_due_at:
            raise Refused("extension_not_later")
        before, order.reply_due_at = order.reply_due_at, reply_due_at
        order.extension_document = document.strip()
        return {"before": history.moment(before), "reply_due": history.moment(reply_due_at)}

    body = {"due": reply_due_at, "document": document}
    return _move(OrderMove.ISSUER_EXTENDS, order_id, body, carry_out, how)


def withdraw_by_issuer(order_id: int, *, document: str, **how: Unpack[How]) -> Answer:
    """The issuer took the order back: named by the issuer's own document."""

    def carry_out(order: InboundOrder) -> dict[str, Any]:
        given = OrderGiven(actor_id=how["by"].pk, document_ref=document)
        _check(OrderMove.ISSUER_WITHDRAWS, order, given, how["at"])
        return {}

    return _move(OrderMove.ISSUER_WITHDRAWS, order_id, {"document": document}, carry_out, how)


def unmask_caller(order_id: int, *, reason: str, **how: Unpack[How]) -> dict[str, str]:
    """Name and phone of the caller, and the words as they are, for one of the registry's reasons: a code, because history keeps it.

    The answer is not kept under the key: personal data is not copied.
    """
    if reason not in UNMASK_REASONS:
        raise Refused("unmask_reason_needed", given=reason, reasons=list(UNMASK_REASONS))

    def note(order: InboundOrder) -> dict[str, Any]:
        if not (order.caller_name or order.caller_phone or order_hides_numbers(order)):
            raise Refused("caller_unknown", number=order.their_number)
        return {"reason": reason}

    body, permission = {"order": order_id, "reason": reason}, "contacts.unmask"
    _act_on("order.caller_unmasked", order_id, permission, body, note, how)
    # Asked again, since a repeated key answers without looking at rights.
    order = orders_visible_to(how["by"]).get(pk=order_id)
    check_may(how["by"], permission, subdistrict_id=order.subdistrict_id)
    return {"name": order.caller_name, "phone": order.caller_phone}


def erase_caller(order_id: int, *, reason: str, **how: Unpack[How]) -> Answer:
    """Erase the caller's name, phone and words of an order; numbers, states and times stay."""
    if reason not in ERASURE_REASONS:
        raise Refused("erasure_reason_needed", given=reason, reasons=list(ERASURE_REASONS))

    def empty(order: InboundOrder) -> dict[str, Any]:
        if not (order.caller_name or order.caller_phone or order.words):
            raise Refused("caller_unknown", number=order.their_number)
        order.caller_name = order.caller_phone = order.words = ""
        return {"reason": reason}

    body = {"order": order_id, "reason": reason}
    return _act_on("order.caller_erased", order_id, "contacts.erase", body, empty, how)


def facts_of_order(order: InboundOrder) -> OrderFacts:
    """What the rulebook looks at; a merged case counts by the case that goes on for it."""
    linked = Case.objects.filter(pk__in=OrderCase.objects.filter(order=order).values("case_id"))
    parents = linked.filter(state="merged").values("parent_id")
    still_open = linked.filter(is_open=True).count()
    still_open += Case.objects.filter(pk__in=parents, is_open=True).count()
    return OrderFacts(
        state=OrderState(order.state),
        contact_required=order.contact_due_at is not None,
        return_until=order.return_until,
        open_case_count=still_open,
    )


def _check(move: OrderMove, order: InboundOrder, given: OrderGiven, at: dt.datetime) -> None:
    facts = facts_of_order(order)
    rules.check_may(move, facts, given, at)
    order.state = rules.next_state(move, facts).value


def _move(
    move: OrderMove,
    order_id: int,
    body: dict[str, Any],
    carry_out: Callable[[InboundOrder], dict[str, Any]],
    how: How,
) -> Answer:
    permission = rules.permission_for(move)
    said = {"order": order_id, **body}
    return _act_on(f"order.{move}", order_id, permission, said, carry_out, how)


def _act_on(
    name: str,
    order_id: int,
    permission: str,
    body: dict[str, Any],
    carry_out: Callable[[InboundOrder], dict[str, Any]],
    how: How,
) -> Answer:
    by, seen_seq = how["by"], how.get("seen_seq")
    with act(name, scope=scope(by.pk), key=how.get("key", ""), body=body) as this:
        if this.done:
            return this.answer
        found = orders_visible_to(by).filter(pk=order_id).values("pk")
        order = InboundOrder.objects.select_for_update().filter(pk__in=found).first()
        if order is None:
            raise Refused("order_not_found")
        if seen_seq is not None and seen_seq != order.history_seq:
            raise Refused("stale_form", number=order.their_number)
        check_may(by, permission, subdistrict_id=order.subdistrict_id)
        data = carry_out(order)
        _note(order, name, by, how["at"], data)
        return this.keep({"order": order.pk, "state": order.state, "seq": order.history_seq})


def _note(order: InboundOrder, kind: str, by: User, at: dt.datetime, data: dict[str, Any]) -> None:
    check_lengths(order)
    events = history.extend(
        order, [(kind, data)], at=at, actor_id=by.pk, subdistrict_id=order.subdistrict_id
    )
    events[0].save(force_insert=True)
    order.save()


def _in_time(due: dt.datetime | None, at: dt.datetime) -> bool | None:
    return None if due is None else at <= due

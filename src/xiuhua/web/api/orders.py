"""Inbound orders over JSON. Their numbers and clocks are their issuers'; the rules are in the actions."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions import orders
from xiuhua.apps.cases.models import InboundOrder
from xiuhua.apps.cases.queries.scope import orders_visible_to
from xiuhua.apps.records.now import now
from xiuhua.rulebook.lifecycle.order import OrderState
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.api.bodies import Body, Id, Slug, described, read_body
from xiuhua.web.api.cases import home_of
from xiuhua.web.api.shapes import OrderActIn, OrderDone, OrderIn, OrderOut, answers

router = Router(tags=["orders"])
MOMENTS = ("received_at", "contact_due_at", "reply_due_at", "return_until")
MOST = 200


class OrdersIn(Body):
    """The state that is asked for; empty means all."""

    state: Slug = ""
    before: Annotated[
        int, Field(ge=0, le=2**63 - 1, description="only ids below, for the next page")
    ] = 0


@router.get("/orders", response=answers(list[OrderOut]), operation_id="list_orders")
def list_orders(request: HttpRequest, query: Query[OrdersIn]) -> Any:
    """The newest orders this person may see, 200 at a time."""
    check_may(request.user, "orders.view")
    found = orders_visible_to(request.user).order_by("-id")
    if query.state:
        if query.state not in list(OrderState):
            raise Refused("filter_unknown", name="state", value=query.state)
        found = found.filter(state=query.state)
    if query.before:
        found = found.filter(pk__lt=query.before)
    return [_out(order) for order in found[:MOST]]


@router.post(
    "/orders",
    response=answers(OrderDone),
    operation_id="register_order",
    openapi_extra=described(OrderIn),
)
def register_order(request: HttpRequest) -> Any:
    """Put an order on the books; open its case with `POST /cases` and `acts/link`."""
    sent = read_body(request)
    given = sent.as_a(OrderIn).dict()
    _check_zones(given)
    order = orders.Order(subdistrict=home_of(request.user), **given)
    return orders.register(order, by=request.user, at=now(), key=sent.key)


@router.get("/orders/{order_id}", response=answers(OrderOut), operation_id="get_order")
def get_order(request: HttpRequest, order_id: Id) -> Any:
    """One order."""
    order = orders_visible_to(request.user).filter(pk=order_id).first()
    if order is None:
        raise Refused("order_not_found")
    return _out(order)


@router.post(
    "/orders/{order_id}/acts/{name}",
    response=answers(OrderDone),
    operation_id="act_on_order",
    openapi_extra=described(OrderActIn),
)
def act_on_order(request: HttpRequest, order_id: Id, name: Slug) -> Any:
    """Contact, reply, return, or note what the issuer decided."""
    sent = read_body(request)
    given = sent.as_a(OrderActIn).dict()
    _check_zones(given)
    act = ACTS.get(name)
    if act is None:
        raise Refused("act_unknown", act=name)
    action, fields = act
    values = {field: given[field] for field in fields}
    if name == "issuer_extends" and values["reply_due_at"] is None:
        raise Refused("moment_unreadable", field="reply_due_at", text="")
    how: Any = {"by": request.user, "at": now(), "key": sent.key, "seen_seq": given["seen_seq"]}
    return action(order_id, **values, **how)


ACTS: dict[str, tuple[Callable[..., dict[str, Any]], tuple[str, ...]]] = {
    "contact": (orders.contact, ("note",)),
    "reply": (orders.reply, ("reply_text", "signer", "reason")),
    "return_order": (orders.return_order, ("reason",)),
    "issuer_extends": (orders.extend_by_issuer, ("reply_due_at", "document")),
    "issuer_withdraws": (orders.withdraw_by_issuer, ("document",)),
    "link": (orders.link, ("case_number",)),
}


def _check_zones(given: dict[str, Any]) -> None:
    """A moment without a zone, or beyond any calendar, is refused: nobody may guess."""
    for name in MOMENTS:
        moment = given.get(name)
        if moment is not None and (moment.tzinfo is None or not 1900 <= moment.year <= 2200):
            raise Refused("moment_unreadable", field=name, text=moment.isoformat()[:40])


def _out(order: InboundOrder) -> dict[str, Any]:
    shown = {name: value for name, value in vars(order).items() if not name.startswith("_")}
    # The numbers of people are shown whole on the desk only, with a reason.
    veiled = {name: masked_words(shown[name]) for name in ("words", "topic")}
    return {**shown, **veiled, "seq": order.history_seq}

"""Inbound orders: the list by their own clocks, one order with what answers it, and registering one."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiuhua.apps.accounts.queries import check_may, may
from xiuhua.apps.cases.actions import orders
from xiuhua.apps.cases.actions.reporting import Report
from xiuhua.apps.cases.models import InboundOrder, OrderCase
from xiuhua.apps.cases.queries.hidden import order_hides_numbers
from xiuhua.apps.cases.queries.lists import FIRST_YEAR, LAST_YEAR
from xiuhua.apps.cases.queries.scope import orders_visible_to
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.lifecycle import order as rules
from xiuhua.rulebook.lifecycle.order import OrderGiven, OrderMove, OrderState
from xiuhua.rulebook.masking import masked_name, masked_phone
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.case_forms import class_choices
from xiuhua.web.desk.case_new import home_of, read_report
from xiuhua.web.shared import case_labels, catalogue_words, life_words, refusals
from xiuhua.web.shared.case_acts import whole_number

WAITING = (OrderState.RECEIVED.value, OrderState.CONTACTED.value)
FIRST = 200
MOMENTS = ("received_at", "contact_due_at", "reply_due_at", "return_until")


@login_required
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders that wait, nearest to their issuer's deadline first; or all."""
    check_may(request.user, "orders.view")
    found = orders_visible_to(request.user)
    scope = "all" if request.GET.get("scope") == "all" else "waiting"
    if scope == "waiting":
        found = found.filter(state__in=WAITING).order_by(
            F("reply_due_at").asc(nulls_last=True), "id"
        )
    else:
        found = found.order_by("-received_at", "-id")
    moment = now()
    rows = [{"order": order, **words_of(order, moment)} for order in found[:FIRST]]
    may_register = may(request.user, "orders.register")
    context = {"rows": rows, "scope": scope, "moment": moment, "may_register": may_register}
    return render(request, "desk/orders/list.html", context)


@login_required
@require_GET
def order_page(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order."""
    return _page(request, find_order(request, order_id))


@login_required
@require_POST
def order_act(request: HttpRequest, order_id: int, name: str) -> HttpResponse:
    """Contact, reply, return, extend or link; refused, the page comes back with what was typed."""
    order = find_order(request, order_id)
    try:
        _carry_out(request, order, name)
    except Refused as refused:
        return _page(request, find_order(request, order_id), refused, name)
    messages.success(request, _("%(number)s 已保存。") % {"number": order.their_number})
    return redirect("desk_order", order_id=order_id)


@login_required
@require_http_methods(["GET", "POST"])
def order_new(request: HttpRequest) -> HttpResponse:
    """Register an order as it came, and open a case for it."""
    check_may(request.user, "orders.register")
    refused = None
    if request.method == "POST":
        try:
            answer = _register(request)
        except Refused as caught:
            refused = refusals.explain(caught)
        else:
            messages.success(
                request, _("来件 %(number)s 已登记。") % {"number": answer["their_number"]}
            )
            return redirect("desk_order", order_id=answer["order"])
    context = {
        "typed": request.POST.dict() if refused else {},
        "refusal": refused,
        "key": request.POST.get("key") or str(uuid.uuid4()),
        "issuers": case_labels.ISSUER.items(),
        "classes": class_choices(),
    }
    return render(
        request, "desk/orders/new.html", context, status=refused.status if refused else 200
    )


@login_required
@require_POST
def unmask(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the caller's name and phone once, for a reason."""
    order = find_order(request, order_id)
    how: Any = {"by": request.user, "at": now(), "key": request.POST.get("key", "")}
    try:
        shown = orders.unmask_caller(order.pk, reason=request.POST.get("reason", ""), **how)
    except Refused as refused:
        return _page(request, find_order(request, order_id), refused, "unmask")
    return _page(request, find_order(request, order_id), shown=shown)


@login_required
@require_POST
def erase(request: HttpRequest, order_id: int) -> HttpResponse:
    """Erase who called and what was said, for a reason."""
    order = find_order(request, order_id)
    how: Any = {"by": request.user, "at": now(), "key": request.POST.get("key", "")}
    try:
        orders.erase_caller(order.pk, reason=request.POST.get("reason", ""), **how)
    except Refused as refused:
        return _page(request, find_order(request, order_id), refused, "erase")
    messages.success(request, _("已删除来电人信息。"))
    return redirect("desk_order", order_id=order_id)


def find_order(request: HttpRequest, order_id: int) -> InboundOrder:
    """The order, if the person may see it."""
    found = orders_visible_to(request.user).filter(pk=order_id)
    order = found.select_related("subdistrict", "replied_by").first()
    if order is None:
        raise Refused("order_not_found")
    return order


def words_of(order: InboundOrder, moment: dt.datetime) -> dict[str, Any]:
    """Shape, word and deadline of an order by its issuer's clocks."""
    waits = order.state in WAITING
    due = (
        order.contact_due_at
        if order.state == "received" and order.contact_due_at
        else order.reply_due_at
    )
    late = waits and due is not None and due < moment
    chip = "late" if late else ("running" if waits else "done")
    word = life_words.ORDER_STATE[order.state]
    return {
        "chip": chip,
        "word": str(word),
        "due": due if waits else None,
        "issuer": case_labels.ISSUER[order.issuer],
    }


def read_moment(text: str, field: str, subdistrict: Subdistrict) -> dt.datetime | None:
    """A local date and time as a form sends it; empty is none. Refuses: moment_unreadable."""
    if not text.strip():
        return None
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("moment_unreadable", field=field, text=text[:40]) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Refused("moment_unreadable", field=field, text=text[:40])
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(subdistrict.time_zone))


def _register(request: HttpRequest) -> dict[str, Any]:
    data, home, at = request.POST, home_of(request), now()
    read = {name: read_moment(data.get(name, ""), name, home) for name in MOMENTS}
    texts = (
        "issuer",
        "issuer_name",
        "their_number",
        "topic",
        "words",
        "caller_name",
        "caller_phone",
        "reply_form",
        "signer",
    )
    fields: dict[str, Any] = {name: data.get(name, "").strip() for name in texts}
    fields["issuer_name"] = fields["issuer_name"] or str(
        case_labels.ISSUER.get(fields["issuer"], "")
    )
    order = orders.Order(
        subdistrict=home, **{**fields, **read, "received_at": read["received_at"] or at}
    )
    opens = _case_for(request, order) if data.get("opens") else None
    return orders.register(order, by=request.user, at=at, key=data.get("key", ""), opens=opens)


def _case_for(request: HttpRequest, order: orders.Order) -> Report:
    source = "hotline_12345" if order.issuer == InboundOrder.Issuer.HOTLINE else "department"
    said = read_report(request, source)
    words = said.words or order.topic
    return Report(**{**vars(said), "words": words, "reporter_name": "", "reporter_phone": ""})


def _carry_out(request: HttpRequest, order: InboundOrder, name: str) -> None:
    data = request.POST
    how: Any = {"by": request.user, "at": now(), "key": data.get("key", "")}
    how["seen_seq"] = whole_number(data, "seen_seq")
    if name == "contact":
        orders.contact(order.pk, note=data.get("note", ""), **how)
    elif name == "reply":
        text, signer = data.get("reply_text", ""), data.get("signer", "")
        orders.reply(order.pk, reply_text=text, signer=signer, reason=data.get("reason", ""), **how)
    elif name == "return_order":
        orders.return_order(order.pk, reason=data.get("reason", ""), **how)
    elif name == "issuer_extends":
        due = read_moment(data.get("reply_due_at", ""), "reply_due_at", order.subdistrict)
        if due is None:
            raise Refused("moment_unreadable", field="reply_due_at", text="")
        orders.extend_by_issuer(
            order.pk, reply_due_at=due, document=data.get("document", ""), **how
        )
    elif name == "issuer_withdraws":
        orders.withdraw_by_issuer(order.pk, document=data.get("document", ""), **how)
    elif name == "link":
        orders.link(order.pk, case_number=data.get("case_number", ""), **how)
    else:
        raise Refused("act_unknown", act=name)


def _page(
    request: HttpRequest,
    order: InboundOrder,
    refused: Refused | None = None,
    tried: str = "",
    shown: dict[str, str] | None = None,
) -> HttpResponse:
    moment, user = now(), request.user
    explained = refusals.explain(refused) if refused else None
    facts = orders.facts_of_order(order)
    given = OrderGiven(actor_id=user.pk)
    moves = [
        move.value
        for move in rules.ORDER.moves_from(OrderState(order.state))
        if may(user, rules.permission_for(OrderMove(move)), subdistrict_id=order.subdistrict_id)
    ]
    context = {
        "order": order,
        **words_of(order, moment),
        **_caller(request, order, shown),
        "moves": moves,
        "missing_for_reply": [
            life_words.DEMAND[name] for name in rules.missing(OrderMove.REPLY, facts, given, moment)
        ],
        "open_cases": facts.open_case_count,
        "cases": OrderCase.objects.filter(order=order).select_related("case", "case__case_class"),
        "states": life_words.STATE,
        "moment": moment,
        "key": str(uuid.uuid4()),
        "typed": request.POST.dict() if refused else {},
        "tried": tried,
        "refusal": explained,
    }
    return render(
        request, "desk/orders/page.html", context, status=explained.status if explained else 200
    )


def _caller(
    request: HttpRequest, order: InboundOrder, shown: dict[str, str] | None
) -> dict[str, Any]:
    """The caller, masked unless just shown for a reason, and what may be done about it."""
    user, here = request.user, {"subdistrict_id": order.subdistrict_id}
    has_caller = bool(order.caller_name or order.caller_phone)
    hides = has_caller or order_hides_numbers(order)
    may_unmask = hides and shown is None and may(user, "contacts.unmask", **here)
    may_erase = (has_caller or bool(order.words)) and may(user, "contacts.erase", **here)
    return {
        "caller_name": shown["name"] if shown else masked_name(order.caller_name),
        "caller_phone": shown["phone"] if shown else masked_phone(order.caller_phone),
        "is_unmasked": shown is not None,
        "unmask_reasons": catalogue_words.UNMASK_REASON.items() if may_unmask else (),
        "erasure_reasons": catalogue_words.ERASURE_REASON.items() if may_erase else (),
    }

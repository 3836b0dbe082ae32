"""Where one person stands in cases and orders: as reporter, as caller, or by number in somebody's words.

Asked by number, because names are many people's; a name beside it makes the match narrower. These are reads over
whole tables, for a request that comes a few times a year: they look at every row and no index helps.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from xiuhua.apps.cases.models import (
    Case,
    InboundOrder,
    OrderCase,
    Petition,
    Photo,
    Referral,
    Remark,
    Reporter,
)
from xiuhua.rulebook.personal_words import is_same_number, number_pattern

CASE_TEXTS = ("words", "place_words")
ORDER_TEXTS = ("words", "topic", "reply_words", "signer")
# Words that belong to a case, each with the fields that people write into.
BESIDE: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Remark, ("text",)),
    (Petition, ("reason", "decision_words")),
    (Referral, ("answer",)),
)


@dataclass
class InCase:
    """One case in which the person stands: as its reporter, or only by number in its words."""

    pk: int
    number: str
    is_open: bool
    is_own: bool = False
    photos: int = 0
    texts: set[str] = field(default_factory=set)


@dataclass
class InOrder:
    """One order: the person called, or is named in its words."""

    pk: int
    number: str
    is_waiting: bool
    is_own: bool = False
    texts: set[str] = field(default_factory=set)


@dataclass
class Found:
    """Cases and orders, and how many stand under the number with another name."""

    cases: list[InCase] = field(default_factory=list)
    orders: list[InOrder] = field(default_factory=list)
    other_names: int = 0


def find(number: str, name: str, subdistrict_ids: Collection[int]) -> Found:
    """Everything about the person in these subdistricts; `number` is plain (`plain_number`)."""
    pattern = number_pattern(number)
    found = Found()
    orders = _orders(number, name, pattern, subdistrict_ids, found)
    cases = _reported(number, name, pattern, subdistrict_ids, found)
    cases |= _called_for([order.pk for order in orders if order.is_own], cases)
    texts = _texts_of_cases(pattern, subdistrict_ids)
    rows = Case.objects.filter(pk__in={*cases, *texts}).order_by("pk")
    for pk, said, is_open in rows.values_list("pk", "number", "is_open"):
        is_own = pk in cases
        photos = Photo.objects.filter(case=pk, added_by=None, original__erased_at=None).count()
        found.cases.append(
            InCase(pk, said, is_open, is_own, photos if is_own else 0, texts.get(pk, set()))
        )
    found.orders = orders
    return found


def is_named(kept: str, name: str) -> bool:
    """Whether a kept name may be this person's; a missing one on either side is no contradiction."""
    plain = "".join(kept.split())
    return not name or not plain or plain.casefold() == "".join(name.split()).casefold()


def _reported(
    number: str, name: str, pattern: str, subdistrict_ids: Collection[int], found: Found
) -> set[int]:
    rows = Reporter.objects.filter(
        phone__regex=pattern, erased_at=None, case__subdistrict_id__in=subdistrict_ids
    )
    own = set()
    for case_id, phone, kept in rows.values_list("case_id", "phone", "name"):
        if not is_same_number(phone, number):
            continue
        if is_named(kept, name):
            own.add(case_id)
        else:
            found.other_names += 1
    return own


def _orders(
    number: str, name: str, pattern: str, subdistrict_ids: Collection[int], found: Found
) -> list[InOrder]:
    texts = {f"{field}__regex": pattern for field in ORDER_TEXTS}
    said = Q(caller_phone__regex=pattern)
    for lookup, value in texts.items():
        said |= Q(**{lookup: value})
    orders = []
    rows = InboundOrder.objects.filter(said, subdistrict_id__in=subdistrict_ids).order_by("pk")
    for row in rows:
        called = is_same_number(row.caller_phone, number)
        own = called and is_named(row.caller_name, name)
        found.other_names += called and not own
        named = {one for one in ORDER_TEXTS if re.search(pattern, getattr(row, one))}
        if own or named:
            waits = row.state in ("received", "contacted")
            orders.append(InOrder(row.pk, row.their_number, waits, own, named))
    return orders


def _called_for(order_ids: list[int], known: set[int]) -> set[int]:
    """Cases that answer these orders alone and have no reporter of their own: their words are the caller's."""
    linked = set(OrderCase.objects.filter(order__in=order_ids).values_list("case_id", flat=True))
    others = OrderCase.objects.filter(case__in=linked).exclude(order__in=order_ids)
    linked -= set(others.values_list("case_id", flat=True))
    reporters = Reporter.objects.filter(case__in=linked, erased_at=None)
    return linked - set(reporters.values_list("case_id", flat=True)) - known


def _texts_of_cases(pattern: str, subdistrict_ids: Collection[int]) -> dict[int, set[str]]:
    """Case → fields of it, and of what belongs to it, in which the number stands."""
    found: dict[int, set[str]] = {}
    for name in CASE_TEXTS:
        rows = Case.objects.filter(
            **{f"{name}__regex": pattern, "subdistrict_id__in": subdistrict_ids}
        )
        for pk in rows.values_list("pk", flat=True):
            found.setdefault(pk, set()).add(f"case.{name}")
    for model, fields in BESIDE:
        for name in fields:
            rows = model.objects.filter(
                **{f"{name}__regex": pattern, "case__subdistrict_id__in": subdistrict_ids}
            )
            for pk in rows.values_list("case_id", flat=True):
                found.setdefault(pk, set()).add(f"{model._meta.model_name}.{name}")
    return found

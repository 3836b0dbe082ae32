"""One person taken out of one case or one order, on lawful request: the words go, the facts stay.

What the person said (name, number, own words and photos) goes wholly; in what others wrote only the number and
the name are struck out. One event per object, which holds a reason's code and never a word of it. The right to
erase is asked for each object; what is to be erased was found by `queries.persons`.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions.photo_erasure import erase_photos
from xiuhua.apps.cases.models import Case, InboundOrder, Photo, Remark, Reporter
from xiuhua.apps.cases.queries.persons import BESIDE, CASE_TEXTS, ORDER_TEXTS, InCase, InOrder
from xiuhua.apps.cases.queries.rights import check_may_on
from xiuhua.apps.records import history
from xiuhua.rulebook.personal_words import struck

ERASE = "contacts.erase"


def erase_from_case(
    found: InCase,
    number: str,
    name: str,
    *,
    by: User,
    at: dt.datetime,
    data: dict[str, Any],
    keep_photos: bool = False,
) -> list[str]:
    """Take the person out of a case; which parts were touched."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",))
        case = rows.select_related("grid", "community").get(pk=found.pk)
        check_may_on(by, ERASE, case)
        parts = set[str]()
        if found.is_own:
            parts |= _erase_own(case, at)
            if not keep_photos:
                photos = Photo.objects.filter(case=case, added_by=None)
                parts |= {"photos"} if erase_photos(photos, at=at) else set()
        parts |= _strike(case, CASE_TEXTS, number, name)
        for model, fields in BESIDE:
            for row in model.objects.filter(case=case):
                touched = _strike(row, fields, number, name)
                if touched:
                    row.save(update_fields=sorted(touched))
                    parts.add(model._meta.model_name)
        case.save(update_fields=CASE_TEXTS)
        _note(case, "case.person_erased", sorted(parts), by, at, data)
    return sorted(parts)


def erase_from_order(
    found: InOrder, number: str, name: str, *, by: User, at: dt.datetime, data: dict[str, Any]
) -> list[str]:
    """Take the person out of an order; which parts were touched."""
    with transaction.atomic():
        order = InboundOrder.objects.select_for_update().get(pk=found.pk)
        check_may(by, ERASE, subdistrict_id=order.subdistrict_id)
        parts = set[str]()
        if found.is_own:
            own = ("caller_name", "caller_phone", "words")
            parts |= {part for part in own if getattr(order, part)}
            order.caller_name = order.caller_phone = order.words = ""
        parts |= _strike(order, ORDER_TEXTS, number, name)
        order.save(update_fields=["caller_name", "caller_phone", *ORDER_TEXTS])
        _note(order, "order.person_erased", sorted(parts), by, at, data)
    return sorted(parts)


def _erase_own(case: Case, at: dt.datetime) -> set[str]:
    """Name, number and own words of who reported."""
    parts = {"words"} if case.words else set()
    case.words = ""
    if Reporter.objects.filter(case=case).update(name="", phone="", erased_at=at):
        parts.add("reporter")
    if Remark.objects.filter(case=case, by=None).exclude(text="").update(text=""):
        parts.add("remark")
    return parts


def _strike(row: Any, fields: tuple[str, ...], number: str, name: str) -> set[str]:
    """Strike number and name out of some fields of a row, in memory; which of them changed."""
    changed = set()
    for field in fields:
        before = getattr(row, field)
        after = struck(before, number, name)[: row._meta.get_field(field).max_length]
        if after != before:
            setattr(row, field, after)
            changed.add(field)
    return changed


def _note(
    row: Case | InboundOrder,
    kind: str,
    parts: list[str],
    by: User,
    at: dt.datetime,
    data: dict[str, Any],
) -> None:
    history.append(
        row,
        kind,
        at=at,
        actor_id=by.pk,
        subdistrict_id=row.subdistrict_id,
        data={**data, "parts": parts},
    )

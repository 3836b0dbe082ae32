"""The copy a person gets: a ZIP with the data as JSON, the same to read in a browser, and the photos they sent.

`hand_out` writes into the history that it was given; nothing of it is kept here. What belongs to others is not in it.
"""

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import transaction

from xiuhua.apps.accounts.models import Certificate, RoleGrant, User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions.handing_out import note_handed_out
from xiuhua.apps.cases.queries.person_copy import (
    Picture,
    copy_of_cases,
    copy_of_orders,
    named_in,
)
from xiuhua.apps.privacy.finding import find_person, subdistricts_of
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.privacy.queries import check_granted
from xiuhua.apps.records.files import open_file
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Event
from xiuhua.apps.registry.models import Contact, Party, Premises
from xiuhua.rulebook.refusal import Refused

ANSWER = "persons.answer"
MADE = (1980, 1, 1, 0, 0, 0)  # the same data gives the same ZIP


@dataclass
class Copy:
    """What goes into the ZIP."""

    data: dict[str, Any]
    pictures: list[Picture] = field(default_factory=list)


def copy_of_person(
    number: str,
    *,
    name: str = "",
    request: PersonRequest | None = None,
    within: Collection[int] | None = None,
    by: User,
    at: dt.datetime,
) -> Copy:
    """Everything held of a person, and the note in each history that it was handed out. Refuses: person_not_found."""
    check_may(by, ANSWER)
    check_granted(request)
    areas = subdistricts_of(by, ANSWER)
    with transaction.atomic():
        person = find_person(number, name, areas if within is None else set(areas) & set(within))
        if person.is_empty:
            raise Refused("person_not_found")
        cases, pictures = copy_of_cases(person.cases)
        data = {
            "made_at": at,
            "name": person.name,
            "number": person.number,
            "cases": cases,
            "orders": copy_of_orders(person.orders),
            "named_in": named_in(person.cases, person.orders),
            "parties": [_party(one.pk, one.contact_ids) for one in person.parties],
        }
        why = {"request": request.number} if request else {}
        note_handed_out([*person.cases, *person.orders], by=by, at=at, data=why)
        for one in person.parties:
            party = Party.objects.get(pk=one.pk)
            _note(party, "party.person_exported", party.subdistrict_id, by, at, why)
    return Copy(data, pictures)


def copy_of_staff(person: User, *, by: User, at: dt.datetime) -> Copy:
    """What is held of a member of staff: account, roles, certificates, and the acts under their name."""
    check_may(by, ANSWER, subdistrict_id=person.subdistrict_id, unit_id=person.unit_id)
    acts = Event.objects.filter(actor_id=person.pk).order_by("id")
    grants = RoleGrant.objects.filter(user=person).order_by("id")
    certificates = Certificate.objects.filter(user=person).order_by("id")
    data = {
        "made_at": at,
        "username": person.username,
        "name": person.full_name,
        "phone": person.phone,
        "unit": person.unit.name if person.unit else "",
        "is_active": person.is_active,
        "roles": list(grants.values("role", "area_kind", "area_code", "valid_from", "valid_to")),
        "certificates": list(
            certificates.values("kind", "number", "issuer", "valid_from", "valid_to")
        ),
        "acts": list(acts.values("at", "kind", "object_kind", "object_id")),
    }
    with transaction.atomic():
        _note(person, "person.exported", person.subdistrict_id, by, at, {})
    return Copy(data)


def write_zip(copy: Copy, out: BinaryIO, page: Callable[[dict[str, Any]], str]) -> None:
    """The ZIP: `data.json`, `index.html` as `page` makes it, and the photos. A photo whose bytes are gone is left out."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(copy.data, ensure_ascii=False, indent=2, default=str)
        archive.writestr(zipfile.ZipInfo("data.json", MADE), text)
        archive.writestr(zipfile.ZipInfo("index.html", MADE), page(copy.data))
        for picture in copy.pictures:
            try:
                with open_file(picture.stored) as file:
                    archive.writestr(zipfile.ZipInfo(f"photos/{picture.name}", MADE), file.read())
            except Refused:
                continue


def _party(party_id: int, contact_ids: Collection[int]) -> dict[str, Any]:
    """A party of the person's own whole; of a business only the contact that is theirs."""
    party = Party.objects.get(pk=party_id)
    is_person = party.kind == Party.Kind.PERSON
    contacts = Contact.objects.filter(party=party, erased_at=None).order_by("pk")
    if not is_person:
        contacts = contacts.filter(pk__in=contact_ids)
    premises = Premises.objects.filter(party=party).order_by("pk")
    return {
        "kind": party.kind,
        "name": party.name,
        "uscc": party.uscc,
        "contacts": list(contacts.values("kind", "value", "basis")),
        "premises": list(premises.values("code", "sign_name", "trade", "address"))
        if is_person
        else [],
    }


def _note(
    row: Party | User,
    kind: str,
    subdistrict_id: int | None,
    by: User,
    at: dt.datetime,
    data: dict[str, Any],
) -> None:
    append(row, kind, at=at, actor_id=by.pk, subdistrict_id=subdistrict_id, data=data)

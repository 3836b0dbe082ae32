"""Erase one person in all offices: one transaction, one event per object that was touched.

The code of a look (`finding.Person.code`) has to be repeated: so a look came first, and what changed in between is
looked at again. Backups keep the old rows until they expire; the answer says so.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from xiuhua.apps.accounts.actions.leaving import erase_leaver
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions.erasing import erase_from_case, erase_from_order
from xiuhua.apps.privacy.finding import find_person, subdistricts_of
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.privacy.queries import check_granted
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.registry.actions.contacts import erase_contact
from xiuhua.apps.registry.actions.parties import ERASURE_REASONS, erase_party
from xiuhua.rulebook.refusal import Refused

ERASE = "contacts.erase"


def erase_person(
    number: str,
    *,
    name: str = "",
    reason: str,
    code: str,
    keep_photos: bool = False,
    request: PersonRequest | None = None,
    within: Collection[int] | None = None,
    by: User,
    at: dt.datetime,
    key: str = "",
) -> dict[str, Any]:
    """Erase what was found; counts. Refuses: erasure_reason_needed, person_not_found, findings_changed."""
    check_may(by, ERASE)
    if reason not in ERASURE_REASONS:
        raise Refused("erasure_reason_needed", given=reason, reasons=list(ERASURE_REASONS))
    check_granted(request)
    # The number is no part of the body: it is under the code, and nothing is to be kept of it.
    body = {"code": code, "reason": reason, "request": request and request.pk}
    with act("privacy.erase_person", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        areas = subdistricts_of(by, ERASE)
        person = find_person(number, name, areas if within is None else set(areas) & set(within))
        if person.is_empty:
            raise Refused("person_not_found")
        if code != person.code:
            raise Refused("findings_changed")
        data = {"reason": reason, **({"request": request.number} if request else {})}
        how: dict[str, Any] = {"by": by, "at": at}
        for case in person.cases:
            erase_from_case(
                case, person.number, person.name, data=data, keep_photos=keep_photos, **how
            )
        for order in person.orders:
            erase_from_order(order, person.number, person.name, data=data, **how)
        for party in person.parties:
            if party.is_person:
                erase_party(party.pk, reason=reason, key="", **how)
            else:
                for contact_id in party.contact_ids:
                    erase_contact(contact_id, key="", **how)
        return this.keep(person.counts())


def erase_staff(username: str, *, reason: str, by: User, at: dt.datetime) -> None:
    """Erase what a person out of service need not leave behind. Refuses: person_unknown, person_still_active."""
    if reason not in ERASURE_REASONS:
        raise Refused("erasure_reason_needed", given=reason, reasons=list(ERASURE_REASONS))
    erase_leaver(staff_named(username), by=by, at=at, data={"reason": reason})


def staff_named(username: str) -> User:
    """The person with this user name."""
    found = User.objects.filter(username__iexact=username.strip()).first()
    if found is None:
        raise Refused("person_unknown", username=username[:60])
    return found

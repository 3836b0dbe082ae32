"""Ways to reach a party: kept with a legal basis, shown masked, shown whole only with a reason, erasable.

What is shown whole is written into the party's history (who, which contact, for what), never the value itself.
"""

import datetime as dt
import re
from typing import Any

from django.utils.crypto import salted_hmac

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.registry.models import Contact, Party
from xiuhua.apps.registry.rights import ERASE, UNMASK, check_may_for
from xiuhua.rulebook.refusal import Refused

# Codes, not free words: history can never be erased, and people write names into reasons.
UNMASK_REASONS = ("case_handling", "call_back", "paper_delivery", "emergency", "person_asked")
_FORMS = {
    Contact.Kind.PHONE: r"\+?[0-9][0-9 -]{5,19}",
    Contact.Kind.WECHAT: r"[A-Za-z][A-Za-z0-9_-]{5,19}|1[0-9]{10}",
    Contact.Kind.ADDRESS: r".{4,200}",
    Contact.Kind.ID_NUMBER: r"[0-9]{17}[0-9Xx]|[0-9]{15}|[A-Za-z0-9]{7,20}",
}


def add_contact(
    party_id: int,
    *,
    kind: str,
    value: str,
    basis: str,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Keep one more way to reach a party, with the legal basis for holding it."""
    body = {"party": party_id, "kind": kind, "value": veiled(value), "basis": basis}
    with act(
        "registry.add_contact", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        party = _party(party_id)
        check_may_for(by, party)
        if party.erased_at:
            raise Refused("party_erased", party=party.pk)
        contact = insert_contact(party, kind, value, basis)
        _record(contact, "contact.added", by, at, {"contact_id": contact.pk, "kind": kind})
        return this.keep({"id": contact.pk})


def unmask(
    contact_id: int,
    *,
    reason: str,
    case_number: str = "",
    by: User,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """The whole contact, for a stated reason; who asked and for what is written into history first."""
    body = {"contact": contact_id, "reason": reason, "case": case_number}
    with act("registry.unmask", scope=scope(by.pk), key=key, body=body) as this:
        contact = _contact(contact_id)
        check_may_for(by, contact.party, UNMASK)
        if reason not in UNMASK_REASONS:
            raise Refused("unmask_reason_needed", given=reason, reasons=list(UNMASK_REASONS))
        if reason == "case_handling" and not case_number:
            raise Refused("unmask_case_needed")
        if not re.fullmatch(r"[A-Za-z0-9-]{0,32}", case_number):
            raise Refused("case_number_malformed", text=case_number[:40])
        if contact.erased_at:
            raise Refused("contact_erased", contact=contact.pk)
        if not this.done:
            data = {"contact_id": contact.pk, "reason": reason, "case_number": case_number}
            _record(contact, "contact.unmasked", by, at, data)
            this.keep({"contact": contact.pk})
    # Not part of what is kept under the key: the value must not be copied anywhere.
    return {"contact": contact.pk, "value": contact.value}


def erase_contact(contact_id: int, *, by: User | None, at: dt.datetime, key: str) -> dict[str, Any]:
    """Remove one contact for good; that it was there stays in the history."""
    body = {"contact": contact_id}
    with act(
        "registry.erase_contact", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        contact = _contact(contact_id)
        check_may_for(by, contact.party, ERASE)
        if contact.erased_at:
            raise Refused("contact_erased", contact=contact.pk)
        contact.value, contact.erased_at = "", at
        contact.save(update_fields=["value", "erased_at"])
        _record(contact, "contact.erased", by, at, {"contact_id": contact.pk})
        return this.keep({"contact": contact.pk})


def insert_contact(party: Party, kind: str, value: str, basis: str) -> Contact:
    """Check and write the row; the caller writes the history."""
    value, basis = value.strip(), basis.strip()
    if kind not in Contact.Kind.values:
        raise Refused("contact_kind_unknown", given=kind, kinds=list(Contact.Kind.values))
    if not re.fullmatch(_FORMS[Contact.Kind(kind)], value):
        raise Refused("contact_value_invalid", kind=kind)
    if not basis or len(basis) > 80:
        raise Refused("contact_basis_needed", longest=80)
    return Contact.objects.create(party=party, kind=kind, value=value, basis=basis)


def veiled(value: str) -> str:
    """A keyed digest: the hash under an idempotency key must not let a telephone number be guessed."""
    return salted_hmac("registry.contact", value).hexdigest()


def _contact(contact_id: int) -> Contact:
    contact = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("party")
        .filter(pk=contact_id)
        .first()
    )
    if contact is None:
        raise Refused("contact_unknown", given=contact_id)
    return contact


def _party(party_id: int) -> Party:
    party = Party.objects.select_for_update().filter(pk=party_id).first()
    if party is None:
        raise Refused("party_unknown", given=party_id)
    return party


def _record(
    contact: Contact, kind: str, by: User | None, at: dt.datetime, data: dict[str, Any]
) -> None:
    append(
        contact.party,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=contact.party.subdistrict_id,
        data=data,
    )

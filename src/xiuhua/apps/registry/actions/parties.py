"""Responsible parties: added, changed, erased on lawful request. History names keys, never a person."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.registry.actions.contacts import insert_contact, veiled
from xiuhua.apps.registry.models import Contact, Party
from xiuhua.apps.registry.rights import ERASE, check_may_at, check_may_for
from xiuhua.rulebook.credit_code import check_credit_code
from xiuhua.rulebook.refusal import Refused

ERASURE_REASONS = (
    "person_asked",
    "purpose_ended",
    "consent_withdrawn",
    "unlawful",
    "retention_over",
)
LONGEST_NAME = 120


def add_party(
    *,
    subdistrict_id: int,
    kind: str,
    name: str,
    uscc: str = "",
    contacts: Iterable[tuple[str, str, str]] = (),
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Add a party with its contacts, each (kind, value, legal basis)."""
    contacts = list(contacts)
    said = veiled(repr((name, uscc, contacts)))
    body = {"sub": subdistrict_id, "kind": kind, "said": said}
    check_may_at(by, subdistrict_id)
    with act("registry.add_party", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        checked = _checked(subdistrict_id, kind, name, uscc)
        party = Party.objects.create(subdistrict_id=subdistrict_id, **checked)
        for given in contacts:
            insert_contact(party, *given)
        data = {"kind": kind, "contacts": len(contacts)}
        _record(party, "party.added", by, at, data)
        return this.keep({"id": party.pk})


def change_party(
    party_id: int,
    *,
    name: str | None = None,
    kind: str | None = None,
    uscc: str | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Correct a party's name, kind or credit code; what is not given stays."""
    body = {"party": party_id, "kind": kind, "said": veiled(repr((name, uscc)))}
    with act(
        "registry.change_party", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        party = locked(party_id)
        check_may_for(by, party)
        if party.erased_at:
            raise Refused("party_erased", party=party.pk)
        wanted = {"name": name, "kind": kind, "uscc": uscc}
        given = {field: value for field, value in wanted.items() if value is not None}
        merged = {field: given.get(field, getattr(party, field)) for field in wanted}
        checked = _checked(
            party.subdistrict_id, merged["kind"], merged["name"], merged["uscc"], party
        )
        for field, value in checked.items():
            setattr(party, field, value)
        party.save(update_fields=list(checked))
        _record(party, "party.changed", by, at, {"changed": sorted(given)})
        return this.keep({"id": party.pk})


def erase_party(
    party_id: int, *, reason: str, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Remove a party's personal data for good: name, contacts, and a person's code. The row and its history stay."""
    body = {"party": party_id, "reason": reason}
    with act(
        "registry.erase_party", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        party = locked(party_id)
        check_may_for(by, party, ERASE)
        if reason not in ERASURE_REASONS:
            raise Refused("erasure_reason_needed", given=reason, reasons=list(ERASURE_REASONS))
        if party.erased_at:
            raise Refused("party_erased", party=party.pk)
        party.name, party.uscc, party.erased_at = "", "", at
        party.save(update_fields=["name", "uscc", "erased_at"])
        left = Contact.objects.filter(party=party, erased_at__isnull=True)
        erased = left.update(value="", erased_at=at)
        _record(party, "party.erased", by, at, {"reason": reason, "contacts": erased})
        return this.keep({"id": party.pk, "contacts": erased})


def locked(party_id: int) -> Party:
    """The party's row, held until the transaction ends."""
    party = Party.objects.select_for_update().filter(pk=party_id).first()
    if party is None:
        raise Refused("party_unknown", given=party_id)
    return party


def _checked(
    subdistrict_id: int, kind: str, name: str, uscc: str, own: Party | None = None
) -> dict[str, str]:
    if kind not in Party.Kind.values:
        raise Refused("party_kind_unknown", given=kind, kinds=list(Party.Kind.values))
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused("party_name_invalid", longest=LONGEST_NAME)
    if uscc.strip():
        uscc = check_credit_code(uscc)
        others = Party.objects.filter(subdistrict_id=subdistrict_id, uscc=uscc)
        other = others.exclude(pk=own.pk if own else None).first()
        if other is not None:
            raise Refused("credit_code_taken", party=other.pk)
    return {"kind": kind, "name": name, "uscc": uscc.strip()}


def _record(
    party: Party, kind: str, by: User | None, at: dt.datetime, data: dict[str, Any]
) -> None:
    append(
        party,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=party.subdistrict_id,
        data=data,
    )

"""Where one person stands in the registry: by a contact of a party, or by number in the ledger.

A ledger line can never be changed; numbers are refused in it, so one found there is only reported.
"""

from collections.abc import Collection
from dataclasses import dataclass

from xiuhua.apps.registry.models import Contact, LedgerEntry, Party
from xiuhua.rulebook.personal_words import is_same_number, number_pattern


@dataclass(frozen=True)
class InParty:
    """A party that has this number: `is_person`, then it is the person, and goes as a whole."""

    pk: int
    contact_ids: tuple[int, ...]
    is_person: bool


@dataclass(frozen=True)
class Found:
    """Parties, and ledger lines that hold the number and cannot be changed."""

    parties: tuple[InParty, ...] = ()
    ledger_lines: int = 0
    other_names: int = 0


def find(number: str, name: str, subdistrict_ids: Collection[int]) -> Found:
    """Parties and ledger lines with the number; `number` is plain (`plain_number`)."""
    pattern = number_pattern(number)
    rows = Contact.objects.filter(
        value__regex=pattern, erased_at=None, party__subdistrict_id__in=subdistrict_ids
    ).select_related("party")
    by_party: dict[int, list[Contact]] = {}
    for contact in rows.order_by("party_id", "pk"):
        if is_same_number(contact.value, number):
            by_party.setdefault(contact.party_id, []).append(contact)
    parties, other_names = list[InParty](), 0
    for pk, contacts in by_party.items():
        party = contacts[0].party
        is_person = party.kind == Party.Kind.PERSON and party.erased_at is None
        if is_person and name and "".join(party.name.split()) != "".join(name.split()):
            other_names += 1
            continue
        parties.append(InParty(pk, tuple(contact.pk for contact in contacts), is_person))
    lines = LedgerEntry.objects.filter(
        words__regex=pattern, party__subdistrict_id__in=subdistrict_ids
    )
    return Found(tuple(parties), lines.count(), other_names)

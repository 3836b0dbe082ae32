"""One person over all offices: what is found, and a code over it that an erasure must repeat.

The code makes a look come first: whoever erases has seen what would go, and what has changed since is seen again.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.cases.queries import persons as in_cases
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.registry import persons as in_registry
from xiuhua.rulebook.personal_words import is_same_number, number_pattern, plain_number
from xiuhua.rulebook.refusal import Refused

LONGEST_NAME = 60


@dataclass
class Person:
    """Who is looked for, and where they stand."""

    number: str
    name: str
    cases: list[in_cases.InCase] = field(default_factory=list)
    orders: list[in_cases.InOrder] = field(default_factory=list)
    parties: tuple[in_registry.InParty, ...] = ()
    requests: tuple[int, ...] = ()
    staff: tuple[str, ...] = ()
    ledger_lines: int = 0
    other_names: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show or to erase."""
        return not (self.cases or self.orders or self.parties)

    @property
    def code(self) -> str:
        """Eight signs over what was found."""
        said = [
            *(f"c{one.pk}{one.is_own}{one.photos}{sorted(one.texts)}" for one in self.cases),
            *(f"o{one.pk}{one.is_own}{sorted(one.texts)}" for one in self.orders),
            *(f"p{one.pk}{one.contact_ids}{one.is_person}" for one in self.parties),
        ]
        return hashlib.sha256(f"{self.number}|{said}".encode()).hexdigest()[:8]

    def counts(self) -> dict[str, int]:
        """How much of each kind: what a report may say without saying whose."""
        return {
            "cases_reported": sum(one.is_own for one in self.cases),
            "cases_named_in": sum(not one.is_own for one in self.cases),
            "cases_open": sum(one.is_open for one in self.cases),
            "photos": sum(one.photos for one in self.cases),
            "orders": sum(one.is_own for one in self.orders),
            "orders_named_in": sum(not one.is_own for one in self.orders),
            "parties": sum(one.is_person for one in self.parties),
            "contacts": sum(len(one.contact_ids) for one in self.parties),
            "requests": len(self.requests),
            "staff": len(self.staff),
            "ledger_lines": self.ledger_lines,
            "other_names": self.other_names,
        }


def find_person(number: str, name: str, subdistrict_ids: Collection[int]) -> Person:
    """Everything held of a person in these subdistricts. Refuses: person_number_malformed, words_too_long."""
    plain, name = plain_number(number), name.strip()
    if len(name) > LONGEST_NAME:
        raise Refused("words_too_long", longest=LONGEST_NAME, field="name")
    cases = in_cases.find(plain, name, subdistrict_ids)
    registry = in_registry.find(plain, name, subdistrict_ids)
    pattern = number_pattern(plain)
    asked = PersonRequest.objects.filter(phone__regex=pattern, subdistrict_id__in=subdistrict_ids)
    people = User.objects.filter(phone__regex=pattern, subdistrict_id__in=subdistrict_ids)
    return Person(
        number=plain,
        name=name,
        cases=cases.cases,
        orders=cases.orders,
        parties=registry.parties,
        requests=tuple(row.pk for row in asked if is_same_number(row.phone, plain)),
        staff=tuple(row.username for row in people if is_same_number(row.phone, plain)),
        ledger_lines=registry.ledger_lines,
        other_names=cases.other_names + registry.other_names,
    )


def subdistricts_of(user: User, permission: str) -> list[int]:
    """Whole subdistricts in which the person holds the permission; a grid or a unit is not enough."""
    scope = areas(user, permission)
    rows = Subdistrict.objects.order_by("id")
    return list(
        (rows if scope.city else rows.filter(pk__in=scope.subdistrict_ids)).values_list(
            "pk", flat=True
        )
    )

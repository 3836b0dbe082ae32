"""What can be asked of the registry: lists of one's own area, counts, a component by what is painted on it."""

import re
import unicodedata
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.apps.catalogue.queries import class_tree
from xiuhua.apps.registry.masking import masked_contact, masked_party
from xiuhua.apps.registry.models import Component, Contact, LedgerEntry, Party, Premises
from xiuhua.apps.registry.rights import VIEW

__all__ = [
    "component_counts",
    "components_visible_to",
    "contacts_of",
    "find_component",
    "find_components",
    "ledger_of",
    "masked_contact",
    "masked_party",
    "parties_visible_to",
    "premises_visible_to",
]

MOST_FOUND = 20
FAULTY = (Component.State.DAMAGED, Component.State.MISSING)
COUNTED_BY = {
    "grid": ("grid__code", "grid__name"),
    "road": ("road__code", "road__name"),
    "class": ("case_class__slug", "case_class__name"),
}


def components_visible_to(user: User) -> QuerySet[Component]:
    """Components of the places where the person may look at the registry, or that their unit owns."""
    scope = areas(user, VIEW).as_q(grid="grid__code", unit="owner_unit_id")
    return Component.objects.filter(scope)


def premises_visible_to(user: User) -> QuerySet[Premises]:
    """Premises of the places where the person may look at the registry."""
    return Premises.objects.filter(areas(user, VIEW).as_q(grid="grid__code"))


def parties_visible_to(user: User) -> QuerySet[Party]:
    """Parties of those places: of the whole subdistrict, or with premises in one's own grids."""
    scope = areas(user, VIEW)
    seen = scope.as_q()
    if scope.grid_codes and not scope.city:
        seen |= Q(pk__in=premises_visible_to(user).values("party_id"))
    return Party.objects.filter(seen)


def component_counts(components: QuerySet[Component], by: str) -> list[dict[str, Any]]:
    """Counts of a list per grid, road or class, with how many are damaged or missing; the largest first."""
    code, name = COUNTED_BY[by]
    counted = components.order_by().values(code=F(code), name=F(name))
    return list(
        counted.annotate(
            count=Count("id"), faulty=Count("id", filter=Q(state__in=FAULTY))
        ).order_by("-count", "code")
    )


def find_components(subdistrict_id: int, text: str, most: int = MOST_FOUND) -> list[Component]:
    """Components that fit "路灯127", "127", "路灯 127号" or an identifier of 16 digits; not those removed."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return []
    rows = Component.objects.filter(subdistrict_id=subdistrict_id).select_related(
        "case_class", "road", "grid"
    )
    rows = rows.exclude(state=Component.State.REMOVED).order_by("label", "identifier")
    if re.fullmatch(r"[0-9]{16}", plain):
        return list(rows.filter(identifier=plain)[:most])
    words, label = _split(plain)
    rows = rows.filter(label__in=_spellings(label))
    if words:
        rows = rows.filter(case_class_id__in=_classes_named(words))
    return list(rows[:most])


def find_component(subdistrict_id: int, text: str) -> Component | None:
    """The one component that fits; None where none or several do (then `find_components` gives the choice)."""
    found = find_components(subdistrict_id, text, most=2)
    return found[0] if len(found) == 1 else None


def contacts_of(party: Party) -> list[tuple[Contact, str]]:
    """Contacts of a party, each with how it may be shown."""
    rows = Contact.objects.filter(party=party).order_by("id")
    return [(row, masked_contact(row)) for row in rows]


def ledger_of(party: Party) -> QuerySet[LedgerEntry]:
    """Lines of a party's ledger, the newest first."""
    return (
        LedgerEntry.objects.filter(party=party)
        .select_related("premises", "by")
        .order_by("-at", "-id")
    )


def _split(plain: str) -> tuple[str, str]:
    """ "路灯127号" into the words in front and the label; a label may have letters: "路灯A-12"."""
    match = re.fullmatch(
        r"(?P<words>[^A-Za-z0-9]*)(?P<label>[A-Za-z0-9][A-Za-z0-9_./-]*)[号#杆]?", plain
    )
    if match is None:
        return "", plain
    return match["words"].rstrip("第№#"), match["label"]


def _spellings(label: str) -> list[str]:
    found = {label, label.upper(), label.lower(), f"{label}号"}
    if label.isdigit():
        found.add(label.lstrip("0") or "0")
    return sorted(found)


def _classes_named(words: str) -> list[int]:
    """Component classes whose name holds the words, or whose name the words hold (灯杆 does not find 路灯)."""
    return [
        minor.pk
        for _, minors in class_tree(CaseClass.Kind.COMPONENT)
        for minor in minors
        if words in minor.name or minor.name in words
    ]

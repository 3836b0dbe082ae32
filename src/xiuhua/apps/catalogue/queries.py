"""What can be asked of the catalogue: classes by words and codes, standards and rules in force on a day.

Every answer comes from memory (`kept`), so none costs a statement while the catalogue stays as it is.
Classes and standards are open to everybody who may file a case; they are no list of persons or places.
"""

import datetime as dt

from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.catalogue.kept import catalogue
from xiuhua.apps.catalogue.models import CaseClass, CaseSource, ClassCode, ClockRule, Standard
from xiuhua.apps.catalogue.rules import ClockRules, Limit, rules_from
from xiuhua.apps.catalogue.searching import Index
from xiuhua.apps.records.kept import Kept
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.numbering import parse_category
from xiuhua.rulebook.refusal import Refused

__all__ = [
    "ClockRules",
    "Limit",
    "case_source",
    "case_sources",
    "class_by_code",
    "class_by_slug",
    "class_id_of",
    "class_of",
    "class_tree",
    "classes_tagged",
    "codes_of",
    "default_standard",
    "rule_rows",
    "rules_in_force",
    "search_classes",
    "source_id_of",
    "source_of",
    "standard_of",
    "standards_in_force",
    "standards_of",
    "tags",
]

MOST_FOUND = 20


def class_by_slug(slug: str) -> CaseClass:
    """The class of this slug; refuses an unknown one. A retired class is still found: old cases carry it."""
    found = catalogue().by_slug.get(slug)
    if found is None:
        raise Refused("class_unknown", given=slug)
    return found


def class_id_of(slug: str) -> int | None:
    """The id of the class of this slug; None where there is none."""
    found = catalogue().by_slug.get(slug)
    return found.pk if found else None


def source_id_of(slug: str) -> int | None:
    """The id of the source of this slug; None where there is none."""
    found = catalogue().sources.get(slug)
    return found.pk if found else None


def class_of(pk: int) -> CaseClass:
    """The class of this id, as kept: shared, so nobody may change it."""
    kept = catalogue()
    if pk not in kept.classes:
        kept.classes[pk] = CaseClass.objects.get(pk=pk)
    return kept.classes[pk]


def standard_of(pk: int) -> Standard:
    """The standard of this id, as kept: shared, so nobody may change it."""
    kept = catalogue()
    if pk not in kept.standard_by_id:
        kept.standard_by_id[pk] = Standard.objects.get(pk=pk)
    return kept.standard_by_id[pk]


def source_of(pk: int) -> CaseSource:
    """The source of this id, as kept."""
    kept = catalogue()
    if pk not in kept.source_by_id:
        kept.source_by_id[pk] = CaseSource.objects.get(pk=pk)
    return kept.source_by_id[pk]


def class_by_code(system: str, code: str, kind: str = CaseClass.Kind.EVENT) -> CaseClass:
    """The class behind a number: two or four digits, or ten with the district in front.

    Components and events have the same numbers in every system, so the kind must be said.
    """
    short = code
    if len(code) == 10:
        category = parse_category(code)
        short = category.major + category.minor
    kept = catalogue()
    found = kept.codes.get((system_of(system, kind), short))
    if found is None:
        raise Refused("class_code_unknown", system=system, number=code, kind=str(kind))
    return kept.classes[found]


def system_of(system: str, kind: str) -> str:
    """How a code system is written in the rows: `gbt30428.event`."""
    return f"{system}.{kind}"


def codes_of(class_id: int) -> list[ClassCode]:
    """The numbers of a class, one per system that has one."""
    return catalogue().codes_of.get(class_id, [])


def tags(class_id: int) -> dict[str, tuple[str, ...]]:
    """Tags of a class by family: `{"action": ("tidy",), "cure": ("disorder",), "stream": (…)}`."""
    return catalogue().tags.get(class_id, {})


def classes_tagged(family: str, value: str) -> list[int]:
    """Ids of the classes that carry a tag."""
    return catalogue().tagged.get((family, value), [])


def class_tree(kind: str | None = None) -> list[tuple[CaseClass, list[CaseClass]]]:
    """Majors with their minors, as people look through them; retired ones are in it and say so."""
    kept = catalogue()
    majors = [row for row in kept.children.get(None, []) if kind is None or row.kind == kind]
    return [(major, kept.children.get(major.pk, [])) for major in majors]


def search_classes(text: str, *, most: int = MOST_FOUND) -> list[CaseClass]:
    """Classes in use that fit what a clerk types: 店外, dwjy, dianwai, 0405, a word of the condition."""
    return _index.get().search(text, most)


def standards_in_force(
    class_id: int, subdistrict_id: int | None, on: dt.date | dt.datetime
) -> list[Standard]:
    """The standards of a class on a day, by order: the subdistrict's own in place of the general ones.

    The first is the default. A class without any takes those of its major class.
    """
    kept = catalogue()
    day = _day(subdistrict_id, on)
    found = _in_force(kept.standards.get(class_id, ()), subdistrict_id, day)
    own = kept.classes.get(class_id)
    if not found and own is not None and own.parent_id is not None:
        return standards_in_force(own.parent_id, subdistrict_id, day)
    return found


def default_standard(
    class_id: int, subdistrict_id: int | None, on: dt.date | dt.datetime
) -> Standard | None:
    """The first standard in force; None where a class has none."""
    return next(iter(standards_in_force(class_id, subdistrict_id, on)), None)


def standards_of(class_id: int, subdistrict_id: int | None) -> list[Standard]:
    """All standards of a class, past and planned too: the general ones and this subdistrict's own."""
    rows = catalogue().standards.get(class_id, ())
    return [row for row in rows if row.subdistrict_id in (None, subdistrict_id)]


def rules_in_force(subdistrict_id: int | None, on: dt.date | dt.datetime) -> ClockRules:
    """Readings and inner limits on a day (of a moment: the subdistrict's local day)."""
    kept = catalogue()
    day = _day(subdistrict_id, on)
    known = kept.rules_on.get((subdistrict_id, day))
    if known is None:
        rows = _rules_in_force(kept.rules, subdistrict_id, day)
        known = rules_from(
            {row.name: row.value for row in rows.values()},
            tuple(sorted(row.pk for row in rows.values())),
        )
        kept.rules_on[(subdistrict_id, day)] = known
    return known


def rule_rows(subdistrict_id: int | None) -> list[ClockRule]:
    """All rows of the rules, past and planned too: the general ones and this subdistrict's own."""
    return [row for row in catalogue().rules if row.subdistrict_id in (None, subdistrict_id)]


def case_sources() -> list[CaseSource]:
    """All sources a case can come from."""
    return list(catalogue().sources.values())


def case_source(slug: str) -> CaseSource:
    """The source of this slug; refuses an unknown one."""
    found = catalogue().sources.get(slug)
    if found is None:
        raise Refused("source_unknown", given=slug, known=sorted(catalogue().sources))
    return found


def _in_force(
    rows: list[Standard] | tuple[()], subdistrict_id: int | None, day: dt.date
) -> list[Standard]:
    by_order: dict[int, Standard] = {}
    for row in rows:
        if row.valid_from > day or (row.valid_to is not None and row.valid_to < day):
            continue
        if row.subdistrict_id is None:
            by_order.setdefault(row.order, row)
        elif row.subdistrict_id == subdistrict_id:
            by_order[row.order] = row
    return [by_order[order] for order in sorted(by_order)]


def _rules_in_force(
    rows: list[ClockRule], subdistrict_id: int | None, day: dt.date
) -> dict[str, ClockRule]:
    found: dict[str, ClockRule] = {}
    for row in rows:
        if row.valid_from > day or (row.valid_to is not None and row.valid_to < day):
            continue
        if row.subdistrict_id is None:
            found.setdefault(row.name, row)
        elif row.subdistrict_id == subdistrict_id:
            found[row.name] = row
    return found


def _day(subdistrict_id: int | None, on: dt.date | dt.datetime) -> dt.date:
    return local_day(zone_name(subdistrict_id), on) if isinstance(on, dt.datetime) else on


_index = Kept("catalogue", lambda: Index(catalogue()))

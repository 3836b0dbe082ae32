"""The whole catalogue as it lies in the memory of a process: classes, codes, tags, standards, rules, sources.

A report asks several of these at once and the tables are small (hundreds of rows), so they are read together
and kept until `changed("catalogue")`. The objects in it are shared: nobody may change them.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from xiuhua.apps.catalogue.models import (
    CaseClass,
    CaseSource,
    ClassCode,
    ClassTag,
    ClockRule,
    Standard,
)
from xiuhua.apps.catalogue.rules import ClockRules
from xiuhua.apps.records.kept import Kept

NAME = "catalogue"


@dataclass
class Catalogue:
    """Everything read, indexed as it is asked for."""

    classes: dict[int, CaseClass]
    by_slug: dict[str, CaseClass]
    children: dict[int | None, list[CaseClass]]
    codes: dict[tuple[str, str], int]
    codes_of: dict[int, list[ClassCode]]
    tags: dict[int, dict[str, tuple[str, ...]]]
    tagged: dict[tuple[str, str], list[int]]
    standards: dict[int, list[Standard]]
    rules: list[ClockRule]
    sources: dict[str, CaseSource]
    source_by_id: dict[int, CaseSource]
    standard_by_id: dict[int, Standard]
    rules_on: dict[tuple[int | None, dt.date], ClockRules] = field(default_factory=dict)


def load() -> Catalogue:
    """Read all tables of the catalogue."""
    classes = {row.pk: row for row in CaseClass.objects.order_by("slug")}
    codes = list(ClassCode.objects.order_by("system", "code"))
    codes_of: dict[int, list[ClassCode]] = defaultdict(list)
    for code in codes:
        codes_of[code.case_class_id].append(code)
    children: dict[int | None, list[CaseClass]] = defaultdict(list)
    # By number, as the tables of the trade are; what has none comes last. Systems later in the
    # alphabet overwrite earlier ones: gbt30428 is the newer of those that ship.
    numbers = {pk: found[-1].code for pk, found in codes_of.items()}
    for row in sorted(classes.values(), key=lambda row: (numbers.get(row.pk, "~"), row.slug)):
        children[row.parent_id].append(row)
    tags, tagged = _tags()
    standards: dict[int, list[Standard]] = defaultdict(list)
    standard_by_id = {row.pk: row for row in Standard.objects.order_by("order", "valid_from", "id")}
    for standard in standard_by_id.values():
        standards[standard.case_class_id].append(standard)
    sources = list(CaseSource.objects.order_by("id"))
    return Catalogue(
        classes=classes,
        by_slug={row.slug: row for row in classes.values()},
        children=dict(children),
        codes={(code.system, code.code): code.case_class_id for code in codes},
        codes_of=dict(codes_of),
        tags=tags,
        tagged=tagged,
        standards=dict(standards),
        rules=list(ClockRule.objects.order_by("valid_from", "id")),
        sources={row.slug: row for row in sources},
        source_by_id={row.pk: row for row in sources},
        standard_by_id=standard_by_id,
    )


def _tags() -> tuple[dict[int, dict[str, tuple[str, ...]]], dict[tuple[str, str], list[int]]]:
    of: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    tagged: dict[tuple[str, str], list[int]] = defaultdict(list)
    for tag in ClassTag.objects.order_by("id"):
        of[tag.case_class_id][tag.family] = (
            *of[tag.case_class_id].get(tag.family, ()),
            tag.value,
        )
        tagged[(tag.family, tag.value)].append(tag.case_class_id)
    return dict(of), dict(tagged)


_catalogue = Kept(NAME, load)


def catalogue() -> Catalogue:
    """The catalogue in force in this process."""
    return _catalogue.get()

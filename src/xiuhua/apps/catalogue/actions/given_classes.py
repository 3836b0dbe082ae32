"""Classes of another system, taken over as they come: one major class for the system, its classes below.

They get a code in that system's own code system, so that the next import finds them again. Standards,
tags and a merge into our own classes are decided by people afterwards, never here.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from xiuhua.apps.catalogue.kept import NAME
from xiuhua.apps.catalogue.models import CaseClass, ClassCode
from xiuhua.apps.catalogue.queries import system_of
from xiuhua.apps.records import history, ids, rows
from xiuhua.apps.records.kept import changed

LONGEST_PART = 40


@dataclass(frozen=True, kw_only=True)
class GivenSystem:
    """Whose classes they are: slug of the system, kind of its classes, name of the major class, source."""

    system: str
    kind: str
    name: str
    name_en: str
    source: str

    @property
    def slug(self) -> str:
        """The slug of the major class, apart from every major class of our own."""
        return f"{self.kind}.from_{self.system.replace('-', '_')}"


def add_classes(of: GivenSystem, names: Iterable[str], *, at: dt.datetime) -> dict[str, int]:
    """Add classes that have no code in the system yet; name → id. Call it inside a transaction."""
    wanted = list(dict.fromkeys(names))
    parent = CaseClass.objects.filter(slug=of.slug).first()
    new = [] if parent else [_class(of, of.slug, of.name, of.name_en, None)]
    taken = set(
        CaseClass.objects.filter(slug__startswith=f"{of.slug}.").values_list("slug", flat=True)
    )
    for name in wanted:
        slug = _slug(of.slug, name, taken)
        taken.add(slug)
        new.append(_class(of, slug, name, name if name.isascii() else "", parent or new[0]))
    for row, pk in zip(new, ids.take(CaseClass, len(new)), strict=True):
        row.pk = pk
    events = []
    for row in new:
        row.parent_id = row.parent.pk if row.parent else None
        events += history.extend(
            row, [("class.given", {"slug": row.slug})], at=at, actor_id=None, subdistrict_id=None
        )
    made = new[len(new) - len(wanted) :]
    codes = [
        ClassCode(case_class=row, system=system_of(of.system, of.kind), code=name)
        for row, name in zip(made, wanted, strict=True)
    ]
    for part in (new, events, codes):
        rows.write_objects(part)
    changed(NAME)
    return {code.code: code.case_class_id for code in codes}


def _class(
    of: GivenSystem, slug: str, name: str, name_en: str, parent: CaseClass | None
) -> CaseClass:
    return CaseClass(
        slug=slug, kind=of.kind, parent=parent, name=name, name_en=name_en, source=of.source
    )


def _slug(parent: str, name: str, taken: set[str]) -> str:
    """A readable slug out of the name (Chinese by its pinyin); with a piece of its hash where taken."""
    words = re.findall("[a-z0-9]+", " ".join(lazy_pinyin(name)).lower())
    part = "_".join(words)[:LONGEST_PART].strip("_")
    if part and not part[0].isalpha():
        part = f"c_{part}"[:LONGEST_PART]
    if not part or f"{parent}.{part}" in taken:
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        part = f"{(part or 'c')[: LONGEST_PART - 9]}_{mark}"
    return f"{parent}.{part}"

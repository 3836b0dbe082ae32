"""What the requests stand on, before the first of them is written: subdistrict, source, classes, grids.

Everything is found if it is there and made if the mapping allows it, in one transaction; a dry run
takes that transaction back.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from xiuhua.apps.cases.importing.mapping import Classes, Mapping
from xiuhua.apps.catalogue.actions.given_classes import GivenSystem, add_classes
from xiuhua.apps.catalogue.actions.loading import load_catalogue
from xiuhua.apps.catalogue.kept import NAME
from xiuhua.apps.catalogue.models import CaseClass, CaseSource, ClassCode
from xiuhua.apps.catalogue.queries import system_of
from xiuhua.apps.records import streets
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.given_grids import GivenGrid, add_grids
from xiuhua.rulebook.refusal import Refused


@dataclass
class KnownClasses:
    """Class names of the file → ids of our classes; grows where the mapping lets new ones be made."""

    part: Classes | None
    origin: str
    ids: dict[str, int] = field(default_factory=dict)

    def check(self, name: str) -> None:
        """Refuse a class that is neither mapped nor known nor may be made."""
        if name and name not in self.ids and not (self.part and self.part.create):
            raise Refused("class_not_mapped", name=name)

    def make(self, names: Iterable[str], at: dt.datetime) -> None:
        """Add those of the names that are missing."""
        missing = sorted({name for name in names if name and name not in self.ids})
        if not missing or self.part is None:
            return
        system = GivenSystem(
            system=self.part.system,
            kind=self.part.kind,
            name=self.part.name or self.part.system,
            name_en=self.part.name_en,
            source=self.origin,
        )
        self.ids |= add_classes(system, missing, at=at)


@dataclass
class Ground:
    """What the cases of one import point at."""

    subdistrict: Subdistrict
    source: CaseSource
    classes: KnownClasses
    is_new: bool


def prepare(mapping: Mapping, areas: dict[str, GivenGrid] | None, at: dt.datetime) -> Ground:
    """Find or make the ground of an import. Call it inside a transaction."""
    if not CaseSource.objects.exists():
        # A new database: our own classes must be there before others are mapped onto them.
        load_catalogue(at=at)
    part = mapping.subdistrict
    subdistrict, is_new = streets.use_or_make(
        code=part.code,
        name=part.name,
        name_en=part.name_en,
        case_prefix=part.case_prefix,
        time_zone=part.time_zone,
        projected_epsg=part.projected_epsg,
        at=at,
    )
    if areas and mapping.areas:
        add_grids(subdistrict, areas, valid_from=mapping.areas.valid_from, at=at)
    return Ground(subdistrict, _source(mapping), known_classes(mapping), is_new)


def known_classes(mapping: Mapping) -> KnownClasses:
    """What the mapping's own table and the code system in the catalogue say already."""
    part = mapping.classes
    known = KnownClasses(part, mapping.origin)
    if part is None:
        return known
    codes = ClassCode.objects.filter(system=system_of(part.system, part.kind))
    known.ids = dict(codes.values_list("code", "case_class_id"))
    slugs = dict(
        CaseClass.objects.filter(slug__in=(part.map or {}).values()).values_list("slug", "id")
    )
    for name, slug in (part.map or {}).items():
        if slug not in slugs:
            raise Refused("mapping_class_unknown", key=f"classes.map.{name}", given=slug)
        known.ids[name] = slugs[slug]
    return known


def _source(mapping: Mapping) -> CaseSource:
    part = mapping.source
    found = CaseSource.objects.filter(slug=part.slug).first()
    if found:
        return found
    if not part.name:
        raise Refused("mapping_source_unknown", key="source.slug", given=part.slug)
    made = CaseSource.objects.create(
        slug=part.slug,
        name=part.name,
        name_en=part.name_en or part.slug,
        needs_verification=False,
        is_public=part.is_public,
        source=mapping.origin,
    )
    changed(NAME)
    return made

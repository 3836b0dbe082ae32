"""Import of a component list: good rows are written in batches, bad ones come back with line and reason.

A row that is there already (same identifier; without one, same class, label and cell) is left as it is, so a
second run adds nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.apps.catalogue.queries import class_by_code, class_tree
from xiuhua.apps.records import ids
from xiuhua.apps.records.history import extend
from xiuhua.apps.records.models import Event, Subdistrict
from xiuhua.apps.registry.actions.components import (
    checked_label,
    checked_source,
    next_identifier,
)
from xiuhua.apps.registry.component_file import STATES, GivenRow, read_rows
from xiuhua.apps.registry.models import Component
from xiuhua.apps.registry.placing import place
from xiuhua.apps.registry.rights import check_may_at
from xiuhua.apps.space.models import Road
from xiuhua.rulebook.numbering import parse_component
from xiuhua.rulebook.refusal import Refused

BATCH = 500


@dataclass
class Imported:
    """What became of the rows."""

    read: int = 0
    added: int = 0
    there: int = 0
    rejects: list[tuple[int, Refused]] = field(default_factory=list)

    @property
    def rejected(self) -> dict[str, int]:
        """Rejected rows by reason."""
        counts: dict[str, int] = {}
        for _, refused in self.rejects:
            counts[refused.code] = counts.get(refused.code, 0) + 1
        return counts


def import_components(
    path: Path | str,
    *,
    subdistrict_id: int,
    by: User | None,
    at: dt.datetime,
    dry_run: bool = False,
    done: Callable[[int], None] = lambda count: None,
) -> Imported:
    """Add the components of an Excel list. Each batch is one transaction; nothing stops for a bad row."""
    check_may_at(by, subdistrict_id)
    run = _Run(subdistrict_id, by, at, dry_run)
    batch: list[GivenRow] = []
    for row in read_rows(path):
        batch.append(row)
        if len(batch) == BATCH:
            run.take(batch)
            done(run.result.read)
            batch = []
    run.take(batch)
    done(run.result.read)
    return run.result


class _Run:
    """One import with what it has to look up again and again."""

    def __init__(
        self, subdistrict_id: int, by: User | None, at: dt.datetime, dry_run: bool
    ) -> None:
        self.subdistrict = Subdistrict.objects.get(pk=subdistrict_id)
        self.by, self.at, self.dry_run = by, at, dry_run
        self.result = Imported()
        here = {"subdistrict_id": subdistrict_id}
        self.classes = _classes()
        self.roads = _by_name(Road.objects.filter(**here))
        self.units = _by_name(Unit.objects.filter(**here))
        there = Component.objects.filter(**here).values_list(
            "identifier", "case_class_id", "label", "cell"
        )
        self.identifiers = {row[0] for row in there}
        self.known = {row[1:] for row in there}

    def take(self, batch: list[GivenRow]) -> None:
        """Write the good rows of a batch."""
        with transaction.atomic():
            new = []
            for row in batch:
                self.result.read += 1
                try:
                    made = self._component(row)
                except Refused as refused:
                    self.result.rejects.append((row.line, refused))
                    continue
                if made is None:
                    self.result.there += 1
                else:
                    new.append(made)
            self.result.added += len(new)
            if new and not self.dry_run:
                self._write(new)

    def _component(self, row: GivenRow) -> Component | None:
        """The row as a component; None if it is there already."""
        identifier = row.text("identifier")
        if identifier:
            parse_component(identifier)
            if identifier in self.identifiers:
                return None
        own_class = self._class(row.text("class_"))
        where = place(
            self.subdistrict.pk, row.values["lon"], row.values["lat"], row.text("crs"), self.at
        )
        label = checked_label(row.text("label"))
        same = (own_class.pk, label, where.cell)
        made = Component(
            subdistrict=self.subdistrict,
            identifier=identifier,
            label=label,
            case_class=own_class,
            owner_unit=_named(self.units, row.text("owner"), "import_unit_unknown"),
            road=_named(self.roads, row.text("road"), "import_road_unknown"),
            state=_state(row.text("state")),
            grid_id=where.grid_id,
            lon=where.lon,
            lat=where.lat,
            cell=where.cell,
            census_on=row.day("census_on"),
            source=checked_source(row.text("source")),
        )
        if not identifier and same in self.known:
            return None
        if not identifier:
            # Last, so that a row with a fault uses up no number; a trial run gives none at all.
            made.identifier = "" if self.dry_run else self._next(own_class)
        self.identifiers.add(made.identifier)
        self.known.add(same)
        return made

    def _next(self, own_class: CaseClass) -> str:
        while True:
            identifier = next_identifier(self.subdistrict.code[:6], own_class)
            if identifier not in self.identifiers:
                return identifier

    def _class(self, given: str) -> CaseClass:
        found = self.classes.get(given)
        if found is None and given.isascii() and given.isdigit():
            # Excel drops the zero in front of 0137.
            found = class_by_code("gbt30428", given.zfill(4), CaseClass.Kind.COMPONENT)
        if found is None:
            raise Refused("component_class_unknown", given=given[:60])
        return found

    def _write(self, new: list[Component]) -> None:
        events: list[Event] = []
        for row, pk in zip(new, ids.take(Component, len(new)), strict=True):
            row.pk = pk
            events += extend(
                row,
                [("component.imported", {"identifier": row.identifier, "state": row.state})],
                at=self.at,
                actor_id=self.by.pk if self.by else None,
                subdistrict_id=self.subdistrict.pk,
            )
        Component.objects.bulk_create(new)
        Event.objects.bulk_create(events)


def _classes() -> dict[str, CaseClass]:
    """Component classes in use by slug and by name."""
    found: dict[str, CaseClass] = {}
    for _, minors in class_tree(CaseClass.Kind.COMPONENT):
        for minor in minors:
            if minor.is_active:
                found[minor.slug] = found[minor.name] = minor
    return found


def _by_name(rows: Iterable[Any]) -> dict[str, Any]:
    """Rows by name and by code; a name that two share finds neither."""
    found: dict[str, Any] = {}
    twice: set[str] = set()
    for row in rows:
        if row.name in found:
            twice.add(row.name)
        found[row.name] = row
    for name in twice:
        del found[name]
    for row in rows:
        found[row.code] = row
    return found


def _named(known: dict[str, Any], given: str, code: str) -> Any:
    if given and given not in known:
        raise Refused(code, given=given[:60])
    return known.get(given) if given else None


def _state(given: str) -> str:
    if not given:
        return Component.State.GOOD
    if given in STATES:
        return STATES[given]
    if given in Component.State.values:
        return given
    raise Refused("component_state_unknown", given=given[:20], states=list(STATES))

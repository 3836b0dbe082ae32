"""Bring in the requests of another system from its file: streamed, in whole batches, and only once.

Everything that can be wrong with the file, the mapping or the areas is found before the first row is
written. A bad row is handed to `on_reject` and stops nothing. Each batch is one transaction, so an import
that is killed leaves whole batches and the next run completes it.

    imported + known + rejected = read        # known: cases already there from an earlier run
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from xiuhua.apps.cases.actions import map_counts
from xiuhua.apps.cases.importing.areas import read_areas
from xiuhua.apps.cases.importing.interpreting import Interpreter, Request
from xiuhua.apps.cases.importing.mapping import Mapping, read_mapping
from xiuhua.apps.cases.importing.preparing import Ground, prepare
from xiuhua.apps.cases.importing.reading import Row, check_file
from xiuhua.apps.cases.importing.routing import FileRouter, Places, Router
from xiuhua.apps.cases.importing.writing import Batches, known_ids
from xiuhua.apps.records.now import now
from xiuhua.apps.space.given_grids import GivenGrid
from xiuhua.rulebook.refusal import Refused

BATCH = 2000


@dataclass(frozen=True)
class Reject:
    """A row that was not taken, and why."""

    line: int
    reason: Refused
    fields: Sequence[str]


OnReject = Callable[[Reject], None]
Progress = Callable[[int], None]


@dataclass
class Tally:
    """What an import counts; the names are those of its JSON line."""

    read: int = 0
    imported: int = 0
    known: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    with_location: int = 0
    routed: int = 0
    area_agrees: int = 0
    on_time_known: int = 0
    on_time_agrees: int = 0
    seconds: float = 0.0

    def facts(self) -> dict[str, Any]:
        """As reported."""
        said = {name: value for name, value in vars(self).items() if name != "seconds"}
        said["rejected"] = dict(sorted(self.rejected.items()))
        return said | {"rows_per_s": round(self.read / self.seconds) if self.seconds else 0}


def import_requests(
    path: Path | str,
    mapping_path: Path | str,
    areas_path: Path | str | None = None,
    *,
    at: dt.datetime,
    dry_run: bool = False,
    on_reject: OnReject = lambda reject: None,
    progress: Progress = lambda count: None,
) -> Tally:
    """Import a file; refuses before writing anything if file, mapping or areas cannot be used."""
    begun = time.perf_counter()
    mapping = read_mapping(mapping_path)
    areas = None
    if areas_path is not None:
        if mapping.areas is None:
            raise Refused("mapping_key_missing", file=Path(mapping_path).name, key="areas")
        areas = read_areas(areas_path, mapping.areas)
    checked = check_file(path, mapping.file, mapping.needed_columns())
    with transaction.atomic():
        ground = prepare(mapping, areas, at)
        transaction.set_rollback(dry_run)
    run = _Run(mapping, ground, areas, at, dry_run, on_reject)
    run.interpreter = Interpreter(mapping, checked.header)
    rows = checked.rows()
    while batch := list(islice(rows, BATCH)):
        run.take(batch)
        progress(run.tally.read)
    if not dry_run:
        map_counts.fold(now())
    run.tally.seconds = time.perf_counter() - begun
    return run.tally


class _Run:
    """One pass over the file, batch by batch."""

    interpreter: Interpreter

    def __init__(
        self,
        mapping: Mapping,
        ground: Ground,
        areas: dict[str, GivenGrid] | None,
        at: dt.datetime,
        dry_run: bool,
        on_reject: OnReject,
    ) -> None:
        self.mapping, self.ground, self.at, self.dry_run = mapping, ground, at, dry_run
        self.on_reject, self.tally = on_reject, Tally()
        crs = mapping.location.crs if mapping.location else ""
        self.batches = Batches(ground, mapping.system, crs, at)
        self.router = Router(ground.subdistrict.pk)
        if dry_run and (areas or ground.is_new):
            since = mapping.areas.valid_from if mapping.areas else dt.date.max
            self.router = FileRouter(areas or {}, since)
        self.first_case_id: int | None = None
        self.seen: set[str] = set()

    def take(self, batch: Sequence[Row]) -> None:
        """Read, compare, write and count one batch."""
        self.tally.read += len(batch)
        shaped = list(self._shaped(batch))
        known = known_ids(self.mapping.system, [pk for pk, _, _ in shaped]) if shaped else {}
        requests = list(self._requests(shaped, known))
        if not requests:
            return
        places = self.router.places(requests)
        if not self.dry_run:
            first = self._write(requests, places)
            self.first_case_id = self.first_case_id or first
        self._count(requests, places)

    def _write(self, requests: Sequence[Request], places: Places) -> int:
        try:
            with transaction.atomic():
                return self.batches.write(requests, places)
        except IntegrityError as error:
            # Another import brought the same requests in between our look and our writing.
            if "imported_once" in str(error) or "external_system" in str(error):
                raise Refused("import_runs_twice", system=self.mapping.system) from error
            raise

    def _shaped(self, batch: Sequence[Row]) -> Iterator[tuple[str, int, Sequence[str]]]:
        for line, fields in batch:
            try:
                yield self.interpreter.check_shape(fields), line, fields or ()
            except Refused as refused:
                self._reject(line, refused, fields or ())

    def _requests(
        self, shaped: Sequence[tuple[str, int, Sequence[str]]], known: dict[str, int]
    ) -> Iterator[Request]:
        in_batch: set[str] = set()
        for external_id, line, fields in shaped:
            if self._is_known(external_id, known, in_batch):
                self.tally.known += 1
                continue
            try:
                if external_id in in_batch or external_id in known or external_id in self.seen:
                    raise Refused("id_twice_in_file", id=external_id)
                request = self.interpreter.read(line, fields, external_id)
                self.ground.classes.check(request.class_name)
            except Refused as refused:
                self._reject(line, refused, fields)
                continue
            in_batch.add(external_id)
            yield request
        if self.dry_run:
            # Nothing is written that a later batch could find, so the ids are remembered here.
            self.seen |= in_batch

    def _is_known(self, external_id: str, known: dict[str, int], in_batch: set[str]) -> bool:
        """A case from an earlier run; one of this run means that the id stands twice in the file."""
        case_id = known.get(external_id)
        if case_id is None:
            return False
        return self.first_case_id is None or case_id < self.first_case_id

    def _count(self, requests: Sequence[Request], places: Places) -> None:
        tally = self.tally
        tally.imported += len(requests)
        for one, grid in zip(requests, places.grid_codes, strict=True):
            tally.with_location += one.lon is not None
            if grid is not None:
                tally.routed += 1
                tally.area_agrees += grid == one.area
            ours = one.closed_on_time
            if ours is not None and one.said_on_time is not None:
                tally.on_time_known += 1
                tally.on_time_agrees += ours == one.said_on_time

    def _reject(self, line: int, reason: Refused, fields: Sequence[str]) -> None:
        self.tally.rejected[reason.code] += 1
        self.on_reject(Reject(line, reason, fields))

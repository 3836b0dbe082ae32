"""Keeps the map's counts: each act notes what it changed, the background duty folds the notes into the counts.

    map_counts.note(before, spot_of(case))       # inside the act's transaction; one statement at most
    map_counts.fold(now())                       # by `xiuhua work`, every second

A note is a new row, so acts never wait for each other. What is read is counts and notes together: it is exact
at any moment, and folding only keeps it cheap. No act may read these tables to decide anything.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F, Q

from xiuhua.apps.cases.models import Case, MapCount, MapDelta, MapFold
from xiuhua.apps.cases.models.map_counts import FINEST, RESOLUTIONS
from xiuhua.apps.records import rows, writing
from xiuhua.rulebook.lifecycle.terms import ENDED_STATES
from xiuhua.solvers.cells import parent_bits

BACK_S = 60.0  # a clock that was put back by more than this: what was counted as late may not be so
FOLD_DEADLINES_S = 60.0
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
AT_ONCE = 1000
_KEEP, _FILL = parent_bits(FINEST)
_ENDED = {str(state) for state in ENDED_STATES}


class Spot(NamedTuple):
    """What the map counts a case by."""

    subdistrict_id: int
    cell: int
    state: str
    due_at: dt.datetime | None


def spot_of(case: Case) -> Spot | None:
    """Where and how a case is counted; None without a place."""
    if case.cell is None:
        return None
    state = str(case.state)
    due_at = None if state in _ENDED else case.due_at
    return Spot(case.subdistrict_id, case.cell & _KEEP | _FILL, state, due_at)


def note(before: Spot | None, after: Spot | None) -> None:
    """Note one case as it was before and as it is after an act; a new one was None before."""
    if before != after:
        note_many([(spot, n) for spot, n in ((before, -1), (after, 1)) if spot is not None])


def note_many(changes: Iterable[tuple[Spot, int]]) -> None:
    """Note that many cases came to (or went from) spots: one statement."""
    sums: Counter[Spot] = Counter()
    for spot, n in changes:
        sums[spot] += n
    kept = [(spot, n) for spot, n in sums.items() if n]
    if len(kept) <= 2:
        writing.insert(MapDelta(**spot._asdict(), n=n) for spot, n in kept)
        return
    columns = zip(*(spot for spot, _ in kept), strict=True)
    given: dict[str, Any] = dict(zip(Spot._fields, columns, strict=True))
    rows.write(MapDelta, {**given, "n": [n for _, n in kept]})


def spots(columns: dict[str, Any], subdistrict_id: int) -> list[tuple[Spot, int]]:
    """The same for columns of new cases as `rows.write` takes them."""
    wanted = ("cell", "state", "due_at")
    given = zip(*(columns[name] for name in wanted), strict=True)
    return [
        (Spot(subdistrict_id, cell & _KEEP | _FILL, state, due_at), 1)
        for cell, state, due_at in given
        if cell is not None
    ]


def fold(now: dt.datetime) -> int:
    """Take the notes into the counts, and count the deadlines that passed since the last time; how many notes."""
    if not MapFold.objects.exists():
        # A new database, or one restored from a backup, which holds no prepared figures.
        rebuild(now)
        return 0
    if not MapDelta.objects.exists() and _is_fresh(now):
        return 0  # nothing is written while nothing happens
    with _alone() as upto:
        if now < upto - dt.timedelta(seconds=BACK_S):
            _count_anew(now)
            return 0
        now = max(now, upto)
        sums = _Sums()
        noted = MapDelta.objects.order_by().values_list(*Spot._fields, "n")
        for subdistrict_id, cell, state, due_at, n in noted.iterator(chunk_size=5000):
            sums.notes += 1
            sums.add(subdistrict_id, cell, state, n, n if due_at and due_at < upto else 0)
        for *spot, missed in _counted(Q(is_open=True, due_at__gte=upto, due_at__lt=now)):
            sums.add(*spot, 0, missed)
        MapDelta.objects.all().delete()
        sums.write()
        MapFold.objects.update(upto=now)
        return sums.notes


def rebuild(now: dt.datetime) -> None:
    """Count everything anew from the cases: after they were written past the acts, and whenever in doubt."""
    with _alone():
        _count_anew(now)


def _count_anew(now: dt.datetime) -> None:
    MapCount.objects.all().delete()
    MapDelta.objects.all().delete()
    sums = _Sums()
    for *spot, n in _counted(Q()):
        sums.add(*spot, n, 0)
    for *spot, late in _counted(Q(is_open=True, due_at__lt=now)):
        sums.add(*spot, 0, late)
    sums.write()
    MapFold.objects.update(upto=now)


def _is_fresh(now: dt.datetime) -> bool:
    """Whether deadlines that passed since are still few enough to be counted by each reader."""
    upto = MapFold.objects.values_list("upto", flat=True).first()
    return upto is not None and abs(now - upto) < dt.timedelta(seconds=FOLD_DEADLINES_S)


def _counted(which: Q) -> Iterable[Sequence[Any]]:
    """Subdistrict, cell, state and number of the cases."""
    found = Case.objects.filter(which, cell__isnull=False).order_by()
    counted_in = F("cell").bitand(_KEEP).bitor(_FILL)
    found = found.values_list("subdistrict_id", counted_in, "state").annotate(n=Count("id"))
    return found.iterator(chunk_size=5000)


@contextmanager
def _alone() -> Any:
    """The moment up to which was folded; nobody else folds, and all that is read is of one moment.

    Inside an open transaction (tests have one connection only) no other isolation can be asked for.
    """
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if not is_nested:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                # Before anything is read: the moment that is read begins behind the lock.
                cursor.execute("LOCK TABLE cases_mapfold IN EXCLUSIVE MODE")
        fold = MapFold.objects.first() or MapFold.objects.create(upto=NEVER)
        yield fold.upto


class _Sums:
    """What is to be added to the counts, at every resolution."""

    def __init__(self) -> None:
        self.notes = 0
        self._of: dict[tuple[int, int, str], list[int]] = {}

    def add(self, subdistrict_id: int, cell: int, state: str, n: int, late: int) -> None:
        at = self._of.setdefault((subdistrict_id, cell & _KEEP | _FILL, state), [0, 0])
        at[0] += n
        at[1] += late

    def write(self) -> None:
        """Add them up: as many statements as thousands of rows."""
        all_of: dict[tuple[int, int, str], list[int]] = {}
        for resolution in RESOLUTIONS:
            keep, fill = parent_bits(resolution)
            for (subdistrict_id, cell, state), (n, late) in self._of.items():
                at = all_of.setdefault((cell & keep | fill, subdistrict_id, state), [0, 0])
                at[0] += n
                at[1] += late
        values = [(*key, n, late) for key, (n, late) in sorted(all_of.items()) if n or late]
        with connection.cursor() as cursor:
            for begun in range(0, len(values), AT_ONCE):
                part = values[begun : begun + AT_ONCE]
                cursor.execute(
                    "INSERT INTO cases_mapcount (cell, subdistrict_id, state, n, late) VALUES "
                    + ", ".join(["(%s, %s, %s, %s, %s)"] * len(part))
                    + " ON CONFLICT (cell, subdistrict_id, state) DO UPDATE SET"
                    " n = cases_mapcount.n + excluded.n, late = cases_mapcount.late + excluded.late",
                    [value for row in part for value in row],
                )

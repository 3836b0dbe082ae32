"""The cases of the city to measure in, written in batches as an import writes them.

The states and ages of open cases are drawn by a seeded generator; closed ones lie evenly over three years.
Histories are real chains: report, filing, dispatch and closing as far as the state says they happened.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from benchmarks.world import GRID_DEG, GRIDS_A_SIDE, Place
from django.db import transaction

from xiuhua.apps.cases.models import Case, Clock
from xiuhua.apps.catalogue.kept import catalogue
from xiuhua.apps.catalogue.queries import case_source, default_standard
from xiuhua.apps.records import history, ids, rows
from xiuhua.apps.records.models import Event, NumberBlock, OutboxMessage
from xiuhua.apps.records.now import now
from xiuhua.rulebook.numbering import make_case_number
from xiuhua.solvers.cells import cells

BATCH = 5000
CLASSES = 40
OPEN_SHARE = 0.1
CLOSED_OVER_DAYS, OPEN_OVER_DAYS = 1095, 30
OPEN_STATES = ("reported", "filed", "dispatched", "dispatched", "dispatched", "handled")
HAPPENED = {
    "reported": ("case.report",),
    "filed": ("case.report", "case.file"),
    "dispatched": ("case.report", "case.file", "case.dispatch"),
    "handled": ("case.report", "case.file", "case.dispatch", "case.handle"),
    "closed": ("case.report", "case.file", "case.dispatch", "case.handle", "case.close"),
}
STAMPS = ("filed_at", "dispatched_at", "handled_at")


class Drawn(NamedTuple):
    """One case as drawn."""

    place: Place
    grid: int
    lon: float
    lat: float
    case_class: Any
    standard: Any
    state: str
    officer: Any
    reported_at: dt.datetime
    due_at: dt.datetime
    number: str


def fill(places: Sequence[Place], count: int, seed: int) -> None:
    """Write `count` cases spread evenly over the places."""
    chance, at = Random(seed), now().replace(microsecond=0)
    series: Counter[str] = Counter()
    kinds = _kinds(places[0], at)
    source = case_source("officer")
    for begun in range(0, count, BATCH):
        batch = [
            _draw(places[n % len(places)], kinds, chance, at, series)
            for n in range(begun, min(begun + BATCH, count))
        ]
        with transaction.atomic():
            _write(batch, source, at)
    NumberBlock.objects.bulk_create(
        NumberBlock(series=name, next_value=last + 1) for name, last in series.items()
    )


def _kinds(place: Place, at: dt.datetime) -> list[tuple[Any, Any]]:
    """Classes of events that have a standard of their own, with it."""
    found = [
        (row, default_standard(row.pk, place.subdistrict.pk, at))
        for row in catalogue().classes.values()
        if row.kind == "event" and row.parent_id
    ]
    return [(row, standard) for row, standard in found if standard][:CLASSES]


def _draw(
    place: Place, kinds: Sequence[Any], chance: Random, at: dt.datetime, series: Counter[str]
) -> Drawn:
    grid = chance.randrange(GRIDS_A_SIDE**2)
    column, row = grid % GRIDS_A_SIDE, grid // GRIDS_A_SIDE
    is_open = chance.random() < OPEN_SHARE
    days = chance.random() * (OPEN_OVER_DAYS if is_open else CLOSED_OVER_DAYS)
    reported_at = at - dt.timedelta(seconds=round(days * 86400))
    case_class, standard = chance.choice(kinds)
    day = reported_at.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    name = f"case:{place.subdistrict.case_prefix}:{day:%Y%m%d}"
    series[name] += 1
    return Drawn(
        place=place,
        grid=grid,
        lon=place.west + (column + chance.random()) * GRID_DEG,
        lat=place.south + (row + chance.random()) * GRID_DEG,
        case_class=case_class,
        standard=standard,
        state=chance.choice(OPEN_STATES) if is_open else "closed",
        officer=chance.choice(place.officers),
        reported_at=reported_at,
        due_at=reported_at + dt.timedelta(days=chance.random() * OPEN_OVER_DAYS),
        number=make_case_number(place.subdistrict.case_prefix, day, series[name]),
    )


def _write(batch: Sequence[Drawn], source: Any, at: dt.datetime) -> None:
    case_ids = ids.take(Case, len(batch))
    chains = [_chain(pk, one) for pk, one in zip(case_ids, batch, strict=True)]
    rows.write(Case, _columns(case_ids, batch, chains, source))
    rows.write_objects(event for chain in chains for event in chain)
    rows.write(Clock, _clocks(case_ids, batch))
    rows.write_objects(_letters(case_ids, batch))


def _chain(pk: int, one: Drawn) -> list[Event]:
    case = Case(pk=pk, subdistrict=one.place.subdistrict)
    events = []
    for n, kind in enumerate(HAPPENED[one.state]):
        events += history.extend(
            case,
            [(kind, {"grid": one.place.grids[one.grid].pk, "class": one.case_class.slug})],
            at=one.reported_at + dt.timedelta(hours=n),
            actor_id=one.officer.pk,
            subdistrict_id=one.place.subdistrict.pk,
        )
    return events


def _columns(
    case_ids: Sequence[int], batch: Sequence[Drawn], chains: Sequence[list[Event]], source: Any
) -> dict[str, Sequence[Any]]:
    lons, lats = [one.lon for one in batch], [one.lat for one in batch]
    grids = [one.place.grids[one.grid] for one in batch]
    is_open = [one.state != "closed" for one in batch]
    held = [one.state in ("dispatched", "handled", "closed") for one in batch]
    return {
        "id": case_ids,
        "history_seq": [len(chain) for chain in chains],
        "history_head": [chain[-1].hash for chain in chains],
        "subdistrict_id": [one.place.subdistrict.pk for one in batch],
        "number": [one.number for one in batch],
        "state": [one.state for one in batch],
        "outcome": ["" if o else "verified" for o in is_open],
        "is_open": is_open,
        "source_id": [source.pk] * len(batch),
        "case_class_id": [one.case_class.pk for one in batch],
        "standard_id": [one.standard.pk for one in batch],
        "words": [f"虚构问题，{one.case_class.name}" for one in batch],
        "place_words": [f"虚构路 {one.grid * 100 + 1} 号" for one in batch],
        "lon": lons,
        "lat": lats,
        "cell": [int(c) for c in cells(lons, lats)],
        "grid_id": [grid.pk for grid in grids],
        "community_id": [grid.community_id for grid in grids],
        "unit_id": [
            one.place.units[0].pk if h else None for one, h in zip(batch, held, strict=True)
        ],
        "officer_id": [one.officer.pk if h else None for one, h in zip(batch, held, strict=True)],
        "reported_by_id": [one.officer.pk for one in batch],
        **_moments(batch),
        "due_at": [one.due_at if o else None for one, o in zip(batch, is_open, strict=True)],
        "near_at": [
            one.due_at - (one.due_at - one.reported_at) / 5 if o else None
            for one, o in zip(batch, is_open, strict=True)
        ],
        "total_due_at": [one.due_at for one in batch],
        "closed_on_time": [None if o else True for o in is_open],
    }


def _moments(batch: Sequence[Drawn]) -> dict[str, Sequence[Any]]:
    """When each step was taken, as far as the state says that it was."""
    found: dict[str, Sequence[Any]] = {"reported_at": [one.reported_at for one in batch]}
    for n, name in enumerate(STAMPS, start=1):
        found[name] = [
            one.reported_at + dt.timedelta(hours=n) if n < len(HAPPENED[one.state]) else None
            for one in batch
        ]
    found["closed_at"] = [
        one.reported_at + dt.timedelta(hours=4) if one.state == "closed" else None for one in batch
    ]
    return found


def _clocks(case_ids: Sequence[int], batch: Sequence[Drawn]) -> dict[str, Sequence[Any]]:
    """The clock of the stage a case is in, and the total one of what is filed."""
    wanted = list(_wanted(case_ids, batch))
    return {
        "case_id": [pk for pk, _, _ in wanted],
        "kind": [kind for _, _, kind in wanted],
        "started_at": [one.reported_at for _, one, _ in wanted],
        "limits": [
            [[one.standard.limit_value, one.standard.limit_unit, one.standard.calendar]]
            for _, one, _ in wanted
        ],
        "standard_id": [one.standard.pk for _, one, _ in wanted],
        "due_at": [one.due_at for _, one, _ in wanted],
        "stopped_at": [
            one.reported_at + dt.timedelta(hours=4) if one.state == "closed" else None
            for _, one, _ in wanted
        ],
    }


STAGE = {
    "reported": "intake",
    "filed": "dispatch",
    "dispatched": "handling",
    "handled": "check",
    "closed": "handling",
}


def _wanted(case_ids: Sequence[int], batch: Sequence[Drawn]) -> Iterator[tuple[int, Drawn, str]]:
    for pk, one in zip(case_ids, batch, strict=True):
        yield pk, one, STAGE[one.state]
        if one.state != "reported":
            yield pk, one, "total"


def _letters(case_ids: Sequence[int], batch: Sequence[Drawn]) -> Iterator[OutboxMessage]:
    """What unit and officer were told of the cases they hold."""
    for pk, one in zip(case_ids, batch, strict=True):
        if one.state != "dispatched":
            continue
        for recipient in (f"unit:{one.place.units[0].pk}", f"user:{one.officer.pk}"):
            at = one.reported_at + dt.timedelta(hours=2)
            yield OutboxMessage(
                subdistrict_id=one.place.subdistrict.pk,
                kind="case.dispatch",
                channel="desk",
                recipient=recipient,
                facts={"case": pk, "number": one.number, "due": history.moment(one.due_at)},
                state=OutboxMessage.State.SENT,
                attempts=1,
                created_at=at,
                next_try_at=at,
                sent_at=at,
            )

"""An invented city to measure in: 20 subdistricts of 16 grids, their people, and as many cases as asked for.

    DATABASE_URL=postgres://… python benchmarks/world.py --cases 100000 [--seed 1] [--subdistricts 20]

Migrates an empty database, loads catalogue and calendars that ship, and lays square grids over an empty piece
of the map; nothing in it is real. One case in ten is open, spread over its states, and half of the open ones are
older than their deadline. Each case has its clocks and a history whose hashes hold (`xiuhua verify_history`).
Prints one JSON line with what a load client has to know: the people, and the box of the first subdistrict.
"""

import argparse
import datetime as dt
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")

WEST, SOUTH = 114.0, 30.0
GRID_DEG = 0.005
"""A grid is a square of about half a kilometre."""
GRIDS_A_SIDE = 4
SUBDISTRICTS_A_ROW = 5
PASSWORD = "Xiuhua-bench-2026"
SINCE = dt.date(2020, 1, 1)
PEOPLE = (("clerk", "desk_clerk", 2), ("head", "head", 1), ("inspector", "inspector", 2))
OFFICERS = 8


class Place(NamedTuple):
    """One subdistrict as the cases need it: its row and what lies in it, by position in the raster."""

    subdistrict: Any
    west: float
    south: float
    grids: list[Any]
    units: list[Any]
    officers: list[Any]
    clerks: list[Any]
    heads: list[Any]

    def box(self) -> list[float]:
        """West, south, east, north."""
        side = GRIDS_A_SIDE * GRID_DEG
        return [self.west, self.south, self.west + side, self.south + side]


def main() -> None:
    """Build the city and say what is in it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--subdistricts", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    began = time.perf_counter()
    django_is_ready()
    from benchmarks import world_cases

    from xiuhua.apps.cases.actions import map_counts
    from xiuhua.apps.records.now import now

    places = found(given.subdistricts)
    world_cases.fill(places, given.cases, given.seed)
    map_counts.rebuild(now())
    settle_statistics()
    first = places[0]
    facts = {
        "cases": given.cases,
        "seconds": round(time.perf_counter() - began, 1),
        "password": PASSWORD,
        "clerk": first.clerks[0].username,
        "officer": first.officers[0].username,
        "head": first.heads[0].username,
        "box": first.box(),
        "grid": first.grids[0].code,
        "prefix": first.subdistrict.case_prefix,
        "subdistrict_id": first.subdistrict.pk,
        "unit_id": first.units[0].pk,
    }
    print(json.dumps(facts))


def django_is_ready() -> None:
    """Set Django up and bring the database to this version."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def found(count: int) -> list[Place]:
    """Found the subdistricts with what the trade needs everywhere."""
    from django.db import transaction

    from xiuhua.apps.catalogue.actions.loading import load_catalogue
    from xiuhua.apps.records import kept
    from xiuhua.apps.records.actions.calendars import load_calendars
    from xiuhua.apps.records.now import now

    load_calendars(by=None, at=now())
    load_catalogue(at=now())
    with transaction.atomic():
        places = [_found_one(number) for number in range(count)]
    kept.forget_all()
    return places


def _found_one(number: int) -> Place:
    from xiuhua.apps.records.models import Subdistrict

    side = GRIDS_A_SIDE * GRID_DEG
    west = WEST + number % SUBDISTRICTS_A_ROW * side
    south = SOUTH + number // SUBDISTRICTS_A_ROW * side
    home = Subdistrict.objects.create(
        code=f"990101{number + 1:03}",
        name=f"虚构街道{number + 1:02}",
        name_en=f"Invented Subdistrict {number + 1:02}",
        case_prefix=f"B{number + 1:02}",
        projected_epsg=4547,
        boundary=square(west, south, side),
    )
    units, officers, clerks, heads = _hire(home)
    grids = _draw(home, west, south)
    _assign(home, grids, units, officers)
    return Place(home, west, south, grids, units, officers, clerks, heads)


def square(west: float, south: float, side: float) -> dict[str, Any]:
    """A square of degrees as GeoJSON."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _draw(home: Any, west: float, south: float) -> list[Any]:
    from xiuhua.apps.space.models import Community, Grid

    communities = [
        Community.objects.create(
            subdistrict=home, code=f"{home.code}{row + 1:03}", name=f"虚构社区{row + 1}", valid_from=SINCE
        )
        for row in range(GRIDS_A_SIDE)
    ]  # fmt: skip
    return [
        Grid.objects.create(
            subdistrict=home,
            code=f"{home.code}{n + 1:02}",
            name=f"{n + 1} 号网格",
            valid_from=SINCE,
            geometry=square(
                west + n % GRIDS_A_SIDE * GRID_DEG, south + n // GRIDS_A_SIDE * GRID_DEG, GRID_DEG
            ),
            community=communities[n // GRIDS_A_SIDE],
        )
        for n in range(GRIDS_A_SIDE**2)
    ]


def _hire(home: Any) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    from xiuhua.apps.accounts.models import Unit

    kinds = (("ZF", Unit.Kind.CENTRE), ("HW", Unit.Kind.CONTRACTOR), ("JD", Unit.Kind.OFFICE))
    units = [
        Unit.objects.create(subdistrict=home, code=code, name=f"虚构单位{code}", kind=kind)
        for code, kind in kinds
    ]
    people: dict[str, list[Any]] = {}
    for name, role, count in PEOPLE:
        people[name] = [_person(home, units[2], name, n, role) for n in range(count)]
    officers = [_person(home, units[0], "officer", n, "officer") for n in range(OFFICERS)]
    return units, officers, people["clerk"], people["head"]


def _person(
    home: Any, unit: Any, name: str, number: int, role: str, area: tuple[str, str] | None = None
) -> Any:
    from django.contrib.auth.hashers import make_password

    from xiuhua.apps.accounts.models import RoleGrant, User
    from xiuhua.apps.records.now import now

    person = User.objects.create(
        username=f"{name}{number}.{home.code[-3:]}",
        full_name=f"虚构{name}{number}",
        subdistrict=home,
        unit=unit,
        # One hash for all of one subdistrict: four hundred of them would only cost time.
        password=_hashes.setdefault(home.pk, make_password(PASSWORD)),
        password_changed_at=now(),
    )
    whole = ("unit", unit.code) if role == "officer" else ("subdistrict", home.code)
    kind, code = area or whole
    RoleGrant.objects.create(
        user=person, role=role, area_kind=kind, area_code=code, valid_from=SINCE
    )
    return person


_hashes: dict[int, str] = {}


def _assign(home: Any, grids: list[Any], units: list[Any], officers: list[Any]) -> None:
    """An officer and a member of its own for each grid."""
    from xiuhua.apps.duty.models import GridDuty

    for n, grid in enumerate(grids):
        member = _person(home, units[2], "member", n, "grid_member", ("grid", grid.code))
        for part, unit, person in (
            (GridDuty.Part.OFFICER, units[0], officers[n % len(officers)]),
            (GridDuty.Part.MEMBER, units[2], member),
        ):
            GridDuty.objects.create(
                subdistrict=home, grid=grid, part=part, unit=unit, user=person, valid_from=SINCE
            )


def settle_statistics() -> None:
    """Let the database look at what it has, as its own housekeeping would do in time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    main()

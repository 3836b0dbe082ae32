"""Every door × every role × own, neighbouring and other place × the kinds of area a right is held over.

Against the table of `web/commands/doors`, which is printed for people in docs/reference. Two things are looked
at: whether the door opens, and whether anything on the answer belongs to a place one may not see.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as settings_of_django
from django.db import transaction
from django.test import Client

from tests import builders
from tests.addresses import PART, Address, addresses
from tests.case_builders import TRADING, at
from tests.two_streets import CALLER, MARK, OTHER, OWN, PHONES, WHERE, Spot, TwoStreets, two_streets
from tests.web.door_forms import body_for, form_for, query_for
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.records import kept
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event
from xiuhua.web.commands.doors.declared import (
    DOORS,
    OPEN,
    PUBLIC,
    ROW_RIGHT,
    SIGNED_IN,
    THIS_MACHINE,
    Door,
    reaches,
)

pytestmark = pytest.mark.django_db
AREA_KINDS = ("subdistrict", "community", "grid", "unit")
SIGN_IN = "/sign-in/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REFUSED = (401, 403, 404, 405)
ALL = [door for doors in DOORS.values() for door in doors]
ASKED_FOR = [door for door in ALL if not {PUBLIC, THIS_MACHINE} & {*door.rights}]
LISTS = (
    "desk/", "desk/cases/", "desk/cases/export.<str:kind>", "desk/sending/", "desk/map/cases.geojson",
    "desk/orders/", "desk/history/", "desk/people/", "desk/duty/", "desk/five/", "desk/gazetteer/", "desk/grids/", "desk/grids/proposals/",
    "desk/orders/", "desk/history/", "desk/people/", "desk/duty/", "desk/rounds/", "desk/patrols/", "desk/coverage/", "desk/gazetteer/", "desk/grids/",
    "desk/privacy/", "desk/privacy/seen/", "desk/privacy/kept/", "desk/map/areas.geojson", "desk/registry/", "desk/registry/parties/", "desk/registry/premises/",
    "api/v1/cases", "api/v1/orders", "api/v1/places", "api/v1/map/cases",
)  # fmt: skip
"""Where rows of several places could stand side by side."""
FRAGMENT = {"HX-Request": "true"}
"""A refusal comes without the frame around it, which costs more to draw than the answer."""

SEEN_WITH: dict[str, tuple[str, str]] = {
    "case": ("case", "cases.view"),
    "order": ("order", "orders.view"),
    "component": ("component", "registry.view"),
    "party": ("party", "registry.view"),
    "premises": ("premises", "registry.view"),
    "name": ("name", "space.view"),
    "proposal": ("proposal", "space.view"),
    "patrol": ("patrol", "patrols.view"),
    "blind": ("blind", "patrols.view"),
}
"""Mark -> the row it belongs to, and the right with which it is seen. Names of grids, communities, units and
colleagues are known to everybody of the same subdistrict: forms offer them."""


@dataclass
class Asked:
    """One person at one door, about the row of one place."""

    person: User
    role: str
    area_kind: str
    door: Door
    where: str

    def __str__(self) -> str:
        act = f" {self.door.act}" if self.door.act else ""
        return f"{self.role}@{self.area_kind} {self.door.method} /{self.door.route}{act} ({self.where})"

    @property
    def holds(self) -> frozenset[str]:
        return frozenset(str(p) for p in ROLES[self.role].permissions)

    @property
    def may_pass(self) -> bool:
        """What the table says."""
        door = self.door
        if OPEN & {*door.rights}:
            return True
        wanted = {*door.rights}
        if door.row in ROW_RIGHT:
            wanted.add(ROW_RIGHT[door.row])
        row_is_seen = reaches(door.row, self.area_kind, self.where)
        return (
            wanted <= self.holds and row_is_seen and reaches(door.place, self.area_kind, self.where)
        )

    def may_read(self, kind: str, where: str) -> bool:
        """Whether a mark may stand on an answer to this person."""
        if kind not in SEEN_WITH:
            return where != OTHER or self.area_kind == "city"
        row, right = SEEN_WITH[kind]
        return right in self.holds and reaches(row, self.area_kind, where)


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TwoStreets, Path]]:
    """Built once for the tests of this file, and rolled back after the last of them."""
    patch, files = pytest.MonkeyPatch(), tmp_path_factory.mktemp("files")
    patch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))
    patch.setattr(settings_of_django, "FILES_ROOT", files)
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_streets(), files
        transaction.set_rollback(True)
    patch.undo()
    kept.forget_all()


@pytest.fixture
def world(built: tuple[TwoStreets, Path], settings: Any) -> TwoStreets:
    """The same for each test, with the files it was built with."""
    settings.FILES_ROOT = built[1]
    settings.WRITES_PER_MINUTE = settings.EXPORTS_PER_HOUR = 0
    return built[0]


def person_with(world: TwoStreets, role: str, area_kind: str) -> User:
    """Somebody of the first street who holds a role over the own place."""
    own = world.spots[OWN]
    area: Any = {
        "subdistrict": world.home.subdistrict,
        "community": ("community", "001"),
        "grid": ("grid", "1"),
        "unit": own.unit,
        "city": ("city", ""),
    }[area_kind]
    unit = own.unit if area_kind == "unit" else None
    return builders.user(role, area, of=world.home.subdistrict, unit=unit)


def signed_in(person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def path_of(door: Door, spot: Spot) -> str:
    """The address with the values of one place."""
    values = {
        "size": "original", "kind": "xlsx", "slug": TRADING, "uid": "MQ", "token": "x", "rest": "nothing", "ending": "xlsx", "layer": "blocks",
        "name": door.act or "intake_limit", "decision": door.act, **spot.names,
    }  # fmt: skip
    return Address(door.route).filled(values) + query_for(door)


def send(client: Client, door: Door, spot: Spot) -> tuple[int, str, str]:
    """Status, where it leads, and all text of the answer; nothing of the request stays."""
    path = path_of(door, spot)
    with transaction.atomic():
        if door.method == "GET":
            answer = client.get(path, headers=FRAGMENT)
        elif door.route.startswith("api/"):
            body = body_for(door, spot, spot)
            answer = client.post(path, body, content_type="application/json")
        else:
            answer = client.post(path, form_for(door, spot, spot), headers=FRAGMENT)
        text = words_of(answer)
        transaction.set_rollback(True)
    return answer.status_code, answer.get("Location", ""), text


def words_of(answer: Any) -> str:
    """What can be read on an answer; a workbook is opened, escapes of JSON are undone by marks in ASCII."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheetml" in answer.get("Content-Type", ""):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(name) for name in book.namelist())
    return data.decode(errors="replace")


def is_open(status: int, location: str) -> bool:
    is_sent_away = location == SIGN_IN or location.startswith(f"{SIGN_IN}?")
    return status not in REFUSED and not is_sent_away


def foreign_words(asked: Asked, text: str) -> set[str]:
    """Marks and personal data on the answer that this person may not read."""
    found = {m[0] for m in MARK.finditer(text) if not asked.may_read(m[1], m[2])}
    shows_whole = asked.door.act == "unmask" or "unmask" in asked.door.route
    if CALLER in text and not (shows_whole and asked.may_pass):
        found.add(CALLER)
    sees_people = "people.view" in asked.holds
    for where, phone in PHONES.items():
        of_people = sees_people and reaches("person", asked.area_kind, where)
        if phone in text and not of_people and not (shows_whole and where == asked.where):
            found.add(phone)
    return found


def tried(nth_role: int, area_kind: str) -> Iterator[tuple[Door, str]]:
    """Doors and places for one person: every list always, of the rest a share that turns with role and area.

    Every page of the own place is tried as every role; every act by a third of the roles over the subdistrict
    and by eight more people over parts of it, in each of the three places. `share` says how often.
    """
    turn = nth_role + AREA_KINDS.index(area_kind)
    for nth, door in enumerate(ASKED_FOR):
        for where in places_of(door):
            if (nth + turn + WHERE.index(where)) % share(door, where, area_kind) == 0:
                yield door, where


def share(door: Door, where: str, area_kind: str) -> int:
    """1: always; 3: by a third of the people; 6: by a sixth."""
    is_whole, is_act = area_kind == "subdistrict", bool(door.act)
    if door.route in LISTS:
        return 1
    if is_whole and where == OWN:
        return 3 if is_act else 1
    return 6 if is_act else 3


def places_of(door: Door) -> tuple[str, ...]:
    """Of which places the door is tried: a door without a row in its address has no foreign ones."""
    if PART.search(door.route) and door.row:
        return WHERE
    return (
        WHERE[:2] if door.at in ("spot", "grid_spot", "unit") and door.method == "POST" else (OWN,)
    )


def faults_of(world: TwoStreets, role: str, area_kind: str) -> list[str]:
    """What one person gets that the table does not give, or does not get that it gives."""
    person = person_with(world, role, area_kind)
    client, faults = signed_in(person), []
    before = Event.objects.count()
    for door, where in tried(list(ROLES).index(role), area_kind):
        asked = Asked(person, role, area_kind, door, where)
        status, location, text = send(client, door, world.spots[where])
        if status >= 500:
            faults.append(f"{asked}: broken, {status}")
        if is_open(status, location) != asked.may_pass:
            faults.append(f"{asked}: {status}, by the table {asked.may_pass}")
        faults += [f"{asked}: shows {word}" for word in sorted(foreign_words(asked, text))]
    assert Event.objects.count() == before
    return faults


@pytest.mark.parametrize("area_kind", AREA_KINDS)
def test_every_door_opens_to_whom_the_table_says(
    world: TwoStreets, area_kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    faults = [fault for role in ROLES for fault in faults_of(world, role, area_kind)]
    assert faults == [], f"{len(faults)}:\n" + "\n".join(faults[:60])


def test_signed_out_only_the_public_doors_open(world: TwoStreets) -> None:
    client, faults = Client(raise_request_exception=False), []
    for door in ALL:
        spot = world.spots[OWN]
        status, location, text = send(client, door, spot)
        is_public = door not in ASKED_FOR
        if not is_public and is_open(status, location):
            faults.append(f"{door.method} /{door.route} {door.act}: {status}")
        is_ill = status >= 500 and door.route != "readyz"  # no worker beats here
        if is_public and (is_ill or status in (401, 403)):
            faults.append(f"public, and shut: {door.method} /{door.route}: {status}")
        shown = {m[0] for m in MARK.finditer(text)}
        if shown or CALLER in text or any(phone in text for phone in PHONES.values()):
            faults.append(f"{door.method} /{door.route} shows {sorted(shown)}")
    assert faults == []


def test_who_holds_no_role_passes_no_door_with_a_row(world: TwoStreets) -> None:
    client = signed_in(builders.user(of=world.home.subdistrict))
    open_ones = [
        f"{door.method} /{door.route}"
        for door in ASKED_FOR
        if door.rights != (SIGNED_IN,) and is_open(*send(client, door, world.spots[OWN])[:2])
    ]
    assert open_ones == []


@pytest.mark.parametrize("role", ["shift_head", "auditor", "system_admin"])
def test_a_role_over_the_city_opens_the_rows_of_every_street(world: TwoStreets, role: str) -> None:
    person = person_with(world, role, "city")
    client = signed_in(person)
    for door in ASKED_FOR:
        if door.method == "GET" and door.row:
            for where in WHERE:
                status, location, _text = send(client, door, world.spots[where])
                asked = Asked(person, role, "city", door, where)
                assert is_open(status, location) == asked.may_pass, str(asked)


SHOWN_ON = {
    "desk/cases/<str:number>/": "case", "desk/orders/<int:order_id>/": "order",
    "desk/people/<int:person_id>/": "person", "desk/people/units/<int:unit_id>/": "unit",
    "desk/gazetteer/<int:place_id>/": "name", "desk/registry/components/<int:component_id>/": "component",
    "desk/registry/parties/<int:party_id>/": "party", "desk/registry/premises/": "premises",
    "desk/cases/export.<str:kind>": "case", "desk/map/cases.geojson": "", "api/v1/cases/<number>": "case",
    "api/v1/orders/<order_id>": "order", "desk/map/areas.geojson": "grid", "desk/cases/": "case",
    "api/v1/places": "name",
}  # fmt: skip


def test_the_marks_can_be_found_where_they_belong(world: TwoStreets) -> None:
    """Otherwise a search for foreign ones would prove nothing."""
    clients = [signed_in(person_with(world, r, "subdistrict")) for r in ("shift_head", "auditor")]
    doors = [door for door in ASKED_FOR if door.method == "GET" and SHOWN_ON.get(door.route)]
    assert len(doors) == len([kind for kind in SHOWN_ON.values() if kind])
    for door in doors:
        seen = "".join(send(client, door, world.spots[OWN])[2] for client in clients)
        assert f"mark-{SHOWN_ON[door.route]}-{OWN}" in seen, door.route


FROM_ANYWHERE = {"api/v1/public/reports", "api/v1/", "api/v1/<path:rest>"}
"""What the public sends without a session: there is nothing in the browser that a forged form could use."""


def test_no_writing_address_takes_a_form_without_our_mark(world: TwoStreets) -> None:
    person, taken = person_with(world, "shift_head", "subdistrict"), []
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    for door in ALL:
        if door.method == "POST" and door.route not in FROM_ANYWHERE:
            status, _location, text = send(client, door, world.spots[OWN])
            if status != 403 or ("安全标记" not in text and "csrf_missing" not in text):
                taken.append(f"/{door.route} {door.act}: {status}")
    assert taken == []


THE_DOCUMENT = "api/v1/openapi.json"
"""The library answers with it whatever the method; it is public, and nothing is written."""


def test_no_address_answers_to_other_methods(world: TwoStreets) -> None:
    client = signed_in(person_with(world, "shift_head", "subdistrict"))
    declared: dict[str, set[str]] = {}
    for door in ALL:
        declared.setdefault(door.route, set()).add(door.method)
    answered = []
    for address in addresses():
        if address.route == THE_DOCUMENT:
            continue
        door = next(door for door in ALL if door.route == address.route)
        path = path_of(door, world.spots[OWN])
        for method in {*METHODS} - declared[address.route]:
            answer = client.generic(method, path, b"{}", content_type="application/json")
            if answer.status_code not in (401, 403, 404, 405):
                answered.append(f"{method} /{address.route}: {answer.status_code}")
    assert answered == []

"""Nobody where they do not belong: every address, signed out, of another street, and with rights that ended."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client

from tests import builders
from tests.addresses import CALLER, PHONE, Town, addresses, town
from tests.case_builders import at, street
from xiuhua.apps.accounts.models import RoleGrant
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import kept
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db

PUBLIC = {
    "", "report/", "report/thanks/", "follow/", "follow/case/", "follow/forget/",
    "map/street.geojson", "map/nearby.geojson",
    "sign-in/", "sign-in/first/<str:uid>/<str:token>/", "sign-out/", "language/", "large-print/",
    "healthz", "readyz", "metrics", "certificate/", "certificate/ca.crt", "set-up/<str:token>/",
    "api/v1/public/reports", "api/v1/public/reports/<number>",
    "api/v1/openapi.json", "api/v1/", "api/v1/<path:rest>",
}  # fmt: skip
"""Open to anybody. Whoever adds a line says that the page may be read by the whole world."""

PLAN = "map/street.geojson"
"""Names and shape of a street are public; nothing else of it is."""


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def here() -> Town:
    return town()


def asked(client: Client, path: str):
    """GET and POST of one path, neither of which leaves anything behind."""
    for method in ("get", "post"):
        with transaction.atomic():
            yield method, getattr(client, method)(path)
            transaction.set_rollback(True)


def body_of(answer) -> str:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode(errors="replace")


def test_signed_out_nobody_comes_in(here, client) -> None:
    open_ones = []
    for address in addresses():
        if address.route in PUBLIC:
            continue
        for path in here.paths(address, all_names=True):
            for method, answer in asked(client, path):
                signs_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
                if not (signs_in or answer.status_code in (401, 403, 404, 405)):
                    open_ones.append((method, path, answer.status_code))
    assert open_ones == []


def test_the_public_addresses_say_nothing_of_a_case(here, client) -> None:
    for address in addresses():
        if address.route not in PUBLIC:
            continue
        for path in here.paths(address):
            for method, answer in asked(client, path):
                said = body_of(answer)
                for word in (here.case.number, PHONE, CALLER):
                    # What stands in the address may be said back: it is what was typed.
                    assert word not in said or word in path, (method, path, word)
                if address.route == PLAN:
                    assert "case" not in said


OWNED = {
    "number", "order_id", "petition_id", "photo_id", "person_id", "unit_id", "place_id",
    "component_id", "party_id",
}  # fmt: skip
"""Parts that name a row of one street; its page is not found by people of another one."""

REFUSED = (403, 404, 405)


def leaks(here: Town, client: Client) -> list[tuple[str, str, str]]:
    """What a person gets to see of this street: a page with its words, or an act carried out."""
    found = []
    before = Case.objects.get(pk=here.case.pk).history_seq
    for address in addresses():
        if address.route in PUBLIC:
            continue
        for path in here.paths(address):
            for method, answer in asked(client, path):
                said = body_of(answer)
                seq = Case.objects.get(pk=here.case.pk).history_seq
                if here.secret in said or PHONE in said or CALLER in said:
                    found.append((method, path, "words"))
                if OWNED & {*address.parts} and answer.status_code not in REFUSED:
                    found.append((method, path, str(answer.status_code)))
                assert seq == before
    return found


def test_a_person_of_another_street_sees_nothing(here) -> None:
    """Of every role there is; the neighbour's code begins as ours does."""
    next_door = street(code=f"{here.place.subdistrict.code}0", name="邻街").subdistrict
    found = {}
    for role in sorted(ROLES):
        client = Client()
        person = builders.user(role, of=next_door)
        client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
        found[role] = leaks(here, client)
    assert {role: seen for role, seen in found.items() if seen} == {}


def test_a_person_whose_rights_ended_yesterday_sees_nothing(here) -> None:
    client, officer = Client(), here.place.officer
    client.force_login(officer, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    assert client.get(f"/desk/cases/{here.case.number}/").status_code == 200
    RoleGrant.objects.filter(user=officer).update(valid_to=dt.date(2021, 5, 5))
    kept.forget_all()
    own = [f"/desk/people/{officer.pk}/"]
    found = [leak for leak in leaks(here, client) if leak[1] not in own]
    assert found == []


def test_the_right_of_one_grid_says_nothing_of_the_next(here) -> None:
    """A code that begins another one is another one."""
    grid = here.place.grids[0]
    type(grid).objects.filter(pk=here.place.grids[1].pk).update(code=f"{grid.code}1")
    person = builders.user("grid_member", ("grid", f"{grid.code}1"), of=here.place.subdistrict)
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    for path in (f"/desk/cases/{here.case.number}/", f"/api/v1/cases/{here.case.number}"):
        assert client.get(path).status_code == 404
    shown = body_of(client.get("/desk/cases/?scope=all"))
    assert here.case.number not in shown

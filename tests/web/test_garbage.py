"""Garbage at every address of the resolver, by every role: never the server's own fault.

Seeded and bounded. Each field of a form comes to nothing, too much, the wrong kind, and what no database keeps;
whatever was accepted must also pass what a commit would find.
"""

import random
import re
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests import builders
from tests.addresses import Address, Town, addresses, town
from tests.case_builders import at
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.records import now as clock
from xiuhua.web.shared.case_acts import ACTS

pytestmark = pytest.mark.django_db

HARD = [
    "", " ", "\0", "x\0y", "0", "-1", "1", "²", "٣", "9" * 19, "9" * 40, "9" * 5000, "1e400", "NaN", "inf",
    "None", "null", "[]", "{}", "true", "on", "0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59",
    "2021-05-06T09:00", "2021-02-30", "32768", "65536", "2147483648", "測" * 201, "a" * 4001, "😀", "\u202e",
    "%00", "../../etc/passwd", "<script>", "' OR 1=1 --", "event.street_order.outdoor_trading", "urban",
]  # fmt: skip
QUERY = [
    "scope", "state", "outcome", "grid", "case_class", "unit", "source", "number", "from_day", "to_day", "page",
    "bbox", "q", "layer", "year", "class", "road", "label", "component", "lon", "lat", "part", "s", "t", "day",
]  # fmt: skip
THROWS = 2
"""How often each address is thrown at by one person, each time with another field gone wrong."""


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def here(settings) -> Town:
    settings.PUBLIC_REPORTS_PER_HOUR = settings.EXPORTS_PER_HOUR = settings.WRITES_PER_MINUTE = 0
    return town()


@pytest.fixture
def clients(here) -> dict[str, Client]:
    """Somebody of every role, and somebody who is nobody."""
    found = {"": Client(raise_request_exception=False)}
    people = {role: builders.user(role, of=here.place.subdistrict) for role in sorted(ROLES)}
    people |= {"holder": here.place.officer, "clerk": here.place.clerk}
    for role, person in people.items():
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return found


def send(client: Client, method: str, path: str, **given) -> str:
    """What was wrong with the answer; nothing, if it was one that a person could read."""
    with transaction.atomic():
        answer = getattr(client, method)(path, **given)
        wrong = f"{answer.status_code}" if answer.status_code >= 500 else ""
        if answer.status_code < 400 and not wrong:
            wrong = unfit_rows()
        transaction.set_rollback(True)
    exception = getattr(answer, "exc_info", None)
    return f"{wrong} {exception[1]!r}" if wrong and exception else wrong


def unfit_rows() -> str:
    """What a commit would find: keys that lead nowhere."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        return f"commit: {error}"
    return ""


def good(here: Town) -> dict[str, str]:
    """A form on which everything is right, so that one wrong field is met where it is used."""
    lon, lat = here.place.point()
    return {
        "reason": "理由", "note": "说明", "words": "内容", "answer": "答复", "confirmed": "1", "finding": "present",
        "kind": "overtime", "unit_id": str(here.place.centre.pk), "officer_id": str(here.place.officer.pk),
        "receiver_id": str(here.place.utility.pk), "class_slug": here.case.case_class.slug,
        "parent_number": "T1", "lon": str(lon), "lat": str(lat), "source": "phone", "place_words": "某路",
        "issuer": "hotline_12345", "their_number": "A1", "topic": "事由", "opens": "1", "signer": "主任",
        "reply_text": "已办", "document": "函", "reply_due_at": "2021-06-06T09:00", "case_number": here.case.number,
        "case": str(here.case.pk), f"unit-{here.case.pk}": str(here.place.centre.pk), "extra_amount": "1",
        "name": "某处", "value": "30", "from_on": "2021-06-01", "valid_from": "2021-06-01",
    }  # fmt: skip


def fields_on(page: str) -> list[str]:
    """The fields that a page's own forms ask for."""
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)
    return sorted(set(names) - {"csrfmiddlewaretoken"})


def paths_of(here: Town, address: Address, chance: random.Random, role: str) -> list[str]:
    """A right address (for who may do most: of every act), and one with garbage in each part."""
    right = here.paths(address, all_names=True)
    if role != strongest(address):
        right = [chance.choice(right)]
    if not address.parts:
        return right
    wild = {
        name: chance.choice(INT_VALUES) if name in INTS else quote(chance.choice(HARD[2:]), safe="")
        for name in address.parts
    }
    return [*right, address.filled(wild)]


INT_VALUES = ["0", "2147483648", "9" * 18, "9" * 19, "9" * 40]
INTS = {
    "photo_id", "petition_id", "order_id", "person_id", "grant_id", "certificate_id", "unit_id", "place_id",
    "standard_id", "component_id", "party_id",
}  # fmt: skip


def thrown(here: Town, chance: random.Random, own: list[str]) -> list[dict[str, str]]:
    """Right forms, each with one field gone wrong, most often one of the page's or the act's own."""
    right = good(here)
    names = sorted({*own, "key", "seen_seq"}) if own else sorted(right)
    return [{**right, chance.choice(names): chance.choice(HARD)} for _ in range(THROWS)]


def fields_of(path: str, page: str) -> list[str]:
    """What this address reads: the fields of its act, else those on its page."""
    act = ACTS.get(path.rstrip("/").rpartition("/")[2])
    if act is None:
        return fields_on(page)
    return [*(field for field in act.fields if field != "placed"), "lon", "lat", "crs"]


@pytest.mark.parametrize("seed", [2021])
def test_no_address_falls_over(here, clients, seed, caplog) -> None:
    caplog.set_level("CRITICAL")
    chance = random.Random(seed)
    faults = []
    for address in addresses():
        if address.route == "readyz":
            continue  # it says 503 where no background duties run, as here
        roles = [chance.choice(sorted(clients)), strongest(address)]
        for role in (
            [""] if address.route == "sign-out/" else roles
        ):  # else the rest is met signed out
            client = clients[role]
            for path in paths_of(here, address, chance, role):
                shown = client.get(path)
                page = "" if shown.streaming else shown.content.decode(errors="replace")
                said = [("post", form) for form in thrown(here, chance, fields_of(path, page))]
                if shown.status_code != 405:
                    said += [("get", {chance.choice(QUERY): chance.choice(HARD)}) for _ in said]
                if shown.status_code in (401, 404) or not role:
                    said = said[:1]  # a closed door needs no more than a knock
                for method, given in said:
                    wrong = send(client, method, path, data=given)
                    if wrong:
                        faults.append((role, method, path[:80], given, wrong))
    assert [] == faults


def strongest(address: Address) -> str:
    """Who may do most there, so that garbage comes further than to the door."""
    if address.route.startswith(("desk/people", "desk/registry", "desk/catalogue", "desk/g")):
        return "system_admin"
    return "shift_head"

"""The install guide, step by step, without the demonstration: founded, mapped, manned, and the first case sent out.

Only commands and pages, as an IT person and the office would use them; no builder writes a row.
"""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.architecture import tree
from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.now import now
from xiuhua.apps.space.models import Grid

pytestmark = pytest.mark.django_db
STREET = tree.ROOT / "examples" / "street" / "street.geojson"
TRADING = "event.street_order.outdoor_trading"


def command(*arguments: str) -> dict:
    out = io.StringIO()
    call_command(*arguments, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def signed_in(username: str) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def done(answer) -> None:
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[:1500]


def hired(admin: Client, username: str, role: str, unit: Unit, code: str) -> User:
    """A person, entered and given a role on the pages."""
    said = {"key": f"p-{username}", "username": username, "full_name": f"虚构{username}"}
    done(admin.post(reverse("desk_person_new"), {**said, "phone": "", "unit": unit.pk}))
    person = User.objects.get(username=username)
    grant = {
        "key": f"g-{username}", "role": role, "area": f"subdistrict:{code}",
        "valid_from": now().date().isoformat(), "valid_to": "",
    }  # fmt: skip
    done(admin.post(reverse("desk_person_act", args=[person.pk, "grant"]), grant))
    return person


def test_from_an_empty_database_to_the_first_case_sent_to_the_unit_proposed() -> None:
    founded = command(
        "found_street", "420105990", "虚构街道", "--prefix", "XG", "--longitude", "114.2",
        "--admin", "zhangsan",
    )  # fmt: skip
    assert command("import_street", str(STREET))["written"]["grids"]["added"] == 4
    visitor, path = Client(), founded["link"].removeprefix("http://localhost:8000")
    assert visitor.get(path, follow=True).status_code == 200

    admin = signed_in("zhangsan")
    unit = {"key": "u1", "unit_code": "ZF", "name": "综合执法中心", "kind": "centre", "parent": "",
            "is_active": "on"}  # fmt: skip
    done(admin.post(reverse("desk_unit_new"), unit))
    centre = Unit.objects.get(code="ZF")
    officer = hired(admin, "officer1", "officer", centre, "420105990")
    office = Unit.objects.get(code="OFFICE")
    hired(admin, "clerk1", "desk_clerk", office, "420105990")
    hired(admin, "member1", "grid_member", office, "420105990")

    assert "有 4 个网格无人负责" in admin.get(reverse("desk_duty")).content.decode()
    given = {"act": "assign", "key": "d1", "unit": centre.pk, "user": officer.pk,
             "valid_from": now().date().isoformat(), "valid_to": ""}  # fmt: skip
    done(admin.post(f"{reverse('desk_duty_change')}?part=officer", given))
    assert "无人负责</span>" not in admin.get(reverse("desk_duty")).content.decode()

    said = {"key": "a" * 32, "s": "420105990", "kind": TRADING, "lon": "114.2212", "lat": "30.5632",
            "crs": "EPSG:4326", "words": "店外摆货"}  # fmt: skip
    done(Client().post("/report/", said))
    case = Case.objects.get()
    assert case.number.startswith("XG-") and case.grid in Grid.objects.all()

    clerk, member = signed_in("clerk1"), signed_in("member1")
    done(_act(clerk, case, "send_to_verify", officer_id=User.objects.get(username="member1").pk))
    done(_act(member, case, "verify", finding="present", note="确有占道"))
    done(_act(clerk, case, "file", class_slug=TRADING))
    page = clerk.get(reverse("desk_sending")).content.decode()
    assert "综合执法中心" in page and officer.full_name in page
    sent = {"case": case.pk, f"unit-{case.pk}": centre.pk, f"officer-{case.pk}": officer.pk,
            f"key-{case.pk}": "s1"}  # fmt: skip
    done(clerk.post(reverse("desk_sending"), sent))
    case.refresh_from_db()
    assert (case.state, case.unit, case.officer) == ("dispatched", centre, officer)
    assert clock.demo_shift().total_seconds() == 0
    assert command("verify_history")["holds"] is True


def _act(client: Client, case: Case, name: str, **said):
    case.refresh_from_db()
    form = {"key": f"{name}-{case.pk}", "seen_seq": case.history_seq, **said}
    return client.post(reverse("desk_case_act", args=[case.number, name]), form)

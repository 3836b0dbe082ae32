"""Level 3: everybody on the staff shows a second factor; who lost the telephone is reset by another."""

import re

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests import builders
from xiuhua.apps.accounts.actions import second_factor
from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.now import now, real_now
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
PAGE = "/sign-in/second-factor/"


@pytest.fixture(autouse=True)
def level_3(settings) -> None:
    settings.LEVEL_3 = True


def digits_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the telephone shows now, or some steps of 30 seconds later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = real_now().timestamp() + steps * device.step
    return f"{totp.token():06}"


@pytest.fixture
def officer() -> User:
    return builders.user("officer")


@pytest.fixture
def inside(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_enrol_by_qr_and_get_in(inside, officer) -> None:
    assert inside.get("/desk/people/")["Location"] == f"{PAGE}?next=%2Fdesk%2Fpeople%2F"
    shown = inside.get(PAGE).content.decode()
    device = TOTPDevice.objects.get(user=officer)
    assert 'src="data:image/svg+xml' in shown
    assert re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", shown)
    answer = inside.post(PAGE, {"digits": digits_of(device), "next": "/desk/people/"})
    assert answer["Location"] == "/desk/people/"
    assert inside.get("/desk/people/").status_code == 403, "in, and the officer has no right there"
    device.refresh_from_db()
    assert device.confirmed
    assert Event.objects.get(object_id=officer.pk).kind == "person.second_factor_enrolled"


def test_the_secret_is_not_shown_again(inside, officer) -> None:
    second_factor.device_of(officer)
    TOTPDevice.objects.update(confirmed=True)
    shown = inside.get(PAGE).content.decode()
    assert "data:image/svg" not in shown
    assert "请联系安全管理员重置" in shown


@pytest.mark.parametrize(("digits", "words"), [("12345", "6 位数字"), ("abcdef", "6 位数字")])
def test_what_is_no_code_is_refused(inside, officer, digits, words) -> None:
    inside.get(PAGE)
    answer = inside.post(PAGE, {"digits": digits})
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_a_wrong_code_stays_outside_and_is_counted(inside, officer) -> None:
    inside.get(PAGE)
    device = TOTPDevice.objects.get(user=officer)
    wrong = f"{(int(digits_of(device)) + 1) % 1_000_000:06}"
    answer = inside.post(PAGE, {"digits": wrong})
    assert answer.status_code == 400
    assert "动态口令不对或已过期" in answer.content.decode()
    device.refresh_from_db()
    assert not device.confirmed
    assert device.throttling_failure_count == 1
    assert inside.get("/desk/")["Location"].startswith(PAGE)


def test_a_code_works_once(officer) -> None:
    device = second_factor.device_of(officer)
    code = digits_of(device)
    second_factor.prove(officer, device, digits=code, at=now())
    with pytest.raises(Refused) as refused:
        second_factor.prove(officer, TOTPDevice.objects.get(pk=device.pk), digits=code, at=now())
    assert refused.value.code == "second_factor_wrong"


def test_machines_are_told(inside) -> None:
    answer = inside.get("/api/v1/anything")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_due")


def test_without_level_3_nobody_is_asked(inside, settings) -> None:
    settings.LEVEL_3 = False
    assert inside.get("/desk/people/").status_code == 403
    assert inside.get(PAGE)["Location"] == "/desk/"


def test_a_lost_telephone_is_reset_by_the_security_administrator(officer) -> None:
    security = builders.user("security_admin", officer.subdistrict)
    device = second_factor.device_of(officer)
    second_factor.prove(officer, device, digits=digits_of(device), at=now())
    second_factor.reset(officer, by=security, at=now(), key="r1")
    assert not TOTPDevice.objects.filter(user=officer).exists()
    assert User.objects.get(pk=officer.pk).rights_version == 2
    kinds = Event.objects.filter(object_id=officer.pk).order_by("seq")
    assert [event.kind for event in kinds][-1] == "person.second_factor_reset"
    second_factor.reset(officer, by=security, at=now(), key="r1")
    assert User.objects.get(pk=officer.pk).rights_version == 2, "the same key acts once"


@pytest.mark.parametrize("role", ["system_admin", "auditor", "head"])
def test_nobody_else_resets_it(officer, role) -> None:
    second_factor.device_of(officer)
    other = builders.user(role, officer.subdistrict)
    with pytest.raises(Refused) as refused:
        second_factor.reset(officer, by=other, at=now(), key="")
    assert refused.value.code == "not_permitted"
    assert TOTPDevice.objects.filter(user=officer).exists()


def test_nobody_resets_his_own() -> None:
    security = builders.user("security_admin")
    with pytest.raises(Refused) as refused:
        second_factor.reset(security, by=security, at=now(), key="")
    assert refused.value.code == "second_factor_own"

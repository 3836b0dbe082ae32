"""What each answer says to the browser, and what of a request is not believed: hosts, targets, frames, sessions."""

import re

import pytest
from django.conf import settings as conf
from django.test import Client
from django.utils.html import escape

from tests import builders
from tests.addresses import addresses, town
from tests.case_builders import at
from xiuhua.apps.accounts.actions import grants, passwords, people
from xiuhua.apps.accounts.models import RoleGrant
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db
NINE = at("2021-05-06 09:30")


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: NINE)


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:|\sstyle\s*=\s*[\"']|<style\b",
    re.I,
)


def test_every_page_forbids_inline_scripts_frames_and_guessing_of_types() -> None:
    here = town()
    client, wrong = signed_in(here.place.shift_head), []
    for address in addresses():
        if address.route == "sign-out/":
            continue
        path = here.paths(address)[0]
        answer = client.get(path)
        policy = answer.get("Content-Security-Policy", "")
        if (
            "unsafe" in policy
            or "script-src 'self'" not in policy
            or "style-src 'self'" not in policy
        ):
            wrong.append(f"{path}: policy {policy[:60]}")
        if (
            "object-src 'none'" not in policy
            or "frame-ancestors 'none'" not in policy
            or "base-uri 'none'" not in policy
        ):
            wrong.append(f"{path}: policy {policy[:60]}")
        if (
            answer.get("X-Content-Type-Options") != "nosniff"
            or answer.get("X-Frame-Options") != "DENY"
        ):
            wrong.append(f"{path}: headers")
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            found = INLINE.search(answer.content.decode())
            if found:
                wrong.append(f"{path}: {found[0]}")
    assert wrong == []


def test_a_host_that_is_not_ours_is_not_answered_and_never_in_a_link(settings) -> None:
    assert (
        Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"}).status_code
        == 400
    )
    admin = builders.user("security_admin")
    person = builders.user("officer", of=admin.subdistrict)
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Host": "evil.example",
        "Forwarded": "host=evil.example",
    }
    boss = builders.user("system_admin", of=admin.subdistrict)
    page = signed_in(boss).post(
        f"/desk/people/{person.pk}/acts/link/", {"key": "k"}, headers=forged
    )
    text = page.content.decode()
    assert page.status_code == 200 and "/sign-in/first/" in text and "evil.example" not in text


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "http:evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", "/\t/evil.example",
    "\n//evil.example", "//testserver@evil.example/", "http://testserver.evil.example/", "//[::ffff:7f00:1]/",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_next_leads_away(target: str) -> None:
    person = builders.user("officer")
    right = {"username": person.username, "password": builders.PASSWORD, "next": target}
    for path, form in (
        ("/sign-in/", right),
        ("/language/", {"language": "en", "next": target}),
        ("/large-print/", {"large": "1", "next": target}),
    ):
        answer = Client().post(path, form)
        assert answer.status_code == 302, path
        assert answer["Location"] in ("/", "/desk/"), (path, answer["Location"])
    shown = Client().get("/sign-in/", {"next": target}).content.decode()
    assert f'value="{escape(target)}"' not in shown and f'href="{escape(target)}"' not in shown


def test_the_back_link_of_a_refusal_is_ours() -> None:
    client = signed_in(builders.user("officer"))
    page = client.post("/desk/orders/new/", {}, headers={"Referer": "https://evil.example/x"})
    assert page.status_code == 403 and "evil.example" not in page.content.decode()


def test_cookies_are_for_our_pages_alone(settings, client) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.HTTPS = True
    person = builders.user("officer")
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": person.username, "password": builders.PASSWORD})
    client.get("/desk/")
    session, seen = client.cookies[conf.SESSION_COOKIE_NAME], client.cookies["xiuhua_seen"]
    for cookie in (session, seen):
        assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] in ("Lax", "Strict")
    assert client.cookies[conf.CSRF_COOKIE_NAME]["secure"]


def test_signing_in_makes_a_new_session(client) -> None:
    person = builders.user("officer")
    client.get("/sign-in/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies[conf.SESSION_COOKIE_NAME] = before = session.session_key
    client.post("/sign-in/", {"username": person.username, "password": builders.PASSWORD})
    assert client.cookies[conf.SESSION_COOKIE_NAME].value != before


def role_given(person, by) -> None:
    grants.give(
        person,
        "inspector",
        area_kind="subdistrict",
        area_code=person.subdistrict.code,
        valid_from=NINE.date(),
        by=by,
        at=NINE,
    )


def role_withdrawn(person, by) -> None:
    grants.withdraw(RoleGrant.objects.get(user=person), by=by, at=NINE, key="w")


def deactivated(person, by) -> None:
    boss = builders.user("system_admin", of=person.subdistrict)
    people.deactivate(person, by=boss, at=NINE, key="d")


def password_changed(person, by) -> None:
    passwords.change_own(person, old=builders.PASSWORD, new="Another-2021", at=NINE)


def password_set_by_link(person, by) -> None:
    passwords.set_by_link(person, new="Another-2021", at=NINE)


@pytest.mark.parametrize(
    "what", [role_given, role_withdrawn, deactivated, password_changed, password_set_by_link]
)
def test_open_sessions_end(what) -> None:
    security = builders.user("security_admin")
    person = builders.user("officer", of=security.subdistrict)
    sessions = [signed_in(person), signed_in(person)]
    assert [one.get("/desk/").status_code for one in sessions] == [200, 200]
    what(person, security)
    for one in sessions:
        assert one.get("/desk/").status_code == 302
        assert one.get("/api/v1/cases").status_code == 401


def test_signing_out_ends_the_session_on_the_server() -> None:
    client = signed_in(builders.user("officer"))
    kept = client.cookies[conf.SESSION_COOKIE_NAME].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies[conf.SESSION_COOKIE_NAME] = kept
    assert thief.get("/desk/").status_code == 302

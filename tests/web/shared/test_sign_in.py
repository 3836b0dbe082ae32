"""The door for staff: in, out, locked, idle, ended, password first."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from xiuhua.apps.accounts import passwords
from xiuhua.apps.accounts.models import User
from xiuhua.apps.records.models import Event
from xiuhua.web.shared import middleware

pytestmark = pytest.mark.django_db
DOOR = "/sign-in/"
# A page of mine that asks for a sign-in and nothing else.
INSIDE = "/sign-in/password/"


def enter(client: Client, person: User, password: str = builders.PASSWORD, **extra: str):
    return client.post(DOOR, {"username": person.username, "password": password, **extra})


def is_inside(client: Client) -> bool:
    return client.get(INSIDE).status_code == 200


def test_right_password_opens_the_desk(client: Client) -> None:
    answer = enter(client, builders.user("officer"))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_inside(client)


def test_goes_on_to_the_page_asked_for_but_never_to_a_stranger(client: Client) -> None:
    person = builders.user("officer")
    assert enter(client, person, next="/desk/cases/?late=1")["Location"] == "/desk/cases/?late=1"
    client.logout()
    assert enter(client, person, next="https://example.org/")["Location"] == "/desk/"


def test_wrong_name_and_wrong_password_sound_alike(client: Client) -> None:
    person = builders.user("officer")
    wrong_password = enter(client, person, "nope")
    wrong_name = client.post(DOOR, {"username": "nobody", "password": "nope"})
    assert wrong_password.status_code == wrong_name.status_code == 400
    for answer in (wrong_password, wrong_name):
        assert "用户名或密码不对" in answer.content.decode()


def test_an_inactive_person_does_not_get_in(client: Client) -> None:
    answer = enter(client, builders.user("officer", is_active=False))
    assert answer.status_code == 400
    assert not is_inside(client)


def test_five_wrong_passwords_lock_with_a_friendly_page(client: Client) -> None:
    person = builders.user("officer")
    for _attempt in range(4):
        assert enter(client, person, "nope").status_code == 400
    locked = enter(client, person, "nope")
    assert locked.status_code == 429
    assert "15 分钟后再试" in locked.content.decode()
    assert enter(client, person).status_code == 429, "the right password does not help while locked"
    assert not is_inside(client)


def test_sign_out_only_by_post(client: Client) -> None:
    enter(client, builders.user("officer"))
    assert client.get("/sign-out/").status_code == 405
    assert is_inside(client)
    assert client.post("/sign-out/").status_code == 302
    assert not is_inside(client)


def at(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    monkeypatch.setattr(middleware, "real_now", lambda: later)


def test_idle_session_ends_and_says_why(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(client, builders.user("officer"))
    at(monkeypatch, 29)
    assert is_inside(client)
    at(monkeypatch, 58)
    assert is_inside(client), "the look at minute 29 counted"
    at(monkeypatch, 58 + 31)
    answer = client.get(INSIDE)
    assert answer["Location"].startswith("/sign-in/?next=%2Fsign-in%2Fpassword%2F&why=idle")
    assert "已自动退出" in client.get(answer["Location"]).content.decode()


def test_idle_answers_machines_with_401(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(client, builders.user("officer"))
    at(monkeypatch, 31)
    answer = client.get("/api/v1/anything")
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_removing_or_forging_the_seen_cookie_buys_no_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client, builders.user("officer"))
    at(monkeypatch, 20)
    assert is_inside(client)
    del client.cookies[middleware.SEEN_COOKIE]
    at(monkeypatch, 31)
    assert not is_inside(client)


def test_working_writes_no_session(
    client: Client, django_assert_max_num_queries, monkeypatch
) -> None:
    enter(client, builders.user("officer"))
    at(monkeypatch, 2)
    client.get(INSIDE)
    at(monkeypatch, 5)
    with django_assert_max_num_queries(
        4
    ) as seen:  # session, person; new messages, rights of this minute
        answer = client.get(INSIDE)
    assert middleware.SEEN_COOKIE in answer.cookies
    assert all(query["sql"].startswith("SELECT") for query in seen.captured_queries)
    assert middleware.SEEN_COOKIE not in client.get(INSIDE).cookies, "renewed once a minute only"


def test_changed_rights_end_open_sessions(client: Client) -> None:
    person = builders.user("officer")
    enter(client, person)
    User.objects.filter(pk=person.pk).update(rights_version=person.rights_version + 1)
    assert not is_inside(client)


def test_changing_the_password_ends_the_other_sessions(client: Client) -> None:
    person, elsewhere = builders.user("officer"), Client()
    enter(client, person)
    enter(elsewhere, person)
    form = {"old": builders.PASSWORD, "new": "Embroidery-77", "again": "Embroidery-77"}
    assert client.post(INSIDE, form).status_code == 302
    assert is_inside(client)
    assert not is_inside(elsewhere)
    person.refresh_from_db()
    assert person.check_password("Embroidery-77")
    event = Event.objects.get(object_kind="user", object_id=person.pk)
    assert (event.kind, event.data) == ("person.password_set", "{}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"old": "wrong"}, "现在的密码不对"),
        ({"again": "Embroidery-78"}, "两次输入的新密码不一样"),
        ({"new": "embroidery", "again": "embroidery"}, "三种"),
        ({"new": "Abc-123", "again": "Abc-123"}, "至少 8 位"),
        ({"new": builders.PASSWORD, "again": builders.PASSWORD}, "和现在的一样"),
    ],
)
def test_a_bad_new_password_changes_nothing(client: Client, change: dict, words: str) -> None:
    person = builders.user("officer")
    enter(client, person)
    form = {"old": builders.PASSWORD, "new": "Embroidery-77", "again": "Embroidery-77", **change}
    answer = client.post(INSIDE, form)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(builders.PASSWORD)
    assert not Event.objects.exists()


def test_a_password_set_by_others_is_changed_first(client: Client) -> None:
    person = builders.user("officer", must_change_password=True)
    enter(client, person)
    assert client.get("/desk/").headers["Location"] == "/sign-in/password/?next=%2Fdesk%2F"
    answer = client.get("/api/v1/anything")
    assert (answer.status_code, answer.json()["code"]) == (403, "password_to_change")


def test_the_one_time_link_works_once(client: Client) -> None:
    person = builders.user("officer")
    person.set_unusable_password()
    person.save()
    link = passwords.link_for(person)
    assert person.username in client.get(link).content.decode()
    form = {"new": "Embroidery-77", "again": "Embroidery-77"}
    assert client.post(link, form)["Location"] == "/sign-in/?why=password"
    assert client.post(link, form).status_code == 404
    assert enter(client, person, "Embroidery-77").status_code == 302


@pytest.mark.parametrize("link", ["/sign-in/first/MQ/abc-def/", "/sign-in/first/____/x/"])
def test_a_made_up_link_is_refused(client: Client, link: str) -> None:
    builders.user("officer")
    answer = client.get(link)
    assert answer.status_code == 404
    assert "请联系系统管理员重发链接" in answer.content.decode()


def test_language_and_large_print_are_kept(client: Client) -> None:
    assert "工作人员登录" in client.get(DOOR).content.decode()
    client.post(reverse("set_language"), {"language": "xx"})
    assert "工作人员登录" in client.get(DOOR).content.decode()
    back = client.post(reverse("set_language"), {"language": "en", "next": "https://example.org"})
    assert back["Location"] == "/"
    assert 'lang="en"' in client.get(DOOR).content.decode()
    client.post(reverse("set_large_print"), {"large": "1", "next": DOOR})
    assert "data-large" in client.get(DOOR).content.decode()
    client.post(reverse("set_large_print"), {"large": "0", "next": DOOR})
    assert "data-large" not in client.get(DOOR).content.decode()


def test_health_says_nothing_but_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}

"""What may be asked for how often: by address and by account, told with 429 and the time to wait, in both languages."""

import datetime as dt

import pytest
from django.test import Client

from tests import builders
from tests.case_builders import at, dispatched, reported, street
from xiuhua.apps.cases.models import Photo
from xiuhua.apps.records import attempts
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.attempts import Limit
from xiuhua.apps.records.models import Attempt
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import limits
from xiuhua.web.shared.photo_files import public_url, token_of

pytestmark = pytest.mark.django_db
NINE = at("2021-05-06 09:30")


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: NINE)


@pytest.fixture
def place():
    return street()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def is_too_many(answer, minutes: int) -> bool:
    return (answer.status_code, answer.get("Retry-After")) == (429, str(minutes * 60))


def test_guessing_passwords_of_many_names_from_one_address_ends(client) -> None:
    person = builders.user()
    for nth in range(limits.SIGN_INS_BY_ADDRESS.most):
        answer = client.post("/sign-in/", {"username": f"nobody{nth}", "password": "x"})
        assert answer.status_code == 400, nth
    right = {"username": person.username, "password": builders.PASSWORD}
    shut = client.post("/sign-in/", right)
    assert is_too_many(shut, 15)
    assert "次数太多" in shut.content.decode()
    said = client.post("/sign-in/", right, headers={"Accept-Language": "en"})
    assert "Too many" in said.content.decode() or "too many" in said.content.decode()
    elsewhere = client.post("/sign-in/", right, REMOTE_ADDR="10.9.9.9")
    assert elsewhere.status_code == 302


def test_guessing_one_password_from_many_addresses_ends(client, settings) -> None:
    person = builders.user()
    wrong = {"username": person.username, "password": "x"}
    for nth in range(limits.SIGN_INS_BY_ACCOUNT.most):
        client.post("/sign-in/", wrong, REMOTE_ADDR=f"10.0.{nth}.1")
    assert is_too_many(client.post("/sign-in/", wrong, REMOTE_ADDR="10.1.1.1"), 60)


def test_a_wrong_name_is_counted_and_locked_as_a_right_one_is(client, settings) -> None:
    """The lock says nothing of which names exist."""
    person, answers = builders.user(), []
    for name in (person.username, "nobody"):
        said = [
            client.post("/sign-in/", {"username": name, "password": "x"}, REMOTE_ADDR="10.2.2.2")
            for _nth in range(settings.AXES_FAILURE_LIMIT + 1)
        ]
        answers.append([answer.status_code for answer in said])
    assert answers[0] == answers[1] and answers[0][-1] == 429


def test_the_lock_looks_at_the_address_our_proxy_saw(client, settings) -> None:
    settings.TRUSTED_PROXIES = 1
    wrong = {"username": builders.user().username, "password": "x"}
    for _nth in range(settings.AXES_FAILURE_LIMIT + 1):
        last = client.post("/sign-in/", wrong, headers={"X-Forwarded-For": "6.6.6.6, 10.3.3.3"})
    assert last.status_code == 429
    other = client.post("/sign-in/", wrong, headers={"X-Forwarded-For": "6.6.6.6, 10.4.4.4"})
    assert other.status_code == 400


def test_links_nobody_gave_out_run_out(client) -> None:
    for _nth in range(limits.WRONG_TOKENS.most):
        assert client.get("/sign-in/first/MQ/abc-def/").status_code == 404
    assert is_too_many(client.get("/sign-in/first/MQ/abc-def/"), 15)


def test_guessed_tokens_of_photos_run_out_and_old_ones_count_for_nothing(
    client, place, monkeypatch
) -> None:
    case = reported(place)
    photo = photo_of(case)
    good, wrong = public_url(photo, token_of(case)), public_url(photo, "guess")
    monkeypatch.setattr("time.time", lambda: NINE.timestamp())
    old = public_url(photo, token_of(case))
    monkeypatch.undo()
    monkeypatch.setattr(clock, "real_now", lambda: NINE)
    for _nth in range(limits.WRONG_TOKENS.most):
        assert client.get(old).status_code == 404
    assert Attempt.objects.count() == 0
    assert client.get(good).status_code == 200
    for _nth in range(limits.WRONG_TOKENS.most):
        assert client.get(wrong).status_code == 404
    assert is_too_many(client.get(wrong), 15)


def photo_of(case) -> Photo:
    from tests.case_builders import photo

    one = photo("before", NINE)[0]
    one.case, one.round, one.added_at = case, 1, NINE
    one.save()
    return one


def test_a_token_of_one_case_opens_no_photo_of_another(client, place) -> None:
    mine, other = reported(place), reported(place, "2021-05-06 09:10")
    assert client.get(public_url(photo_of(other), token_of(mine))).status_code == 404


def test_exports_of_an_account_run_out_and_looking_does_not(place, settings) -> None:
    settings.EXPORTS_PER_HOUR = 2
    clerk = signed_in(place.clerk)
    for kind in ("csv", "xlsx"):
        assert clerk.get(f"/desk/cases/export.{kind}").status_code == 200
    assert is_too_many(clerk.get("/desk/cases/export.csv"), 60)
    assert clerk.get("/desk/cases/").status_code == 200
    assert signed_in(place.shift_head).get("/desk/cases/export.csv").status_code == 200


@pytest.mark.parametrize(
    "path", ["/desk/cases/{}/acts/supervise/", "/api/v1/cases/{}/acts/supervise"]
)
def test_acts_of_an_account_run_out(place, settings, path) -> None:
    settings.WRITES_PER_MINUTE = 20
    case, head = dispatched(place), signed_in(place.head)
    path = path.format(case.number)
    answers = [
        head.post(path, {"kind": "x"}, content_type="application/json") for _nth in range(40)
    ]
    first_shut = next(nth for nth, answer in enumerate(answers) if answer.status_code == 429)
    assert 20 <= first_shut < 30
    assert is_too_many(answers[first_shut], 1)
    assert {answer.status_code for answer in answers[first_shut:]} == {429}
    assert head.get("/desk/").status_code == 200
    assert signed_in(place.clerk).post("/desk/inbox/read/", {"upto": "1"}).status_code == 302


def test_a_limit_by_the_handful_holds_over_processes() -> None:
    """Three processes, each with its own memory: together they overrun by less than a handful each."""
    limit, passed = Limit("test", 100, dt.timedelta(minutes=1), at_once=10), 0
    for _process in range(3):
        attempts.forget_waiting()
        for _try in range(100):
            try:
                attempts.take(limit, "one", NINE)
            except Refused:
                break
            passed += 1
    assert 100 <= passed <= 100 + 3 * 9
    assert Attempt.objects.count() <= 10


def test_after_its_stretch_a_limit_opens_again() -> None:
    limit = Limit("test", 2, dt.timedelta(minutes=1))
    for _try in range(2):
        attempts.take(limit, "one", NINE)
    with pytest.raises(Refused):
        attempts.take(limit, "one", NINE)
    attempts.take(limit, "one", NINE + dt.timedelta(minutes=1, seconds=1))


def test_pages_are_looked_at_without_a_write(place, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clerk = signed_in(place.clerk)
    clerk.get("/desk/cases/")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        clerk.get("/desk/cases/")
        clerk.get("/api/v1/cases")
    written = [q["sql"] for q in seen if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert written == []

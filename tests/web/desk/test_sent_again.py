"""An act whose answer was lost on the way is answered again, also when the case is out of sight by then."""

import pytest

from tests import builders
from tests.case_builders import at, reported, street
from xiuhua.apps.cases.actions import handling, intake
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place():
    return street()


@pytest.fixture
def case(place):
    made = reported(place)
    intake.file(made.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    how = {"by": place.clerk, "at": at("2021-05-06 09:20")}
    handling.dispatch(made.pk, unit_id=place.company.pk, **how)
    return made


@pytest.fixture
def worker(place, client):
    person = builders.user("officer", place.company, of=place.subdistrict, unit=place.company)
    client.force_login(person)
    return client


def test_sending_back_twice_with_one_key_is_done_once_and_answered_twice(case, worker):
    url = f"/api/v1/cases/{case.number}/acts/return_back"
    send = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "k-1"}
    first = worker.post(url, {"reason": "不归我们"}, **send)
    assert first.status_code == 200
    assert worker.get(f"/api/v1/cases/{case.number}").status_code == 404
    again = worker.post(url, {"reason": "不归我们"}, **send)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Event.objects.filter(kind="case.return_back").count() == 1


def test_the_page_too(case, worker):
    url, form = f"/desk/cases/{case.number}/acts/return_back/", {"reason": "不归我们", "key": "k-2"}
    for _ in range(2):
        answer = worker.post(url, form)
        assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_the_key_opens_no_other_case_and_no_other_act(place, case, worker):
    other = reported(street())
    send = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "k-3"}
    base = f"/api/v1/cases/{case.number}/acts"
    assert worker.post(f"{base}/return_back", {"reason": "不归我们"}, **send).status_code == 200
    foreign = worker.post(f"/api/v1/cases/{other.number}/acts/return_back", {"reason": "x"}, **send)
    assert foreign.json()["code"] == "key_reused", "as for a number that does not exist"
    nowhere = worker.post(
        "/api/v1/cases/X-20210506-000001/acts/return_back", {"reason": "x"}, **send
    )
    assert (nowhere.status_code, nowhere.json()) == (foreign.status_code, foreign.json())
    send["HTTP_IDEMPOTENCY_KEY"] = "k-4"
    foreign = worker.post(f"/api/v1/cases/{other.number}/acts/return_back", {"reason": "x"}, **send)
    assert foreign.status_code == 404
    send["HTTP_IDEMPOTENCY_KEY"] = "k-3"
    assert worker.post(f"{base}/refuse", {"reason": "x"}, **send).json()["code"] == "key_reused"
    assert Case.objects.get(pk=case.pk).state == "filed"

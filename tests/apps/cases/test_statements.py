"""How many SQL statements an act takes: what `Hard use` holds us to, and that history does not make it dearer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.case_builders import at, dispatched, reported, street
from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import checking, handling, intake
from xiuhua.apps.records import kept, numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return street()


def statements(act):
    """Statements of one act, savepoints of the test's own transaction left out."""
    with CaptureQueriesContext(connection) as seen:
        act()
    return [q["sql"] for q in seen if "SAVEPOINT" not in q["sql"]]


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_a_report_takes_few_statements(place):
    reported(place)
    officer = fresh(place.officer)
    # Outside a test numbers come in blocks of fifty; here each report asks for its own.
    per_number = len(statements(lambda: numbers.take("case:any")))
    taken = statements(lambda: reported(place, by=officer))
    assert len(taken) - per_number <= 8, "\n".join(taken)


def test_a_status_change_takes_few_statements(place):
    dispatched(place)  # units and people are known from here on
    case = reported(place)
    intake.file(case.pk, by=fresh(place.clerk), at=at("2021-05-06 09:10"))
    clerk = fresh(place.clerk)
    form = {"unit_id": place.centre.pk, "officer_id": place.officer.pk, "key": "k"}
    taken = statements(
        lambda: handling.dispatch(case.pk, **form, by=clerk, at=at("2021-05-06 09:20"))
    )
    assert len(taken) <= 9, "\n".join(taken)


def test_a_long_history_makes_an_act_no_dearer(place, monkeypatch):
    # A look at what other processes changed is due every other second, whatever the act is.
    monkeypatch.setattr(kept, "LOOK_EVERY_S", 3600.0)
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))

    def supervise(n):
        checking.supervise(
            case.pk, kind="key", words=f"第 {n} 次", by=place.head, at=at("2021-05-06 09:20")
        )

    supervise(0)
    first = statements(lambda: supervise(0))
    for n in range(1, 60):
        supervise(n)
    assert len(statements(lambda: supervise(60))) == len(first)

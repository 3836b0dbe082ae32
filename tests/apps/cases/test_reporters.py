"""The reporter's name and phone: shown for a kept reason, erased without breaking the history."""

import pytest

from tests.builders import user
from tests.case_builders import at, reported, street
from xiuhua.apps.cases.actions import reporters
from xiuhua.apps.cases.models import Remark, Reporter
from xiuhua.apps.records.models import Event, IdempotencyKey
from xiuhua.apps.records.proof import verify
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return street()


@pytest.fixture
def case(place):
    return reported(
        place, by=None, source="phone", reporter_name="王某某", reporter_phone="13800001234"
    )


def test_unmasking_needs_a_reason_and_leaves_a_trace(place, case):
    with pytest.raises(Refused) as no:
        reporters.unmask(case.pk, reason=" ", by=place.clerk, at=at("2021-05-06 10:00"))
    assert no.value.code == "reason_missing"
    shown = reporters.unmask(
        case.pk, reason="回访核实地点", by=place.clerk, at=at("2021-05-06 10:00"), key="u1"
    )
    assert shown == {"name": "王某某", "phone": "13800001234"}
    event = Event.objects.get(kind="case.reporter_unmasked")
    assert event.actor_id == place.clerk.pk
    assert Remark.objects.get(event_seq=event.seq).text == "回访核实地点"
    assert "1380000" not in str(IdempotencyKey.objects.values_list("answer", flat=True))


def test_unmasking_needs_its_permission(place, case):
    with pytest.raises(Refused) as no:
        reporters.unmask(case.pk, reason="想看看", by=place.inspector, at=at("2021-05-06 10:00"))
    assert no.value.code == "not_permitted"
    assert not Event.objects.filter(kind="case.reporter_unmasked").exists()


def test_erasure_empties_the_words_and_the_history_still_verifies(place, case):
    keeper = user("system_admin", of=place.subdistrict)
    reporters.erase(case.pk, reason="本人要求", by=keeper, at=at("2021-05-07 10:00"))
    case.refresh_from_db()
    reporter = Reporter.objects.get(case=case)
    assert (case.words, reporter.name, reporter.phone) == ("", "", "")
    assert reporter.erased_at == at("2021-05-07 10:00")
    assert verify().holds
    with pytest.raises(Refused) as no:
        reporters.unmask(case.pk, reason="回访", by=place.clerk, at=at("2021-05-08 10:00"))
    assert no.value.code == "reporter_unknown"

"""The same form sent again answers the same, whatever happened since; another form under its key is refused."""

import pytest

from tests import builders
from tests.case_builders import at, photo, reported, street
from xiuhua.apps.cases.actions import handling, intake, referrals
from xiuhua.apps.cases.models import Case
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
TEN = at("2021-05-06 10:00")


@pytest.fixture
def place():
    return street()


def filed(place):
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    return case


def dispatched(place, **more):
    case = filed(place)
    handling.dispatch(
        case.pk, unit_id=place.centre.pk, by=place.clerk, at=at("2021-05-06 09:20"), **more
    )
    return case


def test_a_merge_sent_again_after_the_leading_case_moved_on(place):
    parent, twin = filed(place), filed(place)
    how = {"by": place.shift_head, "at": TEN, "key": "k-merge"}
    first = intake.merge(twin.pk, parent_number=parent.number, **how)
    handling.dispatch(parent.pk, unit_id=place.centre.pk, by=place.clerk, at=TEN)
    assert intake.merge(twin.pk, parent_number=parent.number, **how) == first


def test_an_act_sent_again_after_the_person_changed_unit(place):
    case = dispatched(place, officer_id=place.officer.pk)
    how = {"by": place.officer, "at": TEN, "key": "k-handle"}
    pictures = photo("after", TEN)
    first = handling.handle(case.pk, note="已清", photos=pictures, **how)
    place.officer.unit = builders.unit(place.subdistrict)
    place.officer.save()
    assert handling.handle(case.pk, note="已清", photos=photo("after", TEN), **how) == first


@pytest.mark.parametrize("other", [{"their_number": "B"}, {"nudge_every_days": 9}])
def test_a_referral_with_another_number_is_another_form(place, other):
    case = filed(place)
    how = {"by": place.shift_head, "at": TEN, "key": "k-refer"}
    said = {"receiver_id": place.utility.pk, "their_number": "A", "nudge_every_days": 3}
    referrals.refer(case.pk, **said, **how)
    with pytest.raises(Refused) as no:
        referrals.refer(case.pk, **{**said, **other}, **how)
    assert no.value.code == "key_reused"


def test_a_nudge_with_another_number_is_another_form(place):
    case = filed(place)
    how = {"by": place.shift_head, "at": TEN}
    referrals.refer(case.pk, receiver_id=place.utility.pk, **how)
    referrals.nudge(case.pk, their_number="A", key="k-nudge", **how)
    with pytest.raises(Refused) as no:
        referrals.nudge(case.pk, their_number="B", key="k-nudge", **how)
    assert no.value.code == "key_reused"


def test_only_a_dispatcher_hands_over_to_a_colleague_of_another_unit(place):
    case = dispatched(place, officer_id=place.officer.pk)
    stranger = builders.user("officer", of=place.subdistrict, unit=builders.unit(place.subdistrict))
    how = {"reason": "换人", "officer_id": stranger.pk, "at": TEN}
    with pytest.raises(Refused) as no:
        handling.hand_over(case.pk, by=place.officer, **how)
    assert no.value.code == "other_unit_needs_dispatch"
    handling.hand_over(case.pk, by=place.shift_head, **how)
    case.refresh_from_db()
    assert (case.officer, case.unit_id) == (stranger, stranger.unit_id)


def test_a_colleague_without_unit_leaves_the_case_with_its_unit(place):
    case = dispatched(place, officer_id=place.officer.pk)
    lone = builders.user("officer", of=place.subdistrict)
    handling.hand_over(case.pk, reason="换人", officer_id=lone.pk, by=place.officer, at=TEN)
    case.refresh_from_db()
    assert (case.officer, case.unit) == (lone, place.centre)


def test_a_case_is_not_merged_into_one_that_the_person_may_not_see(place):
    elsewhere = street()
    foreign, twin = filed(elsewhere), filed(place)
    for number in (foreign.number, "T0-20210506-000001", "\0"):
        with pytest.raises(Refused) as no:
            intake.merge(twin.pk, parent_number=number, by=place.shift_head, at=TEN)
        assert no.value.code == "parent_missing"
    assert Case.objects.get(pk=twin.pk).state == "filed"

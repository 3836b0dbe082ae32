"""With a roster: whoever stands in it patrols only during a shift; a draft says nothing."""

import datetime as dt

import pytest

from tests import builders
from tests.apps.duty.test_patrols import MORNING, TODAY, begin, place, refused, roads, walker
from tests.case_builders import Street, at
from xiuhua.apps.duty.actions import patrols
from xiuhua.apps.duty.models import Post, Roster, RosterShift, ShiftKind

__all__ = ["place", "walker"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        ("2021-05-06 07:29", False),
        ("2021-05-06 07:31", True),
        ("2021-05-06 15:00", True),
        ("2021-05-06 16:31", False),
        ("2021-05-07 10:00", False),
    ],
)
def test_whoever_stands_in_the_roster_patrols_only_during_a_shift(
    place, walker, moment, may
) -> None:
    roads(place)
    _rostered(place, walker)
    given = {"grid_id": place.grids[0].pk, "by": walker, "at": at(moment), "key": ""}
    if may:
        assert patrols.start(**given)["id"]
    else:
        refused("patrol_not_on_duty", patrols.start, **given)


def test_a_shift_without_a_grid_of_ones_own_is_for_the_whole_street(place) -> None:
    roads(place)
    person = builders.user("assistant", of=place.subdistrict)
    given = {"grid_id": place.grids[0].pk, "by": person, "at": MORNING, "key": ""}
    refused("patrol_not_on_duty", patrols.start, **given)
    _rostered(place, person)
    assert patrols.start(**given)["id"]


def test_a_draft_of_a_roster_says_nothing(place, walker) -> None:
    roads(place)
    _rostered(place, walker, Roster.State.DRAFT)
    assert begin(place, walker, "2021-05-06 20:00").user == walker


def _rostered(place: Street, person, state: str = Roster.State.PUBLISHED) -> None:
    """An early shift of the sixth of May."""
    home = place.subdistrict
    kind = ShiftKind.objects.create(
        subdistrict=home,
        code="A",
        name="早班",
        part="a",
        begin_minute=480,
        end_minute=960,
        paid_minutes=480,
    )
    post = Post.objects.create(subdistrict=home, code="P", name="测试岗")
    roster = Roster.objects.create(subdistrict=home, month=dt.date(2021, 5, 1), state=state)
    RosterShift.objects.create(roster=roster, post=post, shift=kind, user=person, day=TODAY)

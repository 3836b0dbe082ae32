"""What a special mode does to cases: routing follows its posts, ordinary deadlines move, urgent ones never."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.case_builders import TRADING, Street, at, reported, street
from xiuhua.apps.cases.actions import handling, intake, modes
from xiuhua.apps.cases.models import Case, Clock, InboundOrder
from xiuhua.apps.catalogue.models import Standard
from xiuhua.apps.duty import modes as queries
from xiuhua.apps.duty.actions import modes as duty
from xiuhua.apps.duty.actions.modes import Order
from xiuhua.apps.duty.models import SpecialMode, ZeroReport
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records import kept
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
NOON, NEXT_NOON = at("2021-05-06 12:00"), at("2021-05-07 12:00")


@pytest.fixture
def place() -> Street:
    """A street whose class of the tests has an ordinary limit of two working hours."""
    place = street()
    standards = Standard.objects.filter(case_class__slug=TRADING)
    standards.update(limit_value=2, limit_unit="work_hour", calendar="office")
    kept.forget_all()
    return place


def wanted(place: Street, **more) -> Order:
    given = {
        "kind": "flood", "document": "测试防汛令 1 号", "signed_by": "指挥长", "starts_at": NOON,
        "ends_at": NEXT_NOON, "report_every_h": 4, "pauses_internal": True,
        "unit_ids": (place.centre.pk,), **more,
    }  # fmt: skip
    return Order(**given)


def ordered(place: Street, when: dt.datetime = NOON, **more) -> dict:
    return modes.order(place.subdistrict.pk, wanted(place, **more), by=None, at=when, key="")


def refused(act, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.code


def sent(place: Street) -> Case:
    """A case with two working hours from half past eleven: the mode comes in between."""
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 11:20"))
    handling.dispatch(
        case.pk, unit_id=place.centre.pk, officer_id=place.officer.pk, by=place.clerk,
        at=at("2021-05-06 11:30"),
    )  # fmt: skip
    return Case.objects.get(pk=case.pk)


def due(case: Case, kind: str = "handling") -> dt.datetime:
    return Clock.objects.get(case=case, kind=kind).due_at


def test_ordinary_deadlines_move_by_the_working_time_lost_and_the_history_says_so(place) -> None:
    case = sent(place)
    before, total = due(case), due(case, "total")
    answer = ordered(place)
    assert answer["moved"] == 2
    case.refresh_from_db()
    assert due(case) > before and due(case, "total") > total
    assert case.due_at == due(case) and case.total_due_at == due(case, "total")
    events = Event.objects.filter(object_kind="case", kind="case.deadline_moved_by_mode")
    assert events.count() == 2 and all('"mode_id"' in e.data for e in events)


def test_a_mode_without_that_switch_moves_nothing(place) -> None:
    case = sent(place)
    before = due(case)
    assert ordered(place, pauses_internal=False)["moved"] == 0
    assert due(case) == before


def test_urgent_deadlines_never_move(place) -> None:
    case = sent(place)
    before = at("2021-05-06 15:30")
    Clock.objects.filter(case=case, kind="handling").update(
        limits=[[4, "urgent_hour", "24x7"]], due_at=before
    )
    ordered(place)
    assert due(case) == before


def test_a_case_dispatched_with_an_urgent_standard_during_a_mode_runs_on(place) -> None:
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    Standard.objects.filter(pk=Case.objects.get(pk=case.pk).standard_id).update(
        limit_value=4, limit_unit="urgent_hour"
    )
    kept.forget_all()
    ordered(place)
    moment = at("2021-05-06 13:00")
    handling.dispatch(
        case.pk, unit_id=place.centre.pk, officer_id=place.officer.pk, by=place.clerk, at=moment
    )
    assert due(case) == moment + dt.timedelta(hours=4)


def test_clocks_of_other_bodies_orders_never_move(place) -> None:
    from tests.addresses import _order

    order_id = _order(place, "来件")
    before = InboundOrder.objects.get(pk=order_id)
    ordered(place)
    after = InboundOrder.objects.get(pk=order_id)
    assert (after.reply_due_at, after.return_until) == (before.reply_due_at, before.return_until)


def test_what_is_reported_during_a_mode_waits_for_its_end(place) -> None:
    plain = reported(place, "2021-05-06 11:00")
    ordered(place)
    during = reported(place, "2021-05-06 13:00")
    assert due(during, "intake") > NEXT_NOON
    assert due(plain, "intake") < NOON


def test_ending_it_puts_everything_back(place) -> None:
    case = sent(place)
    before = due(case)
    mode = ordered(place)["id"]
    assert due(case) > before
    assert modes.end(mode, by=None, at=NOON, key="")["moved"] == 2
    assert due(case) == before
    assert who_answers(place.grids[0].pk, place.subdistrict.pk, NOON).source == "locality"
    kinds = Event.objects.filter(object_kind="specialmode").order_by("seq")
    assert [event.kind for event in kinds] == ["mode.ordered", "mode.ended"]


def test_prolonging_moves_them_further(place) -> None:
    case = sent(place)
    mode = ordered(place)["id"]
    middle = due(case)
    modes.prolong(mode, ends_at=at("2021-05-08 12:00"), by=None, at=NOON, key="")
    assert due(case) > middle
    assert refused(modes.prolong, mode, ends_at=NEXT_NOON, by=None, at=NOON, key="") == "mode_not_longer"  # fmt: skip


def test_cases_go_to_the_posts_of_the_mode_while_it_lasts(place) -> None:
    first, second = place.grids[0].pk, place.grids[1].pk
    posts = (
        {"grid_id": first, "part": "officer", "unit_id": place.company.pk, "user_id": None},
        {"grid_id": None, "part": "leader", "unit_id": place.centre.pk, "user_id": place.head.pk},
    )
    ordered(place, posts=posts)
    home = place.subdistrict.pk
    assert who_answers(first, home, at("2021-05-06 11:59")).unit_id == place.centre.pk
    during = who_answers(first, home, at("2021-05-06 12:00"))
    assert (during.unit_id, during.officer_id, during.leader_id, during.source) == (
        place.company.pk, None, place.head.pk, "mode",
    )  # fmt: skip
    other = who_answers(second, home, at("2021-05-06 12:00"))
    assert (other.unit_id, other.officer_id) == (place.centre.pk, place.officer.pk)
    assert who_answers(first, home, NEXT_NOON).source == "locality"
    assert who_answers(first, home, dt.date(2021, 5, 6)).source == "locality"


def test_who_answers_costs_no_statement_during_a_mode(place) -> None:
    ordered(place)
    who_answers(place.grids[0].pk, place.subdistrict.pk, NOON)
    with CaptureQueriesContext(connection) as asked:
        for grid in place.grids:
            who_answers(grid.pk, place.subdistrict.pk, NOON)
    assert len(asked) == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "party"}, "mode_incomplete"),
        ({"document": " "}, "mode_incomplete"),
        ({"signed_by": ""}, "mode_incomplete"),
        ({"ends_at": NOON}, "mode_period_inverted"),
        ({"ends_at": at("2021-09-01 12:00")}, "mode_too_long"),
        ({"starts_at": at("2021-05-01 12:00"), "ends_at": at("2021-05-02 12:00")}, "mode_in_the_past"),
        ({"unit_ids": ()}, "zero_reports_of_nobody"),
        ({"unit_ids": (0,)}, "unit_unknown"),
        ({"posts": ({"part": "mayor", "unit_id": 1},)}, "duty_part_unknown"),
        ({"posts": ({"part": "officer", "unit_id": 0},)}, "unit_unknown"),
        ({"posts": ({"part": "officer", "unit_id": 0, "grid_id": 0},)}, "grid_unknown"),
    ],
)  # fmt: skip
def test_orders_that_cannot_be_change_nothing(place, more, code) -> None:
    case = sent(place)
    before = due(case)
    assert refused(ordered, place, **more) == code
    assert not SpecialMode.objects.exists() and due(case) == before


def test_the_same_post_twice_or_a_second_mode_of_the_kind_is_refused(place) -> None:
    post = {"grid_id": None, "part": "officer", "unit_id": place.centre.pk}
    assert refused(ordered, place, posts=(post, post)) == "mode_post_twice"
    ordered(place)
    assert refused(ordered, place) == "mode_overlaps"
    ordered(place, kind="event")
    ordered(place, starts_at=NEXT_NOON, ends_at=at("2021-05-08 12:00"))


def test_one_that_is_over_cannot_be_ended_or_prolonged(place) -> None:
    mode = ordered(place)["id"]
    late = at("2021-05-08 09:00")
    assert refused(modes.end, mode, by=None, at=late, key="") == "mode_over"
    assert refused(modes.prolong, mode, ends_at=at("2021-05-09 09:00"), by=None, at=late, key="") == "mode_over"  # fmt: skip
    assert refused(modes.end, 0, by=None, at=NOON, key="") == "mode_unknown"


@pytest.mark.parametrize("role", ["officer", "desk_clerk", "system_admin", "auditor"])
def test_who_may_not_order(place, role) -> None:
    person = builders.user(role, of=place.subdistrict)
    assert refused(modes.order, place.subdistrict.pk, wanted(place), by=person, at=NOON, key="") == "not_permitted"  # fmt: skip
    deputy_next_door = builders.user("deputy")
    mode = ordered(place)["id"]
    for act in (modes.end,):
        assert refused(act, mode, by=deputy_next_door, at=NOON, key="") == "not_permitted"


def handed_in(mode: int, place: Street, due_at: str, when: str, by=None, **more) -> dict:
    given = {"unit_id": place.centre.pk, "is_quiet": True, **more}
    return duty.report(mode, due_at=at(due_at), by=by, at=at(when), key="", **given)


def test_zero_reports_in_time_late_and_missing(place) -> None:
    mode = ordered(place)["id"]
    four, eight = "2021-05-06 16:00", "2021-05-06 20:00"
    assert handed_in(mode, place, four, "2021-05-06 15:30", by=place.officer)["is_late"] is False
    assert handed_in(mode, place, eight, "2021-05-06 20:25", by=place.officer)["is_late"] is True
    row = SpecialMode.objects.get(pk=mode)
    (slots,) = queries.boards(row, at("2021-05-07 01:00")).values()
    assert [slot.state for slot in slots[:4]] == ["on_time", "late", "missing", "open"]


def test_zero_reports_that_cannot_be(place) -> None:
    mode = ordered(place)["id"]
    four, eight, when = "2021-05-06 16:00", "2021-05-06 20:00", "2021-05-06 15:30"
    for code, given in (
        ("zero_report_too_early", {"due_at": eight}),
        ("zero_report_unknown", {"due_at": "2021-05-06 17:00"}),
        ("zero_report_without_words", {"is_quiet": False}),
        ("words_hold_numbers", {"words": "联系 13800001234"}),
        ("zero_report_not_yours", {"unit_id": place.company.pk}),
        ("not_permitted", {"by": place.contractor}),
        ("not_permitted", {"by": place.inspector}),
    ):
        assert refused(handed_in, mode, place, **{"due_at": four, "when": when, **given}) == code
    assert not ZeroReport.objects.exists()
    handed_in(mode, place, four, when)
    assert refused(handed_in, mode, place, four, when) == "zero_report_twice"
    assert refused(handed_in, 0, place, four, when) == "mode_unknown"


def test_a_zero_report_is_never_changed(place) -> None:
    mode = ordered(place)["id"]
    handed_in(mode, place, "2021-05-06 16:00", "2021-05-06 15:30")
    with pytest.raises(IntegrityError), transaction.atomic():
        ZeroReport.objects.update(is_quiet=False)


def test_after_an_early_end_no_more_reports_are_due(place) -> None:
    mode = ordered(place)["id"]
    modes.end(mode, by=None, at=at("2021-05-06 18:00"), key="")
    row = SpecialMode.objects.get(pk=mode)
    assert queries.due_of(row) == [at("2021-05-06 16:00")]

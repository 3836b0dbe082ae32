"""A case from report to verified close through the real actions: row, history, clocks and messages."""

import datetime as dt
import json

import pytest

from tests.builders import grant, user
from tests.case_builders import at, photo, reported, street
from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import checking, handling, intake
from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.models import Case, Clock, Pause, Remark
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.catalogue.actions.rules import change_rule
from xiuhua.apps.records.models import Event, OutboxMessage
from xiuhua.apps.records.proof import verify
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return street()


def filed(place, moment="2021-05-06 09:10"):
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at(moment))
    return case


def dispatched(place, moment="2021-05-06 09:20"):
    case = filed(place)
    handling.dispatch(
        case.pk, unit_id=place.centre.pk, officer_id=place.officer.pk, by=place.clerk, at=at(moment)
    )
    return case


def handled(place, moment="2021-05-06 10:00"):
    case = dispatched(place)
    when = at(moment)
    photos = photo("after", when)
    handling.handle(case.pk, note="已劝离", photos=photos, by=place.officer, at=when)
    return case


def kinds(case):
    return list(
        Event.objects.filter(object_kind="case", object_id=case.pk)
        .order_by("seq")
        .values_list("kind", flat=True)
    )


def test_from_report_to_verified_close(place):
    case = handled(place)
    when = at("2021-05-06 11:00")
    answer = checking.pass_check(
        case.pk,
        note="现场已恢复",
        confirmed=True,
        photos=photo("check", when),
        by=place.inspector,
        at=when,
    )
    case.refresh_from_db()
    assert answer["state"] == case.state == "closed"
    assert (case.outcome, case.is_open, case.closed_on_time) == ("verified", False, True)
    assert (case.handled_by, case.checked_by) == (place.officer, place.inspector)
    assert case.grid == place.grids[0]
    assert kinds(case) == [
        "case.report", "case.file", "case.dispatch", "case.handle", "case.pass_check", "case.close",
    ]  # fmt: skip
    assert verify().first_broken is None
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


def test_a_dispatch_tells_unit_and_officer(place):
    case = dispatched(place)
    told = set(OutboxMessage.objects.values_list("recipient", "kind"))
    assert told == {
        (f"unit:{place.centre.pk}", "case.dispatch"),
        (f"user:{place.officer.pk}", "case.dispatch"),
    }
    case.refresh_from_db()
    handling_clock = Clock.objects.get(case=case, kind="handling")
    assert case.due_at == handling_clock.due_at
    # 店外经营: 2 紧急工作时 from dispatch at 09:20.
    assert handling_clock.due_at == at("2021-05-06 11:20")


def test_a_deadline_is_near_when_a_quarter_of_its_span_is_left(place):
    case = dispatched(place)
    case.refresh_from_db()
    # 2 hours from 09:20, 25 percent of them the last 30 minutes.
    assert case.near_at == at("2021-05-06 10:50")


def test_the_rule_of_the_subdistrict_says_when_a_deadline_is_near(place):
    change_rule(
        "near_due_percent", value="50", source="测试", from_on=dt.date(2021, 1, 2), by=None,
        subdistrict_id=place.subdistrict.pk, at=at("2021-01-01 09:00"), key="n",
    )  # fmt: skip
    case = dispatched(place)
    case.refresh_from_db()
    assert case.near_at == at("2021-05-06 10:20")


def test_time_that_was_not_the_handlers_is_no_part_of_what_is_left(place):
    case = handled(place)
    checking.rework(case.pk, reason="仍有摊位", by=place.inspector, at=at("2021-05-06 12:00"))
    case.refresh_from_db()
    # 10:00 to 12:00 stood still: 2 hours in all, so the last 30 minutes before 13:20.
    assert case.near_at == at("2021-05-06 12:50")


def test_the_total_runs_through_all_three_limits(place):
    case = filed(place)
    total = Clock.objects.get(case=case, kind="total")
    assert [limit[1] for limit in total.limits][1] == "urgent_hour"
    assert total.started_at == at("2021-05-06 09:10")
    assert total.due_at > at("2021-05-06 11:10")


def test_who_handled_may_not_check(place):
    case = handled(place)
    grant(place.officer, "inspector", place.subdistrict)
    both = User.objects.get(pk=place.officer.pk)
    with pytest.raises(Refused) as no:
        checking.pass_check(case.pk, note="好", by=both, at=at("2021-05-06 11:00"))
    assert no.value.code == "checker_is_handler"
    case.refresh_from_db()
    assert case.state == "handled"


def test_handling_needs_a_photo_of_after(place):
    case = dispatched(place)
    with pytest.raises(Refused) as no:
        handling.handle(case.pk, note="已劝离", by=place.officer, at=at("2021-05-06 10:00"))
    assert no.value.code == "after_photo_missing"
    assert kinds(case)[-1] == "case.dispatch"


def test_rework_gives_the_handler_the_time_that_was_left(place):
    case = handled(place)
    checking.rework(case.pk, reason="仍有摊位", by=place.inspector, at=at("2021-05-06 12:00"))
    clock = Clock.objects.get(case=case, kind="handling")
    # 80 minutes were left at 10:00; they run again from 12:00.
    assert clock.due_at == at("2021-05-06 13:20")
    assert clock.stopped_at is None
    case.refresh_from_db()
    assert (case.state, case.rework_count, case.unit) == ("dispatched", 1, place.centre)
    assert case.due_at == clock.due_at
    assert Pause.objects.get(case=case).kind == "checking"


def test_a_unit_that_sent_back_is_not_chosen_again_without_reason(place):
    case = dispatched(place)
    handling.return_back(
        case.pk, reason="不在本单位职责内", by=place.officer, at=at("2021-05-06 09:40")
    )
    with pytest.raises(Refused) as no:
        handling.dispatch(
            case.pk, unit_id=place.centre.pk, by=place.clerk, at=at("2021-05-06 09:45")
        )
    assert no.value.code == "unit_just_returned"
    handling.dispatch(case.pk, unit_id=place.company.pk, by=place.clerk, at=at("2021-05-06 09:50"))
    case.refresh_from_db()
    assert (case.unit, case.return_count) == (place.company, 1)
    assert Clock.objects.filter(case=case, kind="handling").count() == 2


def test_the_same_key_acts_once_and_answers_the_same(place):
    case = filed(place)
    form = {
        "unit_id": place.centre.pk,
        "by": place.clerk,
        "at": at("2021-05-06 09:20"),
        "key": "k1",
    }
    first = handling.dispatch(case.pk, **form)
    again = handling.dispatch(case.pk, **form)
    assert first == again
    assert kinds(case).count("case.dispatch") == 1
    with pytest.raises(Refused) as no:
        handling.dispatch(case.pk, **{**form, "unit_id": place.company.pk})
    assert no.value.code == "key_reused"


def test_a_stale_form_is_refused(place):
    case = filed(place)
    seen = Case.objects.get(pk=case.pk).history_seq
    handling.dispatch(case.pk, unit_id=place.centre.pk, by=place.clerk, at=at("2021-05-06 09:20"))
    with pytest.raises(Refused) as no:
        handling.return_back(
            case.pk, reason="不归我们", by=place.officer, at=at("2021-05-06 09:30"), seen_seq=seen
        )
    assert no.value.code == "stale_form"


def test_a_case_of_another_area_is_not_found(place):
    case = filed(place)
    neighbour = street()
    with pytest.raises(Refused) as no:
        handling.dispatch(
            case.pk, unit_id=neighbour.centre.pk, by=neighbour.clerk, at=at("2021-05-06 09:20")
        )
    assert no.value.code == "case_not_found"


def test_what_a_role_does_not_hold_is_refused(place):
    case = filed(place)
    with pytest.raises(Refused) as no:
        handling.dispatch(
            case.pk, unit_id=place.centre.pk, by=place.inspector, at=at("2021-05-06 09:20")
        )
    assert no.value.code == "not_permitted"


def test_a_public_report_is_verified_first(place):
    case = reported(place, source="resident_portal", by=None)
    with pytest.raises(Refused) as no:
        intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    assert no.value.code == "verification_first"
    intake.send_to_verify(
        case.pk, officer_id=place.officer.pk, by=place.clerk, at=at("2021-05-06 09:10")
    )
    intake.verify(
        case.pk, finding="present", note="属实", by=place.officer, at=at("2021-05-06 09:30")
    )
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:40"))
    assert kinds(case)[-1] == "case.file"


def test_verification_has_a_clock_of_its_own_and_intake_starts_anew_after_it(place):
    case = reported(place, source="resident_portal", by=None)
    intake.send_to_verify(
        case.pk, officer_id=place.officer.pk, by=place.clerk, at=at("2021-05-06 09:10")
    )
    case.refresh_from_db()
    # 2 working hours from 09:10; the report's own clock has stopped.
    assert case.due_at == at("2021-05-06 11:10")
    running = Clock.objects.filter(case=case, stopped_at=None)
    assert list(running.values_list("kind", "limits")) == [("verify", [[2, "work_hour", "7x16"]])]
    intake.verify(
        case.pk, finding="present", note="属实", by=place.officer, at=at("2021-05-06 10:00")
    )
    again = Clock.objects.get(case=case, stopped_at=None)
    assert (again.kind, again.round, again.started_at) == ("intake", 2, at("2021-05-06 10:00"))
    case.refresh_from_db()
    assert case.due_at == again.due_at


def test_somebody_else_is_sent_to_verify_but_not_the_same_person_twice(place):
    case = reported(place, source="resident_portal", by=None)
    how = {"by": place.clerk, "at": at("2021-05-06 09:10")}
    intake.send_to_verify(case.pk, officer_id=place.officer.pk, **how)
    with pytest.raises(Refused) as no:
        intake.send_to_verify(case.pk, officer_id=place.officer.pk, **how)
    assert no.value.code == "verifier_unchanged"
    later = {**how, "at": at("2021-05-06 10:30")}
    intake.send_to_verify(case.pk, officer_id=place.colleague.pk, **later)
    case.refresh_from_db()
    assert (case.officer, case.due_at) == (place.colleague, at("2021-05-06 12:30"))
    assert Clock.objects.filter(case=case, kind="verify").count() == 2


def test_a_refusal_keeps_its_reason_out_of_the_history(place):
    case = reported(place)
    intake.refuse(case.pk, reason="不属本街道管辖", by=place.clerk, at=at("2021-05-06 09:30"))
    event = Event.objects.get(object_kind="case", object_id=case.pk, kind="case.refuse")
    assert "管辖" not in event.data
    assert Remark.objects.get(case=case, event_seq=event.seq).text == "不属本街道管辖"
    assert json.loads(event.data)["to"] == "refused"


def test_an_answer_to_the_reporter_is_public_and_no_part_of_the_history(place):
    case = reported(place)
    how = {"by": place.clerk, "at": at("2021-05-06 09:30")}
    with pytest.raises(Refused) as no:
        intake.refuse(case.pk, reason="不属本街道", public_words="长" * 2001, **how)
    assert no.value.code == "words_too_long"
    assert not Remark.objects.exists()
    intake.refuse(case.pk, reason="不属本街道", public_words=" 请找小区物业 ", key="r", **how)
    with pytest.raises(Refused) as no:
        intake.refuse(case.pk, reason="不属本街道", public_words="别的话", key="r", **how)
    assert no.value.code == "key_reused"
    said = Remark.objects.filter(case=case).values_list("text", "is_public", "event_seq")
    assert set(said) == {("不属本街道", False, 2), ("请找小区物业", True, 2)}
    assert "物业" not in Event.objects.get(kind="case.refuse").data


def test_a_double_report_is_named_and_merged(place):
    first = reported(place)
    lon, lat = place.point()
    placed = place_inside(place.subdistrict.pk, lon + 0.0002, lat, "", at("2021-05-06 09:30"))
    said = Report(
        subdistrict=place.subdistrict, source="phone", words="又有人反映", placed=placed,
        class_slug=first.case_class.slug,
    )  # fmt: skip
    answer = report(said, by=place.clerk, at=at("2021-05-06 09:30"))
    assert answer["alike"] == [first.number]
    intake.merge(
        answer["id"], parent_number=first.number, by=place.clerk, at=at("2021-05-06 09:31")
    )
    assert Case.objects.get(pk=answer["id"]).parent == first


def test_reopening_keeps_the_first_result_in_the_history(place):
    case = handled(place)
    checking.pass_check(
        case.pk, note="好", confirmed=True, by=place.inspector, at=at("2021-05-06 11:00")
    )
    checking.reopen(
        case.pk, reason="第二天又摆出来", by=place.shift_head, at=at("2021-05-07 09:00")
    )
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at, case.reopen_count) == ("filed", "", None, 1)
    assert "case.close" in kinds(case)
    assert Clock.objects.filter(case=case, kind="total").count() == 2


def test_the_officer_named_to_verify_may_do_so_outside_his_own_grids(place):
    case = reported(place, source="resident_portal", by=None)
    guest = user("grid_member", area=("grid", place.grids[3].code), of=place.subdistrict)
    with pytest.raises(Refused) as no:
        intake.verify(case.pk, finding="present", note="属实", by=guest, at=at("2021-05-06 09:20"))
    assert no.value.code == "case_not_found"
    intake.send_to_verify(case.pk, officer_id=guest.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    intake.verify(case.pk, finding="present", note="属实", by=guest, at=at("2021-05-06 09:20"))
    assert kinds(case)[-1] == "case.verify"

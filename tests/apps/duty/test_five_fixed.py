"""The five-fixed of a grid: sheets with versions, copies, rules of incentives, and who may change them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.apps.duty import five_builders as five
from tests.case_builders import Street, at, street
from xiuhua.apps.duty import actions, completeness, queries
from xiuhua.apps.duty.actions.five_fixed import current, lines_of
from xiuhua.apps.duty.actions.retention import old_holders
from xiuhua.apps.duty.models import DutySheet, GridDuty, IncentiveRule
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.five_fixed import PARTS, Fixed, Reason
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT = at("2021-05-06 09:00")
TODAY, LATER = dt.date(2021, 5, 6), dt.date(2021, 6, 1)


@pytest.fixture
def place() -> Street:
    return street()


def judged(place: Street, day: dt.date = TODAY) -> list[completeness.Duties]:
    return completeness.of_grids(place.grids, place.subdistrict.pk, day)


def test_the_parts_of_the_rulebook_are_those_of_the_table() -> None:
    assert set(PARTS) == set(GridDuty.Part.values)


def test_a_grid_with_all_five_is_complete_and_the_others_say_what_they_lack(place) -> None:
    five.complete(place, AT)
    first, second, *_others = judged(place)
    assert first.is_complete and all(first.marks().values())
    assert not second.is_complete and not any(second.marks().values())
    assert {gap.fixed for gap in second.gaps} == set(Fixed)


def test_what_ends_is_no_longer_in_date(place) -> None:
    five.complete(place, AT)
    officer = GridDuty.objects.get(grid=place.grids[0], part="officer", is_deputy=False)
    actions.end(officer.pk, last_on=TODAY, by=None, at=AT, key="")
    assert judged(place)[0].is_complete
    (gap,) = judged(place, LATER)[0].gaps
    assert (gap.part, gap.reason, gap.on) == ("officer", Reason.ENDED, TODAY)


def test_a_certificate_withdrawn_makes_a_gap(place) -> None:
    five.complete(place, AT)
    officer = GridDuty.objects.get(grid=place.grids[0], part="officer", is_deputy=False).user
    officer_certificates = officer._meta.apps.get_model("accounts", "Certificate").objects
    officer_certificates.filter(user=officer).update(valid_to=dt.date(2021, 5, 5))
    (gap,) = judged(place)[0].gaps
    assert (gap.part, gap.reason) == ("officer", Reason.NO_CERTIFICATE)


def test_a_new_version_ends_the_old_one_the_day_before_and_keeps_it(place) -> None:
    five.set_rule(place, AT)
    five.fill(place, AT)
    grid = place.grids[0]
    new = [{**five.lines()["slots"][0], "name": "晚班"}]
    actions.set_sheet(grid.pk, "slots", new, valid_from=LATER, by=None, at=AT, key="")
    (old,) = [s for s in current(grid.pk, TODAY) if s.fixed == "slots"]
    assert old.valid_to == dt.date(2021, 5, 31)
    assert [line["name"] for line in lines_of(old)] == ["早班"]
    (now,) = [s for s in current(grid.pk, LATER) if s.fixed == "slots"]
    assert [line["name"] for line in lines_of(now)] == ["晚班"]
    kinds = Event.objects.filter(object_kind="dutysheet", object_id=old.pk).order_by("seq")
    assert [e.kind for e in kinds] == ["duty.sheet_set", "duty.sheet_ended"]


def test_a_version_that_never_held_is_replaced_not_rewritten(place) -> None:
    grid, slots = place.grids[0], five.lines()["slots"]
    first = actions.set_sheet(grid.pk, "slots", slots, valid_from=TODAY, by=None, at=AT, key="")
    second = actions.set_sheet(grid.pk, "slots", slots, valid_from=TODAY, by=None, at=AT, key="")
    assert [s.pk for s in current(grid.pk, TODAY)] == [second["id"]]
    old = DutySheet.objects.get(pk=first["id"])
    assert (old.replaced_at, old.valid_to) == (AT, None)


def test_the_same_key_writes_once(place) -> None:
    given = (place.grids[0].pk, "slots", five.lines()["slots"])
    for _ in range(2):
        actions.set_sheet(*given, valid_from=TODAY, by=None, at=AT, key="k")
    assert DutySheet.objects.count() == 1


@pytest.mark.parametrize(
    ("fixed", "change", "code"),
    [
        ("slots", {"ends": dt.time(6)}, "slot_without_length"),
        ("slots", {"name": ""}, "sheet_line_invalid"),
        ("slots", {"days": "moondays"}, "sheet_line_invalid"),
        ("responsibilities", {"part": "mayor"}, "duty_part_unknown"),
        ("responsibilities", {"case_class_id": None, "objects_words": ""}, "responsibility_of_nothing"),
        ("standards", {"limit_value": None}, "standard_limit_half"),
        ("standards", {"words": ""}, "sheet_line_invalid"),
        ("incentives", {"rule_code": "X9"}, "incentive_unknown"),
    ],
)  # fmt: skip
def test_lines_that_say_nothing_are_refused_and_nothing_is_written(
    place, fixed, change, code
) -> None:
    five.set_rule(place, AT)
    wrong = [{**five.lines()[fixed][0], **change}]
    with pytest.raises(Refused) as refused:
        actions.set_sheet(place.grids[0].pk, fixed, wrong, valid_from=TODAY, by=None, at=AT, key="")
    assert refused.value.code == code
    assert not DutySheet.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"lines": []}, "sheet_empty"),
        ({"lines": five.lines}, "sheet_too_long"),
        ({"valid_from": dt.date(2021, 5, 5)}, "sheet_in_the_past"),
        ({"valid_to": dt.date(2021, 5, 5)}, "duty_ends_before_it_begins"),
        ({"fixed": "persons"}, "sheet_unknown"),
        ({"grid_id": 0}, "grid_unknown"),
    ],
)
def test_periods_and_sheets_that_cannot_be(place, more, code) -> None:
    values = five.lines()["slots"]
    if callable(more.get("lines")):
        more = {"lines": values * 61}
    given = {"grid_id": place.grids[0].pk, "fixed": "slots", "lines": values, "valid_from": TODAY}
    with pytest.raises(Refused) as refused:
        actions.set_sheet(**{**given, **more}, by=None, at=AT, key="")
    assert refused.value.code == code
    assert not DutySheet.objects.exists()


def test_sheets_are_copied_to_other_grids_people_are_not(place) -> None:
    five.complete(place, AT)
    others = [grid.pk for grid in place.grids[1:]]
    done = actions.copy_sheets(place.grids[0].pk, others, valid_from=TODAY, by=None, at=AT, key="")
    assert done == {"sheets": 12, "grids": 3}
    for one in judged(place)[1:]:
        assert {gap.fixed for gap in one.gaps} == {Fixed.PERSONS}
    assert GridDuty.objects.filter(grid_id__in=others).count() == 0


def test_nothing_is_copied_from_nothing_to_nothing_or_next_door(place) -> None:
    how = {"valid_from": TODAY, "by": None, "at": AT, "key": ""}
    first, second = place.grids[0].pk, place.grids[1].pk
    for to, code in (([second], "copy_from_nothing"), ([], "copy_to_nothing"), ([first], "copy_to_nothing")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.copy_sheets(first, to, **how)
        assert refused.value.code == code
    five.set_rule(place, AT)
    five.fill(place, AT)
    before = DutySheet.objects.count()
    with pytest.raises(Refused) as refused:
        actions.copy_sheets(first, [second, street().grids[0].pk], **how)
    assert refused.value.code == "grid_unknown"
    assert DutySheet.objects.count() == before


def test_a_rule_gets_versions_and_what_it_measures_is_never_a_penalty(place) -> None:
    assert five.set_rule(place, AT)["version"] == 1
    assert five.set_rule(place, AT, valid_from=LATER)["version"] == 2
    old, new = IncentiveRule.objects.order_by("version")
    assert (old.valid_to, new.valid_from) == (dt.date(2021, 5, 31), LATER)
    with pytest.raises(Refused) as refused:
        five.set_rule(place, AT, valid_from=LATER)
    assert refused.value.code == "incentive_overlaps"
    for change in ({"measure": "fines"}, {"effect": "罚款提成"}, {"name": "查扣之星"}):
        wanted = actions.Wanted(**{**five.RULE.__dict__, "code": "X", **change})
        with pytest.raises(Refused) as refused:
            actions.set_rule(place.subdistrict.pk, wanted, valid_from=TODAY, by=None, at=AT, key="")
        assert refused.value.code == "incentive_fed_by_penalties"
    assert IncentiveRule.objects.count() == 2


def test_who_may_fill_in(place) -> None:
    by_grid = builders.user("centre_head", ("grid", place.grids[0].code), of=place.subdistrict)
    values = five.lines()["slots"]
    how = {"valid_from": TODAY, "by": by_grid, "at": AT, "key": ""}
    actions.set_sheet(place.grids[0].pk, "slots", values, **how)
    for grid in (place.grids[1], street().grids[0]):
        with pytest.raises(Refused) as refused:
            actions.set_sheet(grid.pk, "slots", values, **how)
        assert refused.value.code == "not_permitted"
    with pytest.raises(Refused) as refused:
        actions.set_rule(place.subdistrict.pk, five.RULE, **how)
    assert refused.value.code == "not_permitted"
    with pytest.raises(Refused) as refused:
        actions.copy_sheets(place.grids[0].pk, [place.grids[1].pk], **how)
    assert refused.value.code == "not_permitted"
    assert DutySheet.objects.count() == 1


def test_deputies_answer_for_nothing_by_themselves(place) -> None:
    GridDuty.objects.all().delete()
    actions.assign(
        subdistrict_id=place.subdistrict.pk, grid_id=place.grids[0].pk, part="officer",
        is_deputy=True, unit_id=place.centre.pk, user_id=place.colleague.pk, valid_from=TODAY,
        by=None, at=AT, key="",
    )  # fmt: skip
    assert queries.who_answers(place.grids[0].pk, place.subdistrict.pk, TODAY).source == "nobody"


@pytest.mark.parametrize(
    ("name", "user", "code"),
    [("某甲", True, "duty_holder_twice"), ("某甲13800001234", False, "duty_holder_name_invalid")],
)
def test_a_name_is_only_a_name_and_only_of_one_without_an_account(place, name, user, code) -> None:
    with pytest.raises(Refused) as refused:
        actions.assign(
            subdistrict_id=place.subdistrict.pk, grid_id=place.grids[0].pk, part="cleaner",
            unit_id=place.centre.pk, user_id=place.colleague.pk if user else None, holder_name=name,
            valid_from=TODAY, by=None, at=AT, key="",
        )  # fmt: skip
    assert refused.value.code == code


def test_names_stay_out_of_history_and_go_in_time(place) -> None:
    five.staff(place, AT)
    assert "测试保洁员" not in "".join(Event.objects.values_list("data", flat=True))
    row = GridDuty.objects.get(grid=place.grids[0], part="cleaner", is_deputy=False)
    actions.end(row.pk, last_on=TODAY, by=None, at=AT, key="")
    home = place.subdistrict.pk
    assert old_holders(home, 30, at("2021-06-05 09:00"), dry_run=True) == 0
    late = at("2021-06-06 09:00")
    assert old_holders(home, 30, late, dry_run=True) == 1
    assert old_holders(home, 30, late, dry_run=False) == 1
    assert five.names_of(place) == {"", "测试保洁员乙"}
    row.refresh_from_db()
    assert (row.unit_id, row.valid_to) == (place.centre.pk, TODAY)


def test_judging_many_grids_costs_as_much_as_judging_one(place) -> None:
    five.complete(place, AT)
    judged(place)
    with CaptureQueriesContext(
        connection,
    ) as one:
        completeness.of_grids(place.grids[:1], place.subdistrict.pk, TODAY)
    with CaptureQueriesContext(connection) as all_of_them:
        judged(place)
    assert len(one) == len(all_of_them) <= 5

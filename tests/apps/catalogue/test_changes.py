"""Changes from a day on: the past stays, overlaps and days that are over are refused, codes are single."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from xiuhua.apps.catalogue import queries
from xiuhua.apps.catalogue.actions import (
    add_class,
    add_standard,
    change_rule,
    change_standard,
    load_catalogue,
)
from xiuhua.apps.catalogue.models import ClockRule, Standard
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
# Thursday, 6 May 2021, 09:00 in Wuhan.
AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2021, 5, 6)
MONDAY = dt.date(2021, 5, 10)
SUNDAY = dt.date(2021, 5, 9)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_catalogue(at=AT)


def trading() -> Standard:
    row = queries.class_by_slug("event.street_order.outdoor_trading")
    found = queries.default_standard(row.pk, None, TODAY)
    assert found is not None
    return found


def change(
    standard: Standard, from_on: dt.date = MONDAY, subdistrict_id: int | None = None, **changes
):
    return change_standard(
        standard.pk,
        from_on=from_on,
        subdistrict_id=subdistrict_id,
        by=None,
        at=AT,
        key="",
        **changes,
    )


def test_a_limit_changes_from_next_monday_and_the_past_stays() -> None:
    old = trading()
    before = {f.name: getattr(old, f.name) for f in Standard._meta.fields}
    new = Standard.objects.get(pk=change(old, limit_value=4)["id"])
    assert (new.limit_value, new.valid_from, new.valid_to) == (4, MONDAY, None)
    kept = Standard.objects.get(pk=old.pk)
    assert kept.valid_to == SUNDAY
    untouched = set(before) - {"valid_to", "history_seq", "history_head"}
    assert all(getattr(kept, name) == before[name] for name in untouched)
    for day, limit in ((TODAY, 2), (SUNDAY, 2), (MONDAY, 4), (dt.date(2030, 1, 1), 4)):
        found = queries.default_standard(old.case_class_id, None, day)
        assert found.limit_value == limit
    kinds = Event.objects.filter(object_kind="standard", object_id__in=[old.pk, new.pk])
    assert list(kinds.order_by("id").values_list("object_id", "kind")) == [
        (old.pk, "standard.loaded"),
        (old.pk, "standard.ended"),
        (new.pk, "standard.changed"),
    ]


def test_a_subdistricts_own_row_stands_in_place_of_the_general_one_there_only() -> None:
    here, there = builders.subdistrict(), builders.subdistrict()
    old = trading()
    change(old, subdistrict_id=here.pk, limit_value=1)
    general = Standard.objects.get(pk=old.pk)
    assert general.valid_to is None
    assert queries.default_standard(old.case_class_id, here.pk, MONDAY).limit_value == 1
    assert queries.default_standard(old.case_class_id, here.pk, SUNDAY).limit_value == 2
    assert queries.default_standard(old.case_class_id, there.pk, MONDAY).limit_value == 2


def test_an_own_row_of_one_condition_leaves_the_other_conditions_in_force() -> None:
    here = builders.subdistrict()
    row = queries.class_by_slug("event.appearance.illegal_structure")
    second = queries.standards_in_force(row.pk, here.pk, TODAY)[1]
    change(second, subdistrict_id=here.pk, limit_value=20)
    found = queries.standards_in_force(row.pk, here.pk, MONDAY)
    assert [(s.order, s.limit_value) for s in found] == [(1, 2), (2, 20)]


def test_a_moment_counts_on_the_local_day() -> None:
    here = builders.subdistrict()
    old = trading()
    change(old, subdistrict_id=here.pk, limit_value=1)
    sunday_night_in_utc = dt.datetime(2021, 5, 9, 16, 30, tzinfo=dt.UTC)  # Monday 00:30 in Wuhan
    assert (
        queries.default_standard(old.case_class_id, here.pk, sunday_night_in_utc).limit_value == 1
    )


def test_a_planned_row_may_be_written_anew_before_it_begins() -> None:
    planned = change(trading(), limit_value=40)["id"]
    again = change(Standard.objects.get(pk=planned), limit_value=4)
    assert again["id"] == planned
    assert Standard.objects.get(pk=planned).limit_value == 4
    kinds = Event.objects.filter(object_kind="standard", object_id=planned).values_list(
        "kind", flat=True
    )
    assert list(kinds) == ["standard.changed", "standard.changed"]


def test_yesterday_is_refused_and_changes_nothing() -> None:
    with pytest.raises(Refused) as refused:
        change(trading(), from_on=TODAY - dt.timedelta(days=1), limit_value=4)
    assert refused.value.code == "change_in_the_past"
    assert refused.value.facts == {"from_on": "2021-05-05", "today": "2021-05-06"}
    assert trading().valid_to is None


def test_a_row_that_began_today_is_not_written_anew() -> None:
    began = Standard.objects.get(pk=change(trading(), from_on=TODAY, limit_value=4)["id"])
    with pytest.raises(Refused) as refused:
        change(began, from_on=TODAY, limit_value=5)
    assert refused.value.code == "change_began_today"


def test_an_overlap_with_a_planned_row_is_refused() -> None:
    old = trading()
    change(old, limit_value=4)
    for day in (TODAY, SUNDAY):
        with pytest.raises(Refused) as refused:
            change(Standard.objects.get(pk=old.pk), from_on=day, limit_value=5)
        assert refused.value.code == "standard_overlaps"
        assert refused.value.facts["other_from"] == "2021-05-10"
    with pytest.raises(Refused) as refused:
        change(Standard.objects.get(pk=old.pk), from_on=MONDAY, limit_value=5)
    assert refused.value.code == "standard_not_in_force"


def test_another_subdistricts_row_is_not_changed_from_here() -> None:
    here, there = builders.subdistrict(), builders.subdistrict()
    own = Standard.objects.get(pk=change(trading(), subdistrict_id=there.pk, limit_value=1)["id"])
    with pytest.raises(Refused) as refused:
        change(own, from_on=MONDAY, subdistrict_id=here.pk, limit_value=9)
    assert refused.value.code == "standard_of_another_subdistrict"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"limit_value": 0}, "limit_invalid"),
        ({"limit_value": "many"}, "limit_invalid"),
        ({"limit_value": float("nan")}, "limit_invalid"),
        ({"limit_unit": "week"}, "unit_unknown"),
        ({"calendar": "moon"}, "calendar_unknown"),
        ({"filing_condition": " "}, "standard_text_invalid"),
        ({"source": "x" * 201}, "standard_text_invalid"),
        ({"principle": "随便"}, "principle_unknown"),
        ({"confidence": "X"}, "confidence_unknown"),
        ({"valid_to": TODAY}, "standard_field_unknown"),
    ],
)
def test_a_value_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(trading(), **changes)
    assert refused.value.code == code
    assert Standard.objects.filter(case_class_id=trading().case_class_id).count() == 1


def test_the_same_key_changes_once() -> None:
    person = builders.user("system_admin", ("city", ""))
    old = trading()
    answers = [
        change_standard(
            old.pk, from_on=MONDAY, subdistrict_id=None, by=person, at=AT, key="k", limit_value=4
        )
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Standard.objects.filter(case_class_id=old.case_class_id).count() == 2


def test_a_condition_is_added_behind_those_there_are() -> None:
    row = queries.class_by_slug("event.street_order.outdoor_trading")
    add_standard(
        row.pk,
        from_on=MONDAY,
        subdistrict_id=None,
        by=None,
        at=AT,
        key="",
        filing_condition="货架固定于门外",
        close_condition="拆除",
        limit_value=1,
        limit_unit="work_day",
        source="测试",
    )
    assert [s.order for s in queries.standards_in_force(row.pk, None, MONDAY)] == [1, 2]
    assert [s.order for s in queries.standards_in_force(row.pk, None, SUNDAY)] == [1]


def test_rules_are_typed_and_change_from_a_day_for_one_subdistrict() -> None:
    here, there = builders.subdistrict(), builders.subdistrict()
    rules = queries.rules_in_force(here.pk, AT)
    assert rules.check_limit == (2, "work_hour", "7x16")
    assert rules.extension_stops_clock is True and rules.reopen_days == 30
    assert rules.reading.first_day == "next" and rules.reading.pause_moves == "whole_days"
    person = builders.user("system_admin", here)
    change_rule(
        "check_limit",
        value="4 work_hour office",
        source="测试",
        from_on=MONDAY,
        subdistrict_id=here.pk,
        by=person,
        at=AT,
        key="k",
    )
    assert queries.rules_in_force(here.pk, SUNDAY).check_limit.value == 2
    assert queries.rules_in_force(here.pk, MONDAY).check_limit == (4, "work_hour", "office")
    assert queries.rules_in_force(there.pk, MONDAY).check_limit.value == 2
    event = Event.objects.get(kind="rule.changed")
    assert (event.actor_id, event.subdistrict_id) == (person.pk, here.pk)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("check_limit", "2", "rule_value_invalid"),
        ("check_limit", "2 week", "rule_value_invalid"),
        ("check_limit", "2 work_hour moon", "calendar_unknown"),
        ("extension_stops_clock", "ja", "rule_value_invalid"),
        ("reopen_days", "-1", "rule_value_invalid"),
        ("reopen_days", "３０日", "rule_value_invalid"),
        ("duplicate_radius_m", "nan", "rule_value_invalid"),
        ("total_starts_at", "lunch", "rule_value_invalid"),
        ("no_such_rule", "1", "rule_unknown"),
    ],
)
def test_a_rule_value_that_cannot_be_is_refused(name: str, value: str, code: str) -> None:
    before = ClockRule.objects.count()
    with pytest.raises(Refused) as refused:
        change_rule(
            name,
            value=value,
            source="x",
            from_on=MONDAY,
            subdistrict_id=None,
            by=None,
            at=AT,
            key="",
        )
    assert refused.value.code == code
    assert ClockRule.objects.count() == before


def test_rules_refuse_the_past_overlap_and_readings_that_do_not_go_together() -> None:
    def put(name: str, value: str, day: dt.date) -> None:
        change_rule(
            name, value=value, source="x", from_on=day, subdistrict_id=None, by=None, at=AT, key=""
        )

    with pytest.raises(Refused) as refused:
        put("reopen_days", "10", dt.date(2021, 5, 5))
    assert refused.value.code == "change_in_the_past"
    put("reopen_days", "10", MONDAY)
    with pytest.raises(Refused) as refused:
        put("reopen_days", "20", SUNDAY)
    assert refused.value.code == "rule_overlaps"
    put("reopen_days", "20", MONDAY)
    assert queries.rules_in_force(None, MONDAY).reopen_days == 20
    put("work_day_ends", "midnight", MONDAY)
    with pytest.raises(Refused) as refused:
        put("pause_moves_whole_days", "false", MONDAY)
    assert refused.value.code == "reading_invalid"


def test_a_database_without_rules_says_so() -> None:
    ClockRule.objects.filter(name="nudge_every_days").delete()
    from xiuhua.apps.records import kept

    kept.forget_all()
    with pytest.raises(Refused) as refused:
        queries.rules_in_force(None, TODAY)
    assert refused.value.code == "rules_missing"
    assert refused.value.facts == {"names": ["nudge_every_days"]}


def test_standards_and_rules_cost_no_statement_while_nothing_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xiuhua.apps.records.kept.LOOK_EVERY_S", 3600.0)
    here = builders.subdistrict()
    row = queries.class_by_slug("event.street_order.outdoor_trading")
    queries.standards_in_force(row.pk, here.pk, AT)
    queries.rules_in_force(here.pk, AT)
    queries.search_classes("dwjy")
    with CaptureQueriesContext(connection) as asked:
        queries.standards_in_force(row.pk, here.pk, AT)
        queries.rules_in_force(here.pk, AT)
        queries.search_classes("店外")
        queries.tags(row.pk)
        queries.class_by_code("gbt30428", "0405")
        queries.case_source("phone")
    assert len(asked) == 0


def test_another_process_change_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows and number written behind our back, as another process does it."""
    from xiuhua.apps.records import kept, numbers

    old = trading()
    Standard.objects.filter(pk=old.pk).update(limit_value=7)
    numbers.take("kept:catalogue")
    assert trading().limit_value == 2, "within the pause between two looks"
    monkeypatch.setattr(kept, "LOOK_EVERY_S", 0.0)
    assert trading().limit_value == 7


def test_own_rows_are_changed_at_home_and_general_ones_only_by_who_holds_all() -> None:
    here, there = builders.subdistrict(), builders.subdistrict()
    admin, officer = builders.user("system_admin", here), builders.user("officer", here)

    def put(by, subdistrict_id: int | None) -> None:
        change_standard(
            trading().pk,
            from_on=MONDAY,
            subdistrict_id=subdistrict_id,
            by=by,
            at=AT,
            key="",
            limit_value=3,
        )

    for by, where in ((officer, here.pk), (admin, there.pk), (admin, None)):
        with pytest.raises(Refused) as refused:
            put(by, where)
        assert refused.value.code == "not_permitted"
    put(admin, here.pk)
    put(builders.user("system_admin", ("city", "")), None)
    assert queries.default_standard(trading().case_class_id, there.pk, MONDAY).limit_value == 3


def test_in_a_database_of_one_street_its_administrator_keeps_the_general_rows() -> None:
    here = builders.subdistrict()
    admin = builders.user("system_admin", here)
    parent = queries.class_by_slug("event.street_order")
    add_class(parent_id=parent.pk, part="kite", name="风筝", source="测试", by=admin, at=AT, key="")
    builders.subdistrict()
    with pytest.raises(Refused) as refused:
        add_class(
            parent_id=parent.pk, part="ball", name="球", source="测试", by=admin, at=AT, key=""
        )
    assert refused.value.code == "not_permitted"

"""Worked examples of the five-fixed: what makes a grid's duty complete on a day, and what feeds no incentive."""

import datetime as dt

import pytest

from xiuhua.rulebook.five_fixed import (
    SHEETS,
    Fixed,
    Gap,
    Holder,
    Needs,
    Reason,
    Sheet,
    Span,
    gaps,
)
from xiuhua.rulebook.incentives import Measure, check_measure
from xiuhua.rulebook.refusal import Refused

DAY = dt.date(2021, 5, 6)
YESTERDAY, TOMORROW = dt.date(2021, 5, 5), dt.date(2021, 5, 7)
LONG = Span(dt.date(2021, 1, 1), None)
PARTS = ("leader", "officer", "inspector", "cleaner", "community_worker")
NEEDS = Needs(PARTS, deputies=True)
RULES = {"J1": [LONG]}


def holder(part: str, is_deputy: bool = False, **more) -> Holder:
    who = f"{part}-{'deputy' if is_deputy else 'holder'}"
    given = {"part": part, "is_deputy": is_deputy, "who": who, "span": LONG, "certificate": LONG}
    return Holder(**{**given, **more})


def everybody(**instead: Holder | None) -> list[Holder]:
    """All parts with deputies; `officer_deputy=None` leaves one out, another holder takes its place."""
    found = []
    for part in PARTS:
        for is_deputy in (False, True):
            name = f"{part}_deputy" if is_deputy else part
            one = instead.get(name, holder(part, is_deputy))
            if one is not None:
                found.append(one)
    return found


def sheets(**instead: Sheet | None) -> list[Sheet]:
    found = []
    for fixed in SHEETS:
        uses = ("J1",) if fixed == Fixed.INCENTIVES else ()
        one = instead.get(fixed.value, Sheet(fixed, LONG, uses))
        if one is not None:
            found.append(one)
    return found


def test_all_five_in_date_are_complete() -> None:
    assert gaps(DAY, everybody(), sheets(), RULES, NEEDS) == []


def test_nothing_at_all_names_every_part_and_every_sheet() -> None:
    found = gaps(DAY, [], [], {}, NEEDS)
    assert [g.part for g in found if g.reason == Reason.MISSING and g.part] == list(PARTS)
    assert [g.part for g in found if g.reason == Reason.DEPUTY_MISSING] == list(PARTS)
    assert [g.fixed for g in found if not g.part] == list(SHEETS)


@pytest.mark.parametrize(
    ("span", "reason", "on"),
    [
        (Span(dt.date(2021, 1, 1), YESTERDAY), Reason.ENDED, YESTERDAY),
        (Span(TOMORROW, None), Reason.NOT_YET, TOMORROW),
        (Span(dt.date(2021, 1, 1), DAY), None, None),
        (Span(DAY, None), None, None),
    ],
)
def test_a_period_counts_with_both_its_ends(span, reason, on) -> None:
    found = gaps(DAY, everybody(), sheets(standards=Sheet(Fixed.STANDARDS, span)), RULES, NEEDS)
    assert found == ([Gap(Fixed.STANDARDS, reason, on=on)] if reason else [])
    found = gaps(DAY, everybody(leader=holder("leader", span=span)), sheets(), RULES, NEEDS)
    assert found == ([Gap(Fixed.PERSONS, reason, "leader", False, on)] if reason else [])


@pytest.mark.parametrize(
    ("instead", "gap"),
    [
        ({"cleaner": holder("cleaner", who="")}, (Reason.NOBODY_NAMED, "cleaner", False)),
        ({"cleaner_deputy": None}, (Reason.DEPUTY_MISSING, "cleaner", True)),
        ({"leader": holder("leader", is_active=False)}, (Reason.OUT_OF_SERVICE, "leader", False)),
        ({"officer": holder("officer", certificate=None)}, (Reason.NO_CERTIFICATE, "officer", False)),
        (
            {"leader_deputy": holder("leader", True, who="leader-holder")},
            (Reason.DEPUTY_IS_HOLDER, "leader", True),
        ),
        (
            {"inspector": holder("inspector", who="officer-holder")},
            (Reason.CHECKS_OWN_WORK, "inspector", False),
        ),
        (
            {"inspector_deputy": holder("inspector", True, who="cleaner-deputy")},
            (Reason.CHECKS_OWN_WORK, "inspector", True),
        ),
    ],
)  # fmt: skip
def test_people_who_cannot_count(instead, gap) -> None:
    found = gaps(DAY, everybody(**instead), sheets(), RULES, NEEDS)
    assert [(g.reason, g.part, g.is_deputy) for g in found] == [gap]


def test_a_certificate_counts_on_its_last_day_and_no_longer() -> None:
    last = holder("officer", certificate=Span(dt.date(2018, 7, 1), DAY))
    assert gaps(DAY, everybody(officer=last), sheets(), RULES, NEEDS) == []
    (found,) = gaps(TOMORROW, everybody(officer=last), sheets(), RULES, NEEDS)
    assert (found.reason, found.on) == (Reason.NO_CERTIFICATE, DAY)
    cleaner = holder("cleaner", certificate=None)
    assert gaps(DAY, everybody(cleaner=cleaner), sheets(), RULES, NEEDS) == []


def test_incentives_end_with_the_rule_they_stand_on() -> None:
    over = {"J1": [Span(dt.date(2021, 1, 1), YESTERDAY)]}
    assert gaps(DAY, everybody(), sheets(), over, NEEDS) == [
        Gap(Fixed.INCENTIVES, Reason.RULE_ENDED, rule="J1")
    ]
    renewed = {"J1": [Span(dt.date(2021, 1, 1), YESTERDAY), Span(DAY, None)]}
    assert gaps(DAY, everybody(), sheets(), renewed, NEEDS) == []


def test_the_parts_asked_for_are_the_subdistricts_own() -> None:
    only = Needs(("officer",), deputies=False)
    assert gaps(DAY, [holder("officer")], sheets(), RULES, only) == []


@pytest.mark.parametrize("measure", Measure)
def test_work_that_was_verified_may_feed_an_incentive(measure) -> None:
    assert check_measure(measure.value, "通报表扬") is measure


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("fines", ""),
        ("seizures", ""),
        ("penalty_files", ""),
        ("closed_verified", "罚款金额前三名奖励"),
        ("closed_verified", "每查扣一车加一分"),
        ("on_time_percent", "按处罚件数排名"),
        ("praise", "Bonus per confiscation"),
    ],
)
def test_fines_and_seizures_never_do(measure, words) -> None:
    with pytest.raises(Refused) as refused:
        check_measure(measure, words)
    assert refused.value.code == "incentive_fed_by_penalties"


def test_what_is_no_measure_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused) as refused:
        check_measure("steps_walked")
    assert refused.value.code == "incentive_measure_unknown"
    assert "coverage_percent" in refused.value.facts["measures"]

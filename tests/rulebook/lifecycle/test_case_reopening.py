"""Reopening: until which day, counted how, and what the refusal tells."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.rulebook.lifecycle.complete import NOW, facts_for, given_for
from xiuhua.rulebook.lifecycle.case import check_may, missing
from xiuhua.rulebook.lifecycle.case_demands import is_within_days
from xiuhua.rulebook.lifecycle.terms import CaseState as S
from xiuhua.rulebook.lifecycle.terms import Move as M
from xiuhua.rulebook.refusal import Refused


@pytest.mark.parametrize(
    ("closed", "days", "now", "within"),
    [
        # closed on 1 May 23:30 in Wuhan: 5 days end with 6 May, at midnight there
        ("2021-05-01T23:30+08:00", 5, "2021-05-06T23:59+08:00", True),
        ("2021-05-01T23:30+08:00", 5, "2021-05-06T15:59+00:00", True),
        ("2021-05-01T23:30+08:00", 5, "2021-05-06T16:00+00:00", False),
        ("2021-05-01T00:01+08:00", 5, "2021-05-06T23:59+08:00", True),
        ("2021-05-01T00:01+08:00", 0, "2021-05-01T23:59+08:00", True),
        ("2021-05-01T00:01+08:00", 0, "2021-05-02T00:00+08:00", False),
        ("2020-02-20T10:00+08:00", 10, "2020-03-01T10:00+08:00", True),
        ("2020-02-20T10:00+08:00", 10, "2020-03-02T00:00+08:00", False),
    ],
)
def test_the_first_day_is_not_counted_and_the_last_one_is_whole(closed, days, now, within):
    closed_at, moment = datetime.fromisoformat(closed), datetime.fromisoformat(now)
    assert is_within_days(closed_at, days, moment) is within


def test_without_a_rule_row_reopening_has_no_last_day():
    facts = replace(facts_for(M.REOPEN, S.CLOSED), reopen_days=None)
    check_may(M.REOPEN, facts, given_for(M.REOPEN), NOW + timedelta(days=4000))


def test_a_late_reopening_tells_the_last_day():
    facts = replace(facts_for(M.REOPEN, S.CLOSED), reopen_days=3)
    with pytest.raises(Refused) as refusal:
        check_may(M.REOPEN, facts, given_for(M.REOPEN), NOW)
    told = refusal.value.facts
    assert (told["days"], told["ended_on"], told["last_on"]) == (3, "2021-05-01", "2021-05-04")


def test_without_a_moment_the_page_is_told_everything_but_the_periods():
    facts = replace(facts_for(M.REOPEN, S.CLOSED), reopen_days=3)
    assert missing(M.REOPEN, facts, given_for(M.REOPEN)) == ()
    assert missing(M.REOPEN, facts, given_for(M.REOPEN), NOW) == ("within_reopen_days",)

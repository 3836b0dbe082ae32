"""A month's roster: drafted, filled, corrected, published, changed; each refusal leaves it as it was."""

import datetime as dt

import pytest

from tests import builders
from tests.roster_builders import (
    AT,
    HOW,
    JANUARY,
    MAY,
    RosterStreet,
    drafted,
    published,
    roster_street,
)
from xiuhua.apps.accounts.models import Certificate
from xiuhua.apps.duty.actions import (
    roster_change,
    roster_notes,
    roster_people,
    roster_plan,
    roster_terms,
)
from xiuhua.apps.duty.models import HandOverNote, Leave, Roster, RosterShift, SwapRequest
from xiuhua.apps.duty.roster_problem import roster_of, terms_of
from xiuhua.apps.duty.roster_queries import calendar_token, month_of, person_of_token
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> RosterStreet:
    return roster_street()


def rows(roster: Roster) -> list[tuple]:
    found = RosterShift.objects.filter(roster=roster).order_by("day", "user_id")
    return list(found.values_list("day", "user_id", "post_id", "shift_id", "locked"))


def refused(act, *given, **more) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*given, **{**HOW, **more})
    return caught.value


def a_shift(roster: Roster, **of) -> RosterShift:
    return RosterShift.objects.filter(roster=roster, **of).order_by("day", "id").first()


def test_a_draft_follows_the_patterns_and_a_filling_makes_it_lawful(street) -> None:
    roster = drafted(street)
    assert RosterShift.objects.filter(roster=roster, post=street.lead).count() == 31
    answer = roster_plan.fill(roster.pk, seconds=3, **HOW)
    assert answer["wishes"] == 0
    shown = month_of(street.planner, street.here.pk, MAY)
    assert shown.faults == []
    for day in shown.terms.days:
        there = sorted(row.shift.code for row in shown.rows if row.day == day)
        assert there == ["A", "B", "F", "N"]
    kinds = [event.kind for event in Event.objects.filter(object_kind="roster").order_by("seq")]
    assert kinds == ["roster.drafted", "roster.filled"]


def test_locked_shifts_leave_and_wishes_are_kept_by_a_filling(street) -> None:
    roster = drafted(street)
    who, away = street.officers[0], street.officers[1]
    night = street.shifts["N"]
    for day in (3, 4):
        roster_plan.put(
            roster.pk, day=dt.date(2021, 5, day), user_id=who.pk, post_id=street.patrol.pk,
            shift_id=night.pk, **HOW,
        )  # fmt: skip
    roster_people.give_leave(
        away.pk, from_on=dt.date(2021, 5, 10), to_on=dt.date(2021, 5, 16), **HOW
    )
    roster_people.wish(day=dt.date(2021, 5, 20), wants=False, by=street.officers[2], at=AT, key="")
    assert roster_plan.fill(roster.pk, seconds=3, **HOW)["wishes"] == 0
    mine = {row.day.day: row for row in RosterShift.objects.filter(roster=roster, user=who)}
    assert mine[3].shift_id == mine[4].shift_id == night.pk and mine[3].locked
    assert not RosterShift.objects.filter(
        user=away, day__gte=dt.date(2021, 5, 10), day__lte=dt.date(2021, 5, 16)
    ).exists()
    assert not RosterShift.objects.filter(
        user=street.officers[2], day=dt.date(2021, 5, 20)
    ).exists()


def test_too_few_people_is_refused_with_who_and_when_and_nothing_changes(street) -> None:
    roster = drafted(street)
    roster_terms.set_need(
        street.patrol.pk, shift_id=street.shifts["N"].pk, days="every", needed=8, certified=8,
        valid_from=MAY, **HOW,
    )  # fmt: skip
    before = rows(roster)
    assert refused(roster_plan.fill, roster.pk, seconds=10).code == "roster_impossible"
    assert rows(roster) == before
    roster.refresh_from_db()
    named = roster.search["conflict"]
    assert any(kind == "short" for kind, *_rest in named)
    short = refused(roster_plan.publish, roster.pk)
    assert short.code in ("roster_short", "roster_short_certified")
    assert short.facts["shift"] == "夜班" and short.facts["bound"] == 8 and short.facts["day"]


def test_an_expired_certificate_is_refused_on_an_officers_shift(street) -> None:
    roster = drafted(street)
    who = street.officers[0]
    Certificate.objects.filter(user=who).update(valid_to=dt.date(2021, 5, 18))
    before = rows(roster)
    found = refused(
        roster_plan.put, roster.pk, day=dt.date(2021, 5, 20), user_id=who.pk,
        post_id=street.patrol.pk, shift_id=street.shifts["A"].pk,
    )  # fmt: skip
    assert found.code == "roster_certificate_missing"
    assert found.facts["who"] == who.full_name and found.facts["valid_to"] == "2021-05-18"
    assert rows(roster) == before
    roster_plan.fill(roster.pk, seconds=3, **HOW)
    assert not RosterShift.objects.filter(user=who, day__gt=dt.date(2021, 5, 18)).exists()


def test_no_rest_leave_or_foreign_post_is_refused_in_a_draft_too(street) -> None:
    roster = drafted(street)
    who = street.officers[0]
    RosterShift.objects.filter(user=who).delete()
    put = {"user_id": who.pk, "post_id": street.patrol.pk}
    roster_plan.put(
        roster.pk, day=dt.date(2021, 5, 3), shift_id=street.shifts["N"].pk, **put, **HOW
    )
    found = refused(
        roster_plan.put, roster.pk, day=dt.date(2021, 5, 4), shift_id=street.shifts["A"].pk, **put
    )
    assert found.code == "roster_rest" and found.facts["hours"] == "11"
    roster_people.give_leave(who.pk, from_on=dt.date(2021, 5, 8), to_on=dt.date(2021, 5, 9), **HOW)
    found = refused(
        roster_plan.put, roster.pk, day=dt.date(2021, 5, 8), shift_id=street.shifts["A"].pk, **put
    )
    assert found.code == "roster_leave"
    found = refused(
        roster_plan.put, roster.pk, day=dt.date(2021, 5, 20), shift_id=street.shifts["F"].pk,
        user_id=who.pk, post_id=street.lead.pk,
    )  # fmt: skip
    assert found.code == "roster_not_on_post"
    stranger = builders.user(of=street.here)
    found = refused(
        roster_plan.put, roster.pk, day=dt.date(2021, 5, 20), shift_id=street.shifts["A"].pk,
        user_id=stranger.pk, post_id=street.patrol.pk,
    )  # fmt: skip
    assert found.code == "roster_not_on_post"


def test_published_it_is_kept_in_history_and_not_drafted_again(street) -> None:
    roster = published(street)
    assert roster.state == "published"
    event = Event.objects.get(kind="roster.published")
    assert str(street.officers[0].pk) in event.data
    for act, more in (
        (roster_plan.fill, {"seconds": 1}),
        (roster_plan.publish, {}),
        (roster_plan.put, {"day": MAY, "user_id": street.officers[0].pk}),
    ):
        assert refused(act, roster.pk, **more).code == "roster_published"
    again = refused(roster_plan.draft, subdistrict_id=street.here.pk, month=MAY)
    assert again.code == "roster_published"


def test_a_substitute_takes_over_and_a_second_shift_that_day_is_refused(street) -> None:
    roster = published(street)
    row = a_shift(roster, post=street.lead)
    busy = RosterShift.objects.get(roster=roster, post=street.lead, day=row.day + dt.timedelta(2))
    other = next(one for one in street.leaders if one.pk not in (row.user_id, busy.user_id))
    day_after = a_shift(roster, post=street.lead, day=row.day + dt.timedelta(1))
    before = rows(roster)
    officer = a_shift(roster, post=street.patrol, day=row.day)
    again = RosterShift.objects.filter(day=row.day, post=street.patrol).exclude(pk=officer.pk)
    twice = refused(roster_change.substitute, officer.pk, user_id=again.first().user_id)
    assert twice.code == "roster_twice" and rows(roster) == before
    assert (
        refused(roster_change.substitute, row.pk, user_id=day_after.user_id).code == "roster_rest"
    )
    assert rows(roster) == before
    last = RosterShift.objects.filter(roster=roster, post=street.lead).order_by("day").last()
    free = next(
        one for one in street.leaders
        if one.pk != last.user_id
        and not RosterShift.objects.filter(user=one, day=last.day - dt.timedelta(1)).exists()
    )  # fmt: skip
    roster_change.substitute(last.pk, user_id=free.pk, **HOW)
    assert RosterShift.objects.get(post=street.lead, day=last.day).user_id == free.pk
    assert other.pk  # three leaders are needed for the story


def test_a_swap_takes_two_taps_and_a_refused_one_leaves_it(street) -> None:
    roster = published(street)
    last = RosterShift.objects.filter(roster=roster, post=street.lead).order_by("day").last()
    free = next(
        one for one in street.leaders
        if one.pk != last.user_id
        and not RosterShift.objects.filter(user=one, day=last.day - dt.timedelta(1)).exists()
    )  # fmt: skip
    asker = last.user
    made = roster_change.ask(last.pk, of_id=free.pk, by=asker, at=AT, key="a")
    assert refused(roster_change.ask, last.pk, of_id=free.pk, by=asker).code == "swap_already_asked"
    assert refused(roster_change.answer, made["id"], accept=True, by=asker).code == "not_found"
    before = rows(roster)
    roster_change.answer(made["id"], accept=False, by=free, at=AT, key="b")
    assert rows(roster) == before
    again = roster_change.ask(last.pk, of_id=free.pk, by=asker, at=AT, key="c")
    roster_change.answer(again["id"], accept=True, by=free, at=AT, key="d")
    assert RosterShift.objects.get(post=street.lead, day=last.day).user_id == free.pk
    assert refused(roster_change.answer, again["id"], accept=True, by=free).code == "swap_answered"
    assert Event.objects.filter(kind="roster.swapped").count() == 1


def test_a_swap_of_two_days_exchanges_both(street) -> None:
    roster = published(street)
    terms = terms_of(street.here.pk, MAY)
    officers = RosterShift.objects.filter(roster=roster, post=street.patrol).order_by("day", "id")
    for mine in officers:
        for theirs in officers.exclude(user=mine.user_id).filter(shift=mine.shift):
            try:
                made = roster_change.ask(
                    mine.pk, of_id=theirs.user_id, take_day=theirs.day, by=mine.user, at=AT, key=""
                )
            except Refused:
                continue
            roster_change.answer(made["id"], accept=True, by=theirs.user, at=AT, key="")
            now_rows = roster_of(terms, RosterShift.objects.filter(roster=roster))
            assert now_rows[str(theirs.user_id), (mine.day - MAY).days].startswith(
                f"{street.patrol.pk}-"
            )
            assert month_of(street.planner, street.here.pk, MAY).roster is not None
            return
    raise AssertionError("no two officers could swap")


def test_swaps_of_days_that_are_over_or_with_oneself_are_refused(street) -> None:
    roster = published(street)
    row = a_shift(roster)
    late = dt.datetime(2021, 5, 20, tzinfo=dt.UTC)
    other = street.leaders[0] if row.user not in (street.leaders[0],) else street.leaders[1]
    found = refused(roster_change.ask, row.pk, of_id=other.pk, by=row.user, at=late)
    assert found.code == "roster_day_over"
    assert (
        refused(roster_change.ask, row.pk, of_id=row.user_id, by=row.user).code
        == "swap_with_oneself"
    )
    assert not SwapRequest.objects.exists()


def test_leave_over_a_published_duty_needs_a_substitute_first(street) -> None:
    roster = published(street)
    row = a_shift(roster, post=street.patrol)
    found = refused(roster_people.give_leave, row.user_id, from_on=row.day, to_on=row.day)
    assert found.code == "leave_while_on_duty" and found.facts["day"] == row.day.isoformat()
    assert not Leave.objects.exists()
    late = refused(roster_people.wish, day=row.day, wants=True, by=row.user)
    assert late.code == "wish_too_late"


def test_a_hand_over_note_is_written_by_who_was_there_and_signed_by_another(street) -> None:
    roster = published(street)
    row = a_shift(roster, post=street.patrol)
    other = next(one for one in street.officers if one.pk != row.user_id)
    found = refused(roster_notes.write, row.pk, words="钥匙已交", by=other)
    assert found.code == "note_of_other_shift"
    made = roster_notes.write(row.pk, words=" 3 号路口井盖已围挡 ", by=row.user, at=AT, key="")
    assert refused(roster_notes.read, made["id"], by=row.user).code == "note_read_by_writer"
    roster_notes.read(made["id"], by=other, at=AT, key="")
    note = HandOverNote.objects.get()
    assert (note.words, note.read_by_id) == ("3 号路口井盖已围挡", other.pk)
    roster_notes.erase(made["id"], **HOW)
    note.refresh_from_db()
    assert note.words == "" and "井盖" not in "".join(Event.objects.values_list("data", flat=True))


def test_who_may_not_plan_is_refused_everywhere(street) -> None:
    officer = street.officers[0]
    found = refused(roster_plan.draft, subdistrict_id=street.here.pk, month=MAY, by=officer)
    assert found.code == "not_permitted"
    roster = drafted(street)
    for act, given in (
        (roster_plan.fill, {"seconds": 1}),
        (roster_plan.publish, {}),
        (roster_plan.put, {"day": MAY, "user_id": officer.pk}),
    ):
        assert refused(act, roster.pk, by=officer, **given).code == "not_permitted"
    there = builders.user("shift_head", of=builders.subdistrict())
    assert refused(roster_plan.publish, roster.pk, by=there).code == "not_permitted"
    assert month_of(officer, street.here.pk, MAY).roster is None  # drafts are for who plans


def test_a_new_calendar_address_closes_the_old_one(street) -> None:
    who = street.officers[0]
    token = calendar_token(who)
    assert person_of_token(token).pk == who.pk
    roster_people.new_address(by=who, at=AT, key="a")
    roster_people.new_address(by=who, at=AT, key="b")
    assert calendar_token(who) != token
    for wrong in (token, "", "x-y", f"{who.pk}-", token[:-1]):
        with pytest.raises(Refused):
            person_of_token(wrong)


def test_a_rule_of_the_street_goes_before_the_shipped_one_from_its_day(street) -> None:
    roster_terms.set_rule(
        subdistrict_id=street.here.pk, name="longest_nights", value=2, source="本街道会议纪要",
        valid_from=MAY, **HOW,
    )  # fmt: skip
    assert terms_of(street.here.pk, MAY).rule("longest_nights") == 2
    assert terms_of(street.here.pk, dt.date(2021, 4, 1)).rule("longest_nights") == 3
    wrong = {"subdistrict_id": street.here.pk, "value": 1, "source": "x", "valid_from": JANUARY}
    assert refused(roster_terms.set_rule, name="nothing", **wrong).code == "rule_unknown"
    wrong["source"] = " "
    found = refused(roster_terms.set_rule, name="rest_minutes", **wrong)
    assert found.code == "roster_rule_source_missing"


def test_two_certified_officers_where_the_law_wants_two() -> None:
    street = roster_street(officers=14, needed=2)
    roster = published(street)
    for shift in "ABN":
        for day in terms_of(street.here.pk, MAY).days:
            there = RosterShift.objects.filter(roster=roster, day=day, shift=street.shifts[shift])
            assert there.count() == 2


def test_the_last_days_of_the_month_before_count_for_rest(street) -> None:
    published(street)
    june = dt.date(2021, 6, 1)
    made = roster_plan.draft(subdistrict_id=street.here.pk, month=june, **HOW)
    roster_plan.fill(made["id"], seconds=3, **HOW)
    roster_plan.publish(made["id"], **HOW)
    nights = RosterShift.objects.filter(day=dt.date(2021, 5, 31), shift=street.shifts["N"])
    for row in nights:
        soon = RosterShift.objects.filter(user=row.user_id, day=june, shift__code__in="AB")
        assert not soon.exists()

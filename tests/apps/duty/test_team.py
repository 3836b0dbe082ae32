"""The team file: facts with source, answered by the person, decided by somebody else, erased in time."""

import datetime as dt

import pytest

from tests import builders
from tests.case_builders import at
from xiuhua.apps.accounts.actions import people
from xiuhua.apps.accounts.models import User
from xiuhua.apps.duty import team as queries
from xiuhua.apps.duty.actions import team
from xiuhua.apps.duty.actions.retention import old_team_files
from xiuhua.apps.duty.models import TeamEntry
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.refusal import Refused

pytestmark = pytest.mark.django_db
AT, TODAY = at("2021-05-06 09:00"), dt.date(2021, 5, 6)


@pytest.fixture
def boss() -> User:
    return builders.user("centre_head")


@pytest.fixture
def person(boss) -> User:
    return builders.user("officer", of=boss.subdistrict, unit=builders.unit(boss.subdistrict))


def recorded(person: User, by: User | None, kind: str = "training", **more) -> int:
    given = {"on": TODAY, "source": "通知 1 号", "words": "执法规范培训", **more}
    return team.record(person, kind=kind, by=by, at=AT, key="", **given)["id"]


def refused(act, *given, **more) -> str:
    with pytest.raises(Refused) as caught:
        act(*given, **more)
    return caught.value.code


def test_a_line_has_a_source_and_its_words_stay_out_of_history(boss, person) -> None:
    pk = recorded(person, boss)
    entry = TeamEntry.objects.get(pk=pk)
    assert (entry.person_id, entry.by_id, entry.source) == (person.pk, boss.pk, "通知 1 号")
    event = Event.objects.get(object_kind="teamentry")
    assert event.kind == "team.recorded" and "培训" not in event.data


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": " "}, "team_entry_incomplete"),
        ({"words": ""}, "team_entry_incomplete"),
        ({"kind": "fines"}, "team_entry_incomplete"),
        ({"on": dt.date(2021, 5, 7)}, "team_entry_in_the_future"),
        ({"words": "来电 13800001234"}, "words_hold_numbers"),
        ({"source": "13800001234"}, "words_hold_numbers"),
        ({"kind": "given_back"}, "team_issue_unknown"),
    ],
)
def test_lines_that_cannot_be_are_refused(boss, person, more, code) -> None:
    assert refused(recorded, person, boss, **more) == code
    assert not TeamEntry.objects.exists()


def test_nobody_writes_in_their_own_file_or_beyond_their_place(boss, person) -> None:
    assert refused(recorded, boss, boss) == "team_entry_about_oneself"
    assert refused(recorded, boss, person) == "not_permitted"
    assert refused(recorded, person, builders.user("centre_head")) == "not_permitted"
    own_unit = builders.user("centre_head", person.unit, of=boss.subdistrict)
    recorded(person, own_unit)
    stranger = builders.user("officer", of=boss.subdistrict, unit=builders.unit(boss.subdistrict))
    assert refused(recorded, stranger, own_unit) == "not_permitted"


def test_things_issued_come_back_in_part_but_never_more(boss, person) -> None:
    issue = recorded(person, boss, "issue", words="记录仪", quantity=2)
    assert queries.things_out([person.pk]) == {person.pk: 2}
    recorded(person, boss, "given_back", words="记录仪", quantity=1, refers_to_id=issue)
    assert queries.things_out([person.pk]) == {person.pk: 1}
    more = {"words": "记录仪", "quantity": 2, "refers_to_id": issue}
    assert refused(recorded, person, boss, "given_back", **more) == "team_given_back_too_many"
    other = builders.user("officer", of=boss.subdistrict)
    assert refused(recorded, other, boss, "given_back", **more) == "team_issue_unknown"


def test_a_complaint_is_answered_by_the_person_and_then_decided_once(boss, person) -> None:
    pk = recorded(person, boss, "complaint", words="态度生硬", source="来电 0506-3")
    how = {"at": AT, "key": ""}
    decision = {"outcome": "partly", "words": "当面致歉", **how}
    assert refused(team.decide, pk, by=boss, **decision) == "team_answer_awaited"
    assert refused(team.answer, pk, words="说明", by=boss, **how) == "team_entry_unknown"
    team.answer(pk, words="当时人多，语气急了", by=person, **how)
    assert refused(team.answer, pk, words="再说", by=person, **how) == "team_answered"
    assert refused(team.decide, pk, by=person, **decision) == "not_permitted"
    assert refused(team.decide, pk, by=boss, **{**decision, "outcome": "x"}) == "team_outcome_unknown"  # fmt: skip
    team.decide(pk, by=boss, **decision)
    assert refused(team.decide, pk, by=boss, **decision) == "team_decided"
    entry = TeamEntry.objects.get(pk=pk)
    assert (entry.words, entry.answer_words, entry.outcome) == ("态度生硬", "当时人多，语气急了", "partly")  # fmt: skip
    assert refused(team.decide, recorded(person, boss), by=boss, **decision) == "team_entry_unknown"


def test_a_complaint_about_the_boss_is_not_decided_by_the_boss(boss) -> None:
    deputy = builders.user("deputy", of=boss.subdistrict)
    pk = recorded(boss, deputy, "complaint", words="投诉")
    team.answer(pk, words="说明", by=boss, at=AT, key="")
    decision = {"outcome": "unfounded", "words": "不实", "at": AT, "key": ""}
    assert refused(team.decide, pk, by=boss, **decision) == "team_entry_about_oneself"
    team.decide(pk, by=deputy, **decision)


def test_the_file_of_one_who_left_is_erased_in_time(boss, person) -> None:
    admin = builders.user("system_admin", of=boss.subdistrict)
    pk = recorded(person, boss)
    people.deactivate(person, by=admin, at=AT, key="x")
    home, month_later = boss.subdistrict_id, AT + dt.timedelta(days=31)
    assert old_team_files(home, 30, AT + dt.timedelta(days=30), dry_run=True) == 0
    assert old_team_files(home, 30, month_later, dry_run=True) == 1
    assert TeamEntry.objects.get(pk=pk).words
    assert old_team_files(home, 30, month_later, dry_run=False) == 1
    entry = TeamEntry.objects.get(pk=pk)
    assert (entry.words, entry.source, entry.kind, entry.on) == ("", "", "training", TODAY)
    assert old_team_files(home, 30, month_later, dry_run=False) == 0


def test_summaries_cost_the_same_for_many(boss, django_assert_max_num_queries) -> None:
    team_of = [builders.user("officer", of=boss.subdistrict) for _ in range(5)]
    for one in team_of:
        recorded(one, boss)
        recorded(one, boss, "praise")
    with django_assert_max_num_queries(4):
        found = queries.summaries(team_of, dt.date(2021, 1, 1))
    assert all((one["trainings"], one["praise"], one["upheld"]) == (1, 1, 0) for one in found.values())  # fmt: skip

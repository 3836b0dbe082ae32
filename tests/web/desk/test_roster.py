"""The pages of the roster: planned, published, swapped in two taps, printed, subscribed; and who may not."""

import datetime as dt
import io

import pytest
from django.test import Client
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from tests import builders
from tests.case_builders import at
from tests.roster_builders import AT, HOW, RosterStreet, drafted, published, roster_street
from xiuhua.apps.duty.actions import roster_people, roster_plan, roster_terms
from xiuhua.apps.duty.models import HandOverNote, Post, Roster, RosterShift, SwapRequest
from xiuhua.apps.duty.roster_queries import calendar_token
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db
MONTH, MINE, TODAY, TERMS = (f"/desk/roster/{part}" for part in ("", "mine/", "today/", "terms/"))
MAY = f"{MONTH}?month=2021-05"


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def street() -> RosterStreet:
    return roster_street()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def text(answer) -> str:
    return answer.content.decode()


def last_lead(street: RosterStreet) -> RosterShift:
    return RosterShift.objects.filter(post=street.lead).order_by("day").last()


def free_leader(street: RosterStreet, row: RosterShift):
    return next(
        one for one in street.leaders
        if one.pk != row.user_id
        and not RosterShift.objects.filter(user=one, day=row.day - dt.timedelta(1)).exists()
    )  # fmt: skip


def test_a_month_is_drafted_filled_and_published_from_the_page(street) -> None:
    desk = signed_in(street.planner)
    assert "这个月还没有排班" in text(desk.get(MAY))
    given = {"key": "k1", "month": "2021-05-01", "shown": "2021-05"}
    answer = desk.post(f"{MONTH}acts/draft/", given)
    assert (answer.status_code, answer["Location"]) == (302, MAY)
    roster = Roster.objects.get()
    assert "草稿" in text(desk.get(MAY))
    given = {"key": "k2", "roster": roster.pk, "seconds": 5, "shown": "2021-05"}
    assert desk.post(f"{MONTH}acts/fill/", given).status_code == 302
    shown = text(desk.get(MAY))
    assert "可以发布" in shown and street.officers[0].full_name in shown
    given = {"key": "k3", "roster": roster.pk, "shown": "2021-05"}
    assert desk.post(f"{MONTH}acts/publish/", given).status_code == 302
    assert "已发布" in text(signed_in(street.officers[0]).get(MAY))


def test_too_few_people_comes_back_with_the_rules_in_conflict(street) -> None:
    roster = drafted(street)
    roster_terms.set_need(
        street.patrol.pk, shift_id=street.shifts["N"].pk, days="every", needed=9, certified=0,
        valid_from=dt.date(2021, 5, 1), **HOW,
    )  # fmt: skip
    desk = signed_in(street.planner)
    given = {"key": "k", "roster": roster.pk, "seconds": 10, "shown": "2021-05"}
    answer = desk.post(f"{MONTH}acts/fill/", given)
    assert answer.status_code == 409
    assert "下面几条不能同时满足" in text(answer) and "要有规定的人数" in text(answer)
    answer = desk.post(f"{MONTH}acts/publish/", {**given, "key": "p"})
    assert answer.status_code == 409 and "需要 9 人" in text(answer)


def test_a_cell_is_changed_and_a_refusal_says_who_and_when(street) -> None:
    roster = drafted(street)
    desk, who = signed_in(street.planner), street.officers[0]
    roster_people.give_leave(
        who.pk, from_on=dt.date(2021, 5, 20), to_on=dt.date(2021, 5, 20), **HOW
    )
    assert who.full_name in text(desk.get(f"{MAY}&at={who.pk}-2021-05-21"))
    place = f"{street.patrol.pk}-{street.shifts['A'].pk}"
    given = {"key": "k", "roster": roster.pk, "user": who.pk, "day": "2021-05-20", "place": place,
             "shown": "2021-05"}  # fmt: skip
    answer = desk.post(f"{MONTH}acts/put/", given)
    assert answer.status_code == 409 and "请假" in text(answer) and "5月20日" in text(answer)
    assert desk.post(f"{MONTH}acts/put/", {**given, "day": "x"}).status_code == 400
    free = {**given, "key": "k2", "day": "2021-05-21", "place": ""}
    assert desk.post(f"{MONTH}acts/put/", free).status_code == 302
    assert not RosterShift.objects.filter(user=who, day=dt.date(2021, 5, 21)).exists()


def test_a_swap_is_two_taps_from_the_page_of_each(street) -> None:
    published(street)
    row = last_lead(street)
    other = free_leader(street, row)
    asker, asked = signed_in(row.user), signed_in(other)
    assert "请对方换" in text(asker.get(f"{MINE}?swap={row.pk}"))
    given = {"key": "a", "row": row.pk, "other": str(other.pk)}
    assert asker.post(f"{MINE}acts/ask/", given).status_code == 302
    assert row.user.full_name in text(asked.get(MINE))
    request = SwapRequest.objects.get()
    stranger = signed_in(street.officers[0])
    accept = {"key": "b", "row": request.pk, "accept": "1"}
    assert stranger.post(f"{MINE}acts/answer/", accept).status_code == 404
    assert asked.post(f"{MINE}acts/answer/", accept).status_code == 302
    assert last_lead(street).user_id == other.pk
    again = asked.post(f"{MINE}acts/answer/", {**accept, "key": "c"})
    assert again.status_code == 409 and "已经答复" in text(again)


def test_a_substitute_is_named_on_the_published_month(street) -> None:
    published(street)
    row = last_lead(street)
    other = free_leader(street, row)
    desk = signed_in(street.planner)
    shown = text(desk.get(f"{MAY}&at={row.user_id}-{row.day.isoformat()}"))
    assert "由谁替班" in shown
    given = {"key": "k", "row": row.pk, "user": other.pk, "shown": "2021-05"}
    assert desk.post(f"{MONTH}acts/substitute/", given).status_code == 302
    assert last_lead(street).user_id == other.pk


def test_today_shows_who_is_on_duty_and_a_note_is_handed_over(street) -> None:
    published(street)
    row = RosterShift.objects.filter(day=dt.date(2021, 5, 6), post=street.patrol).first()
    other = next(one for one in street.officers if one.pk != row.user_id)
    shown = text(signed_in(other).get(TODAY))
    assert "带班领导" in shown and row.user.full_name in shown
    given = {"key": "a", "row": row.pk, "words": "电话 13800001234 的来电人明早再来"}
    assert signed_in(row.user).post(f"{MINE}acts/note/", given).status_code == 302
    shown = text(signed_in(other).get(TODAY))
    assert "明早再来" in shown and "13800001234" not in shown
    note = HandOverNote.objects.get()
    assert (
        signed_in(other).post(f"{MINE}acts/read/", {"key": "b", "row": note.pk}).status_code == 302
    )
    own = signed_in(row.user).post(f"{MINE}acts/read/", {"key": "c", "row": note.pk})
    assert own.status_code == 409
    erase = {"key": "d", "row": note.pk}
    assert signed_in(other).post(f"{MONTH}acts/erase-note/", erase).status_code == 403
    assert signed_in(street.planner).post(f"{MONTH}acts/erase-note/", erase).status_code == 302
    assert "明早再来" not in text(signed_in(other).get(TODAY))


def test_the_workbook_has_every_day_with_its_leader(street) -> None:
    published(street)
    answer = signed_in(street.officers[0]).get(f"{MONTH}month.xlsx?month=2021-05")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert "值班表" in rows[0][0] and len(rows) == 33
    leaders = {one.full_name for one in street.leaders}
    assert all(any(name in leaders for name in row[2:3]) for row in rows[2:])
    people = book.get_sheet_by_index(1).to_python()
    assert sum(row[-1] for row in people[2:]) == RosterShift.objects.count()
    none = signed_in(street.officers[0]).get(f"{MONTH}month.xlsx?month=2031-05")
    assert (none.status_code, none["Location"]) == (302, f"{MONTH}?month=2031-05")


def test_the_calendar_answers_its_private_address_and_nobody_elses(street) -> None:
    published(street)
    who = street.officers[0]
    token = calendar_token(who)
    address = f"/desk/roster/calendar/{token}.ics"
    assert token in text(signed_in(who).get(MINE))
    found = Calendar.from_ical(Client().get(address).content)
    events = found.walk("VEVENT")
    mine = RosterShift.objects.filter(user=who).order_by("day")
    assert len(events) == mine.count() > 0
    first = next(row for row in mine if row.shift.code == "A")
    begins = {event["dtstart"].dt for event in events}
    assert dt.datetime(first.day.year, first.day.month, first.day.day, 0, tzinfo=dt.UTC) in begins
    assert who.full_name not in text(Client().get(address))
    assert Client().get("/desk/roster/calendar/1-0000.ics").status_code == 404
    assert signed_in(who).post(f"{MINE}acts/address/", {"key": "a"}).status_code == 302
    signed_in(who).post(f"{MINE}acts/address/", {"key": "b"})
    assert Client().get(address).status_code == 404


def test_posts_and_rules_are_set_on_their_page_with_source(street) -> None:
    desk = signed_in(street.planner)
    assert "劳动法" in text(desk.get(TERMS))
    given = {"key": "a", "code": "JT", "name": "假日值守"}
    assert desk.post(f"{TERMS}acts/post/", given).status_code == 302
    assert Post.objects.filter(code="JT").exists()
    again = desk.post(f"{TERMS}acts/post/", {**given, "key": "b"})
    assert again.status_code == 400 and "已经用了" in text(again)
    shift = {"key": "c", "code": "X", "name": "夜巡", "part": "n", "begin": "22:00", "end": "06:00"}
    assert desk.post(f"{TERMS}acts/shift/", shift).status_code == 302
    assert "22:00–次日 06:00" in text(desk.get(TERMS))
    rule = {"key": "d", "name": "rest_minutes", "value": 720, "source": "本街道会议纪要",
            "valid_from": "2021-05-06"}  # fmt: skip
    assert desk.post(f"{TERMS}acts/rule/", rule).status_code == 302
    assert "本街道会议纪要" in text(desk.get(TERMS))


def test_a_street_without_calendar_and_posts_is_told_what_to_do_first() -> None:
    desk = signed_in(builders.user("shift_head", of=builders.subdistrict()))
    assert "先设好岗位、班次和在岗人员" in text(desk.get(MAY))
    assert "先设班次" in text(desk.get(TERMS)) and "今天没有" in text(desk.get(TODAY))
    given = {"key": "k", "month": "2021-05-01", "shown": "2021-05"}
    answer = desk.post(f"{MONTH}acts/draft/", given)
    assert answer.status_code == 409 and not Roster.objects.exists()


def test_who_only_looks_plans_nothing_and_sees_no_draft(street) -> None:
    roster = drafted(street)
    officer = signed_in(street.officers[0])
    assert "还没有发布" in text(officer.get(MAY))
    given = {"key": "k", "roster": roster.pk, "month": "2021-05-01", "seconds": 1}
    for name in ("draft", "fill", "publish"):
        assert officer.post(f"{MONTH}acts/{name}/", given).status_code == 403
    assert officer.post(f"{TERMS}acts/post/", given).status_code == 403
    auditor = signed_in(builders.user("contractor", of=street.here))
    for address in (MONTH, TODAY, TERMS, f"{MONTH}month.xlsx"):
        assert auditor.get(address).status_code == 403
    other = signed_in(builders.user("shift_head", of=builders.subdistrict()))
    assert street.officers[0].full_name not in text(other.get(MAY))
    assert other.post(f"{MONTH}acts/publish/", given).status_code == 403


def test_a_month_costs_the_same_for_many_people(street, django_assert_max_num_queries) -> None:
    roster = drafted(street)
    roster_plan.fill(roster.pk, seconds=3, **HOW)
    desk = signed_in(street.planner)
    desk.get(MAY)
    with django_assert_max_num_queries(24):
        desk.get(MAY)
    roster_plan.publish(roster.pk, **HOW)
    for address, most in ((MAY, 24), (MINE, 14), (TODAY, 14), (TERMS, 24)):
        with django_assert_max_num_queries(most):
            desk.get(address)
    assert AT

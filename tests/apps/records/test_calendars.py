"""Working calendars from rows: seeding, hours by subdistrict and season, changes, and what is refused."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from xiuhua.apps.records import calendars
from xiuhua.apps.records.actions.calendars import add_year, change_day, change_hours, load_calendars
from xiuhua.apps.records.models import CalendarDay, CalendarYear, Event, OfficeHours
from xiuhua.rulebook.clock import deadline
from xiuhua.rulebook.refusal import Refused

WUHAN = ZoneInfo("Asia/Shanghai")
D = dt.date


@pytest.fixture
def loaded(db, at):
    return load_calendars(by=None, at=at)


def due(calendar, year, month, day, hour, value, unit):
    start = dt.datetime(year, month, day, hour, tzinfo=WUHAN)
    return deadline(start, value, unit, calendar)


# --- loading


def test_the_shipped_years_and_hours_are_entered(loaded, at):
    assert loaded == {
        "added": list(range(2020, 2027)),
        "differing": [],
        "hours": ["office", "7x16", "24x7"],
    }
    assert calendars.known_years() == list(range(2020, 2027))
    assert calendars.codes() == ["24x7", "7x16", "office"]
    event = Event.objects.filter(kind="calendar.year_added").last()
    assert (event.object_kind, event.at) == ("calendaryear", at)
    assert set(json.loads(event.data)) == {"rest", "work", "days"}


def test_loading_twice_changes_nothing(loaded, at):
    days, events = CalendarDay.objects.count(), Event.objects.count()
    assert load_calendars(by=None, at=at) == {"added": [], "differing": [], "hours": []}
    assert (CalendarDay.objects.count(), Event.objects.count()) == (days, events)


def test_loading_keeps_what_was_changed_by_hand_and_says_so(loaded, at):
    change_day(D(2026, 12, 24), False, "本地假", "街道通知", by=5, at=at, key="k")
    assert load_calendars(by=None, at=at)["differing"] == [2026]
    assert not calendars.work_calendar(None).works_on(D(2026, 12, 24))


def test_a_worked_example_over_the_may_holiday_of_2021(loaded, subdistrict):
    """Friday 30 April 17:00, 2 working hours: one hour that day, one on 6 May (1–5 May is 劳动节)."""
    office = calendars.work_calendar(subdistrict.pk, "office")
    answer = due(office, 2021, 4, 30, 17, 2, "work_hour")
    assert answer.at == dt.datetime(2021, 5, 6, 9, tzinfo=WUHAN)
    assert not answer.provisional
    assert office.works_on(D(2021, 5, 8))  # a make-up Saturday
    round_the_clock = calendars.work_calendar(subdistrict.pk, "24x7")
    at = due(round_the_clock, 2021, 4, 30, 17, 10, "work_hour").at
    assert at == dt.datetime(2021, 5, 1, 3, tzinfo=WUHAN)
    street = calendars.work_calendar(subdistrict.pk, "7x16")
    assert due(street, 2021, 5, 1, 21, 2, "work_hour").at == dt.datetime(
        2021, 5, 2, 7, tzinfo=WUHAN
    )


def test_beyond_the_last_year_a_deadline_is_provisional(loaded):
    assert due(calendars.work_calendar(None), 2026, 12, 30, 9, 5, "work_day").provisional


def test_a_file_of_ones_own(db, at, tmp_path):
    file = tmp_path / "notice.toml"
    file.write_text(
        '[[notice]]\nyear = 2027\nsource = "invented"\n'
        'holiday = [{ name = "元旦", first = 2027-01-01, last = 2027-01-01 }]\n',
        encoding="utf-8",
    )
    assert load_calendars(file, by=None, at=at)["added"] == [2027]


@pytest.mark.parametrize(
    ("text", "code"),
    [("not toml [", "holidays_not_toml"), ("[[notice]]\nyear = 'x'\n", "holidays_invalid")],
)
def test_a_bad_file_changes_nothing(db, at, tmp_path, text, code):
    file = tmp_path / "notice.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=code):
        load_calendars(file, by=None, at=at)
    with pytest.raises(Refused, match="holidays_unreadable"):
        load_calendars(tmp_path / "nothing.toml", by=None, at=at)
    assert not CalendarYear.objects.exists()
    assert not OfficeHours.objects.exists()


def test_the_command(db, capsys):
    call_command("load_calendars")
    assert "2020, 2021" in capsys.readouterr().out
    call_command("load_calendars", "--json")
    assert json.loads(capsys.readouterr().out) == {"added": [], "differing": [], "hours": []}


# --- adding a year


NEW_YEAR = [(D(2027, 1, 1), False, "元旦"), (D(2027, 1, 2), True, "元旦调休")]


def test_a_year_is_added_and_deadlines_become_final(loaded, at):
    before = due(calendars.work_calendar(None), 2026, 12, 31, 9, 1, "work_day")
    assert before.provisional
    assert before.at == dt.datetime(2027, 1, 1, 18, tzinfo=WUHAN)
    answer = add_year(2027, NEW_YEAR, "国办发明电", by=5, at=at, key="k")
    assert answer == {"year": 2027, "days": 2}
    after = due(calendars.work_calendar(None), 2026, 12, 31, 9, 1, "work_day")
    assert after.at == dt.datetime(2027, 1, 2, 18, tzinfo=WUHAN)
    assert not after.provisional
    event = Event.objects.last()
    assert (event.kind, event.actor_id) == ("calendar.year_added", 5)
    assert add_year(2027, NEW_YEAR, "国办发明电", by=5, at=at, key="k") == answer
    assert Event.objects.last() == event


@pytest.mark.parametrize(
    ("year", "days", "source", "code"),
    [
        (2026, [(D(2026, 1, 1), False, "元旦")], "s", "calendar_year_known"),
        (2028, [(D(2028, 1, 1), False, "元旦")], "s", "calendar_year_missing"),
        (2027, [], "s", "calendar_days_invalid"),
        (2027, [NEW_YEAR[0], NEW_YEAR[0]], "s", "calendar_days_invalid"),
        (2027, [(D(2028, 1, 1), False, "元旦")], "s", "calendar_day_invalid"),
        (2027, [(D(2027, 1, 4), True, "周一上班")], "s", "calendar_day_invalid"),
        (2027, [(D(2027, 1, 1), False, " ")], "s", "calendar_words_missing"),
        (2027, NEW_YEAR, "", "calendar_words_missing"),
        (2027, [(D(2026, 10, 1), False, "国庆")], "s", "calendar_day_invalid"),
    ],
)
def test_a_year_that_does_not_fit_is_refused(loaded, at, year, days, source, code):
    rows = CalendarDay.objects.count()
    with pytest.raises(Refused, match=code):
        add_year(year, days, source, by=5, at=at, key="k")
    assert CalendarDay.objects.count() == rows
    assert calendars.known_years()[-1] == 2026


def test_a_day_of_the_year_before_that_is_known_otherwise_is_refused(loaded, at):
    change_day(D(2026, 12, 26), True, "加班", "通知", by=5, at=at, key="a")
    with pytest.raises(Refused, match="calendar_day_known"):
        add_year(2027, [(D(2026, 12, 26), False, "元旦")], "s", by=5, at=at, key="b")
    assert calendars.known_years()[-1] == 2026


# --- changing a day


def test_a_day_is_changed_and_changed_back(loaded, at):
    day = D(2026, 11, 27)  # a Friday
    change_day(day, False, "暴雪停工", "市应急办通知", by=5, at=at, key="a")
    assert not calendars.work_calendar(None).works_on(day)
    event = Event.objects.last()
    assert json.loads(event.data) == {"day": "2026-11-27", "works": False, "was": None}
    change_day(day, True, "恢复上班", "市应急办通知", by=5, at=at, key="b")
    assert calendars.work_calendar(None).works_on(day)
    assert not CalendarDay.objects.filter(day=day).exists()
    assert json.loads(Event.objects.last().data)["was"] is False


def test_today_may_be_changed_but_not_yesterday(loaded, at):
    """20:00 in London on the 22nd is the 23rd in Wuhan."""
    evening = dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)
    with pytest.raises(Refused, match="calendar_change_in_past") as raised:
        change_day(D(2026, 11, 22), True, "上班", "s", by=5, at=evening, key="a")
    assert raised.value.facts == {"day": "2026-11-22", "today": "2026-11-23"}
    change_day(D(2026, 11, 23), False, "停工", "s", by=5, at=evening, key="b")


@pytest.mark.parametrize(
    ("day", "name", "code"),
    [(D(2027, 3, 1), "x", "calendar_year_missing"), (D(2026, 12, 1), "", "calendar_words_missing")],
)
def test_a_day_that_cannot_be_changed_is_refused(loaded, at, day, name, code):
    events = Event.objects.count()
    with pytest.raises(Refused, match=code):
        change_day(day, False, name, "s", by=5, at=at, key="a")
    assert Event.objects.count() == events


# --- changing hours

SUMMER = [["08:30", "12:00"], ["14:30", "18:00"]]


def opening(calendar, day):
    start = dt.datetime.combine(day, dt.time(0), WUHAN)
    return (
        deadline(start, 1, "work_hour", calendar).at.astimezone(WUHAN) - dt.timedelta(hours=1)
    ).time()


def test_hours_change_from_a_date_and_return_after_the_last_day(
    loaded, at, subdistrict, another_subdistrict
):
    change_hours(
        *(subdistrict.pk, "office", SUMMER, D(2026, 12, 1), "街道通知"),
        by=5,
        at=at,
        key="a",
        valid_to=D(2026, 12, 10),
    )
    ours = calendars.work_calendar(subdistrict.pk)
    theirs = calendars.work_calendar(another_subdistrict.pk)
    eight, half_past = dt.time(8), dt.time(8, 30)
    assert [opening(ours, D(2026, 11, 30)), opening(ours, D(2026, 12, 1))] == [eight, half_past]
    assert [opening(ours, D(2026, 12, 10)), opening(ours, D(2026, 12, 11))] == [half_past, eight]
    assert opening(theirs, D(2026, 12, 1)) == eight
    event = Event.objects.last()
    assert (event.object_kind, event.object_id) == ("subdistrict", subdistrict.pk)
    assert event.subdistrict_id == subdistrict.pk


def test_hours_for_all_change_and_a_subdistricts_own_go_before(loaded, at, subdistrict):
    own = [["07:00", "15:00"]]
    change_hours(subdistrict.pk, "office", own, D(2026, 12, 1), "s", by=5, at=at, key="a")
    change_hours(None, "office", SUMMER, D(2026, 12, 5), "s", by=5, at=at, key="b")
    assert opening(calendars.work_calendar(subdistrict.pk), D(2026, 12, 7)) == dt.time(7)
    assert opening(calendars.work_calendar(None), D(2026, 12, 7)) == dt.time(8, 30)
    assert Event.objects.last().object_kind == "calendaryear"


def test_the_same_start_is_changed_in_place(loaded, at):
    for key, hours in (("a", SUMMER), ("b", [["09:00", "17:00"]])):
        change_hours(None, "office", hours, D(2026, 12, 1), "s", by=5, at=at, key=key)
    assert OfficeHours.objects.filter(calendar="office").count() == 2
    assert opening(calendars.work_calendar(None), D(2026, 12, 1)) == dt.time(9)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"calendar": "lunar"}, "calendar_unknown"),
        ({"valid_from": D(2026, 11, 22)}, "calendar_change_in_past"),
        ({"intervals": []}, "calendar_hours_invalid"),
        ({"intervals": [["18:00", "08:00"]]}, "calendar_hours_invalid"),
        ({"intervals": [["8", "9"]]}, "calendar_hours_invalid"),
        ({"valid_to": D(2026, 11, 30)}, "calendar_span_invalid"),
        ({"source": ""}, "calendar_words_missing"),
        ({"subdistrict_id": 10**9}, "not_found"),
    ],
)
def test_hours_that_do_not_fit_are_refused(loaded, at, change, code):
    given = {
        "subdistrict_id": None,
        "calendar": "office",
        "intervals": SUMMER,
        "valid_from": D(2026, 12, 1),
        "source": "s",
    }
    with pytest.raises(Refused, match=code):
        change_hours(**(given | change), by=5, at=at, key="a")
    assert OfficeHours.objects.count() == 3


# --- reading


def test_an_unknown_calendar_and_an_empty_table_are_refused(db, at):
    with pytest.raises(Refused, match="calendar_unknown"):
        calendars.work_calendar(None)
    OfficeHours.objects.create(
        calendar="office", intervals=SUMMER, rests=True, valid_from=D(2020, 1, 1), source="s"
    )
    calendars.forget()
    with pytest.raises(Refused, match="calendar_year_missing"):
        calendars.work_calendar(None)


def test_asking_again_costs_no_statement(loaded, subdistrict, django_assert_num_queries):
    calendars.work_calendar(subdistrict.pk)
    with django_assert_num_queries(0):
        assert calendars.work_calendar(subdistrict.pk) is calendars.work_calendar(subdistrict.pk)


def test_each_subdistrict_keeps_its_own_time(loaded, subdistrict, another_subdistrict):
    type(subdistrict).objects.filter(pk=another_subdistrict.pk).update(time_zone="Asia/Urumqi")
    assert calendars.work_calendar(subdistrict.pk).tz == "Asia/Shanghai"
    assert calendars.work_calendar(another_subdistrict.pk).tz == "Asia/Urumqi"


@pytest.mark.parametrize("whose", ["all", "own"])
def test_hours_begin_once_a_day_whoever_writes_them(loaded, subdistrict, whose):
    """Held by the database too, also where the subdistrict is empty, on both databases."""
    owner = subdistrict if whose == "own" else None
    row = {"calendar": "x", "intervals": SUMMER, "rests": True, "source": "s"}
    OfficeHours.objects.create(subdistrict=owner, valid_from=D(2027, 1, 1), **row)
    OfficeHours.objects.create(subdistrict=owner, valid_from=D(2027, 1, 2), **row)
    with pytest.raises(IntegrityError):
        OfficeHours.objects.create(subdistrict=owner, valid_from=D(2027, 1, 1), **row)

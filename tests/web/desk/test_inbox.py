"""Letters on today's page: one's own and those of one's unit, read by nobody else."""

import pytest
from django.urls import reverse

from tests import builders
from tests.case_builders import at, reported, street
from xiuhua.apps.cases.actions import handling, intake
from xiuhua.apps.cases.models import Case
from xiuhua.apps.records import now as clock
from xiuhua.apps.records import outbox
from xiuhua.apps.records.models import OutboxMessage
from xiuhua.web.shared import context, inbox

pytestmark = pytest.mark.django_db
NEWS = "新消息"


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place():
    return street()


def sent(place, **given):
    case = reported(place)
    intake.file(case.pk, by=place.clerk, at=at("2021-05-06 09:10"))
    how = {"unit_id": place.centre.pk, "officer_id": place.officer.pk, **given}
    handling.dispatch(case.pk, **how, by=place.clerk, at=at("2021-05-06 09:20"))
    return Case.objects.get(pk=case.pk)


def today(client, person):
    client.force_login(person)
    return client.get(reverse("desk_today")).content.decode()


def news(page):
    """The part of the page that shows letters; empty when there is none."""
    return page.partition('id="news-heading"')[2].partition("</section>")[0]


def test_an_officer_reads_what_happened_with_the_number_and_when(place, client):
    case = sent(place)
    shown = news(today(client, place.officer))
    assert "派来一件" in shown
    assert f'href="/desk/cases/{case.number}/"' in shown
    assert "10 分钟前" in shown.replace("\u2009", " ")
    assert shown.count(case.number) == 2, "told to the person and to the unit, shown once"


def test_letters_of_another_person_are_not_shown_nor_counted(place, client):
    case = reported(place)
    letter = outbox.queue(
        place.subdistrict.pk, "case.supervise", "desk", [f"user:{place.officer.pk}"],
        {"case": case.pk, "number": case.number}, at("2021-05-06 09:20"),
    )  # fmt: skip
    OutboxMessage.objects.bulk_create(letter)
    page = today(client, place.colleague)
    assert NEWS not in page
    assert "被督办" not in page
    assert inbox.unseen(place.colleague) == 0
    assert inbox.unseen(place.officer) == 1
    assert "被督办" in news(today(client, place.officer))


def test_a_letter_to_the_unit_reaches_its_people_and_says_so(place, client):
    sent(place, officer_id=None)
    assert "本单位" in news(today(client, place.officer))
    assert "本单位" in news(today(client, place.colleague))
    assert NEWS not in today(client, place.inspector)


def test_letters_carried_elsewhere_do_not_stand_on_the_page(place, client):
    letters = outbox.queue(
        place.subdistrict.pk, "case.dispatch", "mail", [f"user:{place.officer.pk}"], {}, at("2021-05-06 09:20")
    )  # fmt: skip
    OutboxMessage.objects.bulk_create(letters)
    assert NEWS not in today(client, place.officer)
    assert inbox.unseen(place.officer) == 0


def test_a_case_one_may_no_longer_see_is_named_without_a_link(place, client):
    stranger = builders.user("officer", of=builders.subdistrict())
    case = sent(place)
    letters = outbox.queue(
        place.subdistrict.pk, "case.rework", "desk", [f"user:{stranger.pk}"],
        {"case": case.pk, "number": case.number}, at("2021-05-06 09:20"),
    )  # fmt: skip
    OutboxMessage.objects.bulk_create(letters)
    shown = news(today(client, stranger))
    assert case.number in shown
    assert f'href="/desk/cases/{case.number}/"' not in shown
    assert not case.place_words or case.place_words not in shown


def test_all_read_marks_ones_own_and_nothing_that_came_later(place, client):
    sent(place)
    other = OutboxMessage.objects.create(
        subdistrict=place.subdistrict, kind="case.rework", channel="desk",
        recipient=f"user:{place.clerk.pk}", created_at=at("2021-05-06 09:00"),
        next_try_at=at("2021-05-06 09:00"),
    )  # fmt: skip
    client.force_login(place.officer)
    upto = client.get(reverse("desk_today")).context["news_upto"]
    later = OutboxMessage.objects.create(
        subdistrict=place.subdistrict, kind="case.rework", channel="desk",
        recipient=f"user:{place.officer.pk}", created_at=at("2021-05-06 09:25"),
        next_try_at=at("2021-05-06 09:25"),
    )  # fmt: skip
    answer = client.post(reverse("desk_inbox_read"), {"upto": upto})
    assert answer.status_code == 302
    assert inbox.unseen(place.officer) == 1
    other.refresh_from_db()
    later.refresh_from_db()
    assert other.seen_at is None
    assert later.seen_at is None


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 19, "１"])
def test_an_unclear_mark_is_refused_and_changes_nothing(place, client, upto):
    sent(place)
    client.force_login(place.officer)
    answer = client.post(reverse("desk_inbox_read"), {"upto": upto})
    assert answer.status_code == 400
    assert "全部已读" in answer.content.decode()
    assert inbox.unseen(place.officer) == 1


def test_reading_is_marked_by_a_form_only_and_only_when_signed_in(place, client):
    assert client.post(reverse("desk_inbox_read"), {"upto": "1"}).status_code == 302
    client.force_login(place.officer)
    assert client.get(reverse("desk_inbox_read")).status_code == 405


def test_the_count_stands_at_today_in_the_menu(place, client):
    sent(place)
    client.force_login(place.officer)
    menu = client.get(reverse("desk_cases")).context["menu"]
    assert [(item["url"], item["count"]) for item in menu if item["count"]] == [(context.DESK, 1)]


def test_the_letters_cost_few_statements_however_many(place, django_assert_num_queries):
    sent(place)
    with django_assert_num_queries(1):
        inbox.unseen(place.officer)
    inbox.news_of(place.officer)  # the rights are read now
    with django_assert_num_queries(2):
        shown, _upto = inbox.news_of(place.officer)
    assert len(shown) == 1

"""The pages of the five-fixed: marks and gaps, filling in, copying, cards, and who may not."""

import datetime as dt

import pytest
from django.test import Client

from tests import builders
from tests.apps.duty import five_builders as five
from tests.case_builders import Street, at, street
from xiuhua.apps.duty.models import DutySheet, GridDuty, IncentiveRule
from xiuhua.apps.records import now as clock
from xiuhua.apps.space.models import Grid

pytestmark = pytest.mark.django_db
LIST, RULES, CARDS = "/desk/five/", "/desk/five/rules/", "/desk/five/cards.pdf"
AT = at("2021-05-06 09:00")


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place() -> Street:
    return street()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


@pytest.fixture
def desk(place) -> Client:
    return signed_in(builders.user("centre_head", of=place.subdistrict))


def text(answer) -> str:
    return answer.content.decode()


def of(place: Street, rest: str = "", grid: int = 0) -> str:
    return f"{LIST}{place.grids[grid].pk}/{rest}"


def formset(rows: list[dict], **more) -> dict:
    data = {"line-TOTAL_FORMS": len(rows), "line-INITIAL_FORMS": 0, "key": "k1",
            "valid_from": "2021-05-06", **more}  # fmt: skip
    for n, row in enumerate(rows):
        data |= {f"line-{n}-{name}": value for name, value in row.items()}
    return data


def test_the_list_marks_each_of_the_five_and_says_what_comes_next(desk, place) -> None:
    five.complete(place, AT)
    shown = text(desk.get(LIST))
    first = shown.split(f'data-id="{place.grids[0].code}"')[1].split("</tr>")[0]
    second = shown.split(f'data-id="{place.grids[1].code}"')[1].split("</tr>")[0]
    assert first.count("chip--done") == 5 and "chip--late" not in first
    assert second.count("chip--late") == 5 and "网格长没有定" in second
    assert "4 个网格中 1 个五定齐全" in shown
    assert f'href="{of(place, grid=1)}"' in shown


def test_the_list_costs_the_same_for_many_grids(desk, place, django_assert_max_num_queries) -> None:
    desk.get(LIST)
    for grid in range(4):
        five.staff(place, AT, grid)
    five.set_rule(place, AT)
    for grid in range(4):
        five.fill(place, AT, grid)
    with django_assert_max_num_queries(12):
        assert "4 个网格五定齐全" in text(desk.get(LIST))


def test_a_grids_page_shows_its_five_in_full(desk, place) -> None:
    five.complete(place, AT)
    shown = text(desk.get(of(place)))
    for words in (
        "五定齐全",
        "测试保洁员甲",
        "06:00–14:00",
        "店外经营",
        "≤ 2 个",
        "按时处置率",
        "通报表扬",
    ):
        assert words in shown
    shown = text(desk.get(of(place, grid=1)))
    assert "五定不齐" in shown and "定标准没有定" in shown and "执法队员副手没有定" in shown


def test_without_grids_the_page_says_what_to_do() -> None:
    home = builders.subdistrict()
    client = signed_in(builders.user("head", of=home))
    assert "还没有网格" in text(client.get(LIST))
    assert client.get(CARDS).status_code == 409


def test_slots_are_filled_in_and_come_back(desk, place) -> None:
    row = {
        "name": "早班",
        "days": "every_day",
        "starts": "06:00",
        "ends": "14:00",
        "part": "cleaner",
    }
    empty = {"name": "", "days": "every_day", "starts": "", "ends": "", "part": ""}
    answer = desk.post(of(place, "slots/"), formset([row, empty], document="文件 1 号"))
    assert (answer.status_code, answer["Location"]) == (302, of(place))
    sheet = DutySheet.objects.get()
    assert (sheet.fixed, sheet.document, sheet.valid_from) == (
        "slots", "文件 1 号", dt.date(2021, 5, 6),
    )  # fmt: skip
    assert 'value="早班"' in text(desk.get(of(place, "slots/")))


def test_responsibilities_name_a_class_as_people_call_it(desk, place) -> None:
    row = {"part": "officer", "case_class": "街面秩序·店外经营", "objects_words": "门店"}
    assert desk.post(of(place, "responsibilities/"), formset([row])).status_code == 302
    assert "店外经营" in text(desk.get(of(place)))
    wrong = formset([{**row, "case_class": "没有的类"}], key="k2")
    answer = desk.post(of(place, "responsibilities/"), wrong)
    assert answer.status_code == 400 and "没有这个类别" in text(answer)
    assert DutySheet.objects.count() == 1


def test_standards_and_incentives(desk, place) -> None:
    item = {"action": "clean", "words": "烟蒂", "comparison": "at_most", "limit_value": "2",
            "limit_unit": "个/100 米"}  # fmt: skip
    assert desk.post(of(place, "standards/"), formset([item])).status_code == 302
    assert "≤ 2 个/100 米" in text(desk.get(of(place)))
    assert "先定奖惩办法" in text(desk.get(of(place, "incentives/")))
    rule = {**five.RULE.__dict__, "valid_from": "2021-05-06", "key": "r"}
    assert desk.post(RULES, rule).status_code == 302
    line = formset([{"rule_code": "J1"}], key="k3")
    assert desk.post(of(place, "incentives/"), line).status_code == 302
    assert "按时处置" in text(desk.get(of(place)))


def test_a_rule_fed_by_fines_comes_back_with_the_reason(desk) -> None:
    rule = {**five.RULE.__dict__, "effect": "按罚款额提成", "valid_from": "2021-05-06", "key": "r"}
    answer = desk.post(RULES, rule)
    assert answer.status_code == 400 and "不得用来考核" in text(answer)
    assert not IncentiveRule.objects.exists()


@pytest.mark.parametrize(
    ("rows", "more", "words"),
    [
        ([{"name": ""}], {}, "一行都没有填"),
        ([{"name": "早班", "days": "every_day"}], {}, "请填写起止时间"),
        (
            [{"name": "早班", "days": "every_day", "starts": "06:00", "ends": "14:00"}],
            {"valid_from": "2021-05-05"}, "已经过去",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_and_changes_nothing(desk, place, rows, more, words) -> None:
    answer = desk.post(of(place, "slots/"), formset(rows, **more))
    assert answer.status_code == 400 and words in text(answer)
    assert not DutySheet.objects.exists()


def test_sheets_are_copied_to_the_grids_that_are_ticked(desk, place) -> None:
    five.complete(place, AT)
    data = {"key": "c", "valid_from": "2021-05-06", "fixed": ["slots", "standards"],
            "to": [place.grids[1].pk, place.grids[2].pk]}  # fmt: skip
    assert desk.post(of(place, "copy/"), data).status_code == 302
    assert DutySheet.objects.exclude(grid=place.grids[0]).count() == 4
    nothing = {**data, "to": [], "key": "c2"}
    assert desk.post(of(place, "copy/"), nothing).status_code == 400


def test_persons_are_assigned_from_the_grids_page_and_lead_back_to_it(desk, place) -> None:
    code = place.grids[0].code
    address = f"/desk/duty/change/?part=cleaner&grid={code}&deputy=1&five=1"
    given = {"act": "assign", "key": "a", "unit": place.centre.pk, "user": "",
             "holder_name": "测试保洁员", "valid_from": "2021-05-06"}  # fmt: skip
    answer = desk.post(address, given)
    assert (answer.status_code, answer["Location"]) == (302, of(place))
    row = GridDuty.objects.get(part="cleaner")
    assert (row.is_deputy, row.holder_name) == (True, "测试保洁员")
    assert "测试保洁员" not in text(desk.get("/desk/duty/"))


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_cards_are_pdf_with_one_page_a_grid(desk, place, size) -> None:
    five.complete(place, AT)
    answer = desk.get(f"{CARDS}?size={size}")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    one = desk.get(of(place, f"card.pdf?size={size}"))
    assert one.content.startswith(b"%PDF") and len(answer.content) > len(one.content)
    assert desk.get(f"{CARDS}?size=a0").status_code == 404


def test_what_people_wrote_is_no_markup_on_a_card(desk, place) -> None:
    five.complete(place, AT)
    GridDuty.objects.filter(part="cleaner").update(holder_name='#panic("x") *b* $y$ \\')
    assert desk.get(of(place, "card.pdf")).content.startswith(b"%PDF")


def test_a_printed_card_leads_to_the_grid_of_its_code_after_a_redraw(desk, place) -> None:
    old = place.grids[0]
    old.valid_to = dt.date(2021, 5, 5)
    old.save(update_fields=["valid_to"])
    new = Grid.objects.create(
        subdistrict=place.subdistrict, code=old.code, valid_from=dt.date(2021, 5, 6)
    )
    answer = desk.get(of(place))
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{new.pk}/")


@pytest.mark.parametrize("role", ["officer", "inspector", "contractor", "head", "auditor"])
def test_who_may_look_but_not_fill_in(place, role) -> None:
    client = signed_in(builders.user(role, of=place.subdistrict))
    shown = client.get(of(place))
    assert shown.status_code == 200 and of(place, "slots/") not in text(shown)
    for rest in ("slots/", "copy/"):
        assert client.get(of(place, rest)).status_code == 403
        assert client.post(of(place, rest), {}).status_code == 403
    assert client.get(RULES).status_code == 200
    assert client.post(RULES, {}).status_code == 403


def test_who_may_not_even_look(place) -> None:
    client = signed_in(builders.user("security_admin", of=place.subdistrict))
    for address in (LIST, RULES, CARDS, of(place), of(place, "card.pdf"), of(place, "slots/")):
        assert client.get(address).status_code == 403


def test_a_grid_beyond_ones_own_is_not_found(place) -> None:
    person = builders.user("grid_member", ("grid", place.grids[0].code), of=place.subdistrict)
    client = signed_in(person)
    assert client.get(of(place)).status_code == 200
    assert client.get(of(place, grid=1)).status_code == 404
    assert client.get(of(place, "card.pdf", grid=1)).status_code == 404
    assert place.grids[1].name not in text(client.get(LIST))
    next_door = signed_in(builders.user("head"))
    assert next_door.get(of(place)).status_code == 404


def test_the_ways_to_it(desk) -> None:
    for page in ("/desk/", "/desk/grids/", "/desk/duty/"):
        assert f'href="{LIST}"' in text(desk.get(page))

"""The pages of special modes: ordering, the banner, zero-reports, the end, and who may not."""

import pytest
from django.test import Client

from tests import builders
from tests.case_builders import Street, at, street
from xiuhua.apps.cases.actions import modes
from xiuhua.apps.duty.actions.modes import Order
from xiuhua.apps.duty.models import ModeCheck, ModePost, SpecialMode, ZeroReport
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db
LIST, NEW = "/desk/modes/", "/desk/modes/new/"
NINE = at("2021-05-06 09:00")


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
    return signed_in(builders.user("deputy", of=place.subdistrict))


def text(answer) -> str:
    return answer.content.decode()


def ordered(place: Street, **more) -> int:
    given = {
        "kind": "flood", "document": "测试防汛令 1 号", "signed_by": "指挥长", "starts_at": NINE,
        "ends_at": at("2021-05-07 09:00"), "report_every_h": 4, "unit_ids": (place.centre.pk,),
        **more,
    }  # fmt: skip
    answer = modes.order(place.subdistrict.pk, Order(**given), by=None, at=NINE, key="")
    return answer["id"]


def form(place: Street, **more) -> dict:
    return {
        "key": "k", "kind": "flood", "document": "测试防汛令 1 号", "signed_by": "指挥长",
        "starts_at": "2021-05-06T09:30", "ends_at": "2021-05-07T08:00", "report_every_h": "4",
        "units": [place.centre.pk], "post-TOTAL_FORMS": 1, "post-INITIAL_FORMS": 0,
        "post-0-grid": place.grids[0].pk, "post-0-part": "officer", "post-0-unit": place.centre.pk,
        "post-0-user": place.colleague.pk, "post-0-place_words": "一号泵站", "check-TOTAL_FORMS": 1,
        "check-INITIAL_FORMS": 0, "check-0-words": "积水深度", "check-0-comparison": "at_most",
        "check-0-limit_value": "15", "check-0-limit_unit": "厘米", **more,
    }  # fmt: skip


def test_an_order_swaps_posts_and_checklist_and_stands_on_every_page(desk, place) -> None:
    assert "没有下达过特殊模式" in text(desk.get(LIST))
    assert desk.get(NEW).status_code == 200
    answer = desk.post(NEW, form(place))
    mode = SpecialMode.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{mode.pk}/")
    assert (ModePost.objects.count(), ModeCheck.objects.count()) == (1, 1)
    shown = text(desk.get(f"{LIST}{mode.pk}/"))
    assert "一号泵站" in shown and "≤ 15 厘米" in shown and "待报" in shown
    for page in ("/desk/", "/desk/five/"):
        assert "防汛模式执行中（测试防汛令 1 号）" in text(desk.get(page))
    grid = text(desk.get(f"/desk/five/{place.grids[0].pk}/"))
    assert "防汛模式期间" in grid and f"执法队员：{place.colleague.full_name} · 一号泵站" in grid
    other = text(desk.get(f"/desk/five/{place.grids[1].pk}/"))
    assert "一号泵站" not in other and "积水深度" in other


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"document": ""}, "field__error"),
        ({"ends_at": "2021-05-06T09:00"}, "结束时间不晚于开始时间"),
        ({"units": []}, "没有选单位"),
        ({"post-0-unit": ""}, "请选单位"),
        ({"check-0-limit_value": ""}, "限值要么都填"),
    ],
)
def test_what_is_wrong_comes_back_and_changes_nothing(desk, place, more, words) -> None:
    answer = desk.post(NEW, form(place, **more))
    assert answer.status_code == 400 and words in text(answer)
    assert not SpecialMode.objects.exists()


def report(place: Street, mode: int, due: str = "2021-05-06T13:00:00+08:00", **more) -> dict:
    return {"key": "r", "unit": place.centre.pk, "due_at": due, "is_quiet": "on", **more}


def test_a_unit_hands_in_its_zero_report(place) -> None:
    mode = ordered(place)
    client = signed_in(place.officer)
    page = f"{LIST}{mode}/"
    assert "报零报告" in text(client.get(page))
    assert client.post(f"{page}acts/report/", report(place, mode)).status_code == 302
    row = ZeroReport.objects.get()
    assert (row.is_quiet, row.by_id) == (True, place.officer.pk)
    shown = text(client.get(page))
    assert "按时</span>" in shown and "acts/report/" not in shown
    again = client.post(f"{page}acts/report/", report(place, mode, key="r2"))
    assert again.status_code == 400 and "已经报过了" in text(again)
    told = report(place, mode, "2021-05-06T17:00:00+08:00", key="r3")
    assert "还没到" in text(client.post(f"{page}acts/report/", told))


def test_what_happened_needs_words_without_numbers(place) -> None:
    mode = ordered(place)
    client = signed_in(place.officer)
    act = f"{LIST}{mode}/acts/report/"
    silent = report(place, mode, is_quiet="")
    assert "没有写情况" in text(client.post(act, silent))
    number = report(place, mode, is_quiet="", words="电 13800001234", key="r2")
    assert "手机号" in text(client.post(act, number))
    assert client.post(act, report(place, mode, is_quiet="", words="一处积水", key="r3")).status_code == 302  # fmt: skip
    assert "一处积水" in text(client.get(f"{LIST}{mode}/"))


def test_missing_reports_are_red(desk, place, monkeypatch) -> None:
    mode = ordered(place)
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 14:05"))
    shown = text(desk.get(f"{LIST}{mode}/"))
    assert "未报，已超 1 小时 5 分" in shown and "chip--late" in shown


def test_prolonged_and_ended(desk, place) -> None:
    mode = ordered(place)
    act = f"{LIST}{mode}/acts/"
    later = {"key": "p", "ends_at": "2021-05-08T09:00"}
    assert desk.post(f"{act}prolong/", later).status_code == 302
    sooner = {"key": "p2", "ends_at": "2021-05-07T09:00"}
    assert desk.post(f"{act}prolong/", sooner).status_code == 400
    assert desk.post(f"{act}end/", {"key": "e"}).status_code == 302
    assert "模式执行中" not in text(desk.get("/desk/"))
    assert "已解除" in text(desk.get(LIST))
    assert desk.post(f"{act}end/", {"key": "e2"}).status_code == 400
    assert desk.post(f"{act}burn/", {"key": "b"}).status_code == 404


@pytest.mark.parametrize("role", ["officer", "desk_clerk", "contractor", "auditor"])
def test_who_may_look_but_not_order(place, role) -> None:
    mode = ordered(place)
    client = signed_in(builders.user(role, of=place.subdistrict))
    assert NEW not in text(client.get(LIST))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, form(place)).status_code == 403
    for name in ("prolong", "end"):
        assert client.post(f"{LIST}{mode}/acts/{name}/", {"key": "x"}).status_code == 403
    assert "报零报告" not in text(client.get(f"{LIST}{mode}/"))


def test_nobody_reports_for_another_unit(place) -> None:
    mode = ordered(place)
    act = f"{LIST}{mode}/acts/report/"
    assert signed_in(place.contractor).post(act, report(place, mode)).status_code == 403
    assert signed_in(place.inspector).post(act, report(place, mode)).status_code == 403
    assert not ZeroReport.objects.exists()


def test_next_door_sees_nothing_of_it(place) -> None:
    mode = ordered(place)
    client = signed_in(builders.user("deputy"))
    assert client.get(f"{LIST}{mode}/").status_code == 404
    assert client.post(f"{LIST}{mode}/acts/end/", {"key": "x"}).status_code == 404
    assert "测试防汛令" not in text(client.get(LIST))
    without = signed_in(builders.user("security_admin", of=place.subdistrict))
    assert without.get(LIST).status_code == 403


def test_the_board_costs_the_same_for_many_reports(desk, place, django_assert_max_num_queries) -> None:  # fmt: skip
    mode = ordered(place, unit_ids=(place.centre.pk, place.company.pk))
    page = f"{LIST}{mode}/"
    desk.get(page)
    with django_assert_max_num_queries(14):
        desk.get(page)

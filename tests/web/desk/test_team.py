"""The pages of team files: the list, one file, one's own, leaving, the five levers, and who may not."""

import pytest
from django.test import Client

from tests import builders
from tests.apps.duty import five_builders as five
from tests.case_builders import Street, at, street
from xiuhua.apps.duty.actions import team
from xiuhua.apps.duty.models import HandOver, TeamEntry
from xiuhua.apps.records import now as clock

pytestmark = pytest.mark.django_db
LIST, ME, LEVERS = "/desk/team/", "/desk/team/me/", "/desk/team/levers/"
AT = at("2021-05-06 09:00")


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))


@pytest.fixture
def place() -> Street:
    return street()


@pytest.fixture
def boss(place):
    return builders.user("centre_head", of=place.subdistrict)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def text(answer) -> str:
    return answer.content.decode()


def entry(place: Street, boss, kind: str = "praise", **more) -> int:
    given = {"on": AT.date(), "source": "锦旗登记", "words": "送来锦旗", **more}
    return team.record(place.officer, kind=kind, by=boss, at=AT, key="", **given)["id"]


def of(place: Street, rest: str = "") -> str:
    return f"{LIST}{place.officer.pk}/{rest}"


def test_the_list_shows_certificates_and_what_waits(place, boss) -> None:
    builders.certificate(place.officer, valid_to=at("2021-05-18 00:00").date())
    entry(place, boss)
    entry(place, boss, "complaint", words="投诉")
    entry(place, boss, "issue", words="记录仪", quantity=2)
    shown = text(signed_in(boss).get(LIST))
    row = shown.split(f'data-id="{place.officer.pk}"')[1].split("</tr>")[0]
    assert "将到期" in row and place.officer.full_name in row
    cells = [cell.split(">")[1].split("<")[0] for cell in row.split("<td")[1:] if "num" in cell]
    assert cells == ["0", "1", "0", "1", "2"]


def test_the_list_costs_the_same_for_many(place, boss, django_assert_max_num_queries) -> None:
    client = signed_in(boss)
    for _ in range(10):
        builders.user("officer", of=place.subdistrict, unit=place.centre)
    client.get(LIST)
    with django_assert_max_num_queries(13):
        client.get(LIST)


def test_a_line_is_entered_and_a_slip_comes_back(place, boss) -> None:
    client = signed_in(boss)
    given = {"key": "k", "kind": "training", "on": "2021-05-06", "source": "通知", "words": "培训"}
    assert client.post(of(place, "acts/record/"), given).status_code == 302
    assert "培训" in text(client.get(of(place)))
    for more, words in (
        ({"on": "2021-05-07"}, "还没到"), ({"words": "13800001234"}, "手机号"), ({"source": ""}, "field__error"),
    ):  # fmt: skip
        answer = client.post(of(place, "acts/record/"), {**given, "key": words, **more})
        assert answer.status_code == 400 and words in text(answer)
    assert TeamEntry.objects.count() == 1
    assert client.post(of(place, "acts/burn/"), given).status_code == 404


def test_everybody_reads_their_own_file_and_answers(place, boss) -> None:
    pk = entry(place, boss, "complaint", words="占道时语气急")
    own = signed_in(place.officer)
    assert "占道时语气急" in text(own.get(ME))
    answer = own.post(ME, {"act": "answer", "key": "a", "entry": pk, "words": "已向当事人解释"})
    assert answer.status_code == 302
    client = signed_in(boss)
    assert "已向当事人解释" in text(client.get(of(place)))
    given = {"key": "d", "entry": pk, "outcome": "unfounded", "words": "视频核实不实"}
    assert client.post(of(place, "acts/decide/"), given).status_code == 302
    shown = text(own.get(ME))
    assert "不属实" in shown and "视频核实不实" in shown
    assert own.post(ME, {"act": "shred", "key": "x"}).status_code == 400
    foreign = {"act": "answer", "key": "f", "entry": pk, "words": "我也说"}
    assert "没有这条投诉" in text(signed_in(place.colleague).post(ME, foreign))


def test_a_complaint_without_answer_is_not_decided(place, boss) -> None:
    pk = entry(place, boss, "complaint", words="投诉")
    given = {"key": "d", "entry": pk, "outcome": "upheld", "words": "属实"}
    answer = signed_in(boss).post(of(place, "acts/decide/"), given)
    assert answer.status_code == 400 and "本人还没有说明" in text(answer)


def test_leaving_from_the_list_to_the_closed_account(place, boss) -> None:
    client = signed_in(boss)
    given = {"key": "h", "receiver": place.colleague.pk, "goods": "钥匙 2 把\n对讲机 1 部", "promises": "",
             "households": "", "pads": "", "other": ""}  # fmt: skip
    assert client.post(of(place, "acts/hand-over/"), given).status_code == 302
    row = HandOver.objects.get()
    assert "对讲机 1 部" in text(client.get(of(place)))
    giver, taker = signed_in(place.officer), signed_in(place.colleague)
    sign = {"act": "sign", "hand_over": row.pk, "key": "s1"}
    assert "钥匙 2 把" in text(giver.get(ME))
    assert giver.post(ME, sign).status_code == 302
    assert taker.post(ME, {**sign, "key": "s2"}).status_code == 302
    place.officer.refresh_from_db()
    assert not place.officer.is_active
    assert giver.get(ME).status_code == 302
    assert "账号已停用" in text(client.get(of(place)))
    late = signed_in(place.inspector).post(ME, {**sign, "key": "s3"})
    assert late.status_code == 400 and "没有等您签字" in text(late)


def test_the_five_levers_show_counts_that_open(place, boss) -> None:
    five.complete(place, AT)
    entry(place, boss)
    shown = text(signed_in(boss).get(LEVERS))
    for words in ("大员上阵", "对标对表", "责任落实", "督导检查", "队伍管理", "1/4"):
        assert words in shown
    assert f'href="{LIST}"' in shown and 'href="/desk/five/"' in shown
    assert "罚" not in shown and "查扣" not in shown


@pytest.mark.parametrize("role", ["officer", "inspector", "system_admin", "auditor", "shift_head"])
def test_who_may_read_no_file_but_the_own(place, boss, role) -> None:
    entry(place, boss, words="锦旗秘密")
    client = signed_in(builders.user(role, of=place.subdistrict))
    for address in (LIST, LEVERS, of(place)):
        assert client.get(address).status_code == 403
    assert client.post(of(place, "acts/record/"), {"key": "k"}).status_code == 403
    own = client.get(ME)
    assert own.status_code == 200 and "锦旗秘密" not in text(own)


def test_a_file_of_another_unit_or_street_is_not_found(place, boss) -> None:
    entry(place, boss)
    other_unit = builders.unit(place.subdistrict)
    narrow = signed_in(builders.user("centre_head", other_unit, of=place.subdistrict))
    next_door = signed_in(builders.user("centre_head"))
    for client in (narrow, next_door):
        assert client.get(of(place)).status_code == 404
        assert client.post(of(place, "acts/record/"), {"key": "k"}).status_code == 404
        assert place.officer.full_name not in text(client.get(LIST))


def test_the_head_reads_but_does_not_write(place, boss) -> None:
    entry(place, boss)
    client = signed_in(place.head)
    shown = text(client.get(of(place)))
    assert "送来锦旗" in shown and "acts/record/" not in shown
    assert client.post(of(place, "acts/record/"), {"key": "k"}).status_code == 403


def test_nobody_is_offered_to_write_in_their_own_file(boss) -> None:
    client = signed_in(boss)
    assert "acts/record/" not in text(client.get(f"{LIST}{boss.pk}/"))
    given = {"key": "k", "kind": "praise", "on": "2021-05-06", "source": "通知", "words": "我很好"}
    answer = client.post(f"{LIST}{boss.pk}/acts/record/", given)
    assert not TeamEntry.objects.exists() and "不能给自己" in text(answer)

"""The pages about personal data: a request from the list to the answer, and what is watched over."""

import datetime as dt
import io
import zipfile

import pytest
from django.test import Client

from tests.apps.privacy.conftest import NAME, NOW, PHONE, town  # noqa: F401  a fixture
from tests.builders import user
from xiuhua.apps.cases.actions import orders, reporters
from xiuhua.apps.cases.models import Reporter
from xiuhua.apps.privacy import retention
from xiuhua.apps.privacy.models import ImpactAssessment, PersonRequest
from xiuhua.apps.records import now as clock
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.proof import verify
from xiuhua.apps.registry.actions import contacts
from xiuhua.apps.registry.models import Contact

ASK = {
    "kind": "erase",
    "channel": "counter",
    "name": NAME,
    "phone": PHONE,
    "words": "删掉",
    "key": "k",
}


@pytest.fixture(autouse=True)
def _june(monkeypatch) -> None:
    monkeypatch.setattr(clock, "real_now", lambda: NOW)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def registered(town) -> tuple[Client, PersonRequest]:  # noqa: F811
    desk = signed_in(town.shift)
    answer = desk.post("/desk/privacy/new/", ASK)
    row = PersonRequest.objects.get()
    assert answer["Location"] == f"/desk/privacy/{row.pk}/"
    return desk, row


def words_of(answer) -> str:
    return answer.content.decode()


def test_from_the_counter_to_the_answer(town, django_capture_on_commit_callbacks) -> None:  # noqa: F811
    desk, row = registered(town)
    shown = words_of(desk.get("/desk/privacy/"))
    assert row.number in shown and "王**" in shown and NAME not in shown and PHONE not in shown
    assert "1 件待答复" in words_of(desk.get("/desk/"))
    here = f"/desk/privacy/{row.pk}/"
    assert PHONE in words_of(desk.get(here))  # whoever answers has to call
    look = words_of(desk.post(f"{here}find/", {"phone": PHONE, "name": ""}))
    assert "本人上报的案卷：2" in look and town.own.number in look and "要先作出同意的决定" in look
    assert desk.post(f"{here}copy.zip", {"phone": PHONE}).status_code == 409
    decided = desk.post(
        f"{here}acts/decide/",
        {"decision": "granted", "identity": "called_back", "words": "", "key": "d"},
    )
    assert decided.status_code == 302
    answer = desk.post(f"{here}copy.zip", {"phone": PHONE, "name": ""})
    assert (
        answer["Content-Type"] == "application/zip" and row.number in answer["Content-Disposition"]
    )
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "index.html" in archive.namelist()
    assert "删除这个人的信息" not in words_of(desk.post(f"{here}find/", {"phone": PHONE}))
    admin = signed_in(town.admin)
    page = admin.post(f"{here}find/", {"phone": PHONE, "name": ""})
    form = page.context["erase"]
    said = {**form.initial, "reason": "person_asked", "key": "e"}
    unsure = admin.post(f"{here}erase/", said)
    assert unsure.status_code == 400 and Reporter.objects.get(case=town.own).phone == PHONE
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(f"{here}erase/", {**said, "sure": "on"}).status_code == 302
    assert Reporter.objects.get(case=town.own).phone == "" and verify().holds
    assert desk.post(f"{here}acts/answer/", {"key": "a"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "answered"
    desk.get("/desk/")  # the message that it was saved is read
    assert row.number not in words_of(desk.get("/desk/privacy/"))
    assert row.number in words_of(desk.get("/desk/privacy/?scope=all"))


def test_a_code_that_is_no_longer_right_erases_nothing(town) -> None:  # noqa: F811
    desk, row = registered(town)
    here = f"/desk/privacy/{row.pk}/"
    desk.post(f"{here}acts/decide/", {"decision": "granted", "identity": "document", "key": "d"})
    admin = signed_in(town.admin)
    said = {"phone": PHONE, "code": "00000000", "reason": "person_asked", "sure": "on", "key": "e"}
    answer = admin.post(f"{here}erase/", said)
    assert answer.status_code == 400 and "不一样了" in words_of(answer)
    assert Reporter.objects.get(case=town.own).phone == PHONE
    # The form that comes back has the new code.
    assert answer.context["erase"]["code"].value() != "00000000"


def test_a_refused_decision_comes_back_with_what_was_typed(town) -> None:  # noqa: F811
    desk, row = registered(town)
    answer = desk.post(
        f"/desk/privacy/{row.pk}/acts/decide/", {"decision": "refused", "words": "", "key": "d"}
    )
    assert answer.status_code == 400 and "须写明理由" in words_of(answer)
    assert desk.post(f"/desk/privacy/{row.pk}/find/", {"phone": "12"}).status_code == 400
    assert desk.post(f"/desk/privacy/{row.pk}/acts/dance/", {"key": "x"}).status_code == 404
    bad = desk.post("/desk/privacy/new/", {**ASK, "name": "", "phone": "", "key": "n"})
    assert bad.status_code == 400 and PersonRequest.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["", "new/", "{row}/", "kept/", "seen/"],
)
def test_pages_are_closed_to_who_may_not(town, address) -> None:  # noqa: F811
    _desk, row = registered(town)
    address = "/desk/privacy/" + address.format(row=row.pk)
    assert signed_in(town.place.clerk).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    neighbour = signed_in(user("shift_head"))
    expected = 404 if address.endswith(f"/{row.pk}/") else 200
    assert neighbour.get(address).status_code == expected
    assert row.number not in words_of(neighbour.get(address))


def test_acts_are_closed_to_who_may_not(town) -> None:  # noqa: F811
    _desk, row = registered(town)
    here = f"/desk/privacy/{row.pk}/"
    for act in ("find/", "copy.zip", "erase/", "acts/decide/", "acts/answer/", "acts/withdraw/"):
        said = {"phone": PHONE, "code": "x", "key": "q"}
        assert signed_in(town.place.clerk).post(here + act, said).status_code == 403
        assert signed_in(user("system_admin")).post(here + act, said).status_code == 404
    assert signed_in(town.shift).post(f"{here}erase/", {"phone": PHONE}).status_code == 403
    assert Reporter.objects.get(case=town.own).phone == PHONE


def test_the_auditor_sees_who_saw_what_and_why(town) -> None:  # noqa: F811
    how = {"by": town.place.clerk, "at": NOW}
    reporters.unmask(town.own.pk, reason=f"回访 {PHONE}", **how)
    orders.unmask_caller(town.order.pk, reason="call_back", **how)
    contact = Contact.objects.get(party=town.stall)
    contacts.unmask(contact.pk, reason="paper_delivery", key="", **how)
    auditor = signed_in(user("auditor", of=town.place.subdistrict))
    page = words_of(auditor.get("/desk/privacy/seen/"))
    for said in (
        town.own.number,
        town.order.their_number,
        "回访 138****1234",
        "送达文书",
        town.place.clerk.full_name,
    ):
        assert said in page
    assert PHONE not in page
    assert town.own.number not in words_of(auditor.get("/desk/privacy/seen/?by=nobody"))
    assert town.own.number in words_of(
        auditor.get(f"/desk/privacy/seen/?by={town.place.clerk.username}")
    )
    assert "没有这样的记录" in words_of(auditor.get("/desk/privacy/seen/?what=given"))
    assert auditor.get("/desk/privacy/").status_code == 403
    assert auditor.get("/desk/privacy/fields/").status_code == 200


def test_the_list_of_who_saw_what_costs_the_same_for_one_and_for_many(
    town,  # noqa: F811
    django_assert_max_num_queries,
) -> None:
    for number in range(30):
        reporters.unmask(town.own.pk, reason=f"回访{number}", by=town.place.clerk, at=NOW)
    auditor = signed_in(user("auditor", of=town.place.subdistrict))
    auditor.get("/desk/")
    with django_assert_max_num_queries(12):
        assert auditor.get("/desk/privacy/seen/").status_code == 200


def test_how_long_things_are_kept_and_the_last_run(town) -> None:  # noqa: F811
    desk = signed_in(town.admin)
    assert "还没有运行过" in words_of(desk.get("/desk/privacy/kept/"))
    retention.run(NOW)
    page = words_of(desk.get("/desk/privacy/kept/"))
    assert "最近一次到期删除" in page and "365 天" in page and "不自动删除" in page
    said = {"matter": "接入摄像头", "done_on": "2021-05-31", "conclusion": "不识别人脸", "key": "k"}
    assert desk.post("/desk/privacy/kept/assessment/", said).status_code == 302
    assert ImpactAssessment.objects.get().matter == "接入摄像头"
    tomorrow = {**said, "done_on": (NOW.date() + dt.timedelta(days=1)).isoformat(), "key": "k2"}
    assert desk.post("/desk/privacy/kept/assessment/", tomorrow).status_code == 400
    assert "接入摄像头" in words_of(desk.get("/desk/privacy/kept/"))
    assert Event.objects.filter(kind="impactassessment.added").count() == 1

"""Pages of the registry: own area only, masked, unmasked with a reason, refused with what was typed."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests import builders, case_builders
from tests.apps.registry.conftest import make_street
from xiuhua.apps.catalogue.actions import load_catalogue
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.now import now
from xiuhua.apps.registry import actions
from xiuhua.apps.registry.models import Component, Contact, LedgerEntry, Party, Premises

pytestmark = pytest.mark.django_db
PHONE = "13800001234"
TODAY = dt.date(2021, 5, 6)


@pytest.fixture
def street():
    load_catalogue(at=now())
    return make_street()


def desk(street, role: str | None = "system_admin", area=None) -> Client:
    client = Client()
    person = builders.user(role, area or street.subdistrict, of=street.subdistrict)
    client.force_login(person, backend="xiuhua.apps.accounts.sessions.PeopleBackend")
    return client


def lamp(street, **more) -> Component:
    given = {
        "subdistrict_id": street.id,
        "case_class_id": class_by_slug("component.utilities.street_light").pk,
        "lon": 114.265,
        "lat": 30.545,
        "census_on": TODAY,
        "source": "测试普查",
        "by": None,
        "at": now(),
        "key": "",
        **more,
    }
    return Component.objects.get(pk=actions.add_component(**given)["id"])


def party(street, **more) -> Party:
    given = {
        "subdistrict_id": street.id,
        "kind": "person",
        "name": "王测试",
        "contacts": [("phone", PHONE, "法定职责")],
        "by": None,
        "at": now(),
        "key": "",
        **more,
    }
    return Party.objects.get(pk=actions.add_party(**given)["id"])


def jpeg() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (320, 240), "grey").save(made, "JPEG")
    return SimpleUploadedFile("p.jpg", made.getvalue(), "image/jpeg")


def text(answer) -> str:
    return answer.content.decode()


# --- components ---------------------------------------------------------------------------------


def test_the_list_shows_counts_and_filters_by_the_address(street) -> None:
    lamp(street, label="127", road_id=street.road.pk)
    lamp(street, label="128", lon=114.275, state="damaged")
    client = desk(street)
    page = text(client.get("/desk/registry/"))
    assert "路灯 127" in page and "路灯 128" in page and "西网格" in page and "测试大道" in page
    damaged = text(client.get("/desk/registry/?state=damaged"))
    assert "路灯 128" in damaged and "路灯 127" not in damaged
    assert "路灯 127" not in text(client.get(f"/desk/registry/?grid={street.right.code}"))
    assert "路灯 128" in text(client.get("/desk/registry/?road=-"))
    assert "路灯 127" in text(client.get("/desk/registry/?q=路灯127"))
    assert "没有符合条件的部件" in text(client.get("/desk/registry/?q=999"))


def test_a_grid_member_sees_the_own_grid_only(street) -> None:
    near, far = lamp(street, label="127"), lamp(street, label="128", lon=114.275)
    client = desk(street, "grid_member", ("grid", street.left.code))
    page = text(client.get("/desk/registry/"))
    assert "路灯 127" in page and "路灯 128" not in page
    assert client.get(f"/desk/registry/components/{near.pk}/").status_code == 200
    for path in ("", "photo/"):
        assert client.get(f"/desk/registry/components/{far.pk}/{path}").status_code == 404
    data = {"state": "damaged", "key": "k"}
    assert client.post(f"/desk/registry/components/{far.pk}/acts/state/", data).status_code == 404
    assert "路灯 128" not in text(client.get("/desk/registry/?q=128"))


def test_a_component_is_reported_photographed_and_counted(street) -> None:
    one = lamp(street, label="127")
    client = desk(street, "officer")
    page = text(client.get(f"/desk/registry/components/{one.pk}/"))
    assert f"/desk/cases/new/?component={one.pk}" in page and one.identifier in page
    data = {"state": "damaged", "photo": jpeg(), "key": "k"}
    assert client.post(f"/desk/registry/components/{one.pk}/acts/state/", data).status_code == 302
    photo = client.get(f"/desk/registry/components/{one.pk}/photo/")
    assert photo["Content-Type"] == "image/jpeg"
    assert b"".join(photo.streaming_content)[:2] == b"\xff\xd8"
    assert (
        client.post(f"/desk/registry/components/{one.pk}/acts/census/", {"key": "c"}).status_code
        == 302
    )
    one.refresh_from_db()
    assert one.state == "damaged" and one.census_on > TODAY


def test_a_photo_that_is_none_is_refused_and_the_state_stays(street) -> None:
    one = lamp(street)
    data = {"state": "missing", "photo": SimpleUploadedFile("p.jpg", b"<svg onload=x>"), "key": "k"}
    answer = desk(street).post(f"/desk/registry/components/{one.pk}/acts/state/", data)
    assert answer.status_code == 400
    one.refresh_from_db()
    assert one.state == "good" and one.photo is None


def test_a_new_component_is_registered_or_comes_back_with_what_was_typed(street) -> None:
    client = desk(street)
    data = {
        "case_class": class_by_slug("component.utilities.street_light").pk,
        "label": "127",
        "lon": "114.265",
        "lat": "30.545",
        "crs": "EPSG:4490",
        "state": "good",
        "census_on": "2021-05-06",
        "source": "测试来源",
        "key": "k",
    }
    wrong = client.post("/desk/registry/components/new/", {**data, "lon": "113"})
    assert wrong.status_code == 400 and "测试来源" in text(wrong)
    assert not Component.objects.exists()
    assert client.post("/desk/registry/components/new/", data).status_code == 302
    assert Component.objects.get().grid_id == street.left.pk


def test_the_list_costs_the_same_however_long_it_is(street) -> None:
    client = desk(street)
    lamp(street, label="1")

    def statements() -> int:
        client.get("/desk/registry/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/registry/")
        return len(asked)

    few = statements()
    for number in range(2, 30):
        lamp(street, label=str(number), lon=114.261 + number / 2000)
    assert statements() == few <= 10


# --- parties ------------------------------------------------------------------------------------


def test_names_and_contacts_are_masked_on_every_page(street) -> None:
    person = party(street)
    client = desk(street, "officer")
    for path in ("parties/", f"parties/{person.pk}/", "premises/"):
        page = text(client.get(f"/desk/registry/{path}"))
        assert PHONE not in page and "王测试" not in page
    page = text(client.get(f"/desk/registry/parties/{person.pk}/"))
    assert "138****1234" in page and "王**" in page


def test_a_person_is_not_found_by_name_and_a_business_is(street) -> None:
    party(street)
    firm = party(street, kind="business", name="测试餐饮店", contacts=[])
    client = desk(street, "officer")
    assert "王**" not in text(client.get("/desk/registry/parties/?q=王测试"))
    assert f"/parties/{firm.pk}/" in text(client.get("/desk/registry/parties/?q=餐饮"))


def test_a_contact_is_shown_whole_once_with_a_reason_and_recorded(street) -> None:
    person = party(street)
    contact = Contact.objects.get()
    client = desk(street, "officer")
    url = f"/desk/registry/parties/{person.pk}/acts/unmask/"
    answer = client.post(url, {"contact": contact.pk, "reason": "call_back", "key": "k"})
    assert answer.status_code == 200 and PHONE in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert PHONE not in text(client.get(f"/desk/registry/parties/{person.pk}/"))
    assert Event.objects.filter(kind="contact.unmasked").count() == 1
    for given in ({"reason": ""}, {"reason": "case_handling"}, {"reason": "好奇"}):
        refused = client.post(url, {"contact": contact.pk, "key": "k2", **given})
        assert refused.status_code == 400 and PHONE not in text(refused)
    assert Event.objects.filter(kind="contact.unmasked").count() == 1


def test_a_contact_of_another_party_is_not_shown_through_this_one(street) -> None:
    mine, other = party(street), party(street, contacts=[("phone", "13900005678", "x")])
    contact = Contact.objects.get(party=other)
    url = f"/desk/registry/parties/{mine.pk}/acts/unmask/"
    data = {"contact": contact.pk, "reason": "call_back", "key": "k"}
    answer = desk(street, "officer").post(url, data)
    assert answer.status_code == 400 and "13900005678" not in text(answer)
    assert not Event.objects.filter(kind="contact.unmasked").exists()


def test_who_may_not_unmask_or_erase_is_refused(street) -> None:
    person = party(street)
    contact = Contact.objects.get()
    base = f"/desk/registry/parties/{person.pk}/acts"
    member = desk(street, "grid_member")
    data = {"contact": contact.pk, "reason": "call_back", "key": "k"}
    assert member.post(f"{base}/unmask/", data).status_code == 403
    assert (
        desk(street, "officer")
        .post(f"{base}/erase/", {"reason": "person_asked", "key": "k"})
        .status_code
        == 403
    )
    person.refresh_from_db()
    assert person.name


def test_a_neighbour_and_the_signed_out_see_nothing(street) -> None:
    person, one = party(street), lamp(street)
    there = builders.subdistrict()
    stranger = Client()
    stranger.force_login(
        builders.user("system_admin", there), backend="xiuhua.apps.accounts.sessions.PeopleBackend"
    )
    for path in (f"parties/{person.pk}/", f"components/{one.pk}/", f"components/{one.pk}/photo/"):
        assert stranger.get(f"/desk/registry/{path}").status_code == 404
    assert (
        stranger.post(
            f"/desk/registry/parties/{person.pk}/acts/erase/", {"reason": "unlawful", "key": "k"}
        ).status_code
        == 404
    )
    for path in ("", "parties/", "premises/", "components/new/", "parties/new/"):
        assert Client().get(f"/desk/registry/{path}").status_code == 302
        nobody = desk(street, "assistant")
        assert nobody.get(f"/desk/registry/{path}").status_code == 403
    page = text(stranger.get("/desk/registry/"))
    assert "路灯" not in page


def test_a_party_is_registered_changed_written_about_and_erased(street) -> None:
    client = desk(street)
    data = {
        "kind": "business",
        "name": "测试面馆",
        "uscc": "",
        "phone": PHONE,
        "basis": "法定职责",
        "key": "a",
    }
    assert client.post("/desk/registry/parties/new/", {**data, "phone": "x"}).status_code == 400
    assert client.post("/desk/registry/parties/new/", data).status_code == 302
    made = Party.objects.get()
    base = f"/desk/registry/parties/{made.pk}/acts"
    shop = {
        "sign_name": "老测试面馆",
        "lon": "114.265",
        "lat": "30.545",
        "crs": "EPSG:4490",
        "valid_from": "2021-05-06",
        "key": "b",
    }
    assert client.post(f"{base}/premises/", shop).status_code == 302
    line = {
        "kind": "advice",
        "matter": "event.street_order.outdoor_trading",
        "words": "已移回店内",
        "key": "c",
    }
    assert client.post(f"{base}/ledger/", line).status_code == 302
    assert client.post(f"{base}/ledger/", {**line, "words": PHONE, "key": "d"}).status_code == 400
    assert (
        client.post(
            f"{base}/contact/",
            {"kind": "wechat", "value": "testshop88", "basis": "本人同意", "key": "e"},
        ).status_code
        == 302
    )
    assert (
        client.post(
            f"{base}/change/", {"kind": "business", "name": "新测试面馆", "key": "f"}
        ).status_code
        == 302
    )
    page = text(client.get(f"/desk/registry/parties/{made.pk}/"))
    for words in ("老测试面馆", "劝导", "已移回店内", "新测试面馆", "t********8"):
        assert words in page
    assert "老测试面馆" in text(client.get("/desk/registry/premises/"))
    assert client.post(f"{base}/erase/", {"reason": "", "key": "g"}).status_code == 400
    assert client.post(f"{base}/erase/", {"reason": "purpose_ended", "key": "h"}).status_code == 302
    page = text(client.get(f"/desk/registry/parties/{made.pk}/"))
    assert "新测试面馆" not in page and "依法删除" in page
    assert LedgerEntry.objects.count() == 1 and Premises.objects.count() == 1


def test_an_unknown_act_is_answered(street) -> None:
    person, one = party(street), lamp(street)
    client = desk(street)
    for path in (f"parties/{person.pk}", f"components/{one.pk}"):
        assert (
            400 <= client.post(f"/desk/registry/{path}/acts/burn/", {"key": "k"}).status_code < 500
        )


def test_the_page_of_a_component_lists_its_cases_that_one_may_see() -> None:
    place = case_builders.street()
    lon, lat = place.point()
    component = actions.add_component(
        subdistrict_id=place.subdistrict.pk,
        case_class_id=class_by_slug("component.utilities.street_light").pk,
        lon=lon,
        lat=lat,
        census_on=TODAY,
        source="测试普查",
        by=None,
        at=now(),
        key="",
    )
    case = case_builders.reported(place, component_id=component["id"])
    page = f"/desk/registry/components/{component['id']}/"
    client = Client()
    client.force_login(
        builders.user("head", place.subdistrict),
        backend="xiuhua.apps.accounts.sessions.PeopleBackend",
    )
    assert case.number in text(client.get(page))
    owner = builders.unit(place.subdistrict)
    actions.change_component(component["id"], owner_unit_id=owner.pk, by=None, at=now(), key="")
    other = Client()
    other.force_login(
        builders.user("officer", owner, of=place.subdistrict),
        backend="xiuhua.apps.accounts.sessions.PeopleBackend",
    )
    seen = other.get(page)
    assert seen.status_code == 200 and case.number not in text(seen)

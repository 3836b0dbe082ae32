"""Parties, contacts, premises, ledger: masked, shown with a reason, erased, never rewritten."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction

from tests import builders
from xiuhua.apps.records import guards
from xiuhua.apps.records.models import Event, IdempotencyKey
from xiuhua.apps.registry import actions, queries
from xiuhua.apps.registry.masking import masked_contact
from xiuhua.apps.registry.models import Contact, LedgerEntry, Party, Premises
from xiuhua.rulebook.refusal import Refused

AT = dt.datetime(2021, 5, 6, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2021, 5, 6)
PHONE, ID_NUMBER = "13800001234", "420105199001011234"
USCC = "91420100MA4KW0001L"  # invented, with its right check character


def add(street, **more) -> Party:
    given = {
        "subdistrict_id": street.id,
        "kind": "person",
        "name": "王测试",
        "contacts": [("phone", PHONE, "法定职责"), ("id_number", ID_NUMBER, "法定职责")],
        "by": None,
        "at": AT,
        "key": "",
        **more,
    }
    return Party.objects.get(pk=actions.add_party(**given)["id"])


def premises(street, party: Party | None = None, **more) -> Premises:
    given = {
        "subdistrict_id": street.id,
        "sign_name": "测试面馆",
        "lon": 114.265,
        "lat": 30.545,
        "party_id": party.pk if party else None,
        "valid_from": TODAY,
        "by": None,
        "at": AT,
        "key": "",
        **more,
    }
    return Premises.objects.get(pk=actions.add_premises(**given)["id"])


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13812341234", "138****1234"),
        ("phone", "027-84460000", "027****0000"),
        ("phone", "110", "***"),
        ("id_number", "420112199001011234", "4201**********1234"),
        ("wechat", "zhangsan88", "z********8"),
        ("address", "鹦鹉大道19号2栋501", "鹦鹉大道***"),
        ("address", "倒口西村", "倒口***"),
        ("phone", "", ""),
    ],
)
def test_a_contact_is_shown_masked(kind: str, value: str, shown: str) -> None:
    assert masked_contact(Contact(kind=kind, value=value)) == shown


def test_a_business_is_named_and_a_person_is_not(street) -> None:
    assert queries.masked_party(add(street)) == "王**"
    firm = add(street, kind="business", name="测试餐饮有限公司", uscc=USCC, contacts=[])
    assert queries.masked_party(firm) == "测试餐饮有限公司"


def test_no_personal_data_reaches_history_or_keys(street) -> None:
    officer = builders.user("officer", street.subdistrict)
    party = add(street, by=officer, key="k1")
    contact = Contact.objects.get(party=party, kind="phone")
    actions.unmask(contact.pk, reason="call_back", by=officer, at=AT, key="k2")
    actions.add_contact(
        party.pk, kind="wechat", value="testperson1", basis="本人同意", by=officer, at=AT, key="k3"
    )
    everything = json.dumps(
        [list(Event.objects.values_list("data", flat=True))]
        + [list(IdempotencyKey.objects.values_list("answer", flat=True))],
        ensure_ascii=False,
    )
    for personal in (PHONE, ID_NUMBER, "王测试", "testperson1"):
        assert personal not in everything


def test_unmasking_gives_the_whole_and_writes_who_and_what_for(street) -> None:
    officer = builders.user("officer", street.subdistrict)
    contact = Contact.objects.get(party=add(street), kind="phone")
    for _ in range(2):
        shown = actions.unmask(
            contact.pk,
            reason="case_handling",
            case_number="T1-20210506-000001",
            by=officer,
            at=AT,
            key="k",
        )
        assert shown["value"] == PHONE
    event = Event.objects.get(kind="contact.unmasked")
    assert event.actor_id == officer.pk
    assert json.loads(event.data) == {
        "contact_id": contact.pk,
        "reason": "case_handling",
        "case_number": "T1-20210506-000001",
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": ""}, "unmask_reason_needed"),
        ({"reason": "好奇"}, "unmask_reason_needed"),
        ({"reason": "case_handling"}, "unmask_case_needed"),
        ({"reason": "call_back", "case_number": "王测试"}, "case_number_malformed"),
    ],
)
def test_unmasking_without_a_reason_is_refused(street, given: dict, code: str) -> None:
    officer = builders.user("officer", street.subdistrict)
    contact = Contact.objects.filter(party=add(street)).first()
    with pytest.raises(Refused) as refused:
        actions.unmask(contact.pk, **given, by=officer, at=AT, key="")
    assert refused.value.code == code
    assert not Event.objects.filter(kind="contact.unmasked").exists()


def test_only_who_may_unmask_may_and_only_at_home(street) -> None:
    contact = Contact.objects.filter(party=add(street)).first()
    for person in (
        builders.user("grid_member", street.subdistrict),
        builders.user("officer", builders.subdistrict()),
    ):
        with pytest.raises(Refused) as refused:
            actions.unmask(contact.pk, reason="call_back", by=person, at=AT, key="")
        assert refused.value.code == "not_permitted"


def test_an_officer_of_one_grid_may_unmask_where_the_shop_stands(street) -> None:
    party = add(street)
    premises(street, party)
    contact = Contact.objects.filter(party=party).first()
    left = builders.user("officer", ("grid", street.left.code), of=street.subdistrict)
    right = builders.user("officer", ("grid", street.right.code), of=street.subdistrict)
    assert actions.unmask(contact.pk, reason="call_back", by=left, at=AT, key="")["value"]
    with pytest.raises(Refused):
        actions.unmask(contact.pk, reason="call_back", by=right, at=AT, key="")
    assert list(queries.parties_visible_to(left)) == [party]
    assert not queries.parties_visible_to(right).exists()


def test_erasure_takes_the_person_and_leaves_row_and_history(street) -> None:
    party = add(street)
    premises(street, party)
    admin = builders.user("system_admin", street.subdistrict)
    answer = actions.erase_party(party.pk, reason="person_asked", by=admin, at=AT, key="k")
    assert answer == {"id": party.pk, "contacts": 2}
    party.refresh_from_db()
    assert (party.name, party.erased_at) == ("", AT)
    assert set(Contact.objects.values_list("value", flat=True)) == {""}
    kinds = Event.objects.filter(object_kind="party").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["party.added", "party.erased"]
    for act in (
        lambda: actions.erase_party(party.pk, reason="person_asked", by=admin, at=AT, key=""),
        lambda: actions.change_party(party.pk, name="王测试", by=admin, at=AT, key=""),
        lambda: actions.add_contact(
            party.pk, kind="phone", value=PHONE, basis="x", by=admin, at=AT, key=""
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "party_erased"
    contact = Contact.objects.first()
    officer = builders.user("officer", street.subdistrict)
    with pytest.raises(Refused) as refused:
        actions.unmask(contact.pk, reason="call_back", by=officer, at=AT, key="")
    assert refused.value.code == "contact_erased"


def test_erasure_needs_a_lawful_reason_and_the_right(street) -> None:
    party = add(street)
    for by, reason, code in (
        (builders.user("system_admin", street.subdistrict), "", "erasure_reason_needed"),
        (builders.user("officer", street.subdistrict), "person_asked", "not_permitted"),
    ):
        with pytest.raises(Refused) as refused:
            actions.erase_party(party.pk, reason=reason, by=by, at=AT, key="")
        assert refused.value.code == code
    party.refresh_from_db()
    assert party.name


def test_one_contact_is_erased_alone(street) -> None:
    contact = Contact.objects.get(party=add(street), kind="id_number")
    actions.erase_contact(contact.pk, by=None, at=AT, key="")
    assert sorted(Contact.objects.values_list("value", flat=True)) == ["", PHONE]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "ghost"}, "party_kind_unknown"),
        ({"name": " "}, "party_name_invalid"),
        ({"uscc": "91420100MA4KW00010"}, "credit_code_check_wrong"),
        ({"uscc": "91420100MA4KW0001I"}, "credit_code_malformed"),
        ({"contacts": [("phone", "call me", "法定职责")]}, "contact_value_invalid"),
        ({"contacts": [("phone", PHONE, "")]}, "contact_basis_needed"),
        ({"contacts": [("pigeon", PHONE, "法定职责")]}, "contact_kind_unknown"),
    ],
)
def test_a_party_that_cannot_be_is_refused(street, given: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add(street, **given)
    assert refused.value.code == code
    assert not Party.objects.exists() and not Contact.objects.exists()


def test_a_credit_code_is_known_once(street) -> None:
    first = add(street, kind="business", name="甲", uscc=USCC.lower())
    assert first.uscc == USCC
    with pytest.raises(Refused) as refused:
        add(street, kind="business", name="乙", uscc=USCC)
    assert refused.value.code == "credit_code_taken"
    actions.change_party(first.pk, name="甲店", by=None, at=AT, key="")
    first.refresh_from_db()
    assert (first.name, first.uscc) == ("甲店", USCC)


def test_premises_are_added_moved_and_closed(street) -> None:
    party = add(street)
    shop = premises(street, party)
    assert (shop.code, shop.grid_id) == ("P000001", street.left.pk)
    actions.move_premises(shop.pk, lon=114.275, lat=30.545, by=None, at=AT, key="")
    shop.refresh_from_db()
    assert shop.grid_id == street.right.pk
    assert '"lon":114.265' in Event.objects.get(kind="premises.moved").data
    with pytest.raises(Refused) as refused:
        actions.close_premises(shop.pk, last_on=dt.date(2021, 1, 1), by=None, at=AT, key="")
    assert refused.value.code == "premises_close_before_opening"
    actions.close_premises(shop.pk, last_on=TODAY, by=None, at=AT, key="")
    for act in (
        lambda: actions.close_premises(shop.pk, last_on=TODAY, by=None, at=AT, key=""),
        lambda: actions.move_premises(shop.pk, lon=114.265, lat=30.545, by=None, at=AT, key=""),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "premises_closed"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"sign_name": ""}, "premises_words_invalid"),
        ({"lon": 113.0}, "point_outside"),
        ({"code": "门 1"}, "premises_code_invalid"),
        ({"party_id": 0}, "party_unknown"),
    ],
)
def test_premises_that_cannot_be_are_refused(street, given: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        premises(street, **given)
    assert refused.value.code == code
    assert not Premises.objects.exists()


def test_premises_of_another_grid_are_not_seen(street) -> None:
    shop = premises(street)
    premises(street, lon=114.275)
    member = builders.user("grid_member", ("grid", street.left.code), of=street.subdistrict)
    assert list(queries.premises_visible_to(member)) == [shop]
    assert not queries.premises_visible_to(builders.user("head", builders.subdistrict())).exists()


# --- ledger -----------------------------------------------------------------------------------

MATTER = "event.street_order.outdoor_trading"


def line(party: Party, kind: str = "advice", **more) -> LedgerEntry:
    given = {
        "kind": kind,
        "matter": MATTER,
        "words": "货物移回店内",
        "by": None,
        "at": AT,
        "key": "",
    }
    return LedgerEntry.objects.get(pk=actions.write(party.pk, **{**given, **more})["id"])


def test_the_ledger_grows_and_an_appeal_adds_a_line(street) -> None:
    party = add(street)
    breach = line(party, "breach", case_number="T1-20210506-000001")
    line(party, "appeal", refers_to_id=breach.pk, words="当时为卸货")
    assert [entry.kind for entry in queries.ledger_of(party)] == ["appeal", "breach"]
    assert Event.objects.filter(kind="party.ledger_line").count() == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "praise"}, "ledger_kind_unknown"),
        ({"kind": "appeal"}, "ledger_line_needed"),
        ({"kind": "corrected"}, "ledger_line_needed"),
        ({"matter": "event.nothing"}, "class_unknown"),
        ({"words": f"电话{PHONE}"}, "ledger_words_personal"),
        ({"words": f"身份证{ID_NUMBER}"}, "ledger_words_personal"),
        ({"words": "长" * 401}, "ledger_words_too_long"),
        ({"premises_id": 0}, "premises_unknown"),
    ],
)
def test_a_line_that_cannot_be_is_refused(street, given: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        line(add(street), **given)
    assert refused.value.code == code
    assert not LedgerEntry.objects.exists()


def test_a_line_of_another_party_is_not_referred_to(street) -> None:
    other = line(add(street), "breach")
    with pytest.raises(Refused) as refused:
        line(add(street), "appeal", refers_to_id=other.pk)
    assert refused.value.code == "ledger_line_needed"


def test_the_database_refuses_to_change_the_ledger(street) -> None:
    entry = line(add(street))
    for statement in (
        "UPDATE registry_ledgerentry SET words = 'x'",
        "DELETE FROM registry_ledgerentry",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.words == "货物移回店内"
    assert "registry_ledgerentry" in guards.guarded_tables()
    assert not [name for name in guards.missing() if name.startswith("registry_")]

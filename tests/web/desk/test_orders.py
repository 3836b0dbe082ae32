"""Inbound orders on the desk: to their reply, and callers behind a mask."""

import pytest
from django.urls import reverse

from tests.builders import user
from xiuhua.apps.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_an_order_page_carries_an_order_to_its_reply(place, signed_in):
    client = signed_in(place.clerk)
    form = {
        "issuer": "hotline_12345", "their_number": "W-1", "topic": "店外经营", "opens": "1", "place_words": "测试路",
        "words": "店外经营扰民", "key": "k", "reply_due_at": "2021-05-09T09:00", "caller_phone": "13912345678",
    }  # fmt: skip
    answer = client.post(reverse("desk_order_new"), form)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "139****5678" in page
    assert Case.objects.get().number in page
    refused = client.post(
        answer["Location"] + "acts/reply/", {"reply_text": "已处理", "signer": "主任", "key": "r"}
    )
    assert refused.status_code == 409
    reply = {"reply_text": "已派人处理", "signer": "主任", "reason": "对方催要初报", "key": "r2"}
    assert client.post(answer["Location"] + "acts/reply/", reply).status_code == 302
    assert "已派人处理" in client.get(answer["Location"]).content.decode()


def test_a_caller_is_masked_shown_for_a_reason_and_erased(place, signed_in):
    client = signed_in(place.clerk)
    form = {
        "issuer": "hotline_12345", "their_number": "W-2", "topic": "噪声", "words": "夜间施工", "key": "k",
        "caller_name": "王某某", "caller_phone": "13912345678",
    }  # fmt: skip
    page = client.post(reverse("desk_order_new"), form)["Location"]
    assert "13912345678" not in client.get(page).content.decode()
    refused = client.post(page + "unmask/", {"reason": "", "key": "u0"})
    assert refused.status_code == 400
    assert "13912345678" not in refused.content.decode()
    shown = client.post(page + "unmask/", {"reason": "call_back", "key": "u1"})
    assert "13912345678" in shown.content.decode()
    assert client.post(page + "erase/", {"reason": "person_asked", "key": "e0"}).status_code == 403
    keeper = signed_in(user("system_admin", of=place.subdistrict))
    assert "/erase/" in keeper.get(page).content.decode()
    erased = keeper.post(page + "erase/", {"reason": "person_asked", "key": "e1"}, follow=True)
    assert "夜间施工" not in erased.content.decode()
    assert "/erase/" not in erased.content.decode()

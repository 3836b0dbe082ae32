"""The translator: every code has its sentences, and a refusal becomes a page, a fragment or JSON."""

import ast
import json
import pkgutil
import re
from collections import Counter
from importlib import import_module

import pytest
from django import forms
from django.test import RequestFactory
from django.utils.translation import override

from tests.architecture import tree
from xiuhua.rulebook.lifecycle import case as life
from xiuhua.rulebook.lifecycle import order as order_life
from xiuhua.rulebook.lifecycle import petition as petition_life
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals
from xiuhua.web.shared.middleware import Refusals

FACT = re.compile(r"%\((\w+)\)s")


def raised() -> list[tuple[str, str, set[str] | None]]:
    """Code, place, and the names of its facts (None where they are not written out)."""
    found = []
    for path in tree.sources():
        for node in ast.walk(tree.parsed(path)):
            if not (isinstance(node, ast.Call) and tree.dotted(node.func) == "Refused"):
                continue
            if not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            names = {keyword.arg for keyword in node.keywords}
            where = f"{tree.short(path)}:{node.lineno}"
            found.append((node.args[0].value, where, None if None in names else names))
    return found


def test_every_code_that_is_raised_has_a_sentence() -> None:
    machines = life.CASE.refusals() | order_life.ORDER.refusals()
    for machine in petition_life.PETITIONS.values():
        machines |= machine.refusals()
    assert len(raised()) > 100
    missing = {code: where for code, where, _facts in raised() if code not in refusals.TABLE}
    assert missing == {}
    assert machines - set(refusals.TABLE) == set()


def test_sentences_ask_only_for_facts_that_are_given() -> None:
    wrong = [
        f"{where}: {code} lacks {sorted(wanted - facts)}"
        for code, where, facts in raised()
        if facts is not None
        and not facts & set(refusals.TYPED)
        and (sentence := refusals.TABLE.get(code))
        and (wanted := set(FACT.findall(f"{sentence.what}{sentence.todo or ''}"))) - facts
        and code != "refused"
    ]
    assert wrong == []


def test_a_code_stands_in_one_table_only() -> None:
    """Two offices that use one code with two meanings would take each other's sentence."""
    tables = [
        import_module(f"{refusals.__name__}.{found.name}")
        for found in pkgutil.iter_modules(refusals.__path__)
    ]
    codes = [code for table in tables for code in getattr(table, "SENTENCES", {})]
    assert sorted(code for code, n in Counter(codes).items() if n > 1) == []


@pytest.mark.parametrize("code", sorted(refusals.TABLE))
def test_a_sentence_can_be_said_without_its_facts(code: str) -> None:
    explained = refusals.explain(Refused(code))
    assert "%(" not in explained.what + explained.todo
    assert explained.status in {400, 401, 403, 404, 409, 410, 413, 415, 429, 500, 503}
    assert re.search(r"[\u4e00-\u9fff]", explained.what)


def test_facts_are_said_in_words() -> None:
    state = Refused("move_not_from_state", machine="case", move="dispatch", state="closed")
    assert "现为“已办结”，不能办理“派单”" in refusals.explain(state).what
    period = Refused("period_inverted", valid_from="2021-05-06", valid_to="2021-05-05")
    assert "2021年5月5日" in refusals.explain(period).what
    apart = Refused("administrators_apart", role="auditor", roles=["system_admin"])
    assert "已是系统管理员" in refusals.explain(apart).what
    assert "派单" in refusals.explain(Refused("not_permitted", permission="cases.dispatch")).what


def test_a_code_without_sentence_reaches_the_log_and_not_a_crash(caplog) -> None:
    explained = refusals.explain(Refused("never_heard_of"))
    assert explained.status == 409
    assert "never_heard_of" in explained.what
    assert "never_heard_of" in caplog.text


def answer_to(request, refused: Refused):
    return Refusals(lambda _request: None).process_exception(request, refused)


@pytest.mark.django_db
class TestAnswers:
    def test_a_page_keeps_what_was_typed_and_no_secret(self) -> None:
        typed = {
            "words": "井盖破损\n在路口",
            "password": "密码密码",
            "new": "新密码",
            "csrfmiddlewaretoken": "令牌",
            "unit_id": "12",
        }
        request = RequestFactory().post(
            "/desk/cases/X/", typed, headers={"referer": "http://testserver/desk/cases/X/"}
        )
        answer = answer_to(request, Refused("reason_missing"))
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "还缺理由" in shown
        assert "井盖破损<br>在路口" in shown
        assert "密码密码" not in shown and "新密码" not in shown and "令牌" not in shown
        assert 'href="http://testserver/desk/cases/X/"' in shown

    def test_the_way_back_is_never_to_a_stranger(self) -> None:
        request = RequestFactory().post("/", headers={"referer": "https://example.org/"})
        assert "example.org" not in answer_to(request, Refused("reason_missing")).content.decode()

    def test_machines_get_json(self) -> None:
        request = RequestFactory().post("/api/v1/cases/X/acts/handle/")
        refused = Refused("move_not_from_state", machine="case", move="handle", state="closed")
        answer = answer_to(request, refused)
        assert answer.status_code == 409
        body = json.loads(answer.content)
        assert body["code"] == "move_not_from_state"
        assert body["facts"] == {"machine": "case", "move": "handle", "state": "closed"}
        assert "已办结" in body["what"]

    def test_htmx_gets_a_fragment(self) -> None:
        request = RequestFactory().post("/desk/x/", headers={"HX-Request": "true"})
        shown = answer_to(request, Refused("reason_missing")).content.decode()
        assert "还缺理由" in shown and "<html" not in shown

    @pytest.mark.parametrize(
        ("code", "status"), [("not_permitted", 403), ("not_found", 404), ("key_too_long", 400)]
    )
    def test_statuses(self, code: str, status: int) -> None:
        assert answer_to(RequestFactory().get("/desk/"), Refused(code)).status_code == status

    def test_signed_out_goes_to_the_door_and_comes_back(self) -> None:
        answer = answer_to(RequestFactory().get("/desk/cases/?late=1"), Refused("signed_out"))
        assert answer["Location"] == "/sign-in/?next=%2Fdesk%2Fcases%2F%3Flate%3D1"

    def test_other_exceptions_are_not_swallowed(self) -> None:
        request = RequestFactory().get("/desk/")
        assert Refusals(lambda _request: None).process_exception(request, ValueError()) is None


def test_a_refusal_stands_at_its_field() -> None:
    class Form(forms.Form):
        phone = forms.CharField()

    form = Form({"phone": "x"})
    form.is_valid()
    refusals.put_on(form, Refused("phone_malformed"), "phone")
    refusals.put_on(form, Refused("full_name_missing"), "no such field")
    assert "电话号码不合规则" in form.errors["phone"][0]
    assert "还缺姓名" in form.non_field_errors()[0]


def test_commands_hear_it_twice() -> None:
    with override("en"):
        said = refusals.in_both(Refused("administrator_exists")).splitlines()
    assert "已有管理员" in said[0]

"""What no view answers still comes in our frame, in the language asked for, and tells nothing of the inside."""

import errno
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from xiuhua.web.api import public
from xiuhua.web.portal import start
from xiuhua.web.shared import errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def outsider():
    return Client(raise_request_exception=False)


def test_an_address_without_a_page(outsider):
    answer = outsider.get("/nowhere/at/all/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "没有这一页，或您不能查看。" in page and "css/frame.css" in page


def test_an_address_without_a_page_in_english(outsider):
    answer = outsider.get("/nowhere/", headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert '<html lang="en"' in page and "没有这一页" not in page


def test_a_fault_of_ours_says_so_and_names_nothing_of_the_inside(outsider, monkeypatch):
    def fail(*args, **more):
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(start, "render", fail)
    answer = outsider.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出错" in page and "css/frame.css" in page
    assert "secret" not in page and "ZeroDivision" not in page


def test_a_page_that_broke_is_drawn_without_a_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.broken(rf.get("/desk/cases/"))
    assert answer.status_code == 500
    assert 'href="/desk/"' in answer.content.decode()


def test_a_program_gets_json(rf):
    answer = errors.broken(rf.get("/api/v1/cases"))
    assert (answer.status_code, json.loads(answer.content)["code"]) == (500, "server_broken")


def test_who_is_not_let_through_reads_it_in_words(outsider, monkeypatch):
    def deny(*args, **more):
        raise PermissionDenied

    monkeypatch.setattr(start, "render", deny)
    answer = outsider.get("/")
    assert answer.status_code == 403
    assert "没有放行" in answer.content.decode()


def test_a_form_of_another_page_is_refused_in_words():
    answer = Client(enforce_csrf_checks=True).post("/follow/", {"number": "T1"})
    assert answer.status_code == 403
    assert "安全标记" in answer.content.decode()


def test_a_request_for_another_host_is_not_understood(outsider):
    answer = outsider.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "请求有问题" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/api/v1/public/reports"])
def test_a_full_disk_is_no_fault_of_ours_and_says_that_nothing_was_kept(
    outsider, monkeypatch, address
):
    """While a body is read, a row is written or a page is looked up: the same words, and 503 to come again."""

    def full(*args, **more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(start, "render", full)
    monkeypatch.setattr(public, "read_body", full)
    answer = outsider.post(address) if "api" in address else outsider.get(address)
    assert answer.status_code == 503
    said = answer.json()["what"] if "api" in address else answer.content.decode()
    assert "存储空间已满" in said

"""Log lines can be read by machines, belong to their request, and hold nothing of a person."""

import json
import logging

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from xiuhua.web.shared.watching import identity
from xiuhua.web.shared.watching.log_lines import JsonLines, TextLines, name_of

pytestmark = pytest.mark.django_db
NAME, PHONE, ADDRESS = "欧阳小绣", "13800001234", "203.0.113.77"


@pytest.fixture
def lines():
    """What is written while a test runs, as written."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append((JsonLines().format(record), TextLines().format(record)))

    handler, root = Keep(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def of_requests(lines) -> list[dict]:
    found = [json.loads(line) for line, _text in lines]
    return [one for one in found if one["logger"] == "xiuhua.web.shared.watching.requests"]


def test_a_request_is_one_line_with_route_status_and_time(client, lines) -> None:
    answer = client.get(f"/follow/?number={PHONE}&name={NAME}", REMOTE_ADDR=ADDRESS)
    (line,) = of_requests(lines)
    assert (line["route"], line["method"], line["status"]) == ("portal_follow", "GET", 200)
    assert line["ms"] > 0 and line["level"] == "INFO"
    assert line["request"] == answer["X-Request-Id"]


def test_nothing_of_a_person_stands_in_any_line(client, lines) -> None:
    link = "/sign-in/first/MTI/c0ffee-one-time/"
    client.get(link, REMOTE_ADDR=ADDRESS)
    client.get(f"/nowhere/{PHONE}/?q={NAME}", REMOTE_ADDR=ADDRESS)
    client.post("/sign-in/", {"username": NAME, "password": "wrong"}, REMOTE_ADDR=ADDRESS)
    client.post("/follow/", {"number": PHONE, "check_word": NAME}, REMOTE_ADDR=ADDRESS)
    client.get("/", headers={"Host": f"{PHONE}.example"}, REMOTE_ADDR=ADDRESS)
    client.get("/", headers={"User-Agent": NAME.encode().decode("latin-1")}, REMOTE_ADDR=ADDRESS)
    assert len(of_requests(lines)) == 6
    for both in lines:
        for line in both:
            for secret in (NAME, PHONE, ADDRESS, "c0ffee", "wrong"):
                assert secret not in line


def test_an_error_says_its_kind_and_place_and_not_the_row_it_was_about(lines) -> None:
    first = builders.subdistrict(code="420105901")
    try:
        with transaction.atomic():
            builders.subdistrict(code=first.code, name=NAME)
    except IntegrityError as error:
        logging.getLogger("xiuhua.test").exception("act failed: %s", name_of(error))
    line, text = lines[-1]
    facts = json.loads(line)["error"]
    assert facts["type"] == "django.db.utils.IntegrityError"
    assert any("test_log_lines.py" in frame for frame in facts["frames"])
    for written in (line, text):
        assert NAME not in written and first.code not in written


def test_a_sentence_of_another_package_is_kept_without_what_it_was_filled_with(lines) -> None:
    logging.getLogger("somebody.else").error("login of %s failed", NAME)
    logging.getLogger("somebody.else").error(f"login of {NAME} failed")
    filled, unfilled = (json.loads(line)["said"] for line, _text in lines)
    assert filled.startswith("login of %s failed [test_log_lines:")
    assert NAME not in unfilled and unfilled.startswith("[test_log_lines:")


@pytest.mark.parametrize(
    "proxies, given, is_taken",
    [
        (1, "abc-123.def_456", True),
        (0, "abc-123.def_456", False),
        (1, "short", False),
        (1, 'a" onload="x' * 2, False),
        (1, "x" * 65, False),
    ],
)
def test_a_name_is_taken_from_a_trusted_proxy_alone(
    client, settings, proxies, given, is_taken
) -> None:
    settings.TRUSTED_PROXIES = proxies
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert (answer["X-Request-Id"] == given) == is_taken
    assert len(answer["X-Request-Id"]) >= 8
    assert identity.current() == ""


def test_the_same_sender_is_the_same_word_and_another_is_another(client, lines) -> None:
    for address in (ADDRESS, ADDRESS, "203.0.113.78"):
        client.get("/sign-in/", REMOTE_ADDR=address)
    first, second, third = (line["sender"] for line in of_requests(lines))
    assert first == second != third


def test_the_web_server_says_its_own_words_and_no_error_s_message(lines) -> None:
    try:
        raise ValueError(PHONE)
    except ValueError:
        logging.getLogger("_granian").error(
            "Application callable raised an exception", exc_info=True
        )
    facts = json.loads(lines[-1][0])
    assert facts["said"] == "Application callable raised an exception"
    assert facts["error"]["type"] == "builtins.ValueError" and PHONE not in lines[-1][0]

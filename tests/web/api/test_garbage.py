"""Garbage at every operation: whatever is sent, by whomever, the answer is never the server's own fault."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.case_builders import reported
from tests.web.api.test_cases import API
from xiuhua.web.api.bodies import Body
from xiuhua.web.api.cases import FiltersIn
from xiuhua.web.api.orders import OrdersIn
from xiuhua.web.api.shapes import CaseActIn, OrderActIn, OrderIn, PublicReportIn, ReportIn
from xiuhua.web.shared.case_acts import ACTS

TEXT = st.text(max_size=30) | st.sampled_from(
    ["\0", "\ud800", "A" * 5000, "9" * 40, "-1", "NaN", "1e400", "%00", "😀"]
)
NUMBER = st.integers() | st.integers(min_value=2**62) | st.floats()
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
EXAMPLES = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fields_of(shape: type[Body]) -> st.SearchStrategy:
    """Bodies with real names and any values, beside bodies of any names."""
    known = st.sampled_from(sorted(shape.model_fields))
    return st.dictionaries(known | st.text(max_size=8), ANYTHING, max_size=5) | ANYTHING


@pytest.fixture
def street(place, client):
    """A case and an order to throw at."""
    place.case = reported(place)
    client.force_login(place.shift_head)
    return place


def send(client, method: str, path: str, body: object = None, headers: dict | None = None) -> None:
    with transaction.atomic():
        if method == "get":
            answer = client.get(f"{API}{path}", **(headers or {}))
        else:
            text = json.dumps(body)
            answer = client.post(
                f"{API}{path}", text, content_type="application/json", **(headers or {})
            )
        if answer.status_code < 400:
            connection.check_constraints()  # what a commit would find, such as a key to nobody
        transaction.set_rollback(True)
    assert answer.status_code < 500, (path, body, answer.content)
    if answer.status_code >= 400:
        assert set(answer.json()) == {"code", "what", "todo", "facts"}, (path, answer.content)
        assert answer.json()["code"] != "refused"


def query_of(shape: type[Body]) -> st.SearchStrategy:
    known = st.sampled_from(sorted(shape.model_fields))
    return st.dictionaries(known | st.just("x"), TEXT, max_size=4)


def encoded(query: dict) -> str:
    return urlencode(query, errors="replace")


@EXAMPLES
@given(query=query_of(FiltersIn))
def test_list_of_cases(client, street, query) -> None:
    send(client, "get", f"/cases?{encoded(query)}")


@EXAMPLES
@given(query=query_of(OrdersIn))
def test_list_of_orders(client, street, query) -> None:
    send(client, "get", f"/orders?{encoded(query)}")


@EXAMPLES
@given(text=TEXT, part=st.sampled_from(["", "/timeline", "/options"]))
def test_one_case(client, street, text, part) -> None:
    send(client, "get", f"/cases/{quote(text or 'x', safe='', errors='replace')}{part}")


@EXAMPLES
@given(
    text=TEXT, path=st.sampled_from(["/classes?q=", "/places?q=", "/map/cases?bbox=", "/orders/"])
)
def test_lookups(client, street, text, path) -> None:
    send(client, "get", path + quote(text or "x", safe="", errors="replace"))


@EXAMPLES
@given(box=st.lists(st.floats() | st.integers(), min_size=4, max_size=4))
def test_boxes(client, street, box) -> None:
    send(client, "get", "/map/cases?bbox=" + ",".join(map(str, box)))


@EXAMPLES
@given(
    body=fields_of(ReportIn), key=st.text(st.characters(max_codepoint=255), max_size=90), time=TEXT
)
def test_reports_of_staff(client, street, body, key, time) -> None:
    headers = {"HTTP_IDEMPOTENCY_KEY": key, "HTTP_X_DEVICE_TIME": time}
    send(client, "post", "/cases", body, headers)


@EXAMPLES
@given(body=fields_of(PublicReportIn))
def test_reports_of_the_public(client, street, body) -> None:
    send(client, "post", "/public/reports", body)


@EXAMPLES
@given(number=TEXT, word=TEXT)
def test_following(client, street, number, word) -> None:
    number = quote(number or "x", safe="", errors="replace")
    send(client, "get", f"/public/reports/{number}?{encoded({'check_word': word})}")


@settings(EXAMPLES, max_examples=150)
@given(name=st.sampled_from(sorted(ACTS)) | TEXT, body=fields_of(CaseActIn))
def test_acts_on_a_case(client, street, name, body) -> None:
    name = quote(name or "x", safe="", errors="replace")
    send(client, "post", f"/cases/{street.case.number}/acts/{name}", body)


@EXAMPLES
@given(body=fields_of(OrderIn))
def test_registering_an_order(client, street, body) -> None:
    send(client, "post", "/orders", body)


@EXAMPLES
@given(
    name=st.sampled_from(["contact", "reply", "issuer_extends", "link"]) | TEXT,
    body=fields_of(OrderActIn),
)
def test_acts_on_an_order(client, street, name, body) -> None:
    name = quote(name or "x", safe="", errors="replace")
    send(client, "post", f"/orders/1/acts/{name}", body)


@EXAMPLES
@given(
    data=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "multipart/form-data; boundary=b",
            "application/json",
            "text/plain",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "",
        ]
    ),
)
def test_bytes_of_any_kind(client, street, data, kind) -> None:
    for path in (
        "/cases",
        "/public/reports",
        "/orders",
        f"/cases/{street.case.number}/acts/handle",
    ):
        with transaction.atomic():
            answer = client.post(f"{API}{path}", data, content_type=kind)
            transaction.set_rollback(True)
        assert answer.status_code < 500, (path, answer.content)


def test_every_known_field_with_every_hard_value(client, street) -> None:
    """Not left to chance: each field of each body once with each value that broke somebody once."""
    hard = [
        999_999,
        "\0",
        "\ud800",
        "A" * 5000,
        2**63,
        -(2**63) - 1,
        1e308,
        [],
        {},
        None,
        True,
        "9" * 30,
        "٣",
    ]
    shapes = {
        "/cases": ReportIn,
        "/public/reports": PublicReportIn,
        "/orders": OrderIn,
        f"/cases/{street.case.number}/acts/file": CaseActIn,
        f"/cases/{street.case.number}/acts/refer": CaseActIn,
        f"/cases/{street.case.number}/acts/send_to_verify": CaseActIn,
        f"/cases/{street.case.number}/acts/dispatch": CaseActIn,
        "/orders/1/acts/contact": OrderActIn,
    }
    for path, shape in shapes.items():
        for name in shape.model_fields:
            for value in hard:
                send(client, "post", path, {name: value})

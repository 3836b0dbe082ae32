"""The page about the API says what the API has."""

import re
from pathlib import Path

from xiuhua.web.api.orders import ACTS as ORDER_ACTS
from xiuhua.web.api.urls import api
from xiuhua.web.shared.case_acts import ACTS
from xiuhua.web.shared.refusals import TABLE

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "api.md"


def test_every_operation_and_every_act_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for path, operations in api.get_openapi_schema()["paths"].items():
        name = path.removeprefix("/api/v1").replace("order_id", "id").replace("patrol_id", "id")
        for method in operations:
            assert f"{method.upper()} {name}" in text, (method, name)
    for act in (*ACTS, *ORDER_ACTS):
        assert re.search(rf"\b{act}\b", text), act


def test_every_code_it_names_is_one() -> None:
    text = PAGE.read_text(encoding="utf-8").split("## When it says no")[1]
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text))
    assert named and named <= set(TABLE), named - set(TABLE)

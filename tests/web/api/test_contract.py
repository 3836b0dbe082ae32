"""The OpenAPI document keeps its word: whatever is sent, no 5xx, and no answer that it does not describe.

Requests are made from the document itself by schemathesis: seeded, bounded, within the process. Each operation is
tried with whatever its schema allows, and again with the numbers and acts of a street that is there; by somebody
who may do most, and by somebody who is signed out. Nothing stays.
"""

import random
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import builders
from tests.addresses import Town, town
from tests.case_builders import at
from xiuhua.apps.records import now as clock
from xiuhua.web.api.orders import ACTS as ORDER_ACTS
from xiuhua.web.api.urls import api
from xiuhua.web.shared.case_acts import ACTS

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
OPERATIONS = [
    f"{method.upper()} {path}"
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
]
TOKEN = "t" * 32


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Town:
    monkeypatch.setattr(clock, "real_now", lambda: at("2021-05-06 09:30"))
    settings.PUBLIC_REPORTS_PER_HOUR = settings.WRITES_PER_MINUTE = 0
    return town()


def browser_of(here: Town, is_signed_in: bool) -> dict[str, Any]:
    """Cookies and headers of the browser of a shift's head who also patrols; none for the public."""
    if not is_signed_in:
        return {}
    builders.grant(here.place.shift_head, "grid_member", here.place.subdistrict)
    client, backend = Client(), "xiuhua.apps.accounts.sessions.PeopleBackend"
    client.force_login(here.place.shift_head, backend=backend)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}
    return {"cookies": cookies, "headers": {"X-CSRFToken": TOKEN}}


def real_values(here: Town, chance: random.Random) -> dict[str, Any]:
    """Parts of addresses that lead somewhere."""
    acts = sorted(ACTS) + sorted(ORDER_ACTS)
    return {
        "number": here.case.number,
        "order_id": here.names["order_id"][0],
        "name": chance.choice(acts),
    }


def operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    for found in schema.get_all_operations():
        yield found.ok()


@pytest.mark.parametrize("who", ["staff", "public"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_described(
    here: Town, who: str, label: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    browser, chance = browser_of(here, who == "staff"), random.Random(2021)
    operation = next(one for one in operations() if one.label == label)
    sent = []

    @hypothesis.seed(2021)
    @hypothesis.settings(
        max_examples=EXAMPLES if who == "staff" else 3,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy())
    def each(case: Any) -> None:
        for is_real in (False, True) if operation.path_parameters else (False,):
            if is_real:
                known = real_values(here, chance)
                case.path_parameters = {
                    name: known.get(name, value) for name, value in case.path_parameters.items()
                }
            with transaction.atomic():
                response = case.call(**browser)
                transaction.set_rollback(True)
            sent.append(response.status_code)
            case.validate_response(response, checks=CHECKS)

    each()
    assert len(sent) >= 3
    if who == "public" and "/public/" not in label:
        assert set(sent) <= {401, 403, 404}
    if who == "staff":
        assert set(sent) - {401, 403}, "nothing came further than to the door"


def test_statuses_are_named_one_by_one() -> None:
    """A document that allows any status would be kept by any answer."""
    for methods in api.get_openapi_schema()["paths"].values():
        for operation in methods.values():
            named = {str(status) for status in operation["responses"]}
            assert named <= {
                "200",
                "400",
                "401",
                "403",
                "404",
                "409",
                "410",
                "413",
                "415",
                "429",
                "503",
            }

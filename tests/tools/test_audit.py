"""The audit of packages never takes "not reached" for "none known"."""

import pytest

from tools.audit import REQUIREMENTS, verdict


@pytest.mark.parametrize(
    ("code", "said", "status"),
    [
        (0, "No known vulnerabilities found", 0),
        (0, "x  Dependency not found on PyPI and could not be audited: x (1)\nNo known", 2),
        (1, "Found 1 known vulnerability in 1 package\nName Version ID", 1),
        (1, "requests.exceptions.ConnectionError: HTTPSConnectionPool", 2),
        (1, "Max retries exceeded with url: /pypi/django/json", 2),
        (1, "timed out", 2),
        (2, "usage: pip-audit", 1),
    ],
)
def test_what_came_of_it_is_said_plainly(code: int, said: str, status: int) -> None:
    found, sentence = verdict(code, said)
    assert found == status
    assert ("No known" in sentence) == (status == 0)


def test_what_people_run_is_pinned_with_hashes() -> None:
    text = REQUIREMENTS.read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if "==" in line]
    assert len(pins) > 20 and text.count("--hash=sha256:") >= len(pins)

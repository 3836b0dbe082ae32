"""Unsafe settings are refused with the reason before anything listens."""

import pytest

from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands import machine
from xiuhua.web.commands.safety import Door, check, doubtful, unsafe
from xiuhua.web.shared import refusals

HERE, OPEN = Door(), Door(host="0.0.0.0", is_https=True)
ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
GOOD_SECRET = "v8Qk3mZr0TtXw5YhLc2BnPs7DgJf4HaE"


@pytest.fixture(autouse=True)
def _safe(settings, tmp_path, monkeypatch):
    """An installation with nothing wrong."""
    settings.HOME, settings.SECRET_KEY, settings.PASSWORD_HASHERS = tmp_path, GOOD_SECRET, ARGON
    settings.DEBUG, settings.HTTPS, settings.TRUSTED_PROXIES = False, False, 0
    settings.ALLOWED_HOSTS = ["xiuhua.lan"]
    for name in ("XIUHUA_SECRET_KEY_FILE", "DATABASE_URL_FILE", "XIUHUA_CARRIERS", "PGPASSFILE"):
        monkeypatch.delenv(name, raising=False)


def codes(door: Door) -> set[str]:
    return {refused.code for refused in unsafe(door)}


def test_nothing_wrong_is_not_refused() -> None:
    assert codes(HERE) == codes(OPEN) == set()
    check(OPEN)


def test_debug_and_weak_hashes_are_refused_where_others_come_in(settings) -> None:
    settings.DEBUG = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *ARGON]
    both = {"unsafe_debug", "unsafe_hashes"}
    assert codes(OPEN) == both
    assert codes(HERE) == set() and {one.code for one in doubtful(HERE)} == both
    settings.TRUSTED_PROXIES = 1  # a proxy brings others in by the loopback
    assert codes(HERE) == both


@pytest.mark.parametrize("hosts", [["*"], ["a.lan", "*"], ["*.lan"]])
def test_any_host_is_refused_everywhere(settings, hosts) -> None:
    settings.ALLOWED_HOSTS = hosts
    assert codes(HERE) == codes(OPEN) == {"unsafe_hosts"}


@pytest.mark.parametrize("secret", ["short", "a" * 60, "abcabcabc" * 8, GOOD_SECRET[:31]])
def test_a_secret_that_can_be_guessed_is_refused(settings, secret) -> None:
    settings.SECRET_KEY = secret
    assert codes(HERE) == {"unsafe_secret_short"}


def test_a_secret_that_others_can_read_is_refused(settings, tmp_path, monkeypatch) -> None:
    inside = tmp_path / "secret_key"
    inside.write_text(GOOD_SECRET)
    inside.chmod(0o644)
    given = tmp_path / "given"
    given.write_text("postgres://")
    given.chmod(0o640)
    monkeypatch.setenv("DATABASE_URL_FILE", str(given))
    (refused,) = unsafe(HERE)
    assert (refused.code, refused.facts) == ("unsafe_secret_readable", {"file": str(inside)})
    assert f"chmod 600 {inside}" in refusals.in_both(refused)
    inside.chmod(0o600)
    assert codes(HERE) == set()
    given.chmod(0o644)
    assert codes(HERE) == {"unsafe_secret_readable"}


@pytest.mark.parametrize(
    "door, is_refused",
    [
        (Door("0.0.0.0"), True),
        (Door("192.168.1.20"), True),
        (Door("::"), True),
        (Door("0.0.0.0", is_https=True), False),
        (Door("0.0.0.0", plain_http_allowed=True), False),
        (Door("127.0.0.1"), False),
        (Door("::1"), False),
        (Door("localhost"), False),
    ],
)
def test_passwords_do_not_travel_in_the_clear(door, is_refused) -> None:
    assert codes(door) == ({"unsafe_plain_http"} if is_refused else set())


def test_the_first_thing_that_must_not_be_is_raised(settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    with pytest.raises(Refused, match="unsafe_hosts"):
        check(OPEN)


def test_a_machine_is_reached_by_what_was_configured_or_by_what_it_is(monkeypatch) -> None:
    monkeypatch.setattr(machine, "addresses", lambda: ["192.168.1.20"])
    monkeypatch.setattr(machine.socket, "gethostname", lambda: "Desk")
    always = list(machine.ALWAYS)
    assert machine.reachable_by("127.0.0.1", []) == always
    own = ["desk", "desk.local", "desk.lan", "192.168.1.20"]
    assert machine.reachable_by("0.0.0.0", []) == always + own
    assert machine.best(own) == "192.168.1.20"
    assert machine.reachable_by("10.1.1.1", []) == [*always, "10.1.1.1"]
    assert machine.reachable_by("0.0.0.0", ["Xiuhua.lan", "[::1]", ".gov.cn"]) == [
        *always,
        "xiuhua.lan",
    ]

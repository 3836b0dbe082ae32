"""A real Chromium for journeys: `page` at a desk, `phone` in a hand, and `effort` to count with.

Found by CHROMIUM or by the usual names; a missing one fails the run, it never skips. The browser
reaches this machine only. Each test has a fresh profile and a street of its own (`live_street`).
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.street import Street

USUAL_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
DESK = {"viewport": {"width": 1440, "height": 900}}
HAND = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
CHINA = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}

# Kept in the tab's session storage, because a tap often leads to the next page. Presses are counted
# where they begin: a tap on a label makes two clicks but one press.
COUNTING = """
(() => {
  const add = (what) => {
    try { sessionStorage.setItem(what, String(Number(sessionStorage.getItem(what) || 0) + 1)); }
    catch { /* a page without an origin has nothing to count */ }
  };
  addEventListener("pointerdown", (e) => { if (e.isTrusted) add("effort-taps"); }, true);
  addEventListener("keydown", (e) => { if (e.isTrusted && !e.repeat) add("effort-keys"); }, true);
})();
"""


def chromium_path() -> str:
    """The browser to drive; fails the test when there is none."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        found = shutil.which(named)
        if not found:
            pytest.fail(f"CHROMIUM names no program: {named}", pytrace=False)
        return found
    for name in USUAL_NAMES:
        if found := shutil.which(name):
            return found
    pytest.fail(
        "no Chromium found: install Debian's package `chromium` or set CHROMIUM", pytrace=False
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder needs a browser, marked or not."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, once per test process."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser per test process; tests get contexts of their own in it."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def counted_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a profile of its own, with gestures counted; no street."""
    contexts = []

    def opened(**options: object) -> Page:
        context = chromium.new_context(**{**CHINA, **options})
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(COUNTING)
        page = context.new_page()
        page.errors = []  # what the page itself complained of; journeys hold it to be empty
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(counted_page: Callable[..., Page], live_street: Street) -> Callable[..., Page]:
    """A function that opens one more person's page on the live street: `open_page(phone=True)`."""

    def opened(*, phone: bool = False, **options: object) -> Page:
        return counted_page(**{**(HAND if phone else DESK), "base_url": live_street.url, **options})

    return opened


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Iterator[Page]:
    """A desk: 1440 wide. Fails the test if a script on a page broke."""
    opened = open_page()
    yield opened
    assert opened.errors == []


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Iterator[Page]:
    """A hand: 390 wide, touch. Fails the test if a script on a page broke."""
    opened = open_page(phone=True)
    yield opened
    assert opened.errors == []


class Effort:
    """What a journey has cost so far: presses of finger or mouse, keys, seconds."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._began = time.monotonic()
        self._before = (0, 0)
        self._before = (self.taps, self.keys)

    def _count(self, what: str) -> int:
        asked = "(what) => { try { return Number(sessionStorage.getItem(what) || 0) } catch { return 0 } }"
        return int(self._page.evaluate(asked, what))

    @property
    def taps(self) -> int:
        """Presses of finger or mouse since the count began."""
        return self._count("effort-taps") - self._before[0]

    @property
    def keys(self) -> int:
        """Keys pressed since the count began; `fill` presses none, `press` and `type` do."""
        return self._count("effort-keys") - self._before[1]

    @property
    def seconds(self) -> float:
        """Time since the count began."""
        return time.monotonic() - self._began


@pytest.fixture
def effort() -> type[Effort]:
    """`spent = effort(phone)` at the start page; later `assert spent.taps <= 5`."""
    return Effort

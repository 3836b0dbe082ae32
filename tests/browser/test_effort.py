"""The counter that holds the journeys: a tap on a label is one tap, typing counts its keys."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

FORM = """<!doctype html><title>form</title>
<label style="display:block;padding:20px">agree <input type="checkbox" id="agree"></label>
<input id="words"><a href="next.html" style="display:block;padding:20px">next</a>"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text(FORM, encoding="utf-8")
    (tmp_path / "next.html").write_text("<!doctype html><h1>next</h1>", encoding="utf-8")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("has_touch", [True, False], ids=["finger", "mouse"])
def test_presses_and_keys_are_counted_across_pages(
    chromium: Browser, counted_page, effort, site: str, has_touch: bool
) -> None:
    page = counted_page(has_touch=has_touch)
    page.goto(site)
    spent = effort(page)
    press = "tap" if has_touch else "click"
    getattr(page.get_by_text("agree"), press)()
    assert page.is_checked("#agree")
    page.locator("#words").press_sequentially("lamp")
    getattr(page.get_by_text("next"), press)()
    page.wait_for_url("**/next.html")
    assert (spent.taps, spent.keys) == (2, 4)


def test_the_browser_reaches_this_machine_only(counted_page, site: str) -> None:
    page = counted_page()
    page.goto(site)
    answer = page.evaluate(
        "fetch('http://example.org/', {mode: 'no-cors'}).then(() => 'reached', () => 'shut')"
    )
    assert answer == "shut"

"""Every page by axe-core for WCAG 2.2 AA, at a desk and in a hand; and with letters twice as large.

axe-core is installed by `tools/build_assets.py --dev` (make test-browser); a missing one fails the run.
"""

from pathlib import Path

import pytest

from tests.browser.people import sign_in

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "build" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"

PUBLIC = ("/", "/report/", "/follow/", "/sign-in/")
# An address, or a list and the link on it that is followed.
Way = str | tuple[str, str]
PLACES: dict[str, tuple[Way, ...]] = {
    "officer5": (
        "/desk/",
        ("/desk/cases/?scope=mine", "#rows a"),
        ("/desk/cases/?scope=closed", "#rows a"),
        "/desk/cases/new/",
        "/desk/cases/fixed/",
    ),
    "inspector1": (("/desk/cases/?state=handled", "#rows a"),),
    "desk_clerk1": (
        "/desk/cases/",
        "/desk/cases/?scope=all&number=NONE",
        "/desk/sending/",
        "/desk/map/",
        "/desk/orders/",
        "/desk/orders/new/",
        ("/desk/orders/?scope=all", "tbody a"),
    ),
    "shift_head1": ("/desk/privacy/", "/desk/privacy/new/", "/desk/privacy/seen/"),
    "head1": ("/desk/",),
    "system_admin1": (
        "/desk/people/",
        "/desk/people/new/",
        ("/desk/people/", "tbody a"),
        "/desk/catalogue/",
        ("/desk/catalogue/", "main a[href*='/classes/']"),
        "/desk/catalogue/rules/",
        "/desk/catalogue/calendars/",
        "/desk/gazetteer/",
        ("/desk/gazetteer/", "tbody a[href*='/gazetteer/']"),
        "/desk/grids/",
        "/desk/registry/",
        "/desk/registry/parties/",
        "/desk/registry/premises/",
        ("/desk/registry/", "tbody a"),
        "/desk/privacy/kept/",
    ),
    "auditor1": (
        "/desk/history/",
        "/desk/history/?number=officer1",
        "/desk/privacy/seen/?what=erased",
        "/desk/privacy/fields/",
    ),
}


def go(page, way: Way) -> str:
    """Stand on the page; how it is called in a report."""
    address, link = (way, "") if isinstance(way, str) else way
    assert page.goto(address).status == 200, address
    if link:
        target = page.locator(link).first.get_attribute("href")
        assert page.goto(target).status == 200, f"{address} → {target}"
    if page.locator("[data-map]").count():
        page.locator(".map canvas").first.wait_for()
    return f"{address} {link}".strip()


def faults(page) -> list[str]:
    """What axe finds wrong on the page, one line per rule with the first place."""
    # At the foot of the page the bar under the thumb covers nothing, as when one scrolls on.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.evaluate(AXE.read_text(encoding="utf-8"))  # past the content policy, as no page could
    found = page.evaluate(RUN, RULES)["violations"]
    return [
        f"{one['id']} ({one['impact']}, {len(one['nodes'])}×): {one['nodes'][0]['html'][:160]}"
        for one in found
    ]


def is_too_wide(page) -> bool:
    """Whether one would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"))


@pytest.fixture(scope="module", autouse=True)
def _axe_is_here():
    if not AXE.exists():
        pytest.fail(
            "axe-core is missing: python tools/build_assets.py --dev (make test-browser does it)",
            pytrace=False,
        )


def looked_at(open_page, live_street, **hand):
    """Each page in turn: its name and the browser's page standing on it."""
    page = open_page(**hand)
    for way in PUBLIC:
        yield go(page, way), page
    for username, ways in PLACES.items():
        page = sign_in(open_page(**hand), live_street, username)
        for way in ways:
            yield f"{username}: {go(page, way)}", page
        assert page.errors == []
        page.close()


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_no_page_breaks_wcag_or_needs_scrolling_sideways(open_page, live_street, phone):
    wrong = []
    for name, page in looked_at(open_page, live_street, phone=phone):
        wrong += [f"{name}: {fault}" for fault in faults(page)]
        if is_too_wide(page):
            wrong.append(f"{name}: scrolls sideways")
    assert wrong == []


# Text cut off by its own box or beyond the screen; strips and tables that scroll by themselves may be wider.
CUT = """() => [...document.querySelectorAll('h1, h2, button, .button, label, th, td, dd, a, .chip, .tag')]
  .filter((e) => e.checkVisibility() && !e.closest('.map, .skip, .aside-word, .table-box, .menu, .tabs') && e.textContent.trim())
  .filter((e) => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const clipped = style.overflow !== 'visible' && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2);
    return box.width > 1 && (clipped || box.right > innerWidth + 1 || box.left < -1);
  }).map((e) => e.outerHTML.slice(0, 120))"""


# Enlarged to 200 % by the browser a desk of 1280 is 640 wide; on a phone the letters alone grow.
TWICE = {
    "zoom": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "letters": {"phone": True},
    "large print": {},
}


@pytest.mark.parametrize("how", TWICE)
def test_nothing_is_lost_when_letters_are_twice_as_large(open_page, live_street, how):
    wrong = []
    for name, page in looked_at(open_page, live_street, **TWICE[how]):
        if how == "letters":  # all sizes are in rem
            page.evaluate("document.documentElement.style.fontSize = '200%'")
        if how == "large print":
            page.evaluate("document.documentElement.dataset.large = ''")
        wrong += [f"{name}: cut off {piece}" for piece in page.evaluate(CUT)]
        if is_too_wide(page):
            wrong.append(f"{name}: scrolls sideways")
    assert wrong == []

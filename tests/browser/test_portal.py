"""The public's journeys on a real phone: report with photo and place in five taps, follow in two."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import photo_file

INSIDE = {"latitude": 31.2400, "longitude": 121.4750, "accuracy": 12}


@pytest.fixture
def resident(open_page):
    """A phone with its place at hand; fails the test if a script on a page broke."""
    page = open_page(phone=True, geolocation=INSIDE, permissions=["geolocation"])
    yield page
    assert page.errors == []


def report(page, tmp_path) -> str:
    """The five taps; gives the number on the receipt."""
    page.get_by_role("link", name="我要反映").tap()
    page.wait_for_url("**/report/")
    with page.expect_file_chooser() as chooser:
        page.locator("label.shoot").tap()
    chooser.value.set_files(photo_file(tmp_path, "rubbish"))
    page.get_by_label("垃圾没清").tap()
    page.get_by_role("button", name="定位到我").tap()
    expect(page.locator("input[name=lon]")).not_to_have_value("")
    page.get_by_role("button", name="提交").tap()
    page.wait_for_url("**/report/thanks/")
    return page.locator(".receipt__number").inner_text()


def test_a_resident_reports_with_photo_and_place_in_five_taps(
    resident, live_street, tmp_path, effort
) -> None:
    resident.goto("/")
    spent = effort(resident)
    number = report(resident, tmp_path)
    assert (spent.taps, spent.keys) == (5, 0)
    assert spent.seconds < 60
    assert re.fullmatch(r"[A-Z]+-\d{8}-\d{6}", number)
    expect(resident.locator(".check-word")).to_have_text(re.compile(r"\w{3} \w{3}"))
    expect(resident.locator(".notice--done")).to_contain_text("前决定是否受理")
    resident.get_by_role("link", name="查看办理进度").tap()
    expect(resident.locator("h1")).to_contain_text("已收到")
    photo = resident.locator("figure.alone img")
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640


def test_it_is_followed_in_two_taps_from_the_start_page(
    resident, live_street, tmp_path, effort
) -> None:
    resident.goto("/")
    number = report(resident, tmp_path)
    resident.context.clear_cookies()
    resident.goto("/")
    spent = effort(resident)
    resident.get_by_role("link", name="查办理进度").tap()
    expect(resident.locator("#number")).to_have_value(number)
    resident.get_by_role("button", name="查询").tap()
    resident.wait_for_url("**/follow/case/")
    assert (spent.taps, spent.keys) == (2, 0)
    resident.get_by_role("button", name=re.compile("退出查询")).tap()
    expect(resident.get_by_role("link", name="我要反映")).to_be_visible()
    resident.goto("/follow/")
    expect(resident.locator("#number")).to_have_value("")


def test_who_does_not_give_a_place_writes_it(open_page, live_street) -> None:
    page = open_page(phone=True)  # the phone refuses to tell where it is
    page.goto("/report/")
    page.get_by_role("button", name="定位到我").tap()
    expect(page.locator("[data-located]")).to_contain_text("没有取得位置")
    page.fill("#words", "垃圾没人收")
    page.get_by_role("button", name="提交").tap()
    expect(page.locator(".summary")).to_contain_text("还不知道在哪里")
    expect(page.locator("#words")).to_have_value("垃圾没人收")
    page.fill("#place_words", "3 号楼后面")
    page.get_by_role("button", name="提交").tap()
    page.wait_for_url("**/report/thanks/")
    assert page.errors == []


def test_it_works_without_any_script(open_page, live_street, tmp_path) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    page.goto("/report/")
    expect(page.locator("[data-locate]")).to_be_hidden()
    page.set_input_files("input[name=photos]", photo_file(tmp_path, "plain"))
    page.fill("#place_words", "菜市场门口")
    page.get_by_role("button", name="提交").tap()
    page.wait_for_url("**/report/thanks/")
    assert page.locator(".check-word").inner_text()


def test_pages_fit_a_phone_and_large_print(open_page, live_street) -> None:
    for phone in (True, False):
        page = open_page(phone=phone)
        for large in (False, True):
            for path in ("/", "/report/", "/follow/"):
                page.goto(path)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path
            if not large:
                page.get_by_role("button", name="大字版").click()
                expect(page.locator("html")).to_have_attribute("data-large", "")
        small = page.locator("a.door, .tiles label, button").evaluate_all(
            "all => all.filter(one => one.offsetHeight && one.offsetHeight < 40).length"
        )
        assert small == 0 and page.errors == []

"""Journeys that must be short: taps, keys and clicks counted from the start page."""

import re

from playwright.sync_api import expect

from tests.browser.people import photo_file, sign_in

INSIDE = {"latitude": 31.2400, "longitude": 121.4750, "accuracy": 12}


def test_an_officer_fixes_on_the_spot_in_six_taps(open_page, live_street, tmp_path, effort):
    page = open_page(phone=True, geolocation=INSIDE, permissions=["geolocation"])
    sign_in(page, live_street, "officer1")
    spent = effort(page)
    page.get_by_role("link", name="即采即办").tap()
    page.set_input_files("#before", photo_file(tmp_path, "before", "red"))
    page.set_input_files("#after", photo_file(tmp_path, "after", "green"))
    page.select_option("#class_slug", "event.street_order.outdoor_trading")
    page.locator(
        ".map [data-map-locate], .maplibregl-ctrl-geolocate, .map button[aria-label*='定位']"
    ).first.tap()
    expect(page.locator("input[name=lon]")).not_to_have_value("")
    page.get_by_role("button", name="提交").tap()
    page.wait_for_url(re.compile(r"/desk/cases/JX-"))
    expect(page.locator(".title-row")).to_contain_text("即采即办")
    # The two photos and the class each cost one tap more than a script makes: 3 + 3.
    assert spent.taps + 3 <= 6


def test_a_clerk_takes_a_call_with_the_keyboard_alone(page, live_street, effort):
    sign_in(page, live_street, "desk_clerk1")
    page.goto("/desk/cases/new/")
    spent = effort(page)
    expect(page.locator("#source")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("王女士")
    page.keyboard.press("Tab")
    page.keyboard.type("13800001234")
    page.keyboard.press("Tab")
    page.keyboard.type("jjl", delay=30)
    page.locator("#place_words_list li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("input[name=lon]").input_value()
    page.locator("#class_slug").focus()
    page.keyboard.type("event.street_order.outdoor_trading")
    page.keyboard.press("Tab")
    page.keyboard.type("店外经营，影响通行")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/cases/JX-"))
    expect(page.locator("main")).to_contain_text("店外经营，影响通行")
    assert spent.taps == 0
    assert spent.seconds < 40


def test_a_dispatcher_sends_the_waiting_files_in_twelve_keys(page, live_street, effort):
    sign_in(page, live_street, "desk_clerk1")
    waiting = page.request.get("/desk/cases/?state=filed").text().count("data-id=")
    assert waiting > 0
    spent = effort(page)
    page.get_by_role("link", name="派单").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/sending/")
    page.get_by_role("button", name="按建议派出").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("已派出")
    assert spent.keys <= 12
    assert spent.taps == 0


def test_an_inspector_confirms_in_three_taps(open_page, live_street, effort):
    page = sign_in(open_page(phone=True), live_street, "inspector1")
    expect(page.locator("#cases")).to_contain_text("待核查")
    spent = effort(page)
    page.locator("#rows tr", has_text="待核查").first.locator("a").tap()
    page.wait_for_url(re.compile(r"/desk/cases/JX-"))
    page.locator("#act-pass_check input[name=confirmed]").tap()
    page.locator("#act-pass_check form button").tap()
    page.wait_for_load_state()
    expect(page.locator(".title-row")).to_contain_text("已办结")
    assert spent.taps <= 3


def test_a_head_finds_why_a_grid_is_red_in_three_clicks(page, live_street, effort):
    sign_in(page, live_street, "head1")
    spent = effort(page)
    page.locator("#grids tbody td.num a").first.click()
    page.wait_for_url("**scope=late**")
    page.locator("#rows a").first.click()
    page.wait_for_url(re.compile(r"/desk/cases/JX-"))
    expect(page.locator(".timeline")).to_be_visible()
    expect(page.locator("main, .page")).to_contain_text(["超时"])
    assert spent.taps <= 3


def test_pages_hold_without_script_errors_wide_and_narrow(open_page, live_street):
    for phone in (False, True):
        page = sign_in(open_page(phone=phone), live_street, "shift_head1")
        for path in (
            "/desk/",
            "/desk/cases/",
            "/desk/map/",
            "/desk/orders/",
            "/desk/sending/",
            "/desk/gazetteer/",
        ):
            answer = page.goto(path)
            assert answer.status == 200, path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path
        assert page.errors == []

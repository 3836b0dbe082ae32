"""A problem from a resident's phone to a verified close, and a 12345 order to its reply, by eight people."""

import json
import re

from playwright.sync_api import expect

from tests.browser.people import full_name, photo_file, sign_in

INSIDE = {"latitude": 31.2400, "longitude": 121.4750, "accuracy": 12}


def act(page, name):
    """Open one act of the case page and give its form."""
    box = page.locator(f"#act-{name}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    return box


def choose(select, words):
    """Choose the option that says these words."""
    select.select_option(label=select.locator("option", has_text=words).first.text_content())


def press(box, page):
    box.locator("form button").last.click()
    page.wait_for_load_state()
    assert page.locator(".refusal").all_text_contents() == []


def closed_by_the_staff(open_page, live_street, tmp_path, number):
    """Verify, file, dispatch, handle and check one case, each by the person whose part it is."""
    clerk = sign_in(open_page(), live_street, "desk_clerk1")
    clerk.goto(f"/desk/cases/{number}/")
    form = act(clerk, "send_to_verify")
    choose(form.locator("select[name=officer_id]"), full_name(live_street, "officer1"))
    press(form, clerk)

    member = sign_in(open_page(phone=True), live_street, "officer1")
    member.goto(f"/desk/cases/{number}/")
    form = act(member, "verify")
    form.locator("input[value=present]").check()
    form.locator("textarea[name=note]").fill("现场属实，摊位占用人行道")
    press(form, member)

    clerk.goto(f"/desk/cases/{number}/")
    press(act(clerk, "file"), clerk)
    form = act(clerk, "dispatch")
    choose(form.locator("select[name=unit_id]"), "综合执法中心")
    choose(form.locator("select[name=officer_id]"), full_name(live_street, "officer1"))
    press(form, clerk)

    member.goto(f"/desk/cases/{number}/")
    form = act(member, "handle")
    form.locator("textarea[name=note]").fill("已劝离并清扫")
    form.locator("input[type=file]").set_input_files(photo_file(tmp_path, "after", "green"))
    press(form, member)

    inspector = sign_in(open_page(), live_street, "inspector1")
    inspector.goto(f"/desk/cases/{number}/")
    expect(inspector.locator(".pair figure")).to_have_count(2)
    form = act(inspector, "pass_check")
    form.locator("textarea[name=note]").fill("人行道已畅通")
    form.locator("input[name=confirmed]").check()
    press(form, inspector)
    expect(inspector.locator(".title-row")).to_contain_text("已办结")
    return clerk


def test_from_a_residents_phone_to_a_verified_close(open_page, live_street, tmp_path):
    resident = open_page(phone=True, geolocation=INSIDE, permissions=["geolocation"])
    resident.goto("/report/")
    resident.set_input_files("input[name=photos]", photo_file(tmp_path, "before", "red"))
    resident.locator(".tiles--kinds label", has_text="店外摆摊").click()
    resident.locator("[data-locate]").click()
    expect(resident.locator("[data-located]")).to_contain_text("已定位")
    resident.locator(".report__send button").click()
    expect(resident.locator("h1")).to_contain_text("已收到")
    number = resident.locator(".receipt__number").text_content().strip()
    word = resident.locator(".receipt .check-word").text_content().strip()

    closed_by_the_staff(open_page, live_street, tmp_path, number)

    other_phone = open_page(phone=True)
    other_phone.goto("/follow/")
    other_phone.fill("#number", number)
    other_phone.fill("#check_word", word)
    other_phone.locator("form[data-follow] button").last.click()
    expect(other_phone.locator("main")).to_contain_text("已办结")
    said = json.loads(live_street.command("verify_history", "--json").splitlines()[-1])
    assert said["holds"] is True
    for page in (resident, other_phone):
        assert page.errors == []


def test_from_a_12345_order_to_its_reply(open_page, live_street, tmp_path):
    clerk = sign_in(open_page(), live_street, "desk_clerk1")
    clerk.goto("/desk/orders/new/")
    clerk.fill("#their_number", "WH20210506-0999")
    clerk.fill("#topic", "店外经营扰民")
    clerk.fill("#contact_due_at", "2021-05-06T11:00")
    clerk.fill("#reply_due_at", "2021-05-09T09:00")
    clerk.fill("#caller_phone", "13800001234")
    clerk.fill("#words", "店铺把货摆在人行道上")
    clerk.select_option("#class_slug", "event.street_order.outdoor_trading")
    clerk.locator("#place_words").press_sequentially("九江路", delay=30)
    clerk.locator("#place_words_list li").first.wait_for()
    clerk.keyboard.press("ArrowDown")
    clerk.keyboard.press("Enter")
    assert clerk.locator("input[name=lon]").input_value()
    clerk.get_by_role("button", name="保存").click()
    clerk.wait_for_url(re.compile(r"/desk/orders/\d+/"))
    order_url = clerk.url
    expect(clerk.locator("main")).to_contain_text("138****1234")
    number = clerk.locator("main table th a").first.text_content().strip()

    clerk.fill("#note", "已电话联系来电人")
    clerk.get_by_role("button", name="已联系").click()
    clerk.wait_for_load_state()
    # A reply before the close is refused without a reason, and nothing typed is lost.
    clerk.fill("#reply_text", "已派人处理")
    clerk.fill("#signer", "分管领导")
    clerk.get_by_role("button", name="回复", exact=True).click()
    expect(clerk.locator(".refusal")).to_be_visible()
    expect(clerk.locator("#reply_text")).to_have_value("已派人处理")

    closed_by_the_staff(open_page, live_street, tmp_path, number)

    clerk.goto(order_url)
    clerk.fill("#reply_text", "店主已将货物收回店内，人行道恢复畅通。")
    clerk.fill("#signer", "分管领导")
    clerk.get_by_role("button", name="回复", exact=True).click()
    expect(clerk.locator(".title-row")).to_contain_text("已回复")
    assert '"holds": true' in live_street.command("verify_history", "--json")

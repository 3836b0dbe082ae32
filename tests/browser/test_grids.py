"""New grids in the browser: propose, drag a block on the map, adopt, and new cases go by the new border."""

import re

import numpy as np
import shapely
from playwright.sync_api import expect
from shapely.geometry import shape

from tests.browser.people import sign_in
from xiuhua.solvers.partition import Town
from xiuhua.solvers.partition.figures import broken

REMEMBER = "document.addEventListener('map:ready', (e) => { window.streetMap = e.detail.map; });"


def movable(features):
    """A block, the block beside it in another grid, and that grid: one that may go over."""
    blocks = [shape(f["geometry"]) for f in features]
    codes = [f["properties"]["block"] for f in features]
    grid_of = np.array([f["properties"]["grid"] - 1 for f in features])
    edges = Town.of(blocks, 4549, codes).edges
    # The longest shared borders first: large blocks are easy to hit.
    for at in np.argsort(-edges.border_m):
        block, other = int(edges.here[at]), int(edges.other[at])
        if grid_of[block] == grid_of[other] or (grid_of == grid_of[block]).sum() < 3:
            continue
        tried = grid_of.copy()
        tried[block] = grid_of[other]
        if not broken(edges, tried):
            middles = [shapely.point_on_surface(blocks[n]) for n in (block, other)]
            return codes[block], middles, int(grid_of[other]) + 1
    raise AssertionError("no block can move")


def on_screen(page, point):
    """Where a point of the map is on the screen."""
    x, y = page.evaluate(
        "([lon, lat]) => { const p = window.streetMap.project([lon, lat]); return [p.x, p.y]; }",
        [point.x, point.y],
    )
    box = page.locator(".map canvas").bounding_box()
    return box["x"] + x, box["y"] + y


def test_a_dragged_block_moves_the_border_for_new_cases(page, live_street):
    page.add_init_script(REMEMBER)
    sign_in(page, live_street, "system_admin1")
    page.goto("/desk/grids/proposals/")
    page.locator("summary", has_text="重新划分").click()
    page.get_by_label("方案名称").first.fill("拖动试一试")
    page.get_by_label("允许偏差").first.fill("15")
    page.get_by_role("button", name="重新划分").click()
    page.wait_for_url(re.compile(r"/desk/grids/proposals/\d+/"), timeout=120_000)
    address = page.url
    page.locator(".map[data-ready=yes]").wait_for(timeout=60_000)
    page.wait_for_function("window.streetMap && window.streetMap.areTilesLoaded()")
    features = page.request.get(f"{address}map/blocks/").json()["features"]
    code, (start, end), grid = movable(features)
    page.locator(".map").scroll_into_view_if_needed()
    before = page.locator(f"#proposed [data-grid='{grid}'] [data-said=work]").inner_text()
    page.mouse.move(*on_screen(page, start))
    page.mouse.down()
    page.mouse.move(*on_screen(page, end), steps=8)
    page.mouse.up()
    expect(page.locator(f"#proposed [data-grid='{grid}'] [data-said=work]")).not_to_have_text(
        before
    )
    after = page.request.get(f"{address}map/blocks/").json()["features"]
    moved = {f["properties"]["block"]: f["properties"]["grid"] for f in after}
    assert moved[code] == grid
    drawn = page.request.get(f"{address}grids.geojson").json()["features"]
    new_code = next(
        f["properties"]["code"]
        for f in drawn
        if f["properties"]["layer"] == "grid" and f["properties"]["grid"] == grid
    )
    page.get_by_role("button", name="启用这个方案").click()
    expect(page.locator(".notices")).to_contain_text("已启用")
    report = page.request.post(
        "/api/v1/public/reports",
        data={"words": "路面积水", "lon": start.x, "lat": start.y, "crs": "EPSG:4490"},
        headers={"Idempotency-Key": "new-border"},
    )
    assert report.ok, report.text()
    said = page.request.get(f"/desk/cases/{report.json()['number']}/").text()
    assert new_code in said

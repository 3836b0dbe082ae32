"""The pages of proposals: dividing, correcting, files, adopting; and who may not."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import builders
from tests.proposal_street import MAY, street
from xiuhua.apps.records import now as clock
from xiuhua.apps.space.models import Block, Grid, GridProposal, ProposedBlock
from xiuhua.solvers.partition import Stop

pytestmark = pytest.mark.django_db
PAGE = "/desk/grids/proposals/"
SHARES = {"share_area_m2": "60", "share_road_m": "40", "share_premises": "0", "share_cases": "0"}


@pytest.fixture
def home(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: MAY)
    monkeypatch.setattr(
        "xiuhua.apps.space.proposing.FOR_A_PAGE", Stop(short=200, long=800, least=20)
    )
    return street()


@pytest.fixture
def keeper(home):
    person = builders.user(of=home)
    builders.grant(person, "system_admin", home)
    return person


def divide(client, name="方案一", **given):
    body = {
        "act": "divide",
        "key": f"k-{name}",
        "name": name,
        "count": "4",
        "deviation": "10",
        "seed": "1",
        **SHARES,
    }
    return client.post(PAGE, body | {"inside_limits": "on"} | given)


def test_dividing_leads_to_the_proposal(client, keeper):
    client.force_login(keeper)
    assert "还没有方案" in client.get(PAGE).content.decode()
    answer = divide(client)
    proposal = GridProposal.objects.get()
    assert answer.status_code == 302 and answer.url == f"{PAGE}{proposal.pk}/"
    said = client.get(answer.url).content.decode()
    assert "虚构大道" in said and "分界为什么在这里" in said
    assert "方案一" in client.get(PAGE).content.decode()
    assert proposal.shares == {"area_m2": 0.6, "road_m": 0.4}


def test_what_is_refused_stays_on_its_form(client, keeper):
    client.force_login(keeper)
    for given, words in (
        ({"name": " "}, "请给方案起个名称"),
        ({"count": "60"}, "只有 48 个街区"),
        ({"count": "47", "deviation": "1"}, "偏差达不到"),
    ):
        answer = divide(client, **given)
        assert answer.status_code == 200 and words in answer.content.decode()
    assert not GridProposal.objects.exists()


def test_a_move_answers_with_the_figures(client, keeper):
    client.force_login(keeper)
    divide(client)
    proposal = GridProposal.objects.get()
    rows = {r.block.code: r.grid for r in ProposedBlock.objects.select_related("block")}
    layer = client.get(f"{PAGE}{proposal.pk}/map/blocks/").json()
    assert {f["properties"]["block"]: f["properties"]["grid"] for f in layer["features"]} == rows
    assert len(client.get(f"{PAGE}{proposal.pk}/map/grids/").json()["features"]) == 4
    moved = None
    for n in range(1, 48):  # eastwards over the first border that lets go
        one, two = f"B{n:02}", f"B{n + 1:02}"
        if n % 8 and rows[one] != rows[two]:
            answer = client.post(
                f"{PAGE}{proposal.pk}/",
                {"act": "move", "block": one, "grid": rows[two], "key": f"m{n}"},
                headers={"Accept": "application/json"},
            )
            if answer.status_code == 200:
                moved = answer.json()
                break
    assert moved is not None and moved["moved"] == {one: rows[two]}
    assert len(moved["grids"]) == 4
    page = client.get(f"{PAGE}{proposal.pk}/").content.decode()
    for words in (moved["words"], *(row["words"] for row in moved["grids"])):
        assert all(f">{said}<" in page for said in words.values())  # the page says them alike
    refused = client.post(
        f"{PAGE}{proposal.pk}/",
        {"act": "move", "block": "B99", "grid": "1", "key": "x"},
        headers={"Accept": "application/json"},
    )
    assert refused.status_code == 404 and "B99" in json.dumps(refused.json(), ensure_ascii=False)


def test_a_file_goes_out_and_comes_back(client, keeper):
    client.force_login(keeper)
    divide(client)
    proposal = GridProposal.objects.get()
    for ending in ("xlsx", "geojson", "gpkg"):
        content = client.get(f"{PAGE}{proposal.pk}/grids.{ending}").content
        file = SimpleUploadedFile(f"改.{ending}", content)
        name = f"导入{ending}"
        answer = client.post(PAGE, {"act": "given", "key": name, "name": name, "file": file})
        assert answer.status_code == 302
        given = GridProposal.objects.get(name=name)
        assert (given.origin, given.count) == ("given", 4)
        assert given.figures["cut_m"] == proposal.figures["cut_m"]
    assert client.get(f"{PAGE}{proposal.pk}/grids.dwg").status_code == 404


def test_bad_files_are_refused(client, keeper):
    client.force_login(keeper)
    divide(client)
    whole = json.loads(client.get(f"{PAGE}{GridProposal.objects.get().pk}/grids.geojson").content)
    blocks = [f for f in whole["features"] if "block" in f["properties"]]

    def changed(n, **given):
        copy = json.loads(json.dumps(blocks))
        copy[n]["properties"].update(given)
        return json.dumps({"type": "FeatureCollection", "features": copy}).encode()

    bad = {
        "a.geojson": (
            json.dumps({"type": "FeatureCollection", "features": blocks[1:]}).encode(),
            "文件缺少 1 个街区",
        ),
        "b.geojson": (changed(0, grid=9), "网格号应从 1 连续"),
        "c.geojson": (changed(0, grid="x"), "不是整数"),
        "d.geojson": (changed(0, block=blocks[1]["properties"]["block"]), "出现两次"),
        "e.xlsx": (b"no workbook", "读不出来"),
        "f.gpkg": (b"no package", "读不出来"),
        "g.dwg": (b"", ""),
    }
    for name, (content, words) in bad.items():
        answer = client.post(
            PAGE,
            {"act": "given", "key": name, "name": name, "file": SimpleUploadedFile(name, content)},
        )
        assert answer.status_code == 200 and words in answer.content.decode(), name
    assert GridProposal.objects.count() == 1


def test_two_side_by_side_and_adopting(client, keeper):
    client.force_login(keeper)
    divide(client)
    divide(client, name="方案二", seed="2")
    one, two = GridProposal.objects.order_by("pk")
    said = client.get(f"{PAGE}compare/?one={one.pk}&two={two.pk}").content.decode()
    assert "方案一" in said and "方案二" in said
    assert client.get(f"{PAGE}compare/?one={one.pk}&two={one.pk}").status_code == 400
    assert client.get(f"{PAGE}compare/?one={one.pk}&two=x").status_code == 400
    late = client.post(f"{PAGE}{one.pk}/", {"act": "adopt", "key": "a", "from_on": "2021-05-05"})
    assert "不能从过去的日期" in late.content.decode() and not Grid.objects.exists()
    done = client.post(f"{PAGE}{one.pk}/", {"act": "adopt", "key": "b", "from_on": "2021-05-07"})
    assert done.status_code == 302 and Grid.objects.count() == 4
    shown = client.get(f"{PAGE}{one.pk}/").content.decode()
    assert "起启用" in shown and "启用这个方案" not in shown


def test_blocks_are_drawn_at_a_button(client, keeper):
    Block.objects.all().delete()
    client.force_login(keeper)
    assert "按道路生成街区" in client.get(PAGE).content.decode()
    client.post(PAGE, {"act": "blocks"})
    assert Block.objects.count() == 2


def test_others_look_or_do_not_even_see(client, home, keeper):
    client.force_login(keeper)
    divide(client)
    proposal = GridProposal.objects.get()
    head = builders.user(of=home)
    builders.grant(head, "head", home)
    client.force_login(head)
    assert client.get(f"{PAGE}{proposal.pk}/").status_code == 200
    assert divide(client, name="另一个").status_code == 403
    for act in ("move", "split", "merge", "drop", "adopt"):
        assert client.post(f"{PAGE}{proposal.pk}/", {"act": act}).status_code == 403
    away = builders.subdistrict(code="990105007", case_prefix="YY")
    stranger = builders.user(of=away)
    builders.grant(stranger, "system_admin", away)
    client.force_login(stranger)
    for address in (
        f"{PAGE}{proposal.pk}/",
        f"{PAGE}{proposal.pk}/grids.xlsx",
        f"{PAGE}{proposal.pk}/map/grids/",
    ):
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(PAGE).status_code == 302

"""All parts of the face on one page, for whoever changes them (only with XIUHUA_DEBUG).

Everything on it is invented. It is looked at, not used: no table is read, nothing can be sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from xiuhua.web.shared.shapes import SHAPES

NOW = datetime(2021, 5, 6, 1, 0, tzinfo=UTC)
WEST, SOUTH, STEP_LON, STEP_LAT = 121.4700, 31.2360, 0.0042, 0.0030
STATES = list(SHAPES)


class ExampleForm(forms.Form):
    """One question of each kind."""

    words = forms.CharField(
        label="问题描述",
        widget=forms.Textarea,
        required=True,
        help_text="写清楚看到了什么，不用写姓名。",
        error_messages={"required": "请写一句话说明问题。"},
    )
    place = forms.CharField(
        label="地址", required=True, error_messages={"required": "请填写地址，或在图上点选位置。"}
    )
    source = forms.ChoiceField(
        label="来源",
        choices=[("12345", "12345 热线"), ("patrol", "巡查"), ("resident", "居民上报")],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(label="联系电话", required=False, help_text="只用于告知结果。")
    urgent = forms.BooleanField(label="涉及安全，需要马上处理", required=False)


def example_rows() -> list[dict]:
    """A work list in all states."""
    dues = [
        (-27, "late"),
        (-2, "late"),
        (2, "near"),
        (3, "near"),
        (26, "running"),
        (75, "idle"),
        (None, "paused"),
        (None, "done"),
    ]
    kinds = [
        "暴露垃圾",
        "非机动车乱停放",
        "路面破损",
        "店外经营",
        "井盖缺失",
        "绿地脏乱",
        "路灯不亮",
        "乱张贴小广告",
    ]
    return [
        {
            "id": str(n),
            "number": f"20210506{n:04d}",
            "kind": kinds[n % len(kinds)],
            "place": f"青莲路 {12 + 7 * n} 号门前",
            "grid": f"XH-{1 + n % 4:02d}",
            "state": state,
            "due_at": None if hours is None else NOW + timedelta(hours=hours, minutes=10 * n),
            "unit": ["环卫所", "城管中队", "市政维修队"][n % 3],
            "lon": WEST + STEP_LON * (0.3 + n * 0.31),
            "lat": SOUTH + STEP_LAT * (0.4 + (n * 7 % 5) * 0.5),
        }
        for n, (hours, state) in enumerate(dues)
    ]


def _line(coordinates: list, **properties) -> dict:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": coordinates},
    }


def example_roads() -> dict:
    """Four invented roads each way."""
    classes = ["main", "branch", "secondary", "lane"]
    east, north = WEST + 3 * STEP_LON, SOUTH + 3 * STEP_LAT
    roads = []
    for n in range(4):
        lon, lat = WEST + n * STEP_LON, SOUTH + n * STEP_LAT
        roads.append(
            _line(
                [[WEST, lat], [east, lat + 0.0004]],
                road_class=classes[n],
                name=["青莲路", "荷风街", "安澜大道", "石桥里"][n],
            )
        )
        roads.append(
            _line(
                [[lon, SOUTH], [lon + 0.0003, north]],
                road_class=classes[3 - n],
                name=["东堤路", "柳巷", "文昌路", "永安街 2 号支路"][n],
            )
        )
    return {"type": "FeatureCollection", "features": roads}


def example_grids() -> dict:
    """Nine invented grids."""
    grids = []
    for n in range(9):
        lon, lat = WEST + (n % 3) * STEP_LON, SOUTH + (n // 3) * STEP_LAT
        ring = [
            [lon, lat],
            [lon + STEP_LON, lat],
            [lon + STEP_LON, lat + STEP_LAT],
            [lon, lat + STEP_LAT],
            [lon, lat],
        ]
        grids.append(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {
                    "code": f"XH-{n + 1:02d}",
                    "name": f"第{'一二三四五六七八九'[n]}网格",
                    "state": [
                        "done",
                        "running",
                        "late",
                        "idle",
                        "near",
                        "running",
                        "done",
                        "paused",
                        "idle",
                    ][n],
                    "n": n * 3,
                    "late": n % 3,
                    "url": "#grid",
                },
            }
        )
    return {"type": "FeatureCollection", "features": grids}


def page(request: HttpRequest) -> HttpResponse:
    """The styleguide."""
    rows = example_rows()
    return render(
        request,
        "shared/styleguide.html",
        {
            "street_name": "示例街道",
            "person_name": "陈示例",
            "person_role": "网格长",
            "demo_now": NOW,
            "now": NOW,
            "states": STATES,
            "rows": rows,
            "large_print": "large" in request.GET,
            "menu": [
                {"url": "#", "label": "今日", "active": True, "count": 3, "late": True},
                {"url": "#list", "label": "工作清单", "active": False, "count": 48},
                {"url": "#map", "label": "地图", "active": False},
                {"url": "#parts", "label": "部件", "active": False},
                {"url": "#papers", "label": "报表", "active": False},
            ],
            "form": ExampleForm(),
            "wrong_form": ExampleForm({"phone": "1"}, prefix="wrong"),
            "roads": example_roads(),
            "grids": example_grids(),
            "yesterday": NOW - timedelta(hours=20),
            "earlier": NOW - timedelta(minutes=35),
            "photo": {
                "url": request.build_absolute_uri("/static/img/logo.svg"),
                "at": NOW,
                "by": "环卫所",
                "alt": "示例图片",
            },
        },
    )


def points(request: HttpRequest) -> JsonResponse:
    """The example cases and one cluster as the server would make it."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {
                "id": row["id"],
                "state": row["state"],
                "label": row["kind"],
                "url": "#case",
            },
        }
        for row in example_rows()
    ]
    features.append(
        {
            "type": "Feature",
            "properties": {"n": 128, "late": 9},
            "geometry": {
                "type": "Point",
                "coordinates": [WEST + 2.5 * STEP_LON, SOUTH + 2.5 * STEP_LAT],
            },
        }
    )
    return JsonResponse({"type": "FeatureCollection", "features": features})


urlpatterns = [
    path("", page, name="styleguide"),
    path("points/", points, name="styleguide_points"),
]

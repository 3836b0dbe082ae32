"""Do the grids in force tile the subdistrict? The solver's findings on the rows of one day.

It finds and never mends. The words for each fault stand here, since a command and a page say them.
"""

import datetime as dt
from typing import Any

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from shapely.geometry import MultiPolygon, Polygon, shape

from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Grid
from xiuhua.rulebook.numbering import CodePattern
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.grid_check import Fault, Finding, GridCheck, check_grids

SENTENCES: dict[Fault, Promise] = {
    Fault.INVALID: _("网格 %(codes)s 的边线画错了（自相交或没有面积），请重画。"),
    Fault.DOUBLE_CODE: _("编码 %(codes)s 用了不止一次，每个网格应有自己的编码。"),
    Fault.ILL_FORMED_CODE: _("编码 %(codes)s 不合本街道的编码规则 %(pattern)s。"),
    Fault.OVERLAP: _("网格 %(codes)s 重叠 %(area)s 平方米，应只归一个网格。"),
    Fault.GAP: _("有 %(area)s 平方米不属于任何网格，邻近 %(codes)s。"),
    Fault.HOLE: _("网格 %(codes)s 中间有 %(area)s 平方米的空洞，不属于任何网格。"),
    Fault.OUTSIDE: _("网格 %(codes)s 有 %(area)s 平方米超出街道边界。"),
    Fault.MULTIPART: _("网格 %(codes)s 分成几块，较小的几块共 %(area)s 平方米。"),
    Fault.SLIVER: _("网格 %(codes)s 边上有 %(area)s 平方米的细缝或细长重叠，多为描图误差。"),
}
NAMES: dict[Fault, Promise] = {
    Fault.INVALID: _("边线画错"),
    Fault.DOUBLE_CODE: _("编码重复"),
    Fault.ILL_FORMED_CODE: _("编码不合规则"),
    Fault.OVERLAP: _("重叠"),
    Fault.GAP: _("空白"),
    Fault.HOLE: _("空洞"),
    Fault.OUTSIDE: _("超出边界"),
    Fault.MULTIPART: _("分成几块"),
    Fault.SLIVER: _("细缝"),
}
NOBODY = "—"


def check(subdistrict: Subdistrict, on: dt.date, *, tolerance_m2: float = 1.0) -> GridCheck:
    """Check the responsibility grids of one day against the boundary (without one: their own hull)."""
    grids = grids_on(subdistrict.pk, on)
    if not grids:
        raise Refused("no_grids_to_check", subdistrict=subdistrict.code, on=on)
    drawn = [(code, shape(geometry)) for code, geometry in grids if geometry]
    outline = shape(subdistrict.boundary) if subdistrict.boundary else _filled(drawn)
    pattern = CodePattern(subdistrict.grid_code_pattern)
    code = subdistrict.code
    return check_grids(
        outline,
        drawn,
        subdistrict.projected_epsg,
        tolerance_m2=tolerance_m2,
        pattern=pattern,
        subdistrict=code,
        district=code[:6],
    )


def grids_on(subdistrict_id: int, on: dt.date) -> list[tuple[str, Any]]:
    """(code, GeoJSON) of the responsibility grids in force on a day."""
    rows = Grid.objects.filter(
        in_force(on),
        subdistrict_id=subdistrict_id,
        system=Grid.System.URBAN,
        level=Grid.Level.RESPONSIBILITY,
    )
    return list(rows.order_by("code").values_list("code", "geometry"))


def facts_of(finding: Finding, subdistrict: Subdistrict) -> dict[str, str]:
    """What the sentence of a finding says."""
    return {
        "codes": "、".join(dict.fromkeys(finding.codes)) or NOBODY,
        "area": f"{finding.area_m2:,.1f}",
        "pattern": subdistrict.grid_code_pattern,
    }


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding for machines."""
    return {
        "kind": str(finding.kind),
        "of": finding.of and str(finding.of),
        "codes": list(finding.codes),
        "area_m2": round(finding.area_m2, 2),
        "lon": finding.lon and round(finding.lon, 7),
        "lat": finding.lat and round(finding.lat, 7),
        "reason": finding.reason,
    }


def _filled(drawn: list[tuple[str, Any]]) -> Polygon | MultiPolygon:
    """The grids' own outline with every hole filled: what they should tile when nothing else is known."""
    union = shapely.union_all([shapely.make_valid(geometry) for _, geometry in drawn])
    parts = [p for p in shapely.get_parts(union) if p.geom_type == "Polygon"]
    return shapely.union_all([Polygon(part.exterior) for part in parts])

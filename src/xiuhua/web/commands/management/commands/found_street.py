"""`xiuhua found_street CODE NAME --prefix JX`: a real street, ready for its map and its people.

One transaction: the subdistrict, its boundary if given, calendars and catalogue where there are none, the
office as first unit and, if named, the first administrator. Refused, nothing of it is there.
"""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.accounts.roles import ADMINISTRATORS
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.apps.space import importing
from xiuhua.apps.space.sources.reading import Reading
from xiuhua.rulebook.coordinates import Crs
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands import founding
from xiuhua.web.shared import refusals

MADE = _("“%(name)s”（%(code)s）已建好：编号字头 %(prefix)s，面积按 EPSG:%(epsg)s 计算。")
UNIT_MADE = _("第一个单位“%(unit)s”（编码 %(code)s）已建好。")
LOADED = _("放假安排和分类标准已录入。")
ADMIN_MADE = _("管理员 %(username)s 已建好。请本人在三天内打开下面的链接设置密码，链接只能用一次：")
NEXT = _("接下来：xiuhua import_street 导入边界、网格、道路；管理员登录后登记人员、定岗到格。")
NOT_DONE = 2


class Command(ReportCommand):
    """Once per street. A second street in the same database shares calendars and catalogue."""

    help = "建立一个真实街道 / found a real street"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who the street is, where it lies, who keeps it."""
        super().add_arguments(parser)
        add = parser.add_argument
        add("code", metavar="CODE", help="9 位区划代码 / 9 digits of the subdistrict")
        add("name", metavar="NAME", help="街道名称 / name, such as 虚构街道")
        add("--prefix", required=True, help="案卷编号字头 / of case numbers: JX-20210507-000123")
        add("--grid-pattern", default="", metavar="PATTERN", help="网格编码规则 / ZT-{seq:02}")
        add("--name-en", default="", help="英文名称 / name in English")
        add("--time-zone", default="Asia/Shanghai", help="时区 / time zone")
        add("--epsg", type=_epsg, default="auto", help="投影编号或 auto / projection or auto")
        add("--longitude", metavar="LON", help="大致经度，定投影 / to find the projection")
        add("--boundary", type=Path, metavar="FILE", help="边界 / OSM, GeoJSON or xlsx")
        add("--crs", choices=[str(crs) for crs in Crs], default=str(Crs.CGCS2000))
        add(
            "--language",
            choices=sorted(founding.OFFICE_NAMES),
            default="zh-hans",
            help="第一个单位的名称",
        )
        add("--admin", metavar="USERNAME", help="第一位管理员 / the first administrator")
        add("--admin-name", default="", metavar="NAME", help="管理员姓名 / full name")
        add("--role", choices=sorted(ADMINISTRATORS), help="只给一个角色 / one role only (level 3)")
        add("--address", default="http://localhost:8000", help="网址 / address for the link")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it all or nothing, and say what is there now."""
        try:
            facts = founding.found(_wanted(options), now())
        except Refused as refused:
            raise CommandError(refusals.in_both(refused), returncode=NOT_DONE) from refused
        if facts["link"]:
            facts["link"] = options["address"].rstrip("/") + facts["link"]
        lines = [in_both(MADE, **facts)]
        if facts["loaded"]:
            lines.append(in_both(LOADED))
        lines.append(in_both(UNIT_MADE, unit=facts["unit_name"], code=facts["unit"]))
        if facts["link"]:
            lines += [in_both(ADMIN_MADE, username=facts["admin"]), facts["link"]]
        self.report(options, facts, *lines, in_both(NEXT))


def _wanted(options: dict[str, Any]) -> founding.Wanted:
    epsg = options["epsg"]
    return founding.Wanted(
        code=options["code"],
        name=options["name"],
        prefix=options["prefix"],
        name_en=options["name_en"],
        time_zone=options["time_zone"],
        grid_pattern=options["grid_pattern"],
        epsg=None if epsg == "auto" else int(epsg),
        longitude=options["longitude"] or "",
        outline=_outline(options["boundary"], options["crs"]),
        language=options["language"],
        admin=options["admin"] or "",
        admin_name=options["admin_name"],
        role=options["role"],
    )


def _outline(path: Path | None, crs: str) -> BaseGeometry | None:
    """The boundary in a file of any layers, or the single area of a file that does not say what it is."""
    if path is None:
        return None
    for kind in ("auto", "boundary"):
        reading = Reading(kind=kind, crs=Crs(crs), file=path.name)
        drafts = importing.read_file(path, reading, lambda count: None)
        found = [a.geometry for a in drafts.areas if a.kind == "boundary" and a.geometry]
        if len(found) == 1:
            return found[0]
    raise Refused("founding_without_boundary", file=path.name)


def _epsg(text: str) -> str:
    if text != "auto" and not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise ArgumentTypeError("auto, 4547")
    return text

"""`xiuhua import_street`: roads, areas and names of places out of OSM, GeoJSON or Excel files."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.apps.records.spreadsheets import CsvWriter
from xiuhua.apps.space.importing import Report, import_files
from xiuhua.apps.space.queries import subdistrict_by_code
from xiuhua.apps.space.sources import excel
from xiuhua.apps.space.sources.features import LAYERS
from xiuhua.apps.space.sources.reading import Reading, Reject
from xiuhua.rulebook.coordinates import Crs
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals

WHAT = {
    "boundary": _("街道边界"),
    "communities": _("社区"),
    "zones": _("分区"),
    "grids": _("网格"),
    "blocks": _("街区"),
    "roads": _("道路"),
    "segments": _("路段"),
    "places": _("地名"),
}
LINE = _("%(what)s：新增 %(added)s，更改 %(changed)s，不变 %(unchanged)s，停用 %(ended)s。")
REJECTED = _("有 %(count)s 处没有采用，原因见 %(file)s。")
IGNORED = _("略过 %(count)s 处：不是车行道路，或在所选范围之外。")
TRIED = _("这是试运行，数据库没有改动。")
NOTHING = _("文件里没有可用的内容。")
TEMPLATE_MADE = _("模板已写入 %(file)s。")
HEADINGS = ("file", "where", "what", "reason", "原因", "why")


class Command(ReportCommand):
    """Read files, write them in one transaction, say what became of each kind."""

    help = "导入道路、网格、社区、地名 / import roads, grids, communities and names of places"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, and how to read them."""
        super().add_arguments(parser)
        add = parser.add_argument
        add("files", nargs="*", type=Path, metavar="FILE", help="OSM (xml, gz, pbf), GeoJSON, xlsx")
        add("--subdistrict", metavar="CODE", help="街道编码 / code, where there are several")
        add("--as", dest="layer", choices=("auto", *LAYERS), default="auto", help="内容 / layer")
        add("--crs", choices=[str(crs) for crs in Crs], default=str(Crs.CGCS2000))
        add("--bbox", type=_box, metavar="W,S,E,N", help="只取此范围 / only what touches this box")
        add("--from", dest="from_on", type=_day, metavar="DATE", help="启用日 / areas hold from")
        add("--replace", action="store_true", help="未列出的停用 / end areas that are not listed")
        add("--source", default="", metavar="TEXT", help="来源 / where it comes from, licence")
        add("--rejects", type=Path, metavar="CSV", help="未采用的清单 / where rejects are listed")
        add("--dry-run", action="store_true", help="试运行 / do everything, keep nothing")
        add("--template", type=Path, metavar="XLSX", help="写出 Excel 模板 / write an empty table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report. Rejected features are listed and are no failure."""
        try:
            if options["template"]:
                self._write_template(options)
                return
            if not options["files"]:
                raise Refused("street_files_missing")
            subdistrict = subdistrict_by_code(options["subdistrict"])
            report = self._import(subdistrict, options)
        except Refused as refused:
            raise CommandError(refusals.in_both(refused)) from refused
        rejects = _write_rejects(report.rejects, options)
        facts = {
            "read": report.read,
            "added": report.added,
            "written": report.written,
            "ignored": report.ignored,
            "rejected": _count_by_code(report.rejects),
            "rejects_file": rejects and str(rejects),
            "dry_run": options["dry_run"],
        }
        self.report(options, facts, *_lines(report, rejects, options["dry_run"]))

    def _import(self, subdistrict: Subdistrict, options: dict[str, Any]) -> Report:
        at = now()
        reading = Reading(
            kind=options["layer"],
            crs=Crs(options["crs"]),
            bbox=options["bbox"],
            source=options["source"],
        )
        with bar("import_street", None, silent=options["json"]) as done:
            return import_files(
                subdistrict,
                options["files"],
                reading,
                from_on=options["from_on"] or local_day(at, subdistrict.time_zone),
                by=None,
                at=at,
                replace_areas=options["replace"],
                dry_run=options["dry_run"],
                done=done,
            )

    def _write_template(self, options: dict[str, Any]) -> None:
        path = options["template"]
        if path.exists():
            raise Refused("file_already_there", file=str(path))
        excel.write_template(path)
        self.report(options, {"template": str(path)}, in_both(TEMPLATE_MADE, file=path))


def _lines(report: Report, rejects: Path | None, dry_run: bool) -> list[str]:
    lines = []
    for kind, words in WHAT.items():
        tally = {"added": 0, "changed": 0, "unchanged": 0, "ended": 0}
        if kind in report.written:
            lines.append(in_both(_Said(words), **(tally | report.written[kind])))
    if not lines:
        lines.append(in_both(NOTHING))
    if report.ignored:
        lines.append(in_both(IGNORED, count=report.ignored))
    if rejects:
        lines.append(in_both(REJECTED, count=len(report.rejects), file=rejects))
    if dry_run:
        lines.append(in_both(TRIED))
    return lines


class _Said:
    """LINE with its subject, both in the language of the moment."""

    def __init__(self, what: Any) -> None:
        self.what = what

    def __str__(self) -> str:
        return str(LINE).replace("%(what)s", str(self.what))


def _count_by_code(rejects: list[Reject]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for reject in rejects:
        counted[reject.refused.code] = counted.get(reject.refused.code, 0) + 1
    return counted


def _write_rejects(rejects: list[Reject], options: dict[str, Any]) -> Path | None:
    """List what was not taken, in both languages; nothing is written where all was taken."""
    if not rejects:
        return None
    path = options["rejects"] or Path(f"{options['files'][0].name}.rejects.csv")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = CsvWriter(file)
        table.writerow(HEADINGS)
        for reject in rejects:
            chinese, _newline, english = refusals.in_both(reject.refused).partition("\n")
            row = (*reject[:3], reject.refused.code, chinese, english)
            table.writerow(row)
    return path


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError("W,S,E,N: 121.46,31.23,121.49,31.25") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ArgumentTypeError("W < E, S < N: 121.46,31.23,121.49,31.25")
    return west, south, east, north


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("2021-05-06") from None

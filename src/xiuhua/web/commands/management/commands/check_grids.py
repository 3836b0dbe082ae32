"""`xiuhua check_grids`: gaps, overlaps, holes and codes of the grids, in m²; exit code 1 on findings, 2 if refused."""

import datetime as dt
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.apps.space import checking
from xiuhua.apps.space.queries import subdistrict_by_code
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals

CLEAN = _(
    "%(grids)s 个网格，边界内 %(boundary)s 平方米全部有网格，没有空白、重叠和空洞，编码无误。"
)
FOUND = _(
    "%(grids)s 个网格，查出 %(count)s 处问题；边界内 %(boundary)s 平方米，已覆盖 %(covered)s。"
)
PLACE = "  (%(lon).6f, %(lat).6f)"


class Command(ReportCommand):
    """Check the responsibility grids of a day against the boundary."""

    help = (
        "检查网格有无空白、重叠、空洞、编码错误 / check the grids for gaps, overlaps, holes, codes"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which subdistrict, which day, and what is too small to matter."""
        super().add_arguments(parser)
        add = parser.add_argument
        add("--subdistrict", metavar="CODE", help="街道编码 / code, where there are several")
        add("--on", type=dt.date.fromisoformat, metavar="DATE", help="哪一天 / day (today)")
        add("--tolerance-m2", type=float, default=1.0, help="忽略的面积 / pieces ignored (1.0)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report."""
        try:
            subdistrict = subdistrict_by_code(options["subdistrict"])
            on = options["on"] or local_day(now(), subdistrict.time_zone)
            result = checking.check(subdistrict, on, tolerance_m2=options["tolerance_m2"])
        except Refused as refused:
            raise CommandError(refusals.in_both(refused), returncode=2) from refused
        grids = len(checking.grids_on(subdistrict.pk, on))
        head = in_both(
            CLEAN if result.is_clean else FOUND,
            grids=grids,
            count=len(result.findings),
            boundary=f"{result.boundary_m2:,.0f}",
            covered=f"{result.covered_m2:,.0f}",
        )
        facts = {
            "clean": result.is_clean,
            "grids": grids,
            "boundary_m2": round(result.boundary_m2, 1),
            "covered_m2": round(result.covered_m2, 1),
            "ignored_m2": round(result.ignored_m2, 2),
            "tally": result.tally(),
            "findings": [checking.as_json(finding) for finding in result.findings],
        }
        lines = [_line(finding, subdistrict) for finding in result.findings]
        self.report(options, facts, head, *lines)
        if not result.is_clean:
            sys.exit(1)


def _line(finding: Any, subdistrict: Any) -> str:
    sentence = in_both(checking.SENTENCES[finding.kind], **checking.facts_of(finding, subdistrict))
    if finding.lon is None:
        return sentence
    return sentence + PLACE % {"lon": finding.lon, "lat": finding.lat}

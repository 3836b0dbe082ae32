"""`xiuhua propose_grids`: divide blocks into grids of equal work, from a file of blocks or from the street.

With `--blocks FILE` no database is asked: polygons with an id and numbers go in, the division comes out.
Without it the blocks and the work of a subdistrict are taken, and the proposal is kept where it can be
corrected on the map; nothing is in force until somebody adopts it.
"""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.apps.space.proposing import shapes_of
from xiuhua.apps.space.sources.block_files import read_blocks
from xiuhua.rulebook.coordinates import metric_epsg
from xiuhua.rulebook.refusal import Refused
from xiuhua.solvers.partition import Problem, Result, Town, solve, weigh
from xiuhua.web.commands.proposing import keep_proposal, propose_for_street
from xiuhua.web.shared import refusals

DONE = _(
    "%(blocks)s 个街区划成 %(grids)s 个网格：工作量偏差 %(deviation)s，网格间分界 %(cut)s 米，"
    "紧凑度平均 %(mean)s、最低 %(least)s，用时 %(seconds)s 秒。"
)
WRITTEN = _("已写入 %(file)s。")
KEPT = _("方案“%(name)s”已保存，可在“网格 › 划分方案”里查看和修改。")


def shares(text: str) -> dict[str, float]:
    """`area_m2:0.4,road_m:0.6` as a table."""
    found: dict[str, float] = {}
    for part in text.split(","):
        name, sign, value = part.partition(":")
        try:
            found[name.strip()] = float(value) if sign else 1.0
        except ValueError as error:
            raise ArgumentTypeError(f"{part!r}: NAME:NUMBER,NAME:NUMBER") from error
    return found


class Command(ReportCommand):
    """Propose a division."""

    help = "把街区划成工作量相当的网格 / divide blocks into grids of equal work"
    requires_system_checks: list[str] = []
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to divide, into how many, how equal, and where it goes."""
        super().add_arguments(parser)
        add = parser.add_argument
        add("--blocks", type=Path, metavar="FILE", help="街区 GeoJSON / blocks with id and numbers")
        add(
            "--weights",
            type=shares,
            metavar="NAME:SHARE,…",
            help="工作量的构成 / what work is made of",
        )
        add("--count", type=int, default=16, help="网格数 / number of grids (16)")
        add("--deviation", type=float, default=0.05, help="允许偏差 / tolerance (0.05)")
        add("--seed", type=int, default=1)
        add("--out", type=Path, metavar="FILE", help="写出 .geojson .gpkg .xlsx / write the grids")
        add("--subdistrict", metavar="CODE", help="街道编码 / code, where there are several")
        add("--name", default="", help="方案名称 / name of the proposal")
        add("--across-limits", action="store_true", help="可跨社区 / may cross community limits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Divide and report."""
        try:
            self._propose(options)
        except Refused as refused:
            raise CommandError(refusals.in_both(refused), returncode=2) from refused

    def _propose(self, options: dict[str, Any]) -> None:
        if options["blocks"]:
            ids, polygons, result = self._of_file(options)
            kept = ""
        else:
            from xiuhua.apps.records.tables import check_migrated

            check_migrated()
            with bar("", 1000, silent=options["json"]) as done:
                street = propose_for_street(options, lambda share: done(round(share * 1000)))
            ids, polygons, result = street.codes, street.polygons, street.result
            kept = keep_proposal(street, options)
        lines = [self._sentence(ids, result)]
        if kept:
            lines.append(in_both(KEPT, name=kept))
        if options["out"]:
            shapes_of(ids, polygons, result.grid_of).write(options["out"])
            lines.append(in_both(WRITTEN, file=options["out"]))
        self.report(options, _facts(ids, result), *lines)

    def _of_file(self, options: dict[str, Any]) -> tuple[list[str], list[Any], Result]:
        given = read_blocks(options["blocks"])
        if not given.ids:
            raise Refused("blocks_none")
        middle = shapely.union_all(
            shapely.centroid(np.array(given.polygons, dtype=object))
        ).centroid
        town = Town.of(given.polygons, metric_epsg(middle.x, middle.y), given.ids)
        values = {"area_m2": town.area_m2, **given.values}
        weight = weigh(values, options["weights"] or {"area_m2": 1.0})
        problem = Problem(town, weight, options["count"], options["deviation"])
        with bar("", 1000, silent=options["json"]) as done:
            result = solve(
                problem, seed=options["seed"], done=lambda share: done(round(share * 1000))
            )
        return given.ids, given.polygons, result

    def _sentence(self, ids: list[str], result: Result) -> str:
        figures = result.figures
        return in_both(
            DONE,
            blocks=len(ids),
            grids=len(figures.weights),
            deviation=f"{figures.deviation:.2%}",
            cut=f"{figures.cut_m:,.0f}",
            mean=f"{figures.compactness_mean:.2f}",
            least=f"{figures.compactness_min:.2f}",
            seconds=f"{result.seconds:.1f}",
        )


def _facts(ids: list[str], result: Result) -> dict[str, Any]:
    figures = result.figures
    return {
        "assignment": {name: int(grid) + 1 for name, grid in zip(ids, result.grid_of, strict=True)},
        "deviation": round(figures.deviation, 6),
        "cut_m": round(figures.cut_m, 1),
        "compactness_mean": round(figures.compactness_mean, 4),
        "compactness_min": round(figures.compactness_min, 4),
        "seconds": round(result.seconds, 2),
    }

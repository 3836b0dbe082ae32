"""`xiuhua draw_rounds`: the rounds of every grid in every slot from a day on; exit code 2 if refused."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.queries import in_force
from xiuhua.apps.duty.actions import rounds
from xiuhua.apps.duty.patrolling import slots_on
from xiuhua.apps.duty.walking import ground_of
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both, json_line
from xiuhua.apps.space.models import Grid
from xiuhua.apps.space.queries import subdistrict_by_code
from xiuhua.rulebook.local_day import local_day
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import refusals

LINE = _("%(grid)s %(slot)s：%(rounds)s 条路线，%(length)s 米，下界 %(bound)s 米")
NONE = _("还没有巡查时段，没有排路线。请先在巡查路线页定时段。")


class Command(ReportCommand):
    """Draw rounds for the responsibility grids in force on a day."""

    help = "为各网格排巡查路线 / draw the rounds of the grids"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which subdistrict, from which day, with which seed."""
        super().add_arguments(parser)
        add = parser.add_argument
        add("--subdistrict", metavar="CODE", help="街道编码 / code, where there are several")
        add("--from", dest="from_on", type=dt.date.fromisoformat, metavar="DATE",
            help="起始日期 / from which day (today)")  # fmt: skip
        add("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw and report, grid by grid; a grid that cannot be drawn is said and stops no other."""
        try:
            subdistrict = subdistrict_by_code(options["subdistrict"])
        except Refused as refused:
            raise CommandError(refusals.in_both(refused), returncode=2) from refused
        day = options["from_on"] or local_day(now(), subdistrict.time_zone)
        slots = list(slots_on(subdistrict.pk, day))
        if not slots:
            raise CommandError(in_both(NONE), returncode=2)
        ground = ground_of(subdistrict)
        grids = Grid.objects.filter(
            in_force(day), subdistrict=subdistrict, system=Grid.System.URBAN,
            level=Grid.Level.RESPONSIBILITY,
        ).order_by("code")  # fmt: skip
        drawn = []
        for grid in grids:
            for slot in slots:
                try:
                    made = rounds.draw(
                        grid_id=grid.pk, slot_id=slot.pk, from_on=day, seed=options["seed"],
                        ground=ground, by=None, at=now(), key="",
                    )  # fmt: skip
                except Refused as refused:
                    self.stderr.write(f"{grid.code}: {refusals.in_both(refused)}")
                    continue
                drawn.append({"grid": grid.code, "slot": slot.code, **made})
                said = {
                    "grid": grid.code,
                    "slot": slot.name,
                    "rounds": made["rounds"],
                    "length": round(made["length_m"]),
                    "bound": round(made["bound_m"]),
                }
                if not options["json"]:
                    self.stdout.write(in_both(LINE, **said))
        if options["json"]:
            json_line(self.stdout, {"drawn": drawn})

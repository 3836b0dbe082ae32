"""`xiuhua sweep_files`: take away stored files that belong to nobody, and name those that are missing."""

import datetime as dt
import sys
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records import sweeping
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both

SWEPT = _(
    "已清理：未写完的 %(unfinished)s 个，没有登记的 %(strays)s 个，登记了但没有用上的 %(unused)s 个，共 %(size_bytes)s 字节。"
)
WOULD = _(
    "可清理：未写完的 %(unfinished)s 个，没有登记的 %(strays)s 个，登记了但没有用上的 %(unused)s 个，共 %(size_bytes)s 字节。没有改动。"
)
WHOLE = _("已登记的 %(checked)s 个文件都在。")
MISSING = _(
    "已登记的 %(checked)s 个文件中，缺失 %(missing)s 个，长度不对 %(cut)s 个。前几个：%(first)s。请从备份里取回。"
)


class Command(ReportCommand):
    """Run twice, it finds nothing more to take away. Ends with 1 if files are missing."""

    help = "清理无主文件，报告缺失文件 / sweep files that belong to nobody, report missing ones"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How old, and whether to do it."""
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="只数不删 / only count")
        parser.add_argument(
            "--older-than",
            type=float,
            default=sweeping.AGE / dt.timedelta(hours=1),
            metavar="HOURS",
            help="几小时以前的 / how old in hours",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, look, say."""
        age = dt.timedelta(hours=max(options["older_than"], 0.0))
        swept = sweeping.sweep(now(), age=age, dry_run=options["dry_run"])
        found = sweeping.find_missing()
        named = {**found.as_facts(), "first": "、".join(name[:12] for name in found.first)}
        lacks = found.missing + found.cut
        self.report(
            options,
            {**swept.as_facts(), **found.as_facts()},
            in_both(WOULD if options["dry_run"] else SWEPT, **swept.as_facts()),
            in_both(MISSING if lacks else WHOLE, **named),
        )
        if lacks:
            sys.exit(1)

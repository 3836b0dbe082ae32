"""`xiuhua recompute_deadlines`: provisional deadlines, once the calendar of their year is entered."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.cases.actions.recomputing import recompute_provisional
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import ReportCommand, in_both

DONE = _(
    "查看了 %(cases)s 件期限暂定的在办案卷，%(moved)s 个期限有变动，仍为暂定的计时 %(provisional)s 个。"
)


class Command(ReportCommand):
    """The worker does this by itself when a year arrives; by hand it may be done at any time."""

    help = "重算暂定期限 / recompute provisional deadlines"

    def handle(self, *args: Any, **options: Any) -> None:
        """Recompute and report."""
        facts = asdict(recompute_provisional(now()))
        self.report(options, facts, in_both(DONE, **facts))

"""`xiuhua retention`: erase what has been kept long enough, by the rules in force; or only count it.

`xiuhua work` does it once a day; the command is for seeing beforehand and for installations without background
duties. The report of each run stays in the database and on the page of the administrator.
"""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xiuhua.apps.privacy import retention
from xiuhua.apps.records.now import now
from xiuhua.apps.records.progress import LANGUAGES, ReportCommand, in_both
from xiuhua.web.shared.privacy_words import KEPT, days_words

DONE = _("到期删除完成，共 %(count)s 条，%(failed)s 类没有办成。")
WOULD = _("到期应删除共 %(count)s 条。这是试运行，没有改动。")
LINE = _("%(what)s：%(count)s 条（保存 %(days)s）")
FAILED = 1


class Command(ReportCommand):
    """Run twice, the second time finds nothing."""

    help = "按保存期限删除到期的信息 / erase what has been kept long enough"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only a trial, or in earnest."""
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="只数一数 / only count")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, or count, and say how much of each kind."""
        at = now()
        if options["dry_run"]:
            lines = [asdict(line) for line in retention.due(at)]
        else:
            lines = retention.run(at).lines
        count, failed = (
            sum(one["count"] for one in lines),
            sum(bool(one["failed"]) for one in lines),
        )
        facts = {"at": at, "dry_run": options["dry_run"], "count": count, "failed": failed}
        head = in_both(WOULD if options["dry_run"] else DONE, count=count, failed=failed)
        self.report(options, {**facts, "kinds": lines}, *_said(lines), head)
        if failed:
            raise SystemExit(FAILED)


def _said(lines: list[dict[str, Any]]) -> list[str]:
    """One line a kind, in Chinese and then in English."""
    said = []
    for language in LANGUAGES:
        with override(language):
            for one in lines:
                days = days_words(one["days"], one["rule"])
                facts = {"what": KEPT[one["kind"]], "count": one["count"], "days": days}
                said.append(str(LINE) % facts)
    return said

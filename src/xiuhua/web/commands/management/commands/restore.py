"""`xiuhua restore`: a backup into an empty place, proved equal."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records import proof
from xiuhua.apps.records.backup import restoring, tables
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.web.commands import passphrases
from xiuhua.web.commands.management.commands.digest import facts_of, warnings_of

DONE = _("已恢复：%(rows)s 行，%(files)s 个文件，与备份的总摘要一致：%(sha256)s。")
HISTORY = _("历史核验通过：%(events)s 条。")
OLDER = _("备份来自较早的版本，表还是当时的结构。请接着运行：xiuhua upgrade")
BROKEN = _("数据与备份一致，但历史核验没有通过。请运行 xiuhua verify_history 查看。")
KEY = _("设置了 XIUHUA_SECRET_KEY，程序用的是它，不是备份里的密钥。两者不同的，旧的查询码会失效。")


class Command(ReportCommand):
    """Only into an empty database; ids, history and secret key as they were."""

    help = "把备份恢复到空的数据库 / restore a backup into an empty database"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path)
        passphrases.add_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, then prove the history."""
        passphrase = passphrases.given(options)
        with bar("restore", None, silent=options["json"]) as done:
            found = restoring.restore(options["file"], passphrase=passphrase, progress=done)
        is_older = bool(tables.pending(DEFAULT_DB_ALIAS))
        report = None if is_older else proof.verify()
        lines = [
            in_both(
                DONE,
                rows=found.digest.rows,
                files=found.digest.files.files,
                sha256=found.digest.sha256,
            ),
            *warnings_of(found.digest.files),
        ]
        if report is None:
            lines.append(in_both(OLDER))
        else:
            lines.append(
                in_both(HISTORY, events=report.events) if report.holds else in_both(BROKEN)
            )
        if os.environ.get("XIUHUA_SECRET_KEY"):
            lines.append(in_both(KEY))
        holds = None if report is None else report.holds
        self.report(options, {**facts_of(found.digest), "history_holds": holds}, *lines)
        if report is not None and not report.holds:
            sys.exit(1)

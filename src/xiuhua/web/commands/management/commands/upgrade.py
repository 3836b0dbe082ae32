"""`xiuhua upgrade`: back up, migrate, prove; or everything as it was before."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.backup import upgrading
from xiuhua.apps.records.now import real_now
from xiuhua.apps.records.progress import ReportCommand, in_both
from xiuhua.web.commands import passphrases

NOTHING = _("数据库结构已是最新，不用升级。")
DONE = _("升级完成：%(steps)s 步，%(tables)s 张无关的表核对无变化，历史 %(events)s 条核验通过。")
BACKUP = _("升级前的备份：%(path)s")


class Command(ReportCommand):
    """Stop the server before: on SQLite it would wait, on PostgreSQL it would be waited for."""

    help = "备份、升级数据库结构、核验，失败则退回 / back up, migrate, prove, or roll back"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the backup goes."""
        super().add_arguments(parser)
        parser.add_argument("--to", metavar="FOLDER", type=Path, help="备份存到哪里 / folder")
        passphrases.add_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Upgrade and report."""
        passphrase = passphrases.given(options)
        folder = options["to"] or Path(settings.HOME) / "backups"

        def told(step: str) -> None:
            if not options["json"]:
                self.stderr.write(f"… {step}")

        done = upgrading.upgrade(folder, at=real_now(), passphrase=passphrase, told=told)
        path = str(done.backup.path) if done.backup else None
        facts = {
            "steps": done.steps,
            "backup": path,
            "tables_unchanged": done.tables_unchanged,
            "events": done.events,
        }
        if not done.steps:
            self.report(options, facts, in_both(NOTHING))
            return
        head = in_both(
            DONE, steps=len(done.steps), tables=done.tables_unchanged, events=done.events
        )
        self.report(options, facts, head, in_both(BACKUP, path=path))

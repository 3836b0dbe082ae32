"""`xiuhua backup`: everything into one checked file, while the program runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.backup import latest, making
from xiuhua.apps.records.now import real_now
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.web.commands import passphrases
from xiuhua.web.commands.management.commands.digest import facts_of, warnings_of

MADE = _("备份已写好：%(rows)s 行，%(files)s 个文件，共 %(size)s MB。总摘要 %(sha256)s。")
OPEN = _("备份没有加密，里面有个人信息和密钥，请放在只有管理员能打开的地方，另存一份到别的机器。")
LOCKED = _("备份已加密。口令丢了就再也打不开，请把口令另存一处，不要和备份放在一起。")


class Command(ReportCommand):
    """Without options into the folder `backups` of XIUHUA_HOME."""

    help = "备份数据库、文件和密钥 / back up database, files and secret key"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and under which passphrase."""
        super().add_arguments(parser)
        parser.add_argument("--to", metavar="FOLDER", type=Path, help="存到哪个文件夹 / folder")
        passphrases.add_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up and report."""
        passphrase = passphrases.given(options)
        folder = options["to"] or Path(settings.HOME) / "backups"
        with bar("backup", None, silent=options["json"]) as done:
            at = real_now()
            made = making.make(folder, at=at, passphrase=passphrase, progress=done)
        latest.note(made.path, at=at, size_bytes=made.size_bytes, encrypted=bool(passphrase))
        facts = {
            "path": str(made.path),
            "size_bytes": made.size_bytes,
            "encrypted": bool(passphrase),
            **facts_of(made.digest),
        }
        head = in_both(
            MADE,
            rows=made.digest.rows,
            files=made.digest.files.files,
            size=f"{made.size_bytes / 1e6:,.1f}",
            sha256=made.digest.sha256,
        )
        warnings = [*warnings_of(made.digest.files), in_both(LOCKED if passphrase else OPEN)]
        self.report(options, facts, head, *warnings, str(made.path))

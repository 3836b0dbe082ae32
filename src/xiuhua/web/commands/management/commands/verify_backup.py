"""`xiuhua verify_backup`: is every byte of a backup as it was written?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.backup import verifying
from xiuhua.apps.records.progress import ReportCommand, bar, in_both
from xiuhua.web.commands import passphrases
from xiuhua.web.commands.management.commands.digest import facts_of, warnings_of

WHOLE = _(
    "备份完好：%(version)s 版，%(tables)s 张表 %(rows)s 行，%(files)s 个文件。总摘要 %(sha256)s。"
)


class Command(ReportCommand):
    """Needs no database."""

    help = "核验备份文件，指出第一处损坏 / check a backup, naming the first broken part"
    needs_tables = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path)
        passphrases.add_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all of it."""
        passphrase = passphrases.given(options)
        with bar("verify_backup", None, silent=options["json"]) as done:
            found = verifying.verify(options["file"], passphrase=passphrase, progress=done)
        head = in_both(
            WHOLE,
            version=found.head["version"],
            tables=len(found.digest.tables),
            rows=found.digest.rows,
            files=found.digest.files.files,
            sha256=found.digest.sha256,
        )
        facts = {"holds": True, "version": found.head["version"], **facts_of(found.digest)}
        self.report(options, facts, head, *warnings_of(found.digest.files))

"""`xiuhua move_to_sqlite`: the whole database from PostgreSQL to a new SQLite file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from xiuhua.apps.records.progress import ReportCommand
from xiuhua.web.commands import moving


class Command(ReportCommand):
    """The source is only read; writers wait, so stop the server before."""

    help = "把数据迁移到 SQLite 文件 / move the data to a SQLite file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        super().add_arguments(parser)
        parser.add_argument("path", metavar="PATH", type=Path, help="新文件 / new file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move and report."""
        url = f"sqlite:///{quote(str(options['path'].resolve()))}"
        moving.move(self, options, url, "SQLite", "sqlite")

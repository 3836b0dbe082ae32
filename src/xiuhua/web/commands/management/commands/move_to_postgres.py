"""`xiuhua move_to_postgres`: the whole database from SQLite to an empty PostgreSQL database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from xiuhua.apps.records.progress import ReportCommand
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.commands import moving


class Command(ReportCommand):
    """The source is only read; writers wait, so stop the server before."""

    help = "把数据迁移到 PostgreSQL / move the data to PostgreSQL"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        super().add_arguments(parser)
        parser.add_argument("url", metavar="URL", nargs="?", default="", help="postgres://…")
        parser.add_argument(
            "--url-file",
            type=Path,
            metavar="FILE",
            help="写着地址的文件，密码不出现在命令行 / a file that holds it, and its password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Move and report."""
        url = options["url"] or _first_line(options["url_file"])
        if not url.startswith(("postgres://", "postgresql://")):
            raise Refused("move_url_invalid", wanted="postgres://")
        moving.move(self, options, url, "PostgreSQL", "postgresql")


def _first_line(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("move_url_unreadable", file=str(path)) from error

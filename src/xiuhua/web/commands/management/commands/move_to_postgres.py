"""`xiuhua move_to_postgres`: the whole database from SQLite to an empty PostgreSQL database."""

from argparse import ArgumentParser
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
        parser.add_argument("url", metavar="URL", help="postgres://…")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move and report."""
        if not options["url"].startswith(("postgres://", "postgresql://")):
            raise Refused("move_url_invalid", wanted="postgres://")
        moving.move(self, options, options["url"], "PostgreSQL", "postgresql")

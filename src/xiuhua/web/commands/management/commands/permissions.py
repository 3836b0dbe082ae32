"""`xiuhua permissions`: print which role opens which address and act; the page in the docs is made from it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from xiuhua.web.commands.doors.printing import page


class Command(BaseCommand):
    """A Markdown page."""

    help = "打印权限表：哪个角色能开哪一页、办哪一步 / print which role opens which page and act"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Language."""
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        with override(options["language"]):
            self.stdout.write(page(), ending="")

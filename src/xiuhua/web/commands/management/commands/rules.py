"""`xiuhua rules NAME`: print a state machine with what each move demands; the docs are made from it."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from xiuhua.rulebook.lifecycle import MACHINES
from xiuhua.rulebook.lifecycle.printing import as_json, as_mermaid, as_table
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.life_words import PRINTED

FORMATS: dict[str, Callable[..., str]] = {
    "table": as_table,
    "mermaid": as_mermaid,
    "json": as_json,
}


class Command(BaseCommand):
    """Without a name: the names there are."""

    help = "打印状态机及每一步的要求 / print a state machine and what each move demands"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, form and language."""
        parser.add_argument("name", nargs="?", help=", ".join(MACHINES))
        parser.add_argument("--format", choices=sorted(FORMATS), default="table")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one machine."""
        name = options["name"]
        if name is None:
            self.stdout.write("\n".join(MACHINES))
            return
        self.stdout.write(printed(name, options["format"], options["language"]), ending="")


def printed(name: str, form: str, language: str) -> str:
    """One machine in one form and language. Refuses: machine_unknown."""
    if name not in MACHINES:
        raise Refused("machine_unknown", name=name, known=list(MACHINES))
    with override(language):
        words = {code: str(label) for code, label in PRINTED.items()}
    text = FORMATS[form](MACHINES[name], words)
    return text if text.endswith("\n") else text + "\n"

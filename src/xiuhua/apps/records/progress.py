"""How a long command shows that it is alive, and how every reporting command answers.

One bar on the terminal, silent where nobody looks (`--json`, no terminal); results go to standard output,
with `--json` as one last line. It must not learn what any command does.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management.base import OutputWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from xiuhua.apps.records.tables import TablesCommand

LANGUAGES = ("zh-hans", "en")


@contextmanager
def bar(title: str, total: int | None, *, silent: bool = False) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; yields `done(count so far)`. Silent without a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    hidden = silent or not sys.stderr.isatty()
    with Progress(*columns, console=console, disable=hidden, transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda count: progress.update(task, completed=count)


def in_both(text: str | Promise, **facts: object) -> str:
    """A sentence in Chinese and, on the next line, in English; `text` is a lazy text or a msgid."""
    said = []
    for language in LANGUAGES:
        with override(language):
            words = gettext(text) if isinstance(text, str) else str(text)
            said.append(words % facts if facts else words)
    return "\n".join(dict.fromkeys(said))


def json_line(out: OutputWrapper, report: Mapping[str, Any]) -> None:
    """The one line that ends a command under `--json`."""
    out.write(json.dumps(report, ensure_ascii=False, default=str))


class ReportCommand(TablesCommand):
    """A command that ends with a report: sentences for people, or one line of JSON."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Every report can be had as JSON; a command that adds arguments calls this first."""
        parser.add_argument(
            "--json", action="store_true", help="以一行 JSON 结束 / end with one line of JSON"
        )

    def report(self, options: Mapping[str, Any], facts: Mapping[str, Any], *lines: str) -> None:
        """Write the report in the form that was asked for."""
        if options["json"]:
            json_line(self.stdout, facts)
        else:
            for line in lines:
                self.stdout.write(line)

"""Progress and reports: a bar only where somebody looks, one line of JSON where a program does."""

import json
import os
import pty
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.utils.translation import gettext_lazy

from xiuhua.apps.records.progress import ReportCommand, bar, in_both

SHOW = """
import django; django.setup()
from xiuhua.apps.records.progress import bar
with bar("counting", 3, silent={silent}) as done:
    for n in range(4): done(n)
print("result")
"""


@pytest.mark.parametrize("silent", [False, True])
def test_without_a_terminal_the_bar_is_silent(capfd, silent):
    with bar("counting", 3, silent=silent) as done:
        done(2)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("silent", "shown"), [(False, True), (True, False)])
def test_on_a_terminal_the_bar_is_shown_beside_the_result(silent, shown):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SHOW.format(silent=silent)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    out, _ = process.communicate(timeout=60)
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:
        pass  # the other end of a terminal is closed by an error
    os.close(ours)
    assert out == b"result\n"
    assert (b"counting" in seen) is shown


def test_both_languages_and_no_sentence_twice():
    assert in_both("%(n)s 只虚构的麻雀", n=3) == "3 只虚构的麻雀"
    said = in_both(gettext_lazy("This field is required."))  # Django's own, known in both languages
    assert said.split("\n") == ["这个字段是必填项。", "This field is required."]


class Counting(ReportCommand):
    """A command for this test, which asks no table."""

    needs_tables = False

    def handle(self, *args, **options):
        self.report(options, {"n": 1, "name": "街"}, "一行", "第二行")


def test_a_report_for_people_or_as_one_line_of_json(capsys):
    call_command(Counting())
    assert capsys.readouterr().out == "一行\n第二行\n"
    call_command(Counting(), "--json")
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert json.loads(said) == {"n": 1, "name": "街"}

"""The command line: refusals are sentences in both languages, not tracebacks; rules print in every form."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from xiuhua.rulebook.lifecycle import MACHINES
from xiuhua.rulebook.refusal import Refused


def printed(*arguments):
    out = io.StringIO()
    call_command("rules", *arguments, stdout=out)
    return out.getvalue()


def test_a_refusal_is_two_sentences_and_status_two(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "xiuhua.cli", "rules", "nothing"],
        env={**os.environ, "XIUHUA_HOME": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "没有叫“nothing”的状态机" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_every_machine_prints_in_every_form_and_language(name):
    for language in ("zh-hans", "en"):
        table = printed(name, "--language", language)
        assert table.startswith("| ")
        assert printed(name, "--format", "mermaid", "--language", language).startswith(
            "stateDiagram"
        )
        assert json.loads(printed(name, "--format", "json", "--language", language))


def test_what_each_move_demands_is_in_the_table():
    row = next(line for line in printed("case").splitlines() if line.startswith("| 处置反馈"))
    assert "处置后照片" in row
    assert "`cases.handle`" in row


def test_without_a_name_the_names_are_listed():
    assert printed().split() == list(MACHINES)


def test_an_unknown_machine_is_refused():
    with pytest.raises(Refused) as no:
        printed("nothing")
    assert no.value.code == "machine_unknown"

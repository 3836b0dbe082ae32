"""The rules printed in the docs are the rules in force: `python tools/print_rules.py` writes them anew."""

import pytest

from tests.architecture import tree
from tools import print_rules
from xiuhua.rulebook.lifecycle import MACHINES


@pytest.mark.parametrize("language", print_rules.LANGUAGES)
@pytest.mark.parametrize("name", MACHINES)
def test_the_printed_rules_are_those_in_force(name: str, language: str) -> None:
    path = print_rules.file_of(name, language)
    assert path.exists(), f"{path.name} is missing: run tools/print_rules.py"
    text = path.read_text(encoding="utf-8")
    assert text == print_rules.page(name, language), "out of date: run tools/print_rules.py"


def test_no_print_out_of_a_machine_that_is_gone() -> None:
    wanted = {path for path, _text in print_rules.pages()}
    left = sorted(set(print_rules.FOLDER.glob("*.md")) - wanted)
    assert not left, tree.listed([tree.short(path) for path in left])


def test_each_move_of_a_machine_has_its_line() -> None:
    for name, machine in MACHINES.items():
        lines = print_rules.file_of(name, "zh-hans").read_text(encoding="utf-8").splitlines()
        table = [line for line in lines if line.startswith("| ")]
        assert len(table) == len(machine.rows) + 2  # heading and rule

"""The printed tables say what the machines hold, in whatever language the labels are."""

import json

import pytest

from xiuhua.rulebook.lifecycle import MACHINES, sources
from xiuhua.rulebook.lifecycle.case import CASE
from xiuhua.rulebook.lifecycle.printing import COLUMNS, as_json, as_mermaid, as_table, final_states
from xiuhua.rulebook.lifecycle.terms import CaseState

CHINESE = {
    "move.dispatch": "派单",
    "move.close": "办结",
    "state.filed": "已受理",
    "state.dispatched": "已派单",
    "state.same": "不变",
    "state.none": "(无)",
    "outcome.verified": "核查办结",
    "demand.unit": "承办单位",
    "clock.handling": "处置",
    "clock_act.start": "起算",
    f"source.{sources.WORKFLOW}": "七步流程",
    "column.move": "办理 | 动作",
}


def test_the_machines_to_print_are_named():
    assert set(MACHINES) == {
        "case",
        "petition_extension",
        "petition_suspension",
        "petition_force_close",
        "petition_appeal",
        "order",
    }


def test_a_row_of_the_table_in_chinese():
    lines = as_table(CASE, CHINESE).splitlines()
    assert lines[0].startswith("| 办理 \\| 动作 | from | to |")
    dispatch = next(line for line in lines if line.startswith("| 派单 |"))
    assert "| 已受理 | 已派单 | `cases.dispatch` | 承办单位; " in dispatch
    assert "处置: 起算" in dispatch
    assert dispatch.endswith("| 七步流程 |")
    assert any("closed (核查办结)" in line for line in lines)
    assert any(line.startswith("| report | (无) |") for line in lines)
    assert any(line.startswith("| nudge | referred | 不变 |") for line in lines)


@pytest.mark.parametrize("name", MACHINES)
def test_every_table_is_square_and_holds_every_move(name):
    machine = MACHINES[name]
    lines = as_table(machine).splitlines()
    assert len(lines) == len(machine.rows) + 2
    assert {line.replace("\\|", "").count("|") for line in lines} == {len(COLUMNS) + 1}


@pytest.mark.parametrize("name", MACHINES)
def test_every_diagram_draws_every_arrow(name):
    machine = MACHINES[name]
    lines = as_mermaid(machine).splitlines()
    assert lines[0] == "stateDiagram-v2"
    arrows = sum(len(row.from_states) for row in machine.rows) + len(final_states(machine))
    assert sum(" --> " in line for line in lines) == arrows


def test_the_diagram_in_chinese_keeps_codes_as_names():
    drawn = as_mermaid(CASE, CHINESE).splitlines()
    assert '    state "已受理" as filed' in drawn
    assert "    filed --> dispatched : 派单" in drawn
    assert "    [*] --> reported : report" in drawn
    assert "    referred --> referred : nudge" in drawn
    assert "    merged --> [*]" in drawn


def test_only_a_merged_case_can_never_move_again():
    assert final_states(CASE) == (CaseState.MERGED,)


@pytest.mark.parametrize("name", MACHINES)
def test_the_json_holds_the_whole_table(name):
    machine = MACHINES[name]
    read = json.loads(as_json(machine, CHINESE))
    assert read["name"] == name
    assert [state["code"] for state in read["states"]] == list(machine.states)
    for row, shown in zip(machine.rows, read["moves"], strict=True):
        assert shown["code"] == row.move
        assert shown["from"] == [state and str(state) for state in row.from_states]
        assert shown["permission"] == row.permission
        assert [each["refusal"] for each in shown["demands"]] == [d.refusal for d in row.demands]
        assert len(shown["clocks"]) == len(row.effects)


def test_the_json_in_chinese():
    read = json.loads(as_json(CASE, CHINESE))
    dispatch = next(move for move in read["moves"] if move["code"] == "dispatch")
    assert dispatch["label"] == "派单"
    assert dispatch["demands"][0]["label"] == "承办单位"
    assert dispatch["demands"][0]["fields"] == ["unit_id"]
    assert "派单" in as_json(CASE, CHINESE)

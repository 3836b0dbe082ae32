"""Any state machine as a Markdown table, a Mermaid diagram or JSON.

Labels come from outside (`state.filed` → 已受理), so one table prints in every language; a label that
is missing prints its code. It must not learn what any machine is about.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from xiuhua.rulebook.lifecycle.machine import Machine, Row

Labels = Mapping[str, str]
COLUMNS = ("move", "from", "to", "permission", "demands", "clocks", "source")


def label(labels: Labels, kind: str, code: str | None) -> str:
    """The label of a code under its heading, else the code; `None` is "nothing yet".

    Source: none, printing only.
    """
    key = f"{kind}.{'none' if code is None else code}"
    return labels.get(key, "∅" if code is None else str(code))


def as_table(machine: Machine[Any, Any], labels: Labels | None = None) -> str:
    """A Markdown table, one line per move.

    Source: none, printing only.
    """
    words = labels or {}
    lines = [[label(words, "column", name) for name in COLUMNS]]
    lines += [_cells(machine, row, words) for row in machine.rows]
    lines.insert(1, ["---"] * len(COLUMNS))
    return "".join(f"| {' | '.join(_in_cell(cell) for cell in line)} |\n" for line in lines)


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _cells(machine: Machine[Any, Any], row: Row[Any, Any], words: Labels) -> list[str]:
    state = machine.state_kind
    to = label(words, "state", "same") if row.to is None else label(words, state, row.to)
    if row.outcome is not None:
        to += f" ({label(words, 'outcome', row.outcome)})"
    return [
        label(words, machine.move_kind, row.move),
        ", ".join(label(words, state, each) for each in row.from_states),
        to,
        f"`{row.permission}`",
        "; ".join(label(words, "demand", each.name) for each in row.demands),
        "; ".join(_effects(machine, row, words)),
        label(words, "source", row.source),
    ]


def _effects(machine: Machine[Any, Any], row: Row[Any, Any], words: Labels) -> list[str]:
    return [
        f"{label(words, machine.clock_kind, each.clock)}: {label(words, 'clock_act', each.act)}"
        for each in row.effects
    ]


def as_mermaid(machine: Machine[Any, Any], labels: Labels | None = None) -> str:
    """A Mermaid state diagram; moves that leave the state as it is are drawn as loops.

    Source: none, printing only.
    """
    words = labels or {}
    lines = ["stateDiagram-v2"]
    lines += [
        f'    state "{label(words, machine.state_kind, state)}" as {state}'
        for state in machine.states
    ]
    for row in machine.rows:
        name = label(words, machine.move_kind, row.move)
        lines += [
            f"    {_node(state)} --> {_node(row.to or state)} : {name}" for state in row.from_states
        ]
    lines += [f"    {state} --> [*]" for state in final_states(machine)]
    return "\n".join(lines) + "\n"


def _node(state: StrEnum | None) -> str:
    return "[*]" if state is None else str(state)


def final_states(machine: Machine[Any, Any]) -> tuple[StrEnum, ...]:
    """The states that no move leads out of.

    Source: none, printing only.
    """
    left = {
        state
        for row in machine.rows
        for state in row.from_states
        if row.to is not None and row.to != state
    }
    return tuple(state for state in machine.states if state not in left)


def as_json(machine: Machine[Any, Any], labels: Labels | None = None) -> str:
    """The whole table as JSON, codes and labels both.

    Source: none, printing only.
    """
    words = labels or {}
    shown = {
        "name": machine.name,
        "states": [
            {"code": str(state), "label": label(words, machine.state_kind, state)}
            for state in machine.states
        ],
        "moves": [_as_dict(machine, row, words) for row in machine.rows],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _as_dict(machine: Machine[Any, Any], row: Row[Any, Any], words: Labels) -> dict[str, Any]:
    return {
        "code": str(row.move),
        "label": label(words, machine.move_kind, row.move),
        "from": [None if state is None else str(state) for state in row.from_states],
        "to": None if row.to is None else str(row.to),
        "outcome": None if row.outcome is None else str(row.outcome),
        "permission": row.permission,
        "demands": [
            {
                "code": each.name,
                "label": label(words, "demand", each.name),
                "refusal": each.refusal,
                "concern": str(each.concern),
                "fields": list(each.fields),
                "source": each.source,
            }
            for each in row.demands
        ],
        "clocks": [{"clock": str(each.clock), "act": str(each.act)} for each in row.effects],
        "flags": [str(flag) for flag in row.flags],
        "source": row.source,
    }

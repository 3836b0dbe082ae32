"""Write the print-outs of every state machine into docs/reference/rules, in both languages.

    python tools/print_rules.py            # write what differs, name it
    python tools/print_rules.py --check    # write nothing; 1 if a print-out is out of date

What stands there is what `xiuhua rules NAME` prints, with a heading. Nothing may be edited by hand.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference" / "rules"
LANGUAGES = {"zh-hans": "", "en": ".en"}

TITLES = {
    "case": ("案卷怎么走", "How a case moves"),
    "petition_extension": ("延期申请怎么批", "How an extension is asked for and decided"),
    "petition_suspension": ("挂账申请怎么批", "How a suspension is asked for and decided"),
    "petition_force_close": ("强制办结怎么批", "How a forced close is asked for and decided"),
    "petition_appeal": ("申诉怎么提、怎么裁定", "How an appeal is made and decided"),
    "order": ("来件怎么办", "How an inbound order is answered"),
}
WORDS = {
    "zh-hans": {
        "head": "本页由命令打印，请勿手工修改：`xiuhua rules {name}`。",
        "other": "English: [{title}]({file})",
        "read": "一行是一步：从哪个状态、到哪个状态、要什么权限、须具备什么、计时怎么变、依据是什么。缺一项，程序就不办这一步，并说明缺什么。",
        "table": "## 办理步骤",
        "diagram": "## 状态图",
    },
    "en": {
        "head": "Printed by a command, not to be edited by hand: `xiuhua rules {name} --language en`.",
        "other": "中文：[{title}]({file})",
        "read": "One line is one move: from which state, to which, with what permission, what it demands, what it does to the clocks, and its source. While a demand is unmet the program refuses the move and says what is missing.",
        "table": "## Moves",
        "diagram": "## States",
    },
}


def page(name: str, language: str) -> str:
    """One machine as a Markdown page: the table, then the diagram."""
    from xiuhua.web.commands.management.commands.rules import printed

    words, chinese = WORDS[language], language == "zh-hans"
    title, other = TITLES[name] if chinese else TITLES[name][::-1]
    other_file = file_of(name, "en" if chinese else "zh-hans").name
    parts = [
        f"# {title}",
        words["head"].format(name=name)
        + "\n"
        + words["other"].format(title=other, file=other_file),
        words["read"],
        words["table"],
        printed(name, "table", language).rstrip("\n"),
        words["diagram"],
        "```mermaid\n" + printed(name, "mermaid", language) + "```",
    ]
    return "\n\n".join(parts) + "\n"


def file_of(name: str, language: str) -> Path:
    """Where a print-out stands."""
    return FOLDER / f"{name}{LANGUAGES[language]}.md"


def pages() -> Iterator[tuple[Path, str]]:
    """Every print-out there must be: its file and its text."""
    from xiuhua.rulebook.lifecycle import MACHINES

    for name in MACHINES:
        for language in LANGUAGES:
            yield file_of(name, language), page(name, language)


def outdated() -> list[Path]:
    """Print-outs that are missing or say something else, and files that no machine prints."""
    wanted = dict(pages())
    differing = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    return differing + sorted(set(FOLDER.glob("*.md")) - set(wanted))


def write() -> list[Path]:
    """Bring the folder up to date; which files changed."""
    changed, wanted = outdated(), dict(pages())
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in changed:
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return changed


def main() -> int:
    """Print, or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if out of date")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # The rules need no data: a home of its own keeps this run away from an installation's.
        os.environ["XIUHUA_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")
        import django

        django.setup()
        changed = outdated() if options.check else write()
    for path in changed:
        print(path.relative_to(ROOT))
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())

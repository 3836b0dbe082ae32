"""Write the table of who may open what into docs/reference/permissions.md, in both languages.

    python tools/print_permissions.py            # write what differs, name it
    python tools/print_permissions.py --check    # write nothing; 1 if a page is out of date

What stands there is what `xiuhua permissions` prints, with a heading. Nothing may be edited by hand.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
HEADS = {
    "zh-hans": """# 权限表

本页由命令打印，请勿手工修改：`xiuhua permissions`。English: [Who may open what](permissions.en.md)

每个地址、每个动作一行，说明要什么权限、权限须在哪里有效、哪些角色有（●）。测试按本表逐行核对：每个角色，对本范围、相邻范围（同街道的另一网格、社区、单位，代码以本范围代码开头）和另一街道的行，各试一遍；既看能不能打开，也看打开的页上有没有不该看到的内容。多一个地址没有列入本表，测试也不通过。""",
    "en": """# Who may open what

Printed by a command, not to be edited by hand: `xiuhua permissions --language en`. 中文：[权限表](permissions.md)

One line for each address and act: which right it asks for, where that right must be held, and which roles hold it (●). The tests go through this table line by line, as every role, with rows of the own place, of the neighbouring one (another grid, community and unit of the same subdistrict, whose codes begin as the own ones do) and of another subdistrict; they look at whether the door opens, and at whether anything on the page belongs to a place one may not see. An address that is missing here fails the tests too.""",
}
FILES = {"zh-hans": FOLDER / "permissions.md", "en": FOLDER / "permissions.en.md"}


def text_of(language: str) -> str:
    """The page in one language."""
    from django.utils.translation import override

    from xiuhua.web.commands.doors.printing import page

    with override(language):
        return f"{HEADS[language]}\n\n{page()}"


def outdated() -> list[Path]:
    """Pages that are missing or say something else."""
    return [
        path
        for language, path in FILES.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text_of(language)
    ]


def write() -> list[Path]:
    """Bring the pages up to date; which changed."""
    changed = outdated()
    for language, path in FILES.items():
        if path in changed:
            path.write_text(text_of(language), encoding="utf-8")
    return changed


def main() -> int:
    """Print, or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if out of date")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # The table needs no data: a home of its own keeps this run away from an installation's.
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

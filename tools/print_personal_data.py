"""Write the register of personal data into docs/reference/personal-data.md, in both languages.

    python tools/print_personal_data.py            # write what differs
    python tools/print_personal_data.py --check    # write nothing; 1 if the page is out of date

The tables between the marks come from `apps/privacy/register` and the retention job; what stands around them is
written by hand.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "personal-data.md"
LANGUAGES = ("zh-hans", "en")
HEADS = {
    "fields": {
        "zh-hans": "| 字段 | 用途 | 依据 | 谁看得到、怎么遮住 | 保存 | 怎么删 |",
        "en": "| fields | purpose | basis | who sees it, how masked | kept | erased |",
    },
    "nothing": {
        "zh-hans": "| 为什么没有 | 字段 |",
        "en": "| why none | fields |",
    },
    "retention": {
        "zh-hans": "| 什么 | 规则 | 出厂 |",
        "en": "| what | rule | as shipped |",
    },
}


def table(name: str, language: str) -> str:
    """One of the tables as Markdown."""
    from django.utils.translation import override

    with override(language):
        rows = {"fields": _fields, "nothing": _nothing, "retention": _retention}[name]()
    head = HEADS[name][language]
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, rule, *(f"| {' | '.join(row)} |" for row in rows)])


def page(text: str) -> str:
    """The page with every table between its marks printed anew."""

    def anew(found: re.Match[str]) -> str:
        return f"{found[1]}\n{table(found[2], found[3])}\n{found[4]}"

    return re.sub(
        r"(<!-- printed: (\w+) ([\w-]+) -->)\n.*?\n?(<!-- end -->)", anew, text, flags=re.S
    )


def marks(text: str) -> set[tuple[str, str]]:
    """Which tables the page has, and in which language."""
    return set(re.findall(r"<!-- printed: (\w+) ([\w-]+) -->", text))


def _fields() -> list[list[str]]:
    from xiuhua.apps.privacy.register import ENTRIES
    from xiuhua.web.shared.privacy_words import basis_words

    return [
        [
            " ".join(f"`{field}`" for field in one.fields),
            str(one.purpose),
            "；".join(basis_words(slug) for slug in one.bases),
            str(one.seen),
            str(one.kept) + (f" `{one.rule}`" if one.rule else ""),
            str(one.erased),
        ]
        for one in ENTRIES
    ]


def _nothing() -> list[list[str]]:
    from xiuhua.apps.privacy.register import NOTHING

    return [[str(why), " ".join(f"`{field}`" for field in fields)] for why, fields in NOTHING]


def _retention() -> list[list[str]]:
    from xiuhua.apps.catalogue.rules import LATER
    from xiuhua.apps.privacy.retention import KINDS
    from xiuhua.web.shared.privacy_words import KEPT, days_words

    return [
        [
            str(KEPT[kind.slug]),
            f"`{kind.rule}`" if kind.rule else "—",
            days_words([int(LATER.get(kind.rule, "0"))], kind.rule),
        ]
        for kind in KINDS
    ]


def main() -> int:
    """Print, or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if out of date")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # The register needs no data: a home of its own keeps this run away from an installation's.
        os.environ["XIUHUA_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")
        import django

        django.setup()
        before = PAGE.read_text(encoding="utf-8")
        after = page(before)
    if after == before:
        return 0
    print(PAGE.relative_to(ROOT))
    if not options.check:
        PAGE.write_text(after, encoding="utf-8")
    return 1 if options.check else 0


if __name__ == "__main__":
    sys.exit(main())

"""The documents keep up with the program: options, defaults, links, and both languages."""

import argparse
import re
from pathlib import Path

import pytest
from django.core.management import load_command_class

from tests.architecture import tree

DOCS = tree.ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *tree.ROOT.glob("*.md")])
OWN_OPTIONS = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback"}
OWN_OPTIONS |= {"--no-color", "--force-color", "--skip-checks"}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
# A machine's own folders, and addresses that only somebody's workshop can reach.
PRIVATE = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/\w")


def _commands() -> dict[str, str]:
    """Each command of ours with the app it belongs to."""
    return {
        path.stem: ".".join(path.relative_to(tree.ROOT / "src").parts[:-3])
        for path in tree.PACKAGE.rglob("management/commands/*.py")
        if not path.stem.startswith("_")
    }


def _options(name: str, app: str) -> set[str]:
    parser = load_command_class(app, name).create_parser("xiuhua", name)
    shown = [one for one in parser._actions if one.help != argparse.SUPPRESS]
    return {text for one in shown for text in one.option_strings if text.startswith("--")}


@pytest.mark.parametrize("name", _commands())
def test_every_option_of_a_command_is_documented_in_both_languages(name: str) -> None:
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    chinese, _rule, english = text.partition("\n---\n")
    section = re.search(rf"^## xiuhua {name}$(.*?)(?=^## |\Z)", chinese, re.M | re.S)
    bullet = re.search(rf"^- `xiuhua {name}\b(.*?)(?=^- |\Z)", english, re.M | re.S)
    said_by_hand = {"": section, "in English": bullet}
    assert all(said_by_hand.values()), f"`xiuhua {name}` has no section, or none in English"
    options = _options(name, _commands()[name]) - OWN_OPTIONS
    for where, said in said_by_hand.items():
        missing = sorted(one for one in options if one not in said[0])
        assert not missing, f"xiuhua {name} {where}: {missing}"


def test_no_section_of_a_command_that_is_gone() -> None:
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^## xiuhua (\w+)$", text, re.M))
    assert named == set(_commands())


def test_every_setting_has_its_row_in_both_languages() -> None:
    text = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    halves = text.split("\n---\n")
    assert len(halves) == 2
    rows = [set(re.findall(r"^\| `(\w+)` \|", half, re.M)) for half in halves]
    assert rows[0] == rows[1] == _settings_read()


def _settings_read() -> set[str]:
    name = re.compile(r"""["'](XIUHUA_[A-Z0-9_]+|DATABASE_URL(?:_FILE)?)["']""")
    return {
        found for path in tree.sources() for found in name.findall(path.read_text(encoding="utf-8"))
    }


def test_defaults_stated_are_those_of_the_settings() -> None:
    code = (tree.PACKAGE / "settings.py").read_text(encoding="utf-8")
    given = dict(re.findall(r'environ\.get\("(XIUHUA_\w+)", "([^"]+)"\)', code))
    assert len(given) > 5
    text = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    wrong = [
        f"{name}: {default}"
        for name, default in given.items()
        if len(re.findall(rf"^\| `{name}` \|[^|]*\| `{re.escape(default)}` \|", text, re.M)) != 2
    ]
    assert not wrong, tree.listed(wrong)


def _anchors(path: Path) -> set[str]:
    """Anchors as code forges make them: small letters, marks left out, blanks as hyphens."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


def test_links_between_the_documents_lead_somewhere() -> None:
    wrong = []
    for page in PAGES:
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _hash, anchor = target.partition("#")
            other = (page.parent / name).resolve() if name else page
            if not other.exists() or (anchor and anchor not in _anchors(other)):
                wrong.append(f"{tree.short(page)}: {target}")
    assert not wrong, tree.listed(wrong)


def test_every_page_can_be_reached_from_the_start() -> None:
    seen, waiting = set(), [tree.ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        targets = LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [(page.parent / one.partition("#")[0]).resolve() for one in targets]
    lost = [tree.short(page) for page in DOCS.rglob("*.md") if page not in seen]
    assert not lost, tree.listed(lost)


def test_guides_speak_both_languages() -> None:
    wrong = [
        tree.short(page)
        for page in (DOCS / "guides").glob("*.md")
        if len(page.read_text(encoding="utf-8").split("\n---\n")) != 2
    ]
    assert not wrong, tree.listed(wrong)


def test_documents_name_no_folder_of_one_machine() -> None:
    wrong = [
        f"{tree.short(page)}:{number}"
        for page in PAGES
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
        if PRIVATE.search(line)
    ]
    assert not wrong, tree.listed(wrong)


def test_each_term_of_the_glossary_stands_in_the_code() -> None:
    rows = re.findall(
        r"^\|[^|]+\|[^|]+\| (`.+`) \|$", (DOCS / "glossary.md").read_text("utf-8"), re.M
    )
    code = "\n".join(path.read_text(encoding="utf-8") for path in tree.sources())
    names = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert len(names) > 80
    absent = [name for name in sorted(names) if not _stands(name, code)]
    assert not absent, tree.listed(absent)


def _stands(name: str, code: str) -> bool:
    last = name.rpartition(".")[2]
    return re.search(rf"\b{re.escape(last)}\b", code) is not None

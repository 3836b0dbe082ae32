"""Words for people and for those who run it: translated, explained, documented."""

import ast
import inspect
import re

from tests.architecture import tree
from tools import merge_messages
from xiuhua.rulebook.refusal import Refused

CHINESE = re.compile(r"[\u3400-\u9fff]")
COMMENT = re.compile(r"{#.*?#}|{% *comment.*?endcomment *%}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"{% *blocktrans(?:late)?\b.*?{% *endblocktrans(?:late)? *%}", re.S)
NAMED_IN_ITSELF = re.compile(r"""<[^>]*\blang="zh-[^"]*"[^>]*>[^<]*""")  # a language's own name
SAMPLES = {"styleguide.html"}  # shows builders of pages how Chinese text looks; nobody else sees it
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
SETTING = re.compile(r"""["'](XIUHUA_[A-Z0-9_]+|DATABASE_URL)["']""")


def _documentation() -> str:
    pages = [*(tree.ROOT / "docs").rglob("*.md"), *tree.ROOT.glob("*.md")]
    return "\n".join(path.read_text(encoding="utf-8") for path in pages)


def test_every_text_has_an_english_translation() -> None:
    assert merge_messages.extract(tree.PACKAGE) or not tree.INHABITED
    left = merge_messages.untranslated(tree.PACKAGE)
    assert not left, tree.listed(left)


def test_templates_speak_through_the_catalogue() -> None:
    wrong = []
    for path in tree.files(".html", ".txt", under=("src/xiuhua",)):
        if "templates" not in path.parts or path.name in SAMPLES:
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in (COMMENT, TRANSLATED, TAG, NAMED_IN_ITSELF):
            # Newlines are kept, so that the line in the message is the line in the file.
            text = pattern.sub(lambda found: "\n" * found.group().count("\n"), text)
        wrong += [
            f"{tree.short(path)}:{number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), 1)
            if CHINESE.search(line)
        ]
    assert not wrong, tree.listed(wrong)


def test_templates_need_no_inline_script_or_style() -> None:
    """The content security policy allows neither, so they would silently do nothing."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:"
    )
    wrong = [
        f"{tree.short(path)}:{number}: {line.strip()}"
        for path in tree.files(".html", under=("src/xiuhua",))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert not wrong, tree.listed(wrong)


def _codes_raised() -> dict[str, str]:
    """Each refusal code named in a `Refused(...)`, with a place where it is raised."""
    found = {}
    for path in tree.sources():
        for node in ast.walk(tree.parsed(path)):
            if not (isinstance(node, ast.Call) and tree.dotted(node.func).endswith("Refused")):
                continue
            for code in _said(node.args[0]) if node.args else ():
                found[code] = f"{tree.short(path)}:{node.lineno}"
    return found


def _said(node: ast.AST) -> list[str]:
    """The literals an expression can come to: itself, or either side of a condition."""
    if isinstance(node, ast.IfExp):
        return _said(node.body) + _said(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_refusal_is_explained() -> None:
    table = [
        *tree.PACKAGE.glob("web/shared/refusals.py"),
        *tree.PACKAGE.glob("web/shared/refusals/*.py"),
    ]
    assert table or not tree.INHABITED
    explained = {
        node.value
        for path in table
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    if not table:
        return
    silent = [f"{code} ({at})" for code, at in _codes_raised().items() if code not in explained]
    assert not silent, tree.listed(sorted(silent))


def test_refused_is_called_as_it_can_be() -> None:
    """No fact may carry the name of a parameter of its own: that would be a TypeError."""
    own = inspect.signature(Refused.__init__).parameters.values()
    taken = {one.name for one in own if one.kind is one.POSITIONAL_OR_KEYWORD}
    wrong = [
        f"{tree.short(path)}:{node.lineno}"
        for path in tree.sources()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Call)
        and tree.dotted(node.func).endswith("Refused")
        and node.args
        and any(keyword.arg in taken for keyword in node.keywords)
    ]
    assert not wrong, tree.listed(wrong)


def test_every_setting_is_documented() -> None:
    named = {
        found
        for path in tree.sources()
        for found in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    assert {"DATABASE_URL", "XIUHUA_HOME"} <= named
    documented = _documentation()
    unsaid = sorted(name for name in named if name not in documented)
    assert not unsaid, tree.listed(unsaid)


def test_every_command_is_documented() -> None:
    names = {
        path.stem
        for path in tree.PACKAGE.rglob("management/commands/*.py")
        if not path.stem.startswith("_")
    }
    assert names or not tree.INHABITED
    documented = _documentation()
    unsaid = sorted(name for name in names if f"xiuhua {name}" not in documented)
    assert not unsaid, tree.listed(unsaid)


def test_a_street_problem_is_never_filed_or_closed_in_the_words_of_a_penalty() -> None:
    """立案 and 结案 are words of a penalty file; a street problem is 受理 and 办结 (facts 3.7)."""
    told = re.compile("立案|(?<!办)结案")
    wrong = [
        f"{tree.short(path)}:{number}: {line.strip()[:80]}"
        for suffix in (".html", ".py", ".csv")
        for path in tree.files(suffix, under=("src/xiuhua/web", "src/xiuhua/apps"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if told.search(line)
    ]
    assert not wrong, tree.listed(wrong)

"""Habits that a reader relies on: small files, said purposes, one clock, no swallowed errors."""

import ast

from tests.architecture import tree

LONGEST_FILE = 400
THE_CLOCK = "src/xiuhua/apps/records/now.py"
CLOCK_READERS = {"now", "utcnow", "today"}
CLOCK_OWNERS = {"datetime", "date", "dt", "timezone", "dj_timezone"}
PLAIN_CLOCKS = {"time.time", "time.time_ns", "time.gmtime", "time.localtime", "time.ctime"}
CLOCK_IMPORTS = {
    *("django.utils.timezone.now", "django.utils.timezone.localdate", "time.time", "time.time_ns"),
    *("django.db.models.functions.Now", "django.db.models.functions.datetime.Now"),
}
# The only places that may catch everything: a failed task must not stop the tasks behind it.
MAY_CATCH_EVERYTHING = {
    "src/xiuhua/web/commands/management/commands/work.py",
    "src/xiuhua/apps/records/outbox.py",
}
MARKERS_OF_PACKAGES = tuple(
    f"/{name}/__init__.py" for name in ("management", "commands", "templatetags")
)


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        tree.short(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in tree.files(".py", ".js", ".mjs", ".css", ".html")
    }
    assert len(lengths) > 50
    too_long = [f"{name}: {n} lines" for name, n in lengths.items() if n > LONGEST_FILE]
    assert not too_long, tree.listed(too_long)


def test_every_module_says_what_it_is() -> None:
    silent = [
        tree.short(path)
        for path in tree.files(".py")
        if len(ast.get_docstring(tree.parsed(path)) or "") < 12
        and not tree.short(path).endswith(MARKERS_OF_PACKAGES)
    ]
    assert not silent, tree.listed(silent)


def _reads_a_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):  # with an argument these two convert, without one they read
        is_asked = not node.args and not node.keywords
        return is_asked and tree.dotted(node.func).split(".")[-1] in {"localtime", "localdate"}
    name = tree.dotted(node) if isinstance(node, ast.Attribute) else ""
    owner, _, attribute = name.rpartition(".")
    return name in PLAIN_CLOCKS or (
        attribute in CLOCK_READERS and owner.split(".")[-1] in CLOCK_OWNERS
    )


def _stamps_itself(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add")


def test_there_is_one_clock() -> None:
    """Deadlines, history and the demonstration's shifted time must agree on what now is."""
    wrong = []
    for path in tree.sources():
        if tree.short(path) == THE_CLOCK:
            continue
        wrong += [
            f"{tree.short(path)}:{node.lineno}"
            for node in ast.walk(tree.parsed(path))
            if _reads_a_clock(node) or _stamps_itself(node)
        ]
        wrong += [
            f"{tree.short(path)}:{line} imports {name}"
            for line, name in tree.imports(path)
            if name in CLOCK_IMPORTS
        ]
    assert not wrong, tree.listed(wrong)
    assert (tree.ROOT / THE_CLOCK).exists()


def test_the_clock_check_sees_the_usual_ways() -> None:
    text = "datetime.now(); dt.datetime.now(dt.UTC); timezone.now; date.today(); time.time(); localtime()"
    found = [node for node in ast.walk(ast.parse(text)) if _reads_a_clock(node)]
    assert len(found) == 6


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {tree.dotted(kind) if kind is not None else "Exception" for kind in kinds}
    raised_again = isinstance(handler.body[-1], ast.Raise)
    return bool(names & {"Exception", "BaseException"}) and not raised_again


def test_nobody_swallows_errors() -> None:
    wrong = [
        f"{tree.short(path)}:{node.lineno}"
        for path in tree.files(".py", under=("src", "tools", "benchmarks"))
        if tree.short(path) not in MAY_CATCH_EVERYTHING
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
    ]
    assert not wrong, tree.listed(wrong)

"""The source tree as the architecture tests see it: files, and their parsed Python.

It only reads; what is right or wrong is said in the tests.
"""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "xiuhua"
OURS = ("src", "tests", "tools", "benchmarks", "examples")
NOT_WRITTEN_BY_HAND = {"vendor", "migrations", "node_modules", "__pycache__", "build"}
INHABITED = any(PACKAGE.glob("apps/cases/actions*"))  # the house has its trunk


def files(*suffixes: str, under: tuple[str, ...] = OURS) -> list[Path]:
    """Files written by hand with one of these endings, in a fixed order."""
    found = []
    for part in under:
        for path in (ROOT / part).rglob("*"):
            if path.suffix in suffixes and not NOT_WRITTEN_BY_HAND & set(path.parts):
                found.append(path)
    return sorted(found)


@functools.cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """A file's name as said in a message."""
    return path.relative_to(ROOT).as_posix()


def sources() -> list[Path]:
    """Every Python file of the package itself."""
    return files(".py", under=("src",))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Each module a file imports, with its line; `from a import b` counts as `a.b`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for an attribute chain, the empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def listed(wrong: list[str]) -> str:
    """The whole list, one a line: whoever mends needs each place."""
    return "\n" + "\n".join(wrong)

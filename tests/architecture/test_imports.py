"""The storeys, the floors and the pure core hold, and every part of the house is on the plan."""

import configparser
import subprocess
import sys
from pathlib import Path

from tests.architecture import tree

PLAN = tree.ROOT / ".importlinter"
SOLVERS_MAY_USE = {"numpy", "numba", "shapely", "pyproj", "h3", "ortools", "scipy", "pymetis"}
SOLVERS_MAY_USE |= {"pyvrp"}
# Standard modules by which a rule could come to read the machine instead of its arguments.
READS_THE_MACHINE = {
    *("os", "io", "pathlib", "tempfile", "glob", "shutil", "subprocess", "socket", "urllib"),
    *("time", "random", "secrets", "sqlite3", "logging", "threading", "asyncio"),
}


def _layers(contract: str) -> set[str]:
    plan = configparser.ConfigParser()
    plan.read(PLAN, encoding="utf-8")
    lines = plan[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return {part.strip() for line in lines for part in line.split("|") if part.strip()}


def _packages(folder: str) -> set[str]:
    base = tree.PACKAGE / folder if folder else tree.PACKAGE
    names = {path.parent.name for path in base.glob("*/__init__.py")}
    prefix = f"xiuhua.{folder}." if folder else "xiuhua."
    return {prefix + name for name in names}


def test_import_contracts_are_kept() -> None:
    # In a process of its own: it sets up logging anew and would silence every logger of this one.
    program = Path(sys.executable).with_name("lint-imports")
    asked = [program, "--config", str(PLAN), "--no-cache"]
    done = subprocess.run(asked, cwd=tree.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_storey_and_every_floor_is_on_the_plan() -> None:
    assert _packages("") == _layers("storeys")
    assert _packages("apps") == _layers("floors")


def test_the_rulebook_imports_nothing_but_the_standard_library_and_itself() -> None:
    allowed = (sys.stdlib_module_names | {"xiuhua"}) - READS_THE_MACHINE
    wrong = [
        f"{tree.short(path)}:{line} imports {name}"
        for path in tree.files(".py", under=("src/xiuhua/rulebook",))
        for line, name in tree.imports(path)
        if name.split(".")[0] not in allowed
        or (name.startswith("xiuhua.") and not name.startswith("xiuhua.rulebook"))
    ]
    assert not wrong, tree.listed(wrong)


def test_solvers_import_only_the_parts_chosen_for_them() -> None:
    allowed = (sys.stdlib_module_names | SOLVERS_MAY_USE | {"xiuhua"}) - {"sqlite3"}
    wrong = [
        f"{tree.short(path)}:{line} imports {name}"
        for path in tree.files(".py", under=("src/xiuhua/solvers",))
        for line, name in tree.imports(path)
        if name.split(".")[0] not in allowed
    ]
    assert not wrong, tree.listed(wrong)


def test_nobody_imports_djangos_admin() -> None:
    """It goes around actions, history and scope."""
    wrong = [
        f"{tree.short(path)}:{line}"
        for path in tree.sources()
        for line, name in tree.imports(path)
        if name.startswith("django.contrib.admin.") or name == "django.contrib.admin"
    ]
    assert not wrong, tree.listed(wrong)
    assert "django.contrib.admin" not in (tree.PACKAGE / "settings.py").read_text(encoding="utf-8")


def test_apps_do_not_talk_by_signals() -> None:
    """Upper floors pull; what follows from an act is done by the act that follows."""
    wrong = [
        f"{tree.short(path)}:{line} imports {name}"
        for path in tree.sources()
        for line, name in tree.imports(path)
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
    ]
    assert not wrong, tree.listed(wrong)

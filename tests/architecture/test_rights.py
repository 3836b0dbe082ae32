"""Rights are held in one place: each permission is given to a role and asked for by somebody."""

import ast

import pytest

from tests.architecture import tree
from xiuhua.apps.accounts.permissions import Permission

HELD = tree.PACKAGE / "apps" / "accounts"
PAGES = any(tree.PACKAGE.glob("web/desk/views*")) or any(tree.PACKAGE.glob("web/desk/pages*"))


def _mentions(paths) -> set[str]:
    """Permissions named by attribute (`P.CASES_VIEW`) or by value ("cases.view")."""
    names = set()
    for path in paths:
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
    return names


@pytest.mark.parametrize("permission", Permission, ids=str)
def test_every_permission_is_held_by_a_role(permission: Permission) -> None:
    assert _mentions([HELD / "roles.py"]) & {permission.name, permission.value}


def test_every_permission_is_asked_for() -> None:
    """One that nobody asks for protects nothing, and whoever grants it is deceived."""
    askers = [p for p in tree.sources() if p not in (HELD / "roles.py", HELD / "permissions.py")]
    asked = _mentions(askers)
    unused = [p.name for p in Permission if not asked & {p.name, p.value}]
    assert not unused or not PAGES, tree.listed(unused)

"""Tables obey the floors too: a foreign key is an import that no linter sees."""

import configparser

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.architecture import tree


def _height() -> dict[str, int]:
    """Floor of each app by label, the lowest being the highest number."""
    plan = configparser.ConfigParser()
    plan.read(tree.ROOT / ".importlinter", encoding="utf-8")
    lines = plan["importlinter:contract:floors"]["layers"].strip().split("\n")
    return {
        name.strip().rsplit(".", 1)[1]: floor
        for floor, line in enumerate(lines)
        for name in line.split("|")
    }


def _keys() -> list[tuple[str, models.Field]]:
    ours = [m for m in apps.get_models() if m.__module__.startswith("xiuhua.")]
    return [
        (f"{model._meta.label}.{field.name}", field)
        for model in ours
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and field.related_model is not None
    ]


def test_keys_point_down_the_floors_only() -> None:
    height = _height()
    wrong = []
    for name, field in _keys():
        own, other = field.model._meta.app_label, field.related_model._meta.app_label
        if other not in height or own == other:
            continue
        if height[own] >= height[other]:
            wrong.append(f"{name} points at {field.related_model._meta.label}")
    assert not wrong, tree.listed(wrong)
    assert len(_keys()) > 10


def test_keys_leave_no_accessor_behind_and_protect_what_they_point_at() -> None:
    """A reverse accessor crosses floors unseen; a cascade would take facts away unseen."""
    wrong = []
    for name, field in _keys():
        if not field.remote_field.hidden:
            wrong.append(f"{name}: related_name must be '+'")
        if getattr(field.remote_field, "on_delete", models.PROTECT) is not models.PROTECT:
            wrong.append(f"{name}: on_delete must be PROTECT")
    assert not wrong, tree.listed(wrong)


def test_the_web_has_no_tables() -> None:
    wrong = [m._meta.label for m in apps.get_models() if m.__module__.startswith("xiuhua.web.")]
    assert not wrong, tree.listed(wrong)


def test_migrations_are_complete(db) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("models and migrations differ: run `xiuhua makemigrations`", pytrace=False)


def test_every_app_with_tables_has_migrations() -> None:
    missing = [
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith("xiuhua.apps.")
        and list(config.get_models())
        and not list((tree.PACKAGE / "apps" / config.label / "migrations").glob("0*.py"))
    ]
    assert not missing, tree.listed(missing)

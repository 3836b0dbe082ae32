"""The register of personal data: every text field of every table stands in it once, and the docs say the same."""

from collections import Counter
from importlib import import_module

from django.apps import apps
from django.db import models

from tests.architecture import tree
from tools import print_personal_data
from xiuhua.apps.catalogue.rules import RULES
from xiuhua.apps.privacy.register import BASES, ENTRIES, NOTHING
from xiuhua.apps.privacy.retention import KINDS
from xiuhua.web.shared.privacy_words import KEPT

WRITTEN_INTO = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)


def _all_fields() -> dict[str, models.Field]:
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }


def _listed() -> list[str]:
    personal = [field for entry in ENTRIES for field in entry.fields]
    return personal + [field for _why, fields in NOTHING for field in fields]


def test_every_field_that_people_can_write_into_stands_in_the_register() -> None:
    """A new one needs a line in `apps/privacy/register`: what it is for, or why it holds nothing personal."""
    written = {
        name
        for name, field in _all_fields().items()
        if isinstance(field, WRITTEN_INTO) and not field.choices
    }
    assert len(written) > 150
    missing = sorted(written - set(_listed()))
    assert not missing, "not in apps/privacy/register:" + tree.listed(missing)


def test_the_register_names_each_field_once_and_none_that_is_gone() -> None:
    counted = Counter(_listed())
    assert not [field for field, times in counted.items() if times > 1]
    gone = sorted(set(counted) - set(_all_fields()))
    assert not gone, tree.listed(gone)


def test_each_line_names_a_basis_a_rule_and_an_act_that_exist() -> None:
    for entry in ENTRIES:
        assert entry.bases and set(entry.bases) <= set(BASES), entry.fields
        assert not entry.rule or entry.rule in RULES, entry.fields
        if entry.eraser:
            module, _dot, name = entry.eraser.rpartition(".")
            assert callable(getattr(import_module(module), name)), entry.eraser


def test_what_is_kept_for_a_time_has_a_kind_in_the_retention_job() -> None:
    rules = {entry.rule for entry in ENTRIES if entry.rule}
    assert rules <= {kind.rule for kind in KINDS}
    assert {kind.slug for kind in KINDS} == set(KEPT)


def test_the_printed_register_is_the_one_in_force() -> None:
    text = print_personal_data.PAGE.read_text(encoding="utf-8")
    wanted = {
        (table, language)
        for table in print_personal_data.HEADS
        for language in print_personal_data.LANGUAGES
    }
    assert print_personal_data.marks(text) == wanted
    assert text == print_personal_data.page(text), "out of date: make rules"

"""Everything that writes the catalogue: loading, classes and codes, standards, rules."""

from xiuhua.apps.catalogue.actions.classes import add_class, add_code, retire_class
from xiuhua.apps.catalogue.actions.loading import load_catalogue
from xiuhua.apps.catalogue.actions.rules import change_rule
from xiuhua.apps.catalogue.actions.standards import add_standard, change_standard

__all__ = [
    "add_class",
    "add_code",
    "add_standard",
    "change_rule",
    "change_standard",
    "load_catalogue",
    "retire_class",
]

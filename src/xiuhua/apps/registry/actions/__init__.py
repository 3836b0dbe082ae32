"""Everything that writes the registry: parties, contacts, premises, components, the ledger."""

from xiuhua.apps.registry.actions.components import (
    add_component,
    change_component,
    record_census,
    set_state,
)
from xiuhua.apps.registry.actions.contacts import add_contact, erase_contact, unmask
from xiuhua.apps.registry.actions.importing import import_components
from xiuhua.apps.registry.actions.ledger import write
from xiuhua.apps.registry.actions.parties import add_party, change_party, erase_party
from xiuhua.apps.registry.actions.premises import add_premises, close_premises, move_premises

__all__ = [
    "add_component",
    "add_contact",
    "add_party",
    "add_premises",
    "change_component",
    "change_party",
    "close_premises",
    "erase_contact",
    "erase_party",
    "import_components",
    "move_premises",
    "record_census",
    "set_state",
    "unmask",
    "write",
]

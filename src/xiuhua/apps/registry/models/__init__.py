"""Tables of responsible parties, premises and components."""

from xiuhua.apps.registry.models.components import Component
from xiuhua.apps.registry.models.parties import Contact, LedgerEntry, Party, Premises

__all__ = ["Component", "Contact", "LedgerEntry", "Party", "Premises"]

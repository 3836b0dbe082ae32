"""The register of personal data: each field that can hold some, and why each other field holds none.

A page of the docs and a page of the desk are printed from it; a test walks all tables and fails on a field that
stands in neither half. It says what is so; it must not decide who sees or erases anything.
"""

from xiuhua.apps.privacy.register.entries import BASES, Basis, Entry
from xiuhua.apps.privacy.register.nothing import NOTHING
from xiuhua.apps.privacy.register.people import PEOPLE
from xiuhua.apps.privacy.register.trade import TRADE

ENTRIES: tuple[Entry, ...] = (*TRADE, *PEOPLE)

__all__ = ["BASES", "ENTRIES", "NOTHING", "Basis", "Entry"]

"""How the contacts and names of the registry are shown until somebody asks for them with a reason.

Only which form goes with which kind; the forms are the rulebook's. Who may see the whole, and the record of
it, is `actions.contacts.unmask`.
"""

from xiuhua.apps.registry.models import Contact, Party
from xiuhua.rulebook.masking import masked_id_number, masked_name, masked_phone

HIDDEN = "*"


def masked_contact(contact: Contact) -> str:
    """A contact as every page shows it; empty after erasure."""
    value = contact.value
    if not value:
        return ""
    if contact.kind == Contact.Kind.ADDRESS:
        return masked_address(value)
    if contact.kind == Contact.Kind.WECHAT:
        return masked_middle(value, 1, 1)
    if contact.kind == Contact.Kind.ID_NUMBER:
        return masked_id_number(value)
    return masked_phone(value)


def masked_party(party: Party) -> str:
    """The name of a party: of a person only the surname, of a business or institution all of it."""
    return masked_name(party.name) if party.kind == Party.Kind.PERSON else party.name


def masked_middle(value: str, front: int, back: int) -> str:
    """`front` characters, stars, `back` characters; what is too short for that shows its first only."""
    if len(value) <= front + back:
        return value[:1] + HIDDEN * max(len(value) - 1, 2)
    return value[:front] + HIDDEN * (len(value) - front - back) + value[-back:]


def masked_address(value: str) -> str:
    """The street without house and room: everything from the first figure on is hidden."""
    for at, character in enumerate(value):
        if character.isdigit() or character in "一二三四五六七八九十" and at > 5:
            return value[:at] + HIDDEN * 3
    return value[: len(value) // 2] + HIDDEN * 3

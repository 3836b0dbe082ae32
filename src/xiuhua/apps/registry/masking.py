"""How personal data is shown until somebody asks for it with a reason: 王**, 138****1234, 4201**********1234.

Only the hiding. Who may see the whole, and the record of it, is `actions.contacts.unmask`.
"""

from xiuhua.apps.registry.models import Contact, Party

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
        return masked_middle(value, 4, 4)
    return masked_middle(value, 3, 4)


def masked_party(party: Party) -> str:
    """The name of a party: of a person only the surname, of a business or institution all of it."""
    return masked_name(party.name) if party.kind == Party.Kind.PERSON else party.name


def masked_name(name: str) -> str:
    """王**: as many stars for every name, so that its length says nothing."""
    return name[0] + HIDDEN * 2 if name else ""


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

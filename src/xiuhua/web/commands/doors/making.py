"""What a line of the table of doors is, and short ways to write one. No door stands here."""

from dataclasses import dataclass

PUBLIC, SIGNED_IN, THIS_MACHINE = "public", "signed_in", "this_machine"
ANYWHERE = ""


@dataclass(frozen=True)
class Door:
    """One way in: method and address, the rights it asks for (all of them), and whose row it is about.

    `row` must be seen; `at` is where the right to act must be held, if that is another place than the row's.
    """

    method: str
    route: str
    rights: tuple[str, ...]
    row: str = ANYWHERE
    act: str = ""
    at: str = ""

    @property
    def place(self) -> str:
        """Where the right must be held."""
        return self.at or self.row


def get(route: str, *rights: str, row: str = ANYWHERE, at: str = "") -> Door:
    """A page or a question."""
    return Door("GET", route, rights, row, at=at)


def post(route: str, *rights: str, row: str = ANYWHERE, at: str = "") -> Door:
    """An act."""
    return Door("POST", route, rights, row, at=at)


def both(route: str, *rights: str, row: str = ANYWHERE, at: str = "") -> tuple[Door, Door]:
    """A page with its form."""
    return get(route, *rights, row=row), post(route, *rights, row=row, at=at)


def acts(route: str, row: str, acts: dict[str, str], at: str = "") -> tuple[Door, ...]:
    """One door for each act of an address."""
    return tuple(Door("POST", route, (right,), row, act, at) for act, right in acts.items())

"""Units and people of the demonstration: every role of the program, each person invented.

Rights are given as in life: officers over their unit, grid members over their grids, the community over
itself. Passwords come from the machine's randomness and not from the seed, so that no two installations
share one. Noise: names only.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from random import Random

from xiuhua.apps.accounts.actions import certificates, grants, passwords, people, units
from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.duty import actions as duty
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.space.models import Community, Grid
from xiuhua.web.commands.demo.names import Namer

FOUNDED_AT = dt.datetime(2020, 12, 28, 1, 0, tzinfo=dt.UTC)
FOUNDED_ON = dt.date(2020, 12, 28)
ISSUER = "演示市人民政府"

# code, name, kind
UNITS = (
    ("JD", "街道办事处", "office"),
    ("CG", "城市运行管理站", "office"),
    ("ZF", "综合执法中心", "centre"),
    ("HW", "净美环卫公司", "contractor"),
    ("SZ", "畅通市政养护公司", "contractor"),
    ("YL", "绿荫园林养护公司", "contractor"),
    ("QCG", "区城市管理局", "district"),
    ("QSW", "区水务局", "district"),
    ("GD", "供电公司", "utility"),
    ("GS", "供水公司", "utility"),
    ("RQ", "燃气公司", "utility"),
    ("TX", "通信公司", "utility"),
)
# role, how many, unit; those over the whole subdistrict
WHOLE = (
    ("head", 2, "JD"),
    ("deputy", 2, "JD"),
    ("centre_head", 1, "ZF"),
    ("acceptor", 1, "CG"),
    ("dispatcher", 1, "CG"),
    ("desk_clerk", 2, "CG"),
    ("shift_head", 1, "CG"),
    ("inspector", 3, "CG"),
    ("auditor", 1, "JD"),
    ("system_admin", 1, "JD"),
    ("security_admin", 1, "JD"),
)
OFFICERS, GRID_MEMBERS, ASSISTANTS = 8, 8, 2
LETTERS, DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


@dataclass(frozen=True)
class Account:
    """One line of the table that is printed once."""

    role: str
    username: str
    password: str
    full_name: str
    where: str


@dataclass
class Staff:
    """Everybody, as the generated lives need them."""

    units: dict[str, Unit] = field(default_factory=dict)
    by_role: dict[str, list[User]] = field(default_factory=dict)
    officer_of_grid: dict[int, User] = field(default_factory=dict)
    member_of_grid: dict[int, User] = field(default_factory=dict)
    worker_of_community: dict[int, User] = field(default_factory=dict)
    secretary_of_community: dict[int, User] = field(default_factory=dict)
    desk_of_community: dict[int, Unit] = field(default_factory=dict)
    contractor_of_unit: dict[int, User] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)


def settle(subdistrict: Subdistrict, namer: Namer, chance: Random) -> Staff:
    """Found the units, hire the people, give them rights, certificates and grids."""
    hiring = _Hiring(subdistrict, namer)
    hiring.found_units()
    for role, count, unit in WHOLE:
        for _ in range(count):
            hiring.hire(role, unit, [("subdistrict", subdistrict.code)])
    grids = list(Grid.objects.filter(subdistrict=subdistrict).order_by("code"))
    hiring.hire_for_grids(grids)
    hiring.hire_for_communities()
    for code in ("HW", "SZ", "YL"):
        boss = hiring.hire("contractor", code, [("unit", code)])
        hiring.staff.contractor_of_unit[hiring.staff.units[code].pk] = boss
    _certify(hiring.staff, chance)
    _assign(subdistrict, hiring.staff, grids)
    return hiring.staff


class _Hiring:
    """One founding: what is hired so far."""

    def __init__(self, subdistrict: Subdistrict, namer: Namer) -> None:
        self.subdistrict, self.namer, self.staff = subdistrict, namer, Staff()

    def found_units(self) -> None:
        office = None
        for code, name, kind in UNITS:
            parent = office if kind in ("office", "centre") else None
            unit = self._unit(code, name, kind, parent)
            office = office or unit
        for n, community in enumerate(self._communities(), 1):
            desk = self._unit(f"SQ{n}", f"{community.name}居委会", "community", office)
            self.staff.desk_of_community[community.pk] = desk

    def hire(self, role: str, unit_code: str, areas: list[tuple[str, str]]) -> User:
        """One more person of a role, with a password of their own."""
        there = self.staff.by_role.setdefault(role, [])
        unit = self.staff.units[unit_code]
        user = people.add(
            username=f"{role}{len(there) + 1}",
            full_name=self.namer.person(),
            subdistrict=self.subdistrict,
            unit=unit,
            by=None,
            at=FOUNDED_AT,
        )
        password = a_password()
        passwords.set_for(user, password, by=None, at=FOUNDED_AT, must_change=False)
        for kind, code in areas:
            grants.give(
                user,
                role,
                area_kind=kind,
                area_code=code,
                valid_from=FOUNDED_ON,
                by=None,
                at=FOUNDED_AT,
            )
        there.append(user)
        where = unit.name + "".join(f"·{code[-2:]}" for kind, code in areas if kind == "grid")
        account = Account(role, user.username, password, user.full_name, where)
        self.staff.accounts.append(account)
        return user

    def hire_for_grids(self, grids: list[Grid]) -> None:
        """Officers and grid members answer for two neighbouring grids each."""
        staff = self.staff
        for n in range(OFFICERS):
            officer = self.hire("officer", "ZF", [("unit", "ZF")])
            for grid in grids[n::OFFICERS]:
                staff.officer_of_grid[grid.pk] = officer
        for n in range(GRID_MEMBERS):
            mine = grids[2 * n : 2 * n + 2]
            member = self.hire("grid_member", "CG", [("grid", grid.code) for grid in mine])
            for grid in mine:
                staff.member_of_grid[grid.pk] = member
        for n in range(ASSISTANTS):
            half = grids[n::ASSISTANTS]
            self.hire("assistant", "ZF", [("grid", grid.code) for grid in half])

    def hire_for_communities(self) -> None:
        for n, community in enumerate(self._communities(), 1):
            area = [("community", community.code)]
            worker = self.hire("community_worker", f"SQ{n}", area)
            secretary = self.hire("community_secretary", f"SQ{n}", area)
            self.staff.worker_of_community[community.pk] = worker
            self.staff.secretary_of_community[community.pk] = secretary

    def _communities(self) -> list[Community]:
        return list(Community.objects.filter(subdistrict=self.subdistrict).order_by("code"))

    def _unit(self, code: str, name: str, kind: str, parent: Unit | None) -> Unit:
        unit = units.add(
            subdistrict=self.subdistrict,
            code=code,
            name=name,
            kind=kind,
            parent=parent,
            by=None,
            at=FOUNDED_AT,
        )
        self.staff.units[code] = unit
        return unit


def a_password() -> str:
    """Four groups that can be read out on the telephone: capitals, small letters, digits and dashes."""
    pick = secrets.choice
    groups = [
        "".join(pick(LETTERS) for _ in range(3)),
        "".join(pick(DIGITS) for _ in range(4)),
        "".join(pick(LETTERS).lower() for _ in range(4)),
    ]
    return "-".join(groups)


def _certify(staff: Staff, chance: Random) -> None:
    """Every officer holds a certificate; one runs out within two weeks of the demonstration's day."""
    holders = staff.by_role["officer"] + staff.by_role["centre_head"]
    for n, user in enumerate(holders):
        last = dt.date(2021, 5, 18) if n == 2 else dt.date(2023, 6, 30)
        certificates.add(
            user,
            number=f"YS{chance.randrange(10**7, 10**8)}",
            issuer=ISSUER,
            valid_from=dt.date(2018, 7, 1),
            valid_to=last,
            by=None,
            at=FOUNDED_AT,
        )


def _assign(subdistrict: Subdistrict, staff: Staff, grids: list[Grid]) -> None:
    """Who answers for each grid, and for the locality where a grid has nobody."""
    inspectors = staff.by_role["inspector"]
    for n, grid in enumerate(grids):
        officer = staff.officer_of_grid[grid.pk]
        leader = staff.secretary_of_community[grid.community_id]
        member = staff.member_of_grid[grid.pk]
        for part, person in (
            ("officer", officer),
            ("leader", leader),
            ("member", member),
            ("inspector", inspectors[n % len(inspectors)]),
        ):
            _duty(subdistrict, grid.pk, part, person)
    _duty(subdistrict, None, "officer", staff.by_role["centre_head"][0])
    _duty(subdistrict, None, "leader", staff.by_role["deputy"][0])


def _duty(subdistrict: Subdistrict, grid_id: int | None, part: str, person: User) -> None:
    duty.assign(
        subdistrict_id=subdistrict.pk,
        grid_id=grid_id,
        part=part,
        unit_id=person.unit_id,
        user_id=person.pk,
        valid_from=FOUNDED_ON,
        by=None,
        at=FOUNDED_AT,
        key="",
    )

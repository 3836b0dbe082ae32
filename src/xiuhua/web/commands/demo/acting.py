"""What every life has: its plan, its chance, where it stands, and how it acts at the world's moment.

Which acts it does, and in which order, stands in `life`. Noise: only what is asked of `chance`.
"""

import datetime as dt
from collections.abc import Generator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import petitions
from xiuhua.apps.cases.placing import Placed
from xiuhua.web.commands.demo.days import awake
from xiuhua.web.commands.demo.stories import Story

if TYPE_CHECKING:
    from xiuhua.web.commands.demo.world import World


@dataclass(frozen=True)
class Spot:
    """Where a case is, and on what."""

    placed: Placed
    words: str
    thing: str = ""
    component_id: int | None = None
    premises_id: int | None = None


@dataclass
class Plan:
    """What is settled about a life before it begins. `stop`: the state it may not leave."""

    number: int
    born_at: dt.datetime
    source: str
    story: Story
    spot: Spot
    stop: str = ""
    brisk: bool = False
    twists: frozenset[str] = frozenset()
    twin_of: str = ""
    order_stop: str = ""


class Settled(Exception):
    """Ends a life at the state its plan names; it never leaves this module."""


@dataclass
class Acting:
    """A case as it stands, and its hands."""

    world: "World"
    plan: Plan
    chance: Random
    case_id: int = 0
    case_number: str = ""
    state: str = ""
    due_at: dt.datetime | None = None
    order: Any = None
    unit_id: int = 0
    handler: User | None = None

    def _ask(
        self, kind: str, reasons: tuple[str, ...], **more: Any
    ) -> Generator[dt.datetime, None, int]:
        yield self._later(30, 240)
        how = self._how(self.handler)
        answer = petitions.ask(self.case_id, kind=kind, reason=self._pick(reasons), **more, **how)
        self._took(answer)
        if f"ask_{kind}" in self.plan.twists:
            raise Settled
        return int(answer["petition"])

    def _decide(self, petition_id: int, granted: bool, words: str) -> None:
        decider = self.world.one("deputy", self.chance)
        self._took(
            petitions.decide(petition_id, granted=granted, words=words, **self._how(decider))
        )

    @property
    def _at(self) -> dt.datetime:
        return self.world.at

    @property
    def _is_public(self) -> bool:
        return self.plan.source in ("resident_portal", "hotline_12345", "phone", "media")

    @property
    def _reporter(self) -> User | None:
        return self.world.reporter(self.plan.source, self.plan.spot, self.chance)

    def _how(self, by: User | None) -> dict[str, Any]:
        return {"by": by, "at": self._at}

    def _later(self, least: float, most: float) -> dt.datetime:
        """Some minutes on, by day; a brisk life takes hardly any."""
        minutes = self.chance.uniform(2, 5) if self.plan.brisk else self.chance.uniform(least, most)
        return awake(self._at + dt.timedelta(minutes=minutes), self.chance)

    def _pick(self, among: tuple[str, ...]) -> str:
        return self.chance.choice(among)

    def _filled(self, among: tuple[str, ...]) -> str:
        return self._pick(among).format(place=self.plan.spot.words, thing=self.plan.spot.thing)

    def _photos(self, role: str, scene: str = "") -> list[Any]:
        return [self.world.photo(role, scene or role, self.plan.number)]

    def _took(self, answer: dict[str, Any]) -> None:
        self.case_id, self.case_number, self.state = answer["id"], answer["number"], answer["state"]
        due = answer["due_at"]
        self.due_at = dt.datetime.fromisoformat(due) if due else None
        if self.state == self.plan.stop:
            raise Settled

"""Orders of the 12345 hotline in the demonstration: registered, contacted, answered, returned or taken back.

Their numbers begin with YS (演示). Noise: delays of contact and reply.
"""

import datetime as dt
from collections.abc import Generator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from xiuhua.apps.cases.actions import orders
from xiuhua.apps.cases.actions.reporting import Report
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.web.commands.demo import stories
from xiuhua.web.commands.demo.days import awake
from xiuhua.web.commands.demo.life import Life

if TYPE_CHECKING:
    from xiuhua.web.commands.demo.world import World

Moments = Generator[dt.datetime, None, None]
DAY = dt.timedelta(days=1)


@dataclass
class Desk:
    """The order behind one life."""

    world: "World"
    number: int
    chance: Random
    order_id: int = 0

    def register(self, opens: Report | None) -> dict[str, Any]:
        """Put it on the books, with the case it opens; the case's own answer is given back."""
        at = self.world.at
        words = opens.words if opens else stories.LABEL + "来电反映邻街道道路施工噪声，请核实。"
        order = orders.Order(
            subdistrict=self.world.subdistrict,
            issuer="hotline_12345",
            issuer_name="12345 热线（演示）",
            their_number=f"YS{at:%Y%m%d}{self.number:04}",
            topic=class_by_slug(opens.class_slug if opens else stories.FOREIGN).name,
            received_at=at,
            words=words,
            caller_name="演示来电人",
            caller_phone=self.world.phone(self.chance),
            reply_form="书面答复",
            signer="分管领导",
            contact_due_at=at + dt.timedelta(hours=4),
            reply_due_at=at + 5 * DAY,
            return_until=at + DAY,
        )
        clerk = self.world.one("desk_clerk", self.chance)
        answer = orders.register(order, by=clerk, at=at, opens=opens)
        self.order_id = answer["order"]
        case: dict[str, Any] = answer.get("case", {})
        return case

    def run(self, life: Life) -> Moments:
        """The order from receipt to reply, with its case's life inside."""
        stop = life.plan.order_stop
        if stop in ("returned", "withdrawn"):
            yield from self._without_case(stop)
            return
        life.order = self
        lived = life.run()
        pending = next(lived, None)
        if stop == "received":
            yield from self._rest(pending, lived)
            return
        contact_at = self.world.at + dt.timedelta(minutes=self.chance.uniform(5, 180))
        while pending is not None and pending < contact_at:
            yield pending
            pending = next(lived, None)
        yield contact_at
        self._act(orders.contact, note=self.chance.choice(stories.CONTACTS))
        if stop == "contacted":
            yield from self._rest(pending, lived)
            return
        yield from self._rest(pending, lived)
        if life.state in ("closed", "refused"):
            yield awake(
                self.world.at + dt.timedelta(minutes=self.chance.uniform(30, 600)), self.chance
            )
            text = self.chance.choice(stories.REPLIES)
            reason = stories.EARLY_REPLY
            self._act(orders.reply, reply_text=text, signer="分管领导", reason=reason)

    @staticmethod
    def _rest(pending: dt.datetime | None, lived: Moments) -> Moments:
        while pending is not None:
            yield pending
            pending = next(lived, None)

    def _without_case(self, stop: str) -> Moments:
        self.register(None)
        yield awake(self.world.at + dt.timedelta(minutes=self.chance.uniform(30, 200)), self.chance)
        if stop == "returned":
            self._act(orders.return_order, reason=stories.ORDER_RETURN)
        else:
            document = f"YS{self.number:04}号撤单通知（演示）"
            self._act(orders.withdraw_by_issuer, document=document)

    def _act(self, act: Any, **given: Any) -> None:
        clerk = self.world.one("desk_clerk", self.chance)
        act(self.order_id, by=clerk, at=self.world.at, **given)

"""Who works in the storm: residents who report, staff who carry cases through, an importer. Each sends the same
key again until an answer comes.

Threads of one process. They know nothing of what is being killed; all they see is answers that do not come.
"""

import base64
import binascii
import hashlib
import json
import random
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.storming.ledger import Intent, Ledger
from benchmarks.storming.pictures import Album
from benchmarks.storming.wire import Answer, Door, Lost

AGAIN_ONE_IN = 12
GIVE_UP_TRIES = 4000
Send = Callable[[Intent], Answer]


@dataclass
class World:
    """What all of them share: the street as it was surveyed, photos, the ledger, and when to stop."""

    port: int
    street: dict[str, Any]
    passwords: dict[str, str]
    album: Album
    ledger: Ledger
    seed: int
    pause_s: float = 0.15
    ending: threading.Event = field(default_factory=threading.Event)
    """Nothing new is begun; what was begun is carried on until it is confirmed."""
    over: threading.Event = field(default_factory=threading.Event)
    """Whatever is not confirmed now never will be."""


class Client(threading.Thread):
    """One person at one device."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.world, self.chance = world, random.Random(f"{world.seed} {name}")
        self.door = Door(world.port)

    def run(self) -> None:
        """Go on until the storm ends."""
        while not self.world.ending.is_set():
            self.turn()
            self.world.over.wait(self.chance.uniform(0.2, 1.8) * self.world.pause_s)

    def turn(self) -> None:
        """One piece of work."""
        raise NotImplementedError

    def abandon(self) -> None:
        """Leave nothing running when it is over."""

    def until_confirmed(self, intent: Intent, send: Send) -> bool:
        """Send, and send again; now and then once more after it was confirmed, as a phone does that was cut off."""
        ledger = self.world.ledger
        while not self.world.over.is_set() and intent.tries < GIVE_UP_TRIES:
            intent.tries += 1
            answered = self._try(intent, send)
            if answered is not None:
                ledger.confirm(intent, answered)
                if self.chance.randrange(AGAIN_ONE_IN) == 0:
                    again = self._try(intent, send)
                    if again is not None:
                        ledger.confirm(intent, again)
                return True
            self.world.over.wait(self.chance.uniform(0.05, 0.6))
        return False

    def _try(self, intent: Intent, send: Send) -> dict[str, Any] | None:
        ledger = self.world.ledger
        try:
            answer = send(intent)
        except Lost as lost:
            ledger.failed(f"no answer ({lost})")
            return None
        found = self.read(answer)
        if found is not None:
            return found
        code = answer.data.get("code", "")
        ledger.failed(f"{answer.status} {code}".strip())
        if code == "key_reused":
            ledger.impossible(f"{intent.kind} {intent.key}: its own key is said to be another's")
        self.refused(answer, code)
        return None

    def read(self, answer: Answer) -> dict[str, Any] | None:
        """What was confirmed, if this answer confirms."""
        return answer.data if answer.status == 200 and answer.data.get("number") else None

    def refused(self, answer: Answer, code: str) -> None:
        """What to do before the next try."""

    def place(self) -> tuple[float, float]:
        """Somewhere in the street."""
        lon, lat = self.chance.choice(self.world.street["points"])
        return lon, lat

    def photos(self, most: int = 2) -> list[bytes]:
        """One photo or more."""
        return [self.world.album.take(self.chance) for _ in range(self.chance.randint(1, most))]

    def key(self) -> str:
        """A key as a device makes it."""
        return uuid.UUID(int=self.chance.getrandbits(128)).hex

    def intent(self, kind: str, photos: list[bytes], **more: Any) -> Intent:
        """Write down what is wanted."""
        key = self.key()
        sums = [hashlib.sha256(photo).hexdigest() for photo in photos]
        return self.world.ledger.want(
            Intent(kind=kind, key=key, words=f"storm {key}", photos=sums, **more)
        )


class Resident(Client):
    """Reports with photos, by the public API and by the form of the portal in turn."""

    def turn(self) -> None:
        """One report."""
        photos, (lon, lat) = self.photos(), self.place()
        intent = self.intent("report", photos, scope="public")
        if self.chance.random() < 0.5:
            fields = {"words": intent.words, "lon": lon, "lat": lat}
            head = {"Idempotency-Key": intent.key}
            path = "/api/v1/public/reports"
            self.until_confirmed(intent, lambda _: self.door.post(path, fields, photos, head))
        else:
            self.until_confirmed(intent, lambda one: self._by_form(one, lon, lat, photos))

    def _by_form(self, intent: Intent, lon: float, lat: float, photos: list[bytes]) -> Answer:
        if "csrftoken" not in self.door.cookies:
            self.door.token("/report/")
        token = self.door.cookies.get("csrftoken", "")
        fields = {"words": intent.words, "lon": lon, "lat": lat, "key": intent.key}
        return self.door.post("/report/", {**fields, "csrfmiddlewaretoken": token}, photos)

    def read(self, answer: Answer) -> dict[str, Any] | None:
        """Number and, from the API, check word; the form leads on to a page and leaves the number in a cookie."""
        if answer.status != 302:
            found = super().read(answer)
            return {"number": found["number"]} if found else None
        signed = self.door.cookies.get("xiuhua_case", "").partition(":")[0]
        try:
            return {
                "number": json.loads(base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)))
            }
        except (binascii.Error, ValueError):
            self.world.ledger.impossible(f"a redirect without a number: {signed}")
            return None

    def refused(self, answer: Answer, code: str) -> None:
        """A form whose mark has gone stale is fetched anew."""
        if answer.status == 403:
            self.door.cookies.clear()


class Worker:
    """One signed-in member of staff; signs in again whenever the session is over."""

    def __init__(self, world: World, username: str) -> None:
        self.world, self.username = world, username
        self.door = Door(world.port)

    def post(self, path: str, key: str, fields: dict[str, Any], photos: list[bytes]) -> Answer:
        """One act under its key, with session and CSRF token."""
        if "sessionid" not in self.door.cookies:
            if not self.door.sign_in(self.username, self.world.passwords[self.username]):
                raise Lost("not signed in")
        return self.door.post(path, fields, photos, {"Idempotency-Key": key})


class Team(Client):
    """Carries cases from report to close: officer, clerk, dispatcher, inspector, each with their own session."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(world, f"team {number}")
        names = (f"officer{number}", f"desk_clerk{number}", "dispatcher1", f"inspector{number}")
        self.officer, self.clerk, self.dispatcher, self.inspector = (
            Worker(world, name) for name in names
        )
        self._last: Worker = self.officer

    def turn(self) -> None:
        """One case; ended early where an act could not be confirmed before the end."""
        street, (lon, lat) = self.world.street, self.place()
        fields = {"source": "officer", "class_slug": street["class"], "lon": lon, "lat": lat}
        report = self._act(self.officer, "report", "report", "/api/v1/cases", fields, self.photos())
        if report is None:
            return
        unit, officer = street["unit"], street["officers"][self.officer.username]
        steps = (
            (self.clerk, "file", {}, []),
            (self.dispatcher, "dispatch", {"unit_id": unit, "officer_id": officer}, []),
            (self.officer, "handle", {}, self.photos(3)),
            (self.inspector, "pass_check", {"confirmed": "true"}, self.photos(1)),
        )
        for who, move, given, photos in steps:
            path = f"/api/v1/cases/{report.number}/acts/{move}"
            if not self._act(who, "act", move, path, given, photos, number=report.number):
                return

    def _act(
        self,
        who: Worker,
        kind: str,
        move: str,
        path: str,
        fields: dict[str, Any],
        photos: list[bytes],
        **more: Any,
    ) -> Intent | None:
        intent = self.intent(kind, photos, scope=who.username, move=move, **more)
        name = WORDS_OF.get(move)
        sent = {**fields, name: intent.words} if name else fields
        self._last = who
        done = self.until_confirmed(intent, lambda one: who.post(path, one.key, sent, photos))
        return intent if done else None

    def refused(self, answer: Answer, code: str) -> None:
        """A session that is over, or whose token is another's, is begun anew."""
        if answer.status in (401, 403):
            self._last.door.cookies.clear()


WORDS_OF = {"report": "words", "dispatch": "reason", "handle": "note", "pass_check": "note"}
"""In which field the words of an act travel; filing has none."""

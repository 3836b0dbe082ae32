"""What the clients wanted, and what was confirmed to them: the only witness besides the database.

An intent is written down before it is first sent, an answer when it has come; both stay in this process, which
nobody kills.
"""

import threading
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Intent:
    """One thing that one person wants done once."""

    kind: str
    """report, act or import."""
    key: str
    scope: str
    """Whose key: the user's name, or public."""
    words: str
    """Words that stand in no other intent, by which it is found."""
    photos: list[str] = field(default_factory=list)
    """SHA-256 of each photo sent."""
    move: str = ""
    number: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    confirmed: bool = False
    tries: int = 0
    rows: int = 0


class Ledger:
    """All intents of all clients, and what their requests came to."""

    def __init__(self) -> None:
        self.intents: list[Intent] = []
        self.wrong: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.confirmed = 0
        self._lock = threading.Lock()

    def want(self, intent: Intent) -> Intent:
        """Write down before anything is sent."""
        with self._lock:
            self.intents.append(intent)
        return intent

    def confirm(self, intent: Intent, answer: dict[str, Any]) -> None:
        """The answer has come. A second one must say what the first said."""
        with self._lock:
            if intent.confirmed and answer != intent.answer:
                self.wrong.append(f"{intent.key}: answered {intent.answer}, then {answer}")
            if not intent.confirmed:
                self.confirmed += 1
            intent.answer, intent.confirmed = answer, True
            intent.number = intent.number or str(answer.get("number", ""))
            self.outcomes["confirmed"] += 1

    def failed(self, outcome: str) -> None:
        """A request that did not lead to an answer; it will be sent again."""
        with self._lock:
            self.outcomes[outcome] += 1

    def impossible(self, what: str) -> None:
        """Something that must never come back to an honest client."""
        with self._lock:
            self.wrong.append(what)

    def as_json(self) -> list[dict[str, Any]]:
        """For the reckoning in another process."""
        return [asdict(intent) for intent in self.intents]

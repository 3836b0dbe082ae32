"""The shape of what the doctor finds: which check, how bad, what is wrong, what to do."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override

LANGUAGES = ("zh-hans", "en")


class Level(IntEnum):
    """The number is the exit code of `xiuhua doctor`."""

    FINE = 0
    WARNING = 1
    BAD = 2


@dataclass(frozen=True)
class Finding:
    """`what` and `mend` may hold facts as `%(name)s`."""

    check: str
    level: Level = Level.FINE
    what: Promise | str = ""
    mend: Promise | str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def is_fine(self) -> bool:
        """Nothing to be done."""
        return self.level is Level.FINE

    def said(self, language: str) -> tuple[str, str]:
        """What is wrong, and what to do, in one language."""
        with override(language):
            return _filled(self.what, self.facts), _filled(self.mend, self.facts)

    def as_facts(self) -> dict[str, Any]:
        """For `--json`."""
        facts: dict[str, Any] = {"check": self.check, "level": self.level.name.lower()}
        for language in LANGUAGES:
            what, mend = self.said(language)
            facts[language] = {"what": what, "mend": mend}
        return {**facts, "facts": self.facts}


def fine(check: str, **facts: Any) -> Finding:
    """All is well."""
    return Finding(check, facts=facts)


def bad(check: str, what: Promise | str, mend: Promise | str, **facts: Any) -> Finding:
    """It does not work, or something could be lost, or somebody could come in."""
    return Finding(check, Level.BAD, what, mend, facts)


def warning(check: str, what: Promise | str, mend: Promise | str, **facts: Any) -> Finding:
    """It works, and should be seen to."""
    return Finding(check, Level.WARNING, what, mend, facts)


def graded(
    check: str,
    value: float,
    limits: tuple[float, float],
    what: Promise,
    mend: Promise,
    **facts: Any,
) -> Finding:
    """Fine up to the first limit, bad above the second."""
    if value <= limits[0]:
        return fine(check, **facts)
    level = Level.BAD if value > limits[1] else Level.WARNING
    return Finding(check, level, what, mend, facts)


def _filled(text: Promise | str, facts: dict[str, Any]) -> str:
    words = gettext(text) if isinstance(text, str) and text else str(text)
    return words % facts if facts else words

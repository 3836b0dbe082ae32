"""Settings: what would be refused at the start, and what is laxer than classified protection asks."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xiuhua.web.commands import machine, safety
from xiuhua.web.commands.doctor.findings import LANGUAGES, Finding, Level, fine, warning
from xiuhua.web.shared import refusals

MOST_IDLE_MINUTES, MOST_FAILURES, LEAST_LOCKOUT_MINUTES = 30, 5, 10


class _Explained(Finding):
    """A finding whose words are those of the refusal that the start would give."""

    def said(self, language: str) -> tuple[str, str]:
        """The refusal's own sentence."""
        with override(language):
            explained = refusals.explain(self.facts["refused"])
            return explained.what, explained.todo

    def as_facts(self) -> dict[str, object]:
        """Without the refusal itself, which is no JSON."""
        plain = Finding(self.check, self.level, *self.said("zh-hans")).as_facts()
        for language in LANGUAGES:
            plain[language] = dict(zip(("what", "mend"), self.said(language), strict=True))
        return {**plain, "facts": dict(self.facts["refused"].facts)}


def unsafe() -> Iterator[Finding]:
    """Others come in wherever a name besides this machine's own is allowed."""
    outside = [name for name in settings.ALLOWED_HOSTS if name.strip("[]") not in machine.ALWAYS]
    # Which address a server listens on is not known here; HTTPS is asked for at the start.
    door = safety.Door("0.0.0.0" if outside else "127.0.0.1", plain_http_allowed=True)
    found = [(refused, Level.BAD) for refused in safety.unsafe(door)]
    found += [(refused, Level.WARNING) for refused in safety.doubtful(door)]
    for refused, level in found:
        yield _Explained("settings", level, facts={"refused": refused})
    if not found:
        yield fine("settings")


def lenient() -> Iterator[Finding]:
    """Time-outs and lock-outs weaker than assessors of level 2 ask for."""
    given = (
        ("XIUHUA_IDLE_MINUTES", settings.IDLE_MINUTES, settings.IDLE_MINUTES <= MOST_IDLE_MINUTES),
        (
            "XIUHUA_SIGN_IN_FAILURES",
            settings.AXES_FAILURE_LIMIT,
            settings.AXES_FAILURE_LIMIT <= MOST_FAILURES,
        ),
        (
            "XIUHUA_LOCKOUT_MINUTES",
            round(settings.AXES_COOLOFF_TIME * 60),
            settings.AXES_COOLOFF_TIME * 60 >= LEAST_LOCKOUT_MINUTES,
        ),
    )
    for name, value, is_strict in given:
        if not is_strict:
            yield warning(
                "protection",
                _("%(setting)s 是 %(value)s，比等级保护二级测评通常的要求宽。"),
                _("建议不操作 30 分钟内退出、连错 5 次锁定、锁定 10 分钟以上；改了要重启。"),
                setting=name,
                value=value,
            )

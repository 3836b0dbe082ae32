"""Log lines, one JSON object each (or plain text at a terminal), without personal data.

Our own messages hold keys and codes and are written as they are. What other packages say may hold names,
addresses, paths with one-time links: of theirs only the unfilled sentence is kept and where it was said. Of an
error its kind and place are written, never its message, which may quote a row. Not for facts about acts:
those are events of the history.
"""

import datetime as dt
import json
import logging
from types import TracebackType
from typing import Any

from xiuhua.web.shared.watching import identity

# The web server's own messages hold no request; what it says of an error goes the way of all errors.
OURS = ("xiuhua", "_granian")
DEEPEST = 25
# What a line about a request may carry besides its sentence.
FACTS = ("route", "method", "status", "ms", "sender")


class JsonLines(logging.Formatter):
    """For machines: journald, a log collector."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return json.dumps(facts_of(record), ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """For a person at a terminal: the same, readable."""

    def format(self, record: logging.LogRecord) -> str:
        """The sentence first, then facts, then where an error happened."""
        facts = facts_of(record)
        error = facts.pop("error", None)
        head = [facts.pop("at")[11:19], facts.pop("level"), facts.pop("logger"), facts.pop("said")]
        said = " ".join([*head, *(f"{name}={value}" for name, value in facts.items())])
        if error is None:
            return said
        frames = [f"    {frame}" for frame in error.pop("frames")]
        kind = " ".join(f"{name}={value}" for name, value in error.items())
        return "\n".join([said, *frames, f"    {kind}"])


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says."""
    facts: dict[str, Any] = {
        "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "said": _said(record),
    }
    if request := identity.current():
        facts["request"] = request
    for name in FACTS:
        value = getattr(record, name, None)
        if value is not None:
            facts[name] = value
    if status := getattr(record, "status_code", None):
        facts.setdefault("status", status)
    if record.exc_info and record.exc_info[1] is not None:
        facts["error"] = {**kind_of(record.exc_info[1]), "frames": _frames(record.exc_info[2])}
    return facts


def _said(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] in OURS:
        return record.getMessage()
    # A sentence without blanks to fill was filled already, by whoever said it.
    template = record.msg if record.args and isinstance(record.msg, str) else ""
    return f"{template} [{record.module}:{record.lineno}]".strip()


def kind_of(error: BaseException) -> dict[str, Any]:
    """An error without its message: its kind, and what is known to hold no row's content."""
    facts: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}"}
    if isinstance(error, OSError) and error.errno is not None:
        facts["errno"] = error.errno
    if code := getattr(error, "code", None):
        if isinstance(code, str):
            facts["code"] = code
    if cause := error.__cause__:
        facts["cause"] = f"{type(cause).__module__}.{type(cause).__qualname__}"
        diagnosis = getattr(cause, "diag", None)
        for name in ("sqlstate", "table_name", "constraint_name"):
            if value := getattr(diagnosis, name, None):
                facts[name] = value
        if name := getattr(cause, "sqlite_errorname", None):
            facts["sqlite"] = name
    return facts


def name_of(error: BaseException) -> str:
    """The same in one phrase, for a sentence of ours."""
    return " ".join(str(value) for value in kind_of(error).values())


def _frames(trace: TracebackType | None) -> list[str]:
    """Where it happened, outermost first: file, line, function."""
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-DEEPEST:]

"""The retention job: each kind with the rule that says how long, and the office that erases it.

`run` does all kinds and keeps a report; `due` only counts. A kind that cannot be done now is said in the report
and stops no other. Nothing is erased here: each office empties its own tables and writes its own events.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import DatabaseError

from xiuhua.apps.accounts.actions import retention as accounts
from xiuhua.apps.cases.actions import retention as cases
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.apps.duty.actions import patrols
from xiuhua.apps.duty.actions import retention as duty
from xiuhua.apps.privacy.actions import expiry
from xiuhua.apps.privacy.models import RetentionRun
from xiuhua.apps.records import retention as records
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.registry.actions import retention as registry
from xiuhua.rulebook.refusal import Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """One kind of data: its rule, and what erases it. `everywhere`: its tables know no subdistrict."""

    slug: str
    rule: str
    erase: Callable[..., int]
    everywhere: bool = False


KINDS = (
    Kind("reporters", "reporter_kept_days", cases.old_reporters),
    Kind("callers", "reporter_kept_days", cases.old_callers),
    Kind("contacts", "contact_kept_days", registry.old_contacts),
    Kind("photos", "photo_kept_days", cases.old_photos),
    Kind("leavers", "leaver_kept_days", accounts.old_leavers),
    Kind("tracks", "track_kept_days", patrols.old_tracks),
    Kind("team_files", "team_kept_days", duty.old_team_files),
    Kind("holders", "team_kept_days", duty.old_holders),
    Kind("requests", "person_request_kept_days", expiry.old_requests),
    Kind("assessments", "assessment_kept_days", expiry.old_assessments),
    Kind("messages", "message_kept_days", records.old_messages),
    Kind("keys", "key_kept_days", records.old_keys, everywhere=True),
    Kind("attempts", "attempt_kept_days", records.old_attempts, everywhere=True),
    Kind("sign_ins", "sign_in_kept_days", accounts.old_sign_ins, everywhere=True),
    Kind("sessions", "", accounts.ended_sessions, everywhere=True),
)


@dataclass(frozen=True)
class Line:
    """One kind in a report: how many days it is kept (0: not erased by itself), how many rows went or are due."""

    kind: str
    rule: str
    days: tuple[int, ...]
    count: int
    failed: str = ""


def due(at: dt.datetime) -> list[Line]:
    """What a run would erase now; changes nothing."""
    return [_do(kind, at, dry_run=True) for kind in KINDS]


def run(at: dt.datetime) -> RetentionRun:
    """Erase what is due, kind by kind, and keep the report."""
    began = time.monotonic()
    lines = [_do(kind, at, dry_run=False) for kind in KINDS]
    return RetentionRun.objects.create(
        at=at,
        took_ms=int((time.monotonic() - began) * 1000),
        lines=[asdict(line) for line in lines],
        failed=sum(bool(line.failed) for line in lines),
    )


def last_run() -> RetentionRun | None:
    """The newest report, if the job ever ran."""
    return RetentionRun.objects.order_by("-at", "-id").first()


def _do(kind: Kind, at: dt.datetime, *, dry_run: bool) -> Line:
    count, days = 0, list[int]()
    try:
        for subdistrict_id, kept in _kept(kind, at):
            days.append(kept)
            if kind.rule and not kept:
                continue  # 0: not erased by itself
            where = () if kind.everywhere else (subdistrict_id,)
            count += kind.erase(*where, kept, at, dry_run=dry_run)
    except (DatabaseError, Refused, OSError) as error:
        log.error("retention of %s not done: %s", kind.slug, error)
        return Line(kind.slug, kind.rule, _once(days), count, type(error).__name__)
    return Line(kind.slug, kind.rule, _once(days), count)


def _kept(kind: Kind, at: dt.datetime) -> list[tuple[int | None, int]]:
    """(subdistrict, days) for each; tables that know none keep as long as the longest rule says."""
    ids = list(Subdistrict.objects.order_by("id").values_list("id", flat=True))
    if not kind.rule:
        return [(None, 0)]
    rules = {pk: getattr(rules_in_force(pk, at), kind.rule) for pk in ids}
    if kind.everywhere:
        return [(None, max(rules.values()))] if rules else []
    return list(rules.items())


def _once(days: list[int]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))

"""Acts on a case as forms and JSON bodies ask for them: one table for both, so that neither adds a rule.

Each entry names the action and the fields it takes; reading a field turns text into a value or refuses it.
What an act demands is decided by the rulebook, never here.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions import checking, handling, intake, petitions, referrals
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.records.acts import scope
from xiuhua.apps.records.models import IdempotencyKey
from xiuhua.rulebook.refusal import Refused

Data = Mapping[str, Any]
Files = Callable[[str], Sequence[Any]]
"""The uploaded files of one field."""


@dataclass(frozen=True)
class CaseAct:
    """One act: its action, its fields, and what its photos prove."""

    action: Callable[..., dict[str, Any]]
    fields: tuple[str, ...] = ()
    photos: str = ""
    by_number: bool = True
    """Whether it takes the number of the case in place of its id: not where other rows are looked up by it, nor
    where it refuses anything before it has looked whether the person may see the case."""


ACTS: dict[str, CaseAct] = {
    "send_to_verify": CaseAct(intake.send_to_verify, ("officer_id",)),
    "verify": CaseAct(intake.verify, ("finding", "note"), "site", by_number=False),
    "file": CaseAct(intake.file, ("class_slug", "standard_id", "placed", "root_cause", "actor")),
    "refuse": CaseAct(intake.refuse, ("reason", "public_words")),
    "merge": CaseAct(intake.merge, ("parent_number",), by_number=False),
    "dispatch": CaseAct(handling.dispatch, ("unit_id", "officer_id", "reason")),
    "return_back": CaseAct(handling.return_back, ("reason",)),
    "push_up": CaseAct(handling.push_up, ("reason",)),
    "hand_over": CaseAct(handling.hand_over, ("unit_id", "officer_id", "reason"), by_number=False),
    "handle": CaseAct(handling.handle, ("note", "root_cause"), "after"),
    "pass_check": CaseAct(checking.pass_check, ("note", "confirmed", "public_words"), "check"),
    "rework": CaseAct(checking.rework, ("reason", "unit_id"), "check"),
    "close": CaseAct(checking.close, ("confirmed", "public_words")),
    "reopen": CaseAct(checking.reopen, ("reason",)),
    "supervise": CaseAct(checking.supervise, ("kind", "words"), by_number=False),
    "refer": CaseAct(
        referrals.refer,
        ("receiver_id", "their_number", "nudge_every_days", "words"),
        by_number=False,
    ),
    "nudge": CaseAct(referrals.nudge, ("their_number", "words"), by_number=False),
    "settle_referral": CaseAct(referrals.settle, ("answer",), by_number=False),
    "take_back": CaseAct(referrals.take_back, ("reason",), by_number=False),
    "resume": CaseAct(petitions.resume, by_number=False),
    "ask": CaseAct(petitions.ask, ("kind", "reason", "extra_amount"), by_number=False),
}

WHOLE_NUMBERS = {
    "officer_id",
    "unit_id",
    "standard_id",
    "receiver_id",
    "nudge_every_days",
    "extra_amount",
}

LARGEST = 2**31 - 1
"""No key, count or number of days of ours comes near it; beyond, some column would not hold it."""


def perform(
    name: str,
    case: Case,
    data: Data,
    files: Files,
    *,
    by: User,
    at: dt.datetime,
    device_at: dt.datetime | None = None,
) -> dict[str, Any]:
    """Carry out one act on a case. Refuses: act_unknown, number_unreadable, and what the action refuses."""
    act = ACTS.get(name)
    if act is None:
        raise Refused("act_unknown", act=name)
    values: dict[str, Any] = {}
    for field in act.fields:
        if field == "placed":
            values[field] = _placed(case, data, at)
        elif field in WHOLE_NUMBERS:
            values[field] = whole_number(data, field)
        elif field == "confirmed":
            values[field] = str(data.get(field, "")).lower() in {"1", "true", "on", "yes"}
        else:
            values[field] = str(data.get(field, "") or "")
    if name in ("dispatch", "refer"):
        required = "unit_id" if name == "dispatch" else "receiver_id"
        if values[required] is None:
            raise Refused("unit_missing" if name == "dispatch" else "receiver_unknown")
    if act.photos:
        photos: list[Photo] = keep_photos(files("photos"), act.photos, at)
        values["photos"] = photos
    return act.action(
        case.number if act.by_number else case.pk,
        **values,
        by=by,
        at=at,
        key=str(data.get("key", "") or ""),
        seen_seq=whole_number(data, "seen_seq"),
        device_at=device_at,
    )


def done_before(user: User, number: str, key: str) -> Case | None:
    """The case of an act that this person did under this key, though it is out of sight by now.

    Who sends a case back may see it no longer; a phone that lost the answer asks again and must get it.
    """
    if not key:
        return None
    number = number.upper()
    kept = IdempotencyKey.objects.filter(scope=scope(user.pk), key=key, answer__number=number)
    return Case.objects.filter(number=number).first() if kept.exists() else None


def whole_number(data: Data, field: str) -> int | None:
    """A whole number, or None where nothing was given."""
    raw = data.get(field)
    if raw in (None, ""):
        return None
    try:
        number = int(str(raw))
    except ValueError as error:
        raise Refused("number_unreadable", field=field, value=str(raw)[:40]) from error
    if abs(number) > LARGEST:
        raise Refused("number_unreadable", field=field, value=str(raw)[:40])
    return number


def _placed(case: Case, data: Data, at: dt.datetime) -> Any:
    if data.get("lon") in (None, "") or data.get("lat") in (None, ""):
        return None
    crs = str(data.get("crs") or "")
    return place_inside(case.subdistrict_id, data["lon"], data["lat"], crs, at)

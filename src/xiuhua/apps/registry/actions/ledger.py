"""The ledger of a party: advice given, breaches found, corrections, appeals. Lines are added, never changed."""

import datetime as dt
import re
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.catalogue.queries import class_by_slug
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.registry.actions.parties import locked
from xiuhua.apps.registry.models import LedgerEntry, Premises
from xiuhua.apps.registry.rights import check_may_for
from xiuhua.rulebook.refusal import Refused

# Lines can never be taken back, so nothing may stand in them that somebody can ask to have erased.
_PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")
NEEDS_EARLIER = (LedgerEntry.Kind.APPEAL, LedgerEntry.Kind.CORRECTED)


def write(
    party_id: int,
    *,
    kind: str,
    matter: str,
    words: str = "",
    premises_id: int | None = None,
    case_number: str = "",
    refers_to_id: int | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Add a line; a correction or an appeal names the line of the same party that it is about."""
    body = {
        "party": party_id,
        "kind": kind,
        "matter": matter,
        "words": words,
        "premises": premises_id,
        "case": case_number,
        "refers": refers_to_id,
    }
    with act("registry.ledger", scope=scope(by.pk if by else None), key=key, body=body) as this:
        if this.done:
            return this.answer
        party = locked(party_id)
        check_may_for(by, party)
        _check(party_id, kind, words, premises_id, refers_to_id)
        entry = LedgerEntry.objects.create(
            party=party,
            premises_id=premises_id,
            kind=kind,
            at=at,
            by=by,
            matter=class_by_slug(matter).slug,
            words=words.strip(),
            case_number=case_number,
            refers_to_id=refers_to_id,
        )
        append(
            party,
            "party.ledger_line",
            at=at,
            actor_id=by.pk if by else None,
            subdistrict_id=party.subdistrict_id,
            data={"entry_id": entry.pk, "kind": kind, "matter": matter, "case_number": case_number},
        )
        return this.keep({"id": entry.pk})


def _check(
    party_id: int, kind: str, words: str, premises_id: int | None, refers_to_id: int | None
) -> None:
    if kind not in LedgerEntry.Kind.values:
        raise Refused("ledger_kind_unknown", given=kind, kinds=list(LedgerEntry.Kind.values))
    if len(words) > 400:
        raise Refused("ledger_words_too_long", longest=400)
    if _PERSONAL.search(words):
        raise Refused("ledger_words_personal")
    if (
        premises_id is not None
        and not Premises.objects.filter(pk=premises_id, party_id=party_id).exists()
    ):
        raise Refused("premises_unknown", given=premises_id)
    earlier = LedgerEntry.objects.filter(pk=refers_to_id, party_id=party_id)
    if (kind in NEEDS_EARLIER or refers_to_id is not None) and not earlier.exists():
        raise Refused("ledger_line_needed", kind=kind)

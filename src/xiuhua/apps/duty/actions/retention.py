"""What is kept of people: names without an account, and the files of those who left, go in time.

Unit, part and dates stay: who answered as an office remains answerable. Of a file the kinds and dates stay; its words
go when the account ended so many days ago.
"""

import datetime as dt

from django.db import transaction

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.duty.models import GridDuty, HandOverLine, TeamEntry
from xiuhua.apps.records.history import append
from xiuhua.apps.records.models import Event
from xiuhua.apps.records.streets import zone_name

RULE = "team_kept_days"


def old_holders(subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Erase names of holders without an account whose part ended so many days ago; how many rows."""
    limit = local_day(zone_name(subdistrict_id), at) - dt.timedelta(days=days)
    rows = GridDuty.objects.filter(subdistrict_id=subdistrict_id, valid_to__lt=limit)
    rows = rows.exclude(holder_name="").order_by("pk")
    if dry_run:
        return rows.count()
    done = 0
    for row in rows:
        with transaction.atomic():
            row.holder_name = ""
            row.save(update_fields=["holder_name"])
            append(
                row, "duty.name_erased", at=at, actor_id=None,
                subdistrict_id=subdistrict_id, data={"rule": RULE, "days": days},
            )  # fmt: skip
        done += 1
    return done


def old_team_files(subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Erase the words in the files of people whose account ended so many days ago; how many people."""
    limit = at - dt.timedelta(days=days)
    rows = TeamEntry.objects.filter(
        subdistrict_id=subdistrict_id, person__is_active=False, erased_at=None
    )
    people = sorted(set(rows.values_list("person_id", flat=True)))
    gone = [pk for pk in people if _left_before(pk, limit)]
    if not dry_run:
        for person_id in gone:
            with transaction.atomic():
                _erase_file(person_id, subdistrict_id, days, at)
    return len(gone)


def _left_before(person_id: int, limit: dt.datetime) -> bool:
    left = Event.objects.filter(
        object_kind=User.chain_kind(), object_id=person_id, kind="person.deactivated"
    )
    last = left.order_by("-seq").values_list("at", flat=True).first()
    return last is not None and last < limit


def _erase_file(person_id: int, subdistrict_id: int, days: int, at: dt.datetime) -> None:
    for entry in TeamEntry.objects.filter(person_id=person_id, erased_at=None).order_by("pk"):
        entry.source = entry.words = entry.answer_words = entry.outcome_words = ""
        entry.erased_at = at
        entry.save(update_fields=["source", "words", "answer_words", "outcome_words", "erased_at"])
        append(
            entry, "team.erased", at=at, actor_id=None, subdistrict_id=subdistrict_id,
            data={"rule": RULE, "days": days},
        )  # fmt: skip
    HandOverLine.objects.filter(hand_over__person_id=person_id).update(words="")

"""The office's own data goes in time too: who asked, and the text of assessments.

Numbers, kinds, days and decisions stay; each erasure is an event that names the rule.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F, QuerySet

from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.privacy.models import ImpactAssessment, PersonRequest
from xiuhua.apps.records.history import append
from xiuhua.apps.records.streets import zone_name
from xiuhua.rulebook.person_request import RequestState

OVER = (RequestState.ANSWERED, RequestState.WITHDRAWN)


def old_requests(subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Erase who asked and in which words, so many days after the answer; how many requests."""
    limit = at - dt.timedelta(days=days)
    over = PersonRequest.objects.filter(
        subdistrict_id=subdistrict_id, state__in=OVER, erased_at=None, received_at__lt=limit
    )
    over = over.exclude(answered_at__gte=limit)
    empty = {"name": "", "phone": "", "words": "", "decision_words": ""}
    return _erase(over, empty, "person_request_kept_days", days, at, dry_run)


def old_assessments(subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Erase the text of assessments done so many days ago; how many."""
    day = local_day(zone_name(subdistrict_id), at - dt.timedelta(days=days))
    over = ImpactAssessment.objects.filter(
        subdistrict_id=subdistrict_id, erased_at=None, done_on__lt=day
    )
    return _erase(over, {"conclusion": ""}, "assessment_kept_days", days, at, dry_run)


def _erase(
    rows: QuerySet[PersonRequest] | QuerySet[ImpactAssessment],
    empty: dict[str, str],
    rule: str,
    days: int,
    at: dt.datetime,
    dry_run: bool,
) -> int:
    if dry_run:
        return rows.count()
    done = 0
    for row in rows.order_by(F("pk")):
        with transaction.atomic():
            row = type(row)._default_manager.select_for_update().get(pk=row.pk)
            for name, value in {**empty, "erased_at": at}.items():
                setattr(row, name, value)
            row.save(update_fields=[*empty, "erased_at"])
            append(
                row,
                f"{row.chain_kind()}.expired",
                at=at,
                actor_id=None,
                subdistrict_id=row.subdistrict_id,
                data={"rule": rule, "days": days},
            )
            done += 1
    return done

"""What is kept of people who left, of sign-ins and of sessions that are over.

Of a person out of service the telephone and the choice of columns go after `leaver_kept_days`; name and user name
stay, because what an officer did has to keep its author. Records of signing in stay half a year at least.
"""

import datetime as dt

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.db.models import Q, QuerySet

from xiuhua.apps.accounts.actions import rows
from xiuhua.apps.accounts.models import Session, User
from xiuhua.apps.records.models import Event

RULE = "leaver_kept_days"
SIGN_INS = (AccessAttempt, AccessFailureLog, AccessLog)


def old_leavers(subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Erase the telephone of people taken out of service so many days ago; how many people."""
    left = [person for person in _with_data(subdistrict_id) if _left_before(person, days, at)]
    if not dry_run:
        for person in left:
            with transaction.atomic():
                erase_contact_data(person, at=at, by=None, data={"rule": RULE, "days": days})
    return len(left)


def erase_contact_data(
    person: User, *, at: dt.datetime, by: User | None, data: dict[str, object]
) -> None:
    """Erase telephone and preferences of one person; the caller has checked that it may be done."""
    row = rows.locked_user(person)
    row.phone, row.columns = "", {}
    row.save(update_fields=["phone", "columns"])
    rows.record(row, "person.data_erased", at=at, by=by, data=data)


def old_sign_ins(days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Remove records of signing in that are older than so many days; how many."""
    limit = at - dt.timedelta(days=days)
    old = [model.objects.filter(attempt_time__lt=limit) for model in SIGN_INS]
    if dry_run:
        return sum(found.count() for found in old)
    return sum(found.delete()[0] for found in old)


def ended_sessions(days: int, at: dt.datetime, *, dry_run: bool) -> int:
    """Remove sessions that ended so many days ago; how many."""
    over = Session.objects.filter(expire_date__lt=at - dt.timedelta(days=days))
    return over.count() if dry_run else over.delete()[0]


def _with_data(subdistrict_id: int) -> QuerySet[User]:
    return User.objects.filter(
        ~Q(phone="", columns={}), subdistrict_id=subdistrict_id, is_active=False
    ).order_by("pk")


def _left_before(person: User, days: int, at: dt.datetime) -> bool:
    left = Event.objects.filter(
        object_kind=User.chain_kind(), object_id=person.pk, kind="person.deactivated"
    )
    last = left.order_by("-seq").values_list("at", flat=True).first()
    return last is not None and last < at - dt.timedelta(days=days)

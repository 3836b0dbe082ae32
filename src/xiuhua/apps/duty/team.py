"""Whose team file one may read, what stands in it, and what is still out: reads for pages and reports."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, Q, QuerySet

from xiuhua.apps.accounts.models import Certificate, User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.duty.models import HandOver, HandOverLine, TeamEntry

VIEW = "team.view"


def people_with_file(user: User) -> QuerySet[User]:
    """People whose file this person may read: of the places where they hold team.view. The own one is shown apart."""
    scope = areas(user, VIEW).as_q(unit="unit_id")
    return User.objects.filter(scope).select_related("unit", "subdistrict")


def file_of(person: User) -> list[TeamEntry]:
    """The lines of a file, the newest first."""
    rows = TeamEntry.objects.filter(person=person).select_related("by", "refers_to")
    return list(rows.order_by("-on", "-id"))


def summaries(people: list[User], since: dt.date) -> dict[int, dict[str, Any]]:
    """Of each person certificate, trainings, praise and upheld complaints since a day, things still out: four
    statements for any number of people.
    """
    ids = [one.pk for one in people]
    found: dict[int, dict[str, Any]] = {
        pk: {"certificate": None, "out": 0, "hand_over": None, "waiting": 0} for pk in ids
    }
    held = Certificate.objects.filter(user_id__in=ids, kind="enforcement").order_by("valid_to")
    for row in held:
        found[row.user_id]["certificate"] = row
    upheld = Q(kind=TeamEntry.Kind.COMPLAINT, outcome__in=("upheld", "partly"))
    counted = (
        TeamEntry.objects.filter(person_id__in=ids)
        .values("person_id")
        .annotate(
            trainings=Count("id", filter=Q(kind=TeamEntry.Kind.TRAINING, on__gte=since)),
            praise=Count("id", filter=Q(kind=TeamEntry.Kind.PRAISE, on__gte=since)),
            upheld=Count("id", filter=upheld & Q(on__gte=since)),
            waiting=Count("id", filter=Q(kind=TeamEntry.Kind.COMPLAINT, decided_at=None)),
        )
    )
    for line in counted:
        found[line.pop("person_id")] |= line
    for pk, left in things_out(ids).items():
        found[pk]["out"] = left
    for row in HandOver.objects.filter(person_id__in=ids, closed_at=None):
        found[row.person_id]["hand_over"] = row
    return found


def things_out(user_ids: list[int]) -> dict[int, int]:
    """How many issued things each person has not given back."""
    left: dict[int, int] = defaultdict(int)
    rows = TeamEntry.objects.filter(
        person_id__in=user_ids, kind__in=(TeamEntry.Kind.ISSUE, TeamEntry.Kind.GIVEN_BACK)
    )
    for person_id, kind, quantity in rows.values_list("person_id", "kind", "quantity"):
        left[person_id] += (quantity or 1) * (1 if kind == TeamEntry.Kind.ISSUE else -1)
    return {pk: n for pk, n in left.items() if n > 0}


def hand_overs_of(person: User) -> list[tuple[HandOver, list[HandOverLine]]]:
    """Open lists on which this person is one side, and those of which they were handed over, with their lines."""
    rows = HandOver.objects.filter(Q(person=person) | Q(receiver=person))
    return with_lines(rows)


def with_lines(rows: QuerySet[HandOver]) -> list[tuple[HandOver, list[HandOverLine]]]:
    """Lists with their lines: two statements."""
    lists = list(rows.select_related("person", "receiver", "opened_by").order_by("-opened_at"))
    lines: dict[int, list[HandOverLine]] = defaultdict(list)
    for line in HandOverLine.objects.filter(hand_over__in=lists).order_by("order"):
        lines[line.hand_over_id].append(line)
    return [(row, lines[row.pk]) for row in lists]

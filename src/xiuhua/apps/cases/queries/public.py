"""What the public may know of cases: one's own by number and check word, and that others reported nearby.

Nothing here gives words, names, photos or numbers of other people's reports.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q

from xiuhua.apps.cases.check_words import opens
from xiuhua.apps.cases.models import Case, Photo, Remark
from xiuhua.apps.catalogue.models import CaseClass
from xiuhua.apps.records.models import Event

LONGEST_NUMBER = 32
MOST_NEARBY = 300
ROUNDED_TO_DEGREES = 0.0002
"""About 20 m: near enough to recognise one's own problem, too coarse to point at a door."""

SHOWN_ROLES = (Photo.Role.BEFORE, Photo.Role.AFTER)


@dataclass(frozen=True)
class Nearby:
    """An open report near a place, masked."""

    lon: float
    lat: float
    state: str
    case_class: CaseClass | None


@dataclass
class Followed:
    """A case as its reporter may see it."""

    case: Case
    leading: Case
    """The case that is worked on: the same one, or the one it was merged into."""
    remarks: list[tuple[dt.datetime, str]] = field(default_factory=list)
    before: Photo | None = None
    after: Photo | None = None


def find_for_reporter(number: str, check_word: str) -> Case | None:
    """The case that this number and check word open together; whichever is wrong, nothing."""
    number = number.replace("\0", "").strip().upper()[:LONGEST_NUMBER]
    is_right = opens(number, check_word)
    case = Case.objects.filter(number=number).select_related("subdistrict", "case_class", "parent")
    found = case.first()
    return found if is_right else None


def followed(case: Case) -> Followed:
    """What its reporter may read: public remarks, the first photo before and the last after."""
    leading = case
    if case.state == "merged" and case.parent is not None:
        leading = case.parent
    public = Q(is_public=True)
    if case.state == "refused":
        public |= Q(event_seq__in=_refusals_of(case))
    remarks = Remark.objects.filter(public, case=case).exclude(text="").order_by("id")
    shown = Photo.objects.filter(
        case=case, role__in=SHOWN_ROLES, public_copy__erased_at=None
    ).order_by("id")
    photos = list(shown.select_related("public_copy"))
    before = [p for p in photos if p.role == Photo.Role.BEFORE]
    after = [p for p in photos if p.role == Photo.Role.AFTER]
    return Followed(
        case=case,
        leading=leading,
        remarks=list(remarks.values_list("at", "text")),
        before=before[0] if before else None,
        after=after[-1] if after else None,
    )


def _refusals_of(case: Case) -> list[int]:
    """The events by which the case was refused: their reason is meant for the reporter."""
    events = Event.objects.filter(object_kind="case", object_id=case.pk, kind="case.refuse")
    return list(events.values_list("seq", flat=True))


def open_nearby(subdistrict_id: int, box: tuple[float, float, float, float]) -> list[Nearby]:
    """Open cases in a box of degrees (west, south, east, north): class, state and a rounded place."""
    west, south, east, north = box
    cases = Case.objects.filter(
        subdistrict_id=subdistrict_id,
        is_open=True,
        lon__gte=west,
        lon__lte=east,
        lat__gte=south,
        lat__lte=north,
    ).select_related("case_class")
    cases = cases.only("lon", "lat", "state", "case_class").order_by("-reported_at")
    return [
        Nearby(_rounded(case.lon), _rounded(case.lat), case.state, case.case_class)
        for case in cases[:MOST_NEARBY]
    ]


def _rounded(degrees: float) -> float:
    return round(round(degrees / ROUNDED_TO_DEGREES) * ROUNDED_TO_DEGREES, 6)

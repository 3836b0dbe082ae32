"""What a person gets as a copy of their cases and orders: their own words and what was answered, nobody else's.

Words of staff that were not meant for the reporter, and other people's reports, are not theirs to have.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from xiuhua.apps.cases.models import Case, InboundOrder, Photo, Remark, Reporter
from xiuhua.apps.cases.queries.persons import InCase, InOrder
from xiuhua.apps.records.models import StoredFile

MOMENTS = ("reported_at", "filed_at", "dispatched_at", "handled_at", "checked_at", "closed_at")


@dataclass(frozen=True)
class Picture:
    """A photo that the person sent, as it came in."""

    name: str
    stored: StoredFile


def copy_of_cases(found: Iterable[InCase]) -> tuple[list[dict[str, Any]], list[Picture]]:
    """The person's own cases as plain values, and the photos they sent."""
    ids = [one.pk for one in found if one.is_own]
    cases = Case.objects.filter(pk__in=ids).select_related("case_class", "source").order_by("pk")
    copies, pictures = [], list[Picture]()
    for case in cases:
        reporter = Reporter.objects.filter(case=case).first()
        photos = _photos(case)
        pictures += photos
        copies.append(
            {
                "number": case.number,
                "state": case.state,
                "class": case.case_class.name if case.case_class else "",
                "source": case.source.name,
                "name": reporter.name if reporter else "",
                "phone": reporter.phone if reporter else "",
                "words": case.words,
                "place": case.place_words,
                "longitude": case.lon,
                "latitude": case.lat,
                **{name: getattr(case, name) for name in MOMENTS},
                "remarks": _remarks(case),
                "photos": [photo.name for photo in photos],
            }
        )
    return copies, pictures


def copy_of_orders(found: Iterable[InOrder]) -> list[dict[str, Any]]:
    """The person's own calls as plain values."""
    ids = [one.pk for one in found if one.is_own]
    rows = InboundOrder.objects.filter(pk__in=ids).order_by("pk")
    names = ("state", "topic", "words", "received_at", "contacted_at", "replied_at", "reply_words")
    return [
        {
            "number": row.their_number,
            "issuer": row.issuer_name,
            "name": row.caller_name,
            "phone": row.caller_phone,
            **{name: getattr(row, name) for name in names},
        }
        for row in rows
    ]


def named_in(cases: Sequence[InCase], orders: Sequence[InOrder]) -> list[dict[str, Any]]:
    """Where only the person's number stands in somebody else's words: which file, not which words."""
    return [
        {"number": one.number, "fields": sorted(one.texts)}
        for one in (*cases, *orders)
        if not one.is_own
    ]


def _remarks(case: Case) -> list[dict[str, Any]]:
    rows = Remark.objects.filter(Q(by=None) | Q(is_public=True), case=case).exclude(text="")
    return list(rows.order_by("id").values("at", "text"))


def _photos(case: Case) -> list[Picture]:
    rows = Photo.objects.filter(case=case, added_by=None, original__erased_at=None)
    return [
        Picture(
            f"{case.number}-{index}.{row.original.media_type.rpartition('/')[2] or 'bin'}",
            row.original,
        )
        for index, row in enumerate(rows.select_related("original").order_by("pk"), 1)
    ]

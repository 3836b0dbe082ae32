"""Photos whose bytes go for good: the row stays and says that there was one, place and time of taking go too.

A content that another row still needs (the same picture sent with two cases) stays for that one. Who may have
photos erased, and why, is the caller's business; the caller holds the cases and writes their history.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from xiuhua.apps.cases.models import Photo
from xiuhua.apps.records import files
from xiuhua.apps.records.models import StoredFile
from xiuhua.apps.registry.models import Component


def erase_photos(photos: QuerySet[Photo], *, at: dt.datetime) -> set[int]:
    """Erase these photos and their copies; the ids of the cases that lost one."""
    found = list(photos.filter(original__erased_at=None).order_by("id"))
    own = {photo.pk for photo in found}
    wanted = {pk for photo in found for pk in _contents(photo)}
    wanted -= _needed_elsewhere(wanted, own)
    for stored in StoredFile.objects.select_for_update().filter(pk__in=wanted, erased_at=None):
        files.erase(stored, at=at)
    Photo.objects.filter(pk__in=own).update(lon=None, lat=None, taken_at=None)
    return {photo.case_id for photo in found if photo.original_id in wanted}


def _contents(photo: Photo) -> tuple[int, int, int]:
    return photo.original_id, photo.public_copy_id, photo.thumbnail_id


def _needed_elsewhere(contents: Iterable[int], own: set[int]) -> set[int]:
    """Those of the contents that a photo outside `own`, or a component, still shows."""
    of_these = Q(original__in=contents) | Q(public_copy__in=contents) | Q(thumbnail__in=contents)
    others = Photo.objects.filter(of_these).exclude(pk__in=own)
    shown = {pk for photo in others for pk in _contents(photo)}
    components = Component.objects.filter(photo__in=contents)
    return shown | set(components.values_list("photo_id", flat=True))

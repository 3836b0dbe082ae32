"""Photos on their way into a case: read, made safe on disk, then handed to an act as unsaved rows.

Files are fsynced under their SHA-256 before the act's transaction begins, so a confirmed act never lacks one.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from xiuhua.apps.cases.models import Photo
from xiuhua.apps.records.files import store
from xiuhua.apps.records.models import StoredFile
from xiuhua.apps.records.photos import Jpeg, read_photo
from xiuhua.rulebook.refusal import Refused

MOST_AT_ONCE = 9


def keep_photos(uploads: Iterable[Any], role: str, at: dt.datetime) -> list[Photo]:
    """Photos of one role from uploaded files (or bytes). Refuses what is no photo, too large or too many."""
    uploads = [upload for upload in uploads if upload]
    if len(uploads) > MOST_AT_ONCE:
        raise Refused("photos_too_many", most=MOST_AT_ONCE)
    return [_keep(upload, role, at) for upload in uploads]


def _keep(upload: Any, role: str, at: dt.datetime) -> Photo:
    data = upload if isinstance(upload, bytes) else upload.read(settings.PHOTO_MAX_BYTES + 1)
    picture = read_photo(data, settings.PHOTO_MAX_BYTES)
    original = store(
        data,
        at=at,
        media_type=picture.media_type,
        width_px=picture.width_px,
        height_px=picture.height_px,
    )
    return Photo(
        role=role,
        original=original,
        public_copy=_stored(picture.public, at),
        thumbnail=_stored(picture.thumbnail, at),
        taken_at=picture.taken_at,
        lon=picture.longitude,
        lat=picture.latitude,
    )


def _stored(copy: Jpeg, at: dt.datetime) -> StoredFile:
    return store(
        copy.data, at=at, media_type="image/jpeg", width_px=copy.width_px, height_px=copy.height_px
    )

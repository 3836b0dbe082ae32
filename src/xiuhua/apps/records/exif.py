"""What a photo says of itself: when and where it was taken. Read from EXIF, believed only if plausible.

Phones write odd EXIF and attackers odder: whatever cannot be read is simply not known. The copy that is
shown in public never carries any of it.
"""

import datetime as dt
import re
import struct
from typing import Any, NamedTuple

from PIL import ExifTags, Image

UNREADABLE = (
    *(OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, AttributeError),
    *(ArithmeticError, struct.error, RecursionError),
)
EARLIEST = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


class Taken(NamedTuple):
    """When (aware) and where (WGS-84 degrees, as the device says); None: not known."""

    at: dt.datetime | None = None
    longitude: float | None = None
    latitude: float | None = None


def taken(image: Image.Image, zone: dt.tzinfo) -> Taken:
    """Moment and place of a photo; a device's time without an offset is read in `zone`."""
    try:
        exif = image.getexif()
        said = exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except UNREADABLE:
        return Taken()
    longitude = _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180)
    latitude = _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90)
    if longitude is None or latitude is None or (longitude, latitude) == (0, 0):
        longitude = latitude = None
    return Taken(_moment(said, zone), longitude, latitude)


def _moment(said: Any, zone: dt.tzinfo) -> dt.datetime | None:
    try:
        found = _MOMENT.fullmatch(str(said.get(ExifTags.Base.DateTimeOriginal)).strip("\0 "))
        if found is None:
            return None
        offset = _OFFSET.fullmatch(str(said.get(ExifTags.Base.OffsetTimeOriginal)).strip("\0 "))
        if offset:
            minutes = int(offset[2]) * 60 + int(offset[3])
            zone = dt.timezone(dt.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
        moment = dt.datetime(*(int(part) for part in found.groups()), tzinfo=zone)  # type: ignore[misc]
        return moment if moment >= EARLIEST else None
    except UNREADABLE:
        return None


def _degrees(place: Any, tag: int, ref_tag: int, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in place[tag])
        value = degrees + minutes / 60 + seconds / 3600
        if not (0 <= value <= most and minutes < 60 and seconds < 60.0001):
            return None
        ref = place.get(ref_tag, "")
        text = ref.decode("ascii") if isinstance(ref, bytes) else str(ref)
        return -value if text.strip("\0 ").upper() == negative else value
    except UNREADABLE:
        return None

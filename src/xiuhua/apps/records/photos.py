"""Photos as they come from phones: recognised by content, measured before decoding, copied without a trace.

The original is kept as evidence and served only with permission. What others see is a copy that we drew
anew pixel by pixel, so nothing that was hidden in or behind the picture (place, device, a page, an archive)
is in it. This module decides nothing about who may see what.
"""

import datetime as dt
import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.utils.timezone import get_default_timezone
from PIL import Image, ImageOps

from xiuhua.apps.records.exif import UNREADABLE, taken
from xiuhua.rulebook.refusal import Refused

MAX_PIXELS = 50_000_000
_MOST = f"{MAX_PIXELS // 1_000_000} MP"
MAX_SIDE_PX = 32_000
"""A picture one pixel wide and millions high costs the decoder a pointer for each of its lines."""
PUBLIC_PX = 1600
THUMBNAIL_PX = 320
QUALITY = 82
READ_FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
}
DAMAGED = (*UNREADABLE, EOFError, zlib.error)

# Pictures that we recognise in order to say what they are; (offset, bytes, name).
OTHER_KINDS = (
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"8BPS", "PSD"),
    *(
        (4, b"ftyp" + brand, "HEIC")
        for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1")
    ),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyp", "MP4"),
)


@dataclass(frozen=True)
class Jpeg:
    """One drawn-anew copy."""

    data: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True)
class Picture:
    """A photo that was taken in: the original as it came, and the copies for showing."""

    original: bytes
    media_type: str
    width_px: int
    height_px: int
    taken_at: dt.datetime | None
    longitude: float | None
    latitude: float | None
    public: Jpeg
    thumbnail: Jpeg


def read_photo(
    data: bytes, max_bytes: int | None = None, *, zone: dt.tzinfo | None = None
) -> Picture:
    """Check a photo and make its public copies; refuses what is none, too large or damaged.

    `zone`: where the device's clock is read if it gives no offset; the installation's by default.
    """
    limit = settings.PHOTO_MAX_BYTES if max_bytes is None else max_bytes
    if len(data) > limit:
        raise Refused("photo_too_large", size=_megabytes(len(data)), limit=_megabytes(limit))
    kind = _kind(data)
    _check_pixels(*_declared_size(data, kind))
    try:
        with warnings.catch_warnings():
            # Pillow warns of sizes that we have measured ourselves, and of odd EXIF.
            warnings.simplefilter("ignore")
            return _read(data, zone or get_default_timezone())
    except Image.DecompressionBombError as error:
        size = f"> {2 * (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000} MP"
        raise Refused("photo_too_large", size=size, limit=_MOST) from error
    except DAMAGED as error:
        raise Refused("photo_damaged") from error


def _read(data: bytes, zone: dt.tzinfo) -> Picture:
    with Image.open(BytesIO(data), formats=READ_FORMATS) as image:
        _check_pixels(*image.size)
        media_type, (width_px, height_px) = MEDIA_TYPES[image.format or ""], image.size
        # JPEG decodes at a fraction of its size, so a 50-megapixel photo costs what a small one costs.
        image.draft("RGB", (PUBLIC_PX, PUBLIC_PX))
        # Everything is decoded before anything is asked: reading EXIF would swallow a broken picture.
        image.load()
        known = taken(image, zone)
        if _is_turned(image):
            width_px, height_px = height_px, width_px
        drawn = _drawn_anew(image)
    return Picture(
        original=data,
        media_type=media_type,
        width_px=width_px,
        height_px=height_px,
        taken_at=known.at,
        longitude=known.longitude,
        latitude=known.latitude,
        public=_jpeg(drawn),
        thumbnail=_jpeg(_within(drawn, THUMBNAIL_PX)),
    )


def _kind(data: bytes) -> str:
    """JPEG, PNG or WEBP by the first bytes; names or file endings are not asked."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    for offset, mark, name in OTHER_KINDS:
        if data[offset : offset + len(mark)] == mark:
            raise Refused("photo_kind", kind=name, allowed="JPEG, PNG, WebP")
    if b"<svg" in data[:1024].lower():
        raise Refused("photo_kind", kind="SVG", allowed="JPEG, PNG, WebP")
    raise Refused("photo_not_image")


def _declared_size(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height from the header, before any decoder sets memory aside for them."""
    try:
        if kind == "PNG":
            return struct.unpack(">II", data[16:24])
        if kind == "WEBP":
            return _webp_size(data)
    except struct.error as error:
        raise Refused("photo_damaged") from error
    return 1, 1  # opening a JPEG reads its header only; its size is checked there


def _webp_size(data: bytes) -> tuple[int, int]:
    form = data[12:16]
    if form == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
    elif form == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", data[26:30]))
    return width, height


def _check_pixels(width_px: int, height_px: int) -> None:
    if width_px < 1 or height_px < 1:
        raise Refused("photo_damaged")
    if width_px * height_px > MAX_PIXELS or max(width_px, height_px) > MAX_SIDE_PX:
        size = f"{width_px} × {height_px} px"
        raise Refused("photo_too_large", size=size, limit=_MOST)


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1024 / 1024:.1f} MB"


def _is_turned(image: Image.Image) -> bool:
    try:
        return image.getexif().get(0x0112) in (5, 6, 7, 8)
    except UNREADABLE:
        return False


def _drawn_anew(image: Image.Image) -> Image.Image:
    """The upright picture on white, in a fresh image that has nothing but pixels."""
    small = _within(image, PUBLIC_PX)
    try:
        small = ImageOps.exif_transpose(small)
    except UNREADABLE:
        pass  # an orientation that cannot be read is none
    if small.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in small.info:
        small = small.convert("RGBA")
        fresh = Image.new("RGB", small.size, "white")
        fresh.paste(small, mask=small.getchannel("A"))
    else:
        fresh = Image.new("RGB", small.size)
        fresh.paste(small.convert("RGB"))
    return fresh


def _within(image: Image.Image, side_px: int) -> Image.Image:
    """No side longer than `side_px`; never enlarged."""
    if image.mode.startswith("I"):  # 16 bits a pixel, of which a screen shows 8
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("P", "1"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    longest = max(image.size)
    if longest <= side_px:
        return image
    size = tuple(max(1, round(side * side_px / longest)) for side in image.size)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _jpeg(image: Image.Image) -> Jpeg:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, progressive=True)
    return Jpeg(out.getvalue(), *image.size)

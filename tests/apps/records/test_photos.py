"""Photos: real bytes, made here, good ones and hostile ones. Places and pictures are invented."""

import datetime as dt
import random
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

from xiuhua.apps.records import photos
from xiuhua.rulebook.refusal import Refused

LIMIT = 15 * 1024 * 1024
WUHAN = dt.timezone(dt.timedelta(hours=8))


def drawing(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue, so that one sees how it lies."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height), fill="red")
    return image.convert(mode)


def bytes_of(image: Image.Image, form: str = "JPEG", **options) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif_of(orientation: int = 1, **said) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SECRETPHONE"
    exif[ExifTags.Base.DateTime] = "2020:01:01 00:00:00"
    detail = {
        ExifTags.Base.DateTimeOriginal: "2021:05:06 09:12:30",
        ExifTags.Base.BodySerialNumber: "SECRETSERIAL",
    }
    if "offset" in said:
        detail[ExifTags.Base.OffsetTimeOriginal] = said["offset"]
    exif._ifds[ExifTags.IFD.Exif] = detail
    exif._ifds[ExifTags.IFD.GPSInfo] = said.get(
        "gps",
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (30.0, 33.0, 9.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (114.0, 16.0, 12.0),
        },
    )
    return exif


def read(data: bytes, max_bytes: int = LIMIT) -> photos.Picture:
    return photos.read_photo(data, max_bytes, zone=WUHAN)


def refusal(data: bytes, max_bytes: int = LIMIT) -> Refused:
    with pytest.raises(Refused) as raised:
        read(data, max_bytes)
    return raised.value


def opened(jpeg: photos.Jpeg) -> Image.Image:
    image = Image.open(BytesIO(jpeg.data))
    image.load()
    return image


# --- taken in


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("MPO", "image/jpeg")],
)
def test_each_allowed_kind_is_recognised_by_content(form, media_type):
    data = bytes_of(drawing(), form)
    picture = read(data)
    assert (picture.media_type, picture.width_px, picture.height_px) == (media_type, 640, 480)
    assert picture.original is data
    assert opened(picture.public).format == "JPEG"
    assert (picture.public.width_px, picture.public.height_px) == (640, 480)
    assert max(opened(picture.thumbnail).size) == 320


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_depth(mode):
    image = Image.new("I;16", (40, 30), 40000) if mode == "I;16" else drawing(40, 30, mode)
    grey = opened(read(bytes_of(image, "PNG")).public)
    assert grey.mode == "RGB"
    if mode == "I;16":
        assert abs(grey.getpixel((5, 5))[0] - 40000 // 256) < 4


def test_a_cmyk_photo_is_read():
    red = opened(read(bytes_of(drawing(mode="CMYK"))).public).getpixel((100, 100))
    assert red[0] > 180 and red[2] < 90


def test_transparent_becomes_white():
    picture = read(bytes_of(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))
    assert min(opened(picture.public).getpixel((25, 25))) > 250


def test_a_large_photo_gets_a_small_copy():
    picture = read(bytes_of(drawing(4000, 3000)))
    assert (picture.width_px, picture.height_px) == (4000, 3000)
    assert opened(picture.public).size == (1600, 1200)
    assert opened(picture.thumbnail).size == (320, 240)
    assert len(picture.thumbnail.data) < len(picture.public.data)


def test_a_strip_keeps_at_least_one_pixel():
    assert opened(read(bytes_of(drawing(5000, 1), "PNG")).thumbnail).size == (320, 1)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "red"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")]
)
def test_a_turned_photo_is_put_upright(form, orientation, red):
    picture = read(bytes_of(drawing(400, 300), form, exif=exif_of(orientation)))
    image = opened(picture.public)
    width, height = image.size
    assert (width, height) == ((400, 300) if red in ("left", "right") else (300, 400))
    assert (picture.width_px, picture.height_px) == image.size
    at = {
        "left": (10, height // 2),
        "right": (width - 10, height // 2),
        "top": (width // 2, 10),
        "bottom": (width // 2, height - 10),
    }[red]
    colour = image.getpixel(at)
    assert colour[0] > 200 > 60 > colour[2]


# --- what it says of itself


def test_moment_and_place_are_read():
    picture = read(bytes_of(drawing(), exif=exif_of()))
    assert picture.taken_at == dt.datetime(2021, 5, 6, 9, 12, 30, tzinfo=WUHAN)
    assert picture.latitude == pytest.approx(30.5525)
    assert picture.longitude == pytest.approx(114.27)


def test_the_devices_own_offset_decides():
    picture = read(bytes_of(drawing(), exif=exif_of(offset="-05:00")))
    assert picture.taken_at == dt.datetime(2021, 5, 6, 14, 12, 30, tzinfo=dt.UTC)


def test_south_and_west_are_negative():
    gps = {
        ExifTags.GPS.GPSLatitudeRef: "S",
        ExifTags.GPS.GPSLatitude: (33.0, 0.0, 0.0),
        ExifTags.GPS.GPSLongitudeRef: "W",
        ExifTags.GPS.GPSLongitude: (70.0, 30.0, 0.0),
    }
    picture = read(bytes_of(drawing(), exif=exif_of(gps=gps)))
    assert (picture.latitude, picture.longitude) == (-33.0, -70.5)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {ExifTags.GPS.GPSLatitude: (30.0, 0.0, 0.0)},
        {ExifTags.GPS.GPSLatitude: (95.0, 0.0, 0.0), ExifTags.GPS.GPSLongitude: (1.0, 0.0, 0.0)},
        {ExifTags.GPS.GPSLatitude: (0.0, 0.0, 0.0), ExifTags.GPS.GPSLongitude: (0.0, 0.0, 0.0)},
        {ExifTags.GPS.GPSLatitude: (1.0, 99.0, 0.0), ExifTags.GPS.GPSLongitude: (1.0, 0.0, 0.0)},
    ],
)
def test_a_place_that_is_none_is_not_believed(gps):
    picture = read(bytes_of(drawing(), exif=exif_of(gps=gps)))
    assert (picture.latitude, picture.longitude) == (None, None)


def test_a_photo_without_exif_says_nothing():
    picture = read(bytes_of(drawing()))
    assert (picture.taken_at, picture.latitude, picture.longitude) == (None, None, None)


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "2021:13:40 25:00:00", "x", ""])
def test_a_moment_that_is_none_is_not_believed(text):
    exif = exif_of()
    exif._ifds[ExifTags.IFD.Exif][ExifTags.Base.DateTimeOriginal] = text
    assert read(bytes_of(drawing(), exif=exif)).taken_at is None


def test_broken_exif_does_not_spoil_the_photo():
    data = bytes_of(drawing(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 500)
    assert read(data).taken_at is None


# --- the copy that others see


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_copies_carry_nothing_but_pixels(form):
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETXMP</x:xmpmeta>"
    options = {"exif": exif_of(), "icc_profile": b"SECRETICC" * 30}
    if form == "JPEG":
        options |= {"comment": b"SECRETCOMMENT", "xmp": xmp}
    elif form == "WEBP":
        options |= {"xmp": xmp}
    else:
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", "SECRETAUTHOR")
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options |= {"pnginfo": text}
    data = bytes_of(drawing(), form, **options) + b"SECRETTRAILER"
    assert b"SECRET" in data
    picture = read(data)
    for copy in (picture.public, picture.thumbnail):
        assert b"SECRET" not in copy.data
        assert b"Exif" not in copy.data
        image = opened(copy)
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_a_page_or_an_archive_behind_a_photo_is_not_in_the_copies():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("evil.sh", "rm -rf /")
    for hidden in (archive.getvalue(), b"<script>alert(1)</script>", b"<?php system($_GET[0]); ?>"):
        picture = read(bytes_of(drawing()) + hidden)
        for copy in (picture.public, picture.thumbnail):
            assert hidden not in copy.data
            assert not zipfile.is_zipfile(BytesIO(copy.data))
    commented = read(bytes_of(drawing(), comment=b"<script>alert(1)</script>"))
    assert b"<script" not in commented.public.data


# --- refused


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bytes_of(drawing(), "GIF"), "GIF"),
        (bytes_of(drawing(), "BMP"), "BMP"),
        (bytes_of(drawing(), "TIFF"), "TIFF"),
        (bytes_of(drawing(), "ICO"), "ICO"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200, "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 200, "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0" + b"\0" * 200, "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0" + b"\0" * 200, "MP4"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<SVG onload='x()'/>", "SVG"),
        (b"GIF89a/*" + b"*/=1;alert(1)//", "GIF"),
    ],
)
def test_other_kinds_are_refused_by_name(data, kind):
    refused = refusal(data)
    assert (refused.code, refused.facts["kind"]) == ("photo_kind", kind)


def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("zeros", b"\0" * 20_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"\0" * 5000,
        b"%PDF-1.7\n1 0 obj",
        b"<html><script>alert(1)</script></html>",
        b"MZ" + b"\x90" * 500,
        b"#!/bin/sh\nrm -rf /",
        "这不是照片".encode(),
        zip_bomb(),
    ],
)
def test_what_is_no_picture_is_refused(data):
    assert refusal(data).code == "photo_not_image"


def test_too_many_bytes_are_refused():
    data = bytes_of(drawing())
    assert read(data, max_bytes=len(data))
    refused = refusal(data, max_bytes=len(data) - 1)
    assert refused.code == "photo_too_large"
    assert set(refused.facts) == {"size", "limit"}


def test_the_setting_is_the_limit_if_none_is_given(settings):
    settings.PHOTO_MAX_BYTES = 10
    with pytest.raises(Refused, match="photo_too_large"):
        photos.read_photo(bytes_of(drawing()))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def jpeg_saying(width: int, height: int) -> bytes:
    """A JPEG whose header claims another size than its data."""
    data = bytearray(bytes_of(drawing(64, 64)))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        png(100_000, 100_000, chunk(b"IDAT", zlib.compress(b"\0" * 1000))),
        png(2**31 - 1, 2**31 - 1, chunk(b"IDAT", b"")),
        png(7072, 7072, chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000))),
        jpeg_saying(65_000, 65_000),
        b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0" + b"\0" * 4 + b"\xff\x3f\0\xff\x3f\0" + b"\0" * 50,
        b"RIFF\x1e\0\0\0WEBPVP8L\x0a\0\0\0\x2f\xff\xff\xff\x0f" + b"\0" * 50,
        b"RIFF\x1e\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\xff\x3f\xff\x3f" + b"\0" * 50,
    ],
    ids=["png", "png-max", "png-just-over", "jpeg", "webp-x", "webp-lossless", "webp-lossy"],
)
def test_a_picture_of_a_great_many_pixels_is_refused_unopened(data):
    assert refusal(data).code == "photo_too_large"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.5, 0.9])
def test_a_photo_that_broke_off_is_refused(form, part):
    noise = Image.frombytes("RGB", (200, 200), random.Random(1).randbytes(120_000))
    data = bytes_of(noise, form)
    assert refusal(data[: int(len(data) * part)]).code == "photo_damaged"


@pytest.mark.parametrize(
    "data",
    [
        png(0, 100, chunk(b"IDAT", b"")),
        png(10, 10, chunk(b"IDAT", b"no zlib stream")),
        png(10, 10, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 30_000_000))),
        png(10, 10, chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 30_000_000))),
        b"\xff\xd8\xff" + b"\0" * 1000,
        b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 50,
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x04\0\0\0WEBP",
        b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 100,
    ],
)
def test_a_picture_that_cannot_be_decoded_is_refused(data):
    assert refusal(data).code in ("photo_damaged", "photo_too_large")


GOOD = [bytes_of(drawing(60, 40), form, exif=exif_of(6)) for form in ("JPEG", "PNG", "WEBP")]


@settings(max_examples=300, deadline=None)
@given(
    which=st.sampled_from(range(len(GOOD))),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=6),
    tail=st.binary(max_size=30),
)
def test_whatever_comes_is_taken_or_refused_and_nothing_else(which, changes, tail):
    data = bytearray(GOOD[which])
    for where, new in changes:
        at = int(where * len(data))
        data[at : at + len(new)] = new
    try:
        picture = read(bytes(data) + tail)
    except Refused as refused:
        assert refused.code.startswith("photo_")
    else:
        assert max(opened(picture.public).size) <= photos.PUBLIC_PX

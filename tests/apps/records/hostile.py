"""A thousand files that mean harm, made from a seed, and what our readers do with them.

`python -m tests.apps.records.hostile SEED` reads them all in a process of its own, one after the other, and prints
as JSON how many were taken and refused, every one that broke a reader or left something behind in a public
copy, and the most memory that the process ever had.
"""

import gzip
import io
import json
import random
import resource
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

MARK = b"HIDDEN-MARK"
SCRIPT = b"<script>alert(document.cookie)</script>" + MARK
HARM = (MARK, b"<script", b"<svg", b"Exif\0\0", b"ICC_PROFILE", b"PK\x03\x04", b"http://", b"%PDF")
PHOTOS, TABLES = 860, 140
Make = Callable[[random.Random], bytes]


def drawn(
    kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **given: Any
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120).save(out, kind, **given)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, data: bytes, *extra: bytes, depth: int = 1) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def with_segment(marker: int, data: bytes) -> bytes:
    jpeg = drawn()
    return jpeg[:2] + segment(marker, data[:65_000]) + jpeg[2:]


def exif(chance: random.Random) -> bytes:
    """Entries without end, offsets that lead anywhere, a place and a device that nobody should see."""
    count = chance.choice([1, 50, 2000, 65_535])
    entries = b"".join(
        struct.pack("<HHII", chance.choice([0x8825, 0x8769, 0x9286, 0x010F, 0x0112, chance.randrange(65_536)]),
                    chance.randrange(14), chance.choice([1, 4, 2**31, 2**32 - 1]), chance.choice([8, 26, 2**32 - 1]))
        for _nth in range(min(count, 2000))
    )  # fmt: skip
    return (
        b"Exif\0\0II*\0\x08\0\0\0"
        + struct.pack("<H", count)
        + entries
        + struct.pack("<I", 8)
        + SCRIPT
    )


def flipped(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _nth in range(chance.randrange(1, 12)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def huge_jpeg(chance: random.Random) -> bytes:
    data = bytearray(drawn())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", chance.choice([65_500, 30_000]), 65_500)
    return bytes(data)


def huge_webp(chance: random.Random) -> bytes:
    canvas = (2**24 - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + canvas + canvas
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + SCRIPT


def animated(chance: random.Random) -> bytes:
    frames = [Image.new("RGB", (30, 30), (nth * 20, 0, 0)) for nth in range(6)]
    out = io.BytesIO()
    frames[0].save(out, chance.choice(["WEBP", "PNG"]), save_all=True, append_images=frames[1:])
    return out.getvalue()


def archive_behind(chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("x.html", SCRIPT)
    return drawn() + out.getvalue()


def text_png(chance: random.Random) -> bytes:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", SCRIPT.decode(), zip=chance.random() < 0.5)
    said.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SCRIPT.decode()}</x:xmpmeta>")
    return drawn("PNG", pnginfo=said)


def bomb_chunk(chance: random.Random) -> bytes:
    packed = zlib.compress(bytes(30_000_000), 9)
    kind = chance.choice([b"zTXt", b"iCCP"])
    return png_of(8, 8, zlib.compress(bytes(16)), chunk(kind, b"a\0\0" + packed))


PICTURES: tuple[Make, ...] = (
    lambda chance: b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>",
    lambda chance: b"<!doctype html>" + SCRIPT,
    lambda chance: drawn(chance.choice(["GIF", "BMP", "TIFF", "ICO", "PPM"])),
    lambda chance: b"GIF89a" + SCRIPT,
    lambda chance: b"%PDF-1.4\n" + SCRIPT + drawn(),
    lambda chance: b"\xff\xd8\xff" + SCRIPT,
    lambda chance: b"\x89PNG\r\n\x1a\n" + SCRIPT,
    lambda chance: b"RIFF\xff\xff\xff\xffWEBP" + SCRIPT,
    lambda chance: b"MZ" + bytes(60) + SCRIPT,
    lambda chance: bytes(chance.randrange(4)),
    archive_behind,
    lambda chance: drawn() + SCRIPT,
    lambda chance: drawn(comment=SCRIPT),
    lambda chance: with_segment(0xE1, exif(chance)),
    lambda chance: with_segment(0xE2, b"ICC_PROFILE\0\x01\x01" + chance.randbytes(4_000) + MARK),
    lambda chance: with_segment(0xED, b"Photoshop 3.0\0" + SCRIPT),
    lambda chance: drawn(icc_profile=chance.randbytes(2_000) + MARK),
    lambda chance: drawn()[: chance.randrange(2, 600)],
    lambda chance: drawn("PNG")[: chance.randrange(8, 90)],
    lambda chance: flipped(drawn(), chance),
    lambda chance: flipped(drawn("PNG"), chance),
    lambda chance: flipped(drawn("WEBP"), chance),
    huge_jpeg,
    huge_webp,
    lambda chance: png_of(60_000, 60_000, zlib.compress(bytes(1_000_000), 9)),
    lambda chance: png_of(2**31 - 1, 2**31 - 1, b""),
    lambda chance: png_of(0, 7, b""),
    lambda chance: png_of(1, 49_000_000, zlib.compress(bytes(9_000), 9)),
    lambda chance: png_of(16, 16, zlib.compress(bytes(3_000_000), 9)),
    animated,
    text_png,
    lambda chance: drawn("PNG", mode=chance.choice(["1", "L", "LA", "P", "I;16", "RGBA"])),
    lambda chance: chance.randbytes(chance.randrange(1, 3_000)),
)  # fmt: skip
RARE: tuple[Make, ...] = (
    bomb_chunk,
    lambda chance: png_of(7_000, 7_000, zlib.compress(bytes(7_000 * 876), 9)),
)
"""Each costs a second: a handful is enough."""


def photos(chance: random.Random) -> Iterator[bytes]:
    for nth in range(PHOTOS):
        make = RARE[nth // 10 % 2] if nth < 60 and nth % 10 == 0 else PICTURES[nth % len(PICTURES)]
        yield make(chance)


def workbook(sheet: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    import xlsxwriter

    out, again = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("部件").write_string(0, 0, "标识码")
    with zipfile.ZipFile(out) as good, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as bad:
        for member in good.namelist():
            bad.writestr(member, sheet if member == name else good.read(member))
        bad.writestr("../../evil.txt", SCRIPT)
    return again.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "%s">%s]>' % (
    b"ha" * 500,
    b"".join(b'<!ENTITY %c "%s">' % (98 + nth, b"&%c;" % (97 + nth) * 50) for nth in range(8)),
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def sheet_of(entity: bytes, doctype: bytes) -> bytes:
    cell = b'<c r="A1" t="inlineStr"><is><t>' + entity + b"</t></is></c>"
    return (
        b"<?xml version='1.0'?>"
        + doctype
        + b"<worksheet><sheetData><row r='1'>"
        + cell
        + b"</row></sheetData></worksheet>"
    )


def osm(doctype: bytes, entity: bytes) -> bytes:
    node = b"<node id='1' lat='30' lon='114'><tag k='name' v='" + entity + b"'/></node>"
    return b"<?xml version='1.0'?>" + doctype + b"<osm version='0.6'>" + node + b"</osm>"


def feature(geometry: str) -> bytes:
    return (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        + geometry.encode()
        + b"}]}"
    )


FILES: tuple[tuple[str, Make], ...] = (
    ("a.geojson", lambda chance: b"[" * 100_000),
    ("a.geojson", lambda chance: b'{"features":' * 5_000),
    ("a.geojson", lambda chance: feature('{"type":"Point","coordinates":[NaN,1e999]}')),
    ("a.geojson", lambda chance: feature('{"type":"Point","coordinates":[' + "9" * 4_000 + ",1]}")),
    ("a.geojson", lambda chance: feature('{"type":"Polygon","coordinates":[[[1,2]]]}')),
    ("a.geojson", lambda chance: feature('{"type":"GeometryCollection","geometries":[7,null]}')),
    ("a.geojson", lambda chance: feature('{"type":"Point","coordinates":{"a":1}}')),
    ("a.geojson", lambda chance: b'{"type":"FeatureCollection","features":[1,null,"x",[]]}'),
    ("a.geojson", lambda chance: b'{"type":"Feature","crs":[1],"geometry":null}'),
    ("a.geojson", lambda chance: chance.randbytes(500)),
    ("a.geojson.gz", lambda chance: gzip.compress(b"[")[: chance.randrange(3, 12)]),
    ("a.osm", lambda chance: osm(LAUGHS, b"&i;")),
    ("a.osm", lambda chance: osm(OUTSIDE, b"&a;")),
    ("a.osm", lambda chance: osm(b"", b"x")[: chance.randrange(10, 90)]),
    ("a.osm", lambda chance: b"<osm version='0.6'>" + b"<way id='1'>" * 20_000),
    ("a.osm", lambda chance: flipped(osm(b"", b"x"), chance)),
    ("a.xlsx", lambda chance: workbook(sheet_of(b"&i;", LAUGHS))),
    ("a.xlsx", lambda chance: workbook(sheet_of(b"&a;", OUTSIDE))),
    ("a.xlsx", lambda chance: flipped(workbook(sheet_of(b"x", b"")), chance)),
    ("a.xlsx", lambda chance: chance.randbytes(400)),
    ("a.xlsx", lambda chance: b"PK\x05\x06" + bytes(18)),
)  # fmt: skip


def zeros_in_gzip(megabytes: int) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _nth in range(megabytes)) + packer.flush()


def zeros_in_workbook(megabytes: int) -> bytes:
    """A sheet of zeros; what the archive says of its size is a lie."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _nth in range(megabytes):
                sheet.write(bytes(1_000_000))
    return out.getvalue().replace(struct.pack("<I", megabytes * 1_000_000), struct.pack("<I", 100))


BOMBS: tuple[tuple[str, Make], ...] = (
    ("a.geojson.gz", lambda chance: zeros_in_gzip(300)),
    ("a.xlsx", lambda chance: zeros_in_workbook(300)),
)


def tables(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    for nth in range(TABLES):
        name, make = BOMBS[nth] if nth < len(BOMBS) else FILES[nth % len(FILES)]
        yield name, make(chance)


def left_behind(picture: Any) -> str:
    """What of a file is still in the copies that others see."""
    for copy in (picture.public, picture.thumbnail):
        if not copy.data.startswith(b"\xff\xd8\xff") or any(word in copy.data for word in HARM):
            return "a word of the file is in the copy"
        with Image.open(io.BytesIO(copy.data)) as again:
            if again.getexif() or set(again.info) - {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
                "dpi",
            }:
                return f"metadata in the copy: {sorted(again.info)}"
            if max(again.size) > 1600:
                return f"a copy of {again.size}"
    return ""


def read_table(path: Path) -> None:
    from xiuhua.apps.registry.component_file import read_rows
    from xiuhua.apps.space.sources import excel, geojson
    from xiuhua.apps.space.sources import osm as openstreetmap
    from xiuhua.apps.space.sources.reading import Reading

    if path.name.endswith(".osm"):
        openstreetmap.read(path, Reading(), lambda count: None)
    elif ".geojson" in path.name:
        geojson.read(path, Reading(), lambda count: None)
    else:
        for read in (
            lambda: list(read_rows(path)),
            lambda: excel.read(path, Reading(), lambda count: None),
        ):
            read()


def main(seed: int) -> dict[str, Any]:
    from xiuhua.apps.records.photos import read_photo
    from xiuhua.rulebook.refusal import Refused

    chance, taken, refused, faults = random.Random(seed), 0, 0, []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for nth, data in enumerate(photos(chance)):
        try:
            found = left_behind(read_photo(data))
            taken += 1
            faults += [f"photo {nth}: {found}"] if found else []
        except Refused:
            refused += 1
        except Exception as fault:  # noqa: BLE001  (whatever it is, it is what is looked for)
            faults.append(f"photo {nth}: {fault!r}"[:200])
    with tempfile.TemporaryDirectory() as folder:
        for nth, (name, data) in enumerate(tables(chance)):
            path = Path(folder) / name
            path.write_bytes(data)
            try:
                read_table(path)
                taken += 1
            except Refused:
                refused += 1
            except Exception as fault:  # noqa: BLE001
                faults.append(f"table {nth} {name}: {fault!r}"[:200])
            del data
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "taken": taken,
        "refused": refused,
        "faults": faults,
        "before_kb": before,
        "peak_kb": peak,
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))

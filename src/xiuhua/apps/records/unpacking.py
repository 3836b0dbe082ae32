"""Compressed files measured before anything reads them whole: a small one may unpack to more than there is.

Sizes that a file states are not believed: the bytes are counted while they are unpacked, a piece at a time, and
thrown away. Only size is looked at here; what is inside is for its reader to judge.
"""

import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from xiuhua.rulebook.refusal import Refused

MOST_BYTES = 128 * 1024 * 1024
MOST_MEMBERS = 2_000
PIECE = 1 << 16
GZIP = 16 + zlib.MAX_WBITS


def check_archive(path: Path, most: int = MOST_BYTES) -> None:
    """Refuse a zip file (as every workbook is one) that unpacks to more than `most`; others pass."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise _too_large(path, most)
            left = most
            for member in members:
                left -= _size_of(raw, member, left)
                if left < 0:
                    raise _too_large(path, most)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
        return  # its reader says what is wrong with it


def gunzipped(path: Path, raw: bytes, most: int = MOST_BYTES) -> bytearray:
    """What a gzipped file holds; refuses one that holds more than `most`. Raises zlib.error, EOFError."""
    found = bytearray()
    while raw:
        unpacker = zlib.decompressobj(GZIP)
        found += unpacker.decompress(raw, most - len(found) + 1)
        if len(found) > most:
            raise _too_large(path, most)
        if not unpacker.eof:
            raise EOFError("the compressed file ends too early")
        raw = unpacker.unused_data
    return found


def _size_of(raw: BinaryIO, member: zipfile.ZipInfo, left: int) -> int:
    """How many bytes a member really unpacks to, counted no further than just beyond `left`."""
    raw.seek(member.header_offset)
    head = raw.read(30)
    skip = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    raw.seek(skip, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while not unpacker.eof:
        piece = raw.read(PIECE)
        if not piece:
            break
        while piece and not unpacker.eof:
            size += len(unpacker.decompress(piece, PIECE))
            piece = unpacker.unconsumed_tail
            if size > left:
                return size
    return size


def _too_large(path: Path, most: int) -> Refused:
    return Refused("unpacks_too_large", file=path.name, limit=f"{most // 1024 // 1024} MB")

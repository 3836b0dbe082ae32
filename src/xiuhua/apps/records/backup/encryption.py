"""A stream of bytes under a passphrase: Argon2id makes the key, AES-256-GCM locks each chunk.

The chunks are numbered and the last one is marked, so that none can be changed, swapped or cut off
unseen. Each file has a key of its own by its random salt. It knows nothing of backups.
"""

import io
import os
from pathlib import Path
from typing import BinaryIO

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xiuhua.rulebook.refusal import Refused

MAGIC = b"XIUHUA BACKUP 1\n"
SALT_BYTES, TAG_BYTES, CHUNK = 16, 16, 1 << 20
SHORTEST = 12


def passphrase_in(path: Path) -> str:
    """The first line of a file; refuses a missing, unreadable or short one."""
    try:
        with path.open(encoding="utf-8") as file:
            line = file.readline(10_000).strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("passphrase_unreadable", file=path.name) from error
    if len(line) < SHORTEST:
        raise Refused("passphrase_short", file=path.name, shortest=SHORTEST)
    return line


def is_encrypted(path: Path) -> bool:
    """Whether a file begins as ours do."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    key = hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
    return AESGCM(key)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Locking(io.RawIOBase):
    """Takes plain bytes, writes locked ones; `close` writes the marked last chunk."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        self._target, self._waiting, self._number = target, bytearray(), 0
        salt = os.urandom(SALT_BYTES)
        self._cipher = _cipher(passphrase, salt)
        target.write(MAGIC + salt)

    def writable(self) -> bool:
        """Only so."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep back what does not fill a chunk."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """The last chunk, which says that nothing follows."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last), plain, MAGIC))
        self._number += 1


class Unlocking(io.RawIOBase):
    """Gives the plain bytes of a locked stream; refuses a wrong passphrase and any change."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        source.read(len(MAGIC))
        self._source, self._number, self._ready = source, 0, b""
        self._cipher = _cipher(passphrase, source.read(SALT_BYTES).ljust(SALT_BYTES, b"\0"))
        self._next = source.read(CHUNK + TAG_BYTES)
        self._ended = False

    def readable(self) -> bool:
        """Only so."""
        return True

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]
        """As many bytes as asked for, fewer only at the end."""
        parts, wanted = [], size if size >= 0 else 1 << 62
        while wanted and (self._ready or not self._ended):
            if not self._ready:
                self._ready = self._take()
            part, self._ready = self._ready[:wanted], self._ready[wanted:]
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def _take(self) -> bytes:
        locked, self._next = self._next, self._source.read(CHUNK + TAG_BYTES)
        is_last = not self._next
        try:
            plain = self._cipher.decrypt(_nonce(self._number, is_last), locked, MAGIC)
        except (InvalidTag, ValueError) as error:
            code = "backup_changed_or_cut" if self._number else "passphrase_wrong"
            raise Refused(code, at_mib=self._number) from error
        self._number, self._ended = self._number + 1, is_last
        return plain

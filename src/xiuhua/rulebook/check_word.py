"""The check word (查询码) with which somebody without an account follows a case.

Short, easy to read out on the telephone, and kept only as a keyed hash, so that whoever reads the
database cannot follow other people's reports. Six characters hold 26 bits: that suffices only
while attempts are limited, which the caller does. This module must not draw random bytes itself
and must not become a password scheme.
"""

import hashlib
import hmac
import unicodedata

from xiuhua.rulebook.refusal import Refused

# Without 0/O/Q/D, 1/I/L, U/V and N/M's twin, and of 2/Z, 5/S, 8/B, 6/G only the digit.
ALPHABET = "23456789ACEFHJKMPRTWXY"
LENGTH = 6
RANDOM_BYTES = 16

_LOOK_ALIKES = str.maketrans("ZSBG", "2586")


def make_check_word(random_bytes: bytes) -> str:
    """A check word out of at least 16 bytes from `secrets.token_bytes`.

    With 128 bits the remainder's bias is far below anything that could be used. Source: own rule.
    """
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"at least {RANDOM_BYTES} random bytes are needed")
    number = int.from_bytes(random_bytes, "big")
    word = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        word += ALPHABET[digit]
    return word


def spell(word: str) -> str:
    """In two halves, as it is printed and read out: "K7M 4RX". Source: own rule."""
    return f"{word[: LENGTH // 2]} {word[LENGTH // 2 :]}"


def normalise_check_word(text: str) -> str:
    """The word meant by what was typed: full width, lower case, spaces, dashes and look-alikes.

    Refused `check_word_malformed` when it cannot be a check word at all. Source: own rule.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    plain = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd")
    if len(plain) != LENGTH or any(character not in ALPHABET for character in plain):
        raise Refused("check_word_malformed", length=LENGTH)
    return plain


def hash_check_word(word: str, *, secret: bytes, salt: bytes) -> str:
    """What is stored: HMAC-SHA256 under the installation's secret, salted per case, in hex.

    The secret is not in the database: with 26 bits a plain salted hash could be tried out in a
    second by whoever has a copy of it. Source: own rule; RFC 2104.
    """
    if not secret or not salt:
        raise ValueError("a check word is hashed with a secret and a salt")
    # The length keeps (salt, word) pairs apart that would read the same when joined.
    message = len(salt).to_bytes(2, "big") + salt + normalise_check_word(word).encode("ascii")
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def check_word_matches(typed: str, stored: str, *, secret: bytes, salt: bytes) -> bool:
    """Whether what was typed is the word behind `stored`; compared in constant time.

    Something that cannot be a check word is simply no match. Source: own rule.
    """
    try:
        offered = hash_check_word(typed, secret=secret, salt=salt)
    except Refused:
        return False
    return hmac.compare_digest(offered, stored)

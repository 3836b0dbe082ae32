"""Telephone and identity numbers inside free words: found however they are written, masked, or struck out.

People write 138 0000 1234, １３８-0000-1234 or +86 138…; each of these is the same number. Only texts are looked
at here; where they stand and who may see them whole is decided elsewhere.
"""

import re
import unicodedata

from xiuhua.rulebook.masking import masked_id_number, masked_phone
from xiuhua.rulebook.refusal import Refused

STRUCK = "***"
SHORTEST, LONGEST = 7, 20
_BETWEEN = r"[-\s.()（）·－—]*"
_EDGE = "0-9０-９"
_MOBILE = re.compile(
    rf"(?<![{_EDGE}A-Za-z])(?:\+?86{_BETWEEN})?[1１][3-9３-９][{_EDGE}](?:{_BETWEEN}[{_EDGE}]){{8}}(?![{_EDGE}])"
)
_IDENTITY = re.compile(
    rf"(?<![{_EDGE}A-Za-z])[1-9][0-9]{{5}}(?:19|20)[0-9]{{9}}[0-9Xx](?![{_EDGE}A-Za-z])"
)

_DIGIT = re.compile(r"\d")


def plain_number(text: str) -> str:
    """A telephone or identity number without marks and without China's prefix. Refuses: person_number_malformed."""
    wide = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"[^0-9X]", "", wide)
    plain = re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$)", "", plain)
    is_number = re.fullmatch(r"[0-9]+X?", plain) and SHORTEST <= len(plain) <= LONGEST
    if not is_number or re.search(r"[^-+0-9X\s.()·—]", wide):
        raise Refused("person_number_malformed", shortest=SHORTEST)
    return plain


def is_same_number(kept: str, plain: str) -> bool:
    """Whether a field that holds one number holds this one."""
    try:
        return plain_number(kept) == plain
    except Refused:
        return False


def number_pattern(plain: str) -> str:
    """A regular expression that finds the number in words; Python and PostgreSQL read it alike."""
    return f"(^|[^{_EDGE}])(((00|[+])?86)?{_BETWEEN}{_digits(plain)})([^{_EDGE}]|$)"


def holds(text: str, plain: str) -> bool:
    """Whether the number stands in the words."""
    return bool(re.search(number_pattern(plain), text))


def struck(text: str, plain: str, name: str = "") -> str:
    """The words with the number, and the name if one is given, put out of sight for good."""
    whole = rf"(?<![{_EDGE}])(?:(?:00|\+)?86{_BETWEEN})?{_digits(plain)}(?![{_EDGE}])"
    text = re.sub(whole, STRUCK, text)
    name = name.strip()
    return text.replace(name, STRUCK) if len(name) >= 2 else text


def masked_words(text: str) -> str:
    """Words as pages show them: mobile and identity numbers masked. Source: PIPL 51 (de-identification); facts 8.1."""
    if not _DIGIT.search(text):
        return text
    text = _IDENTITY.sub(lambda found: masked_id_number(found.group()), text)
    return _MOBILE.sub(_masked_mobile, text)


def _masked_mobile(found: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", found.group()))
    return masked_phone(digits[-11:])


def _digits(plain: str) -> str:
    """Each digit narrow or wide, with what people put between them."""
    each = [
        "[Xx]" if character == "X" else f"[{character}{chr(ord(character) + 0xFEE0)}]"
        for character in plain
    ]
    return _BETWEEN.join(each)

"""The unified social credit code (统一社会信用代码) of a business or institution: 18 characters, the last a check.

It says whether a code can be one; whether such a body exists is not known here.
"""

import unicodedata

from xiuhua.rulebook.refusal import Refused

# No I, O, S, V, Z: they are too like 1, 0, 5, U, 2.
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_credit_code(text: str) -> str:
    """The code in capitals; refused when it is malformed or its check character is wrong.

    Source: GB 32100-2015, clause on the check character (weights 3^i modulo 31).
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if len(code) != LENGTH or any(character not in CHARACTERS for character in code):
        raise Refused("credit_code_malformed", length=LENGTH)
    if code[-1] != check_character(code[:-1]):
        raise Refused("credit_code_check_wrong")
    return code


def check_character(first_17: str) -> str:
    """The eighteenth character to the first seventeen. Source: GB 32100-2015."""
    total = sum(CHARACTERS.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return CHARACTERS[(31 - total % 31) % 31]

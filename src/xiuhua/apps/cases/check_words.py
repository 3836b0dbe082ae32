"""The check word (查询码) with which a reporter without an account follows a case.

Derived from the installation's secret and the number, so that it is stored nowhere and can be told again
to the reporter on the telephone. Attempts are limited by the page that asks for it.
"""

import hashlib
import hmac

from django.conf import settings

from xiuhua.rulebook.check_word import make_check_word, normalise_check_word
from xiuhua.rulebook.refusal import Refused


def check_word_of(number: str) -> str:
    """The check word of a case number."""
    keyed = hmac.new(settings.SECRET_KEY.encode(), f"check-word:{number}".encode(), hashlib.sha512)
    return make_check_word(keyed.digest())


def opens(number: str, typed: str) -> bool:
    """Whether what was typed is the check word of the number; takes the same time either way."""
    try:
        word = normalise_check_word(typed)
    except Refused:
        word = ""
    return hmac.compare_digest(word.encode(), check_word_of(number).encode())

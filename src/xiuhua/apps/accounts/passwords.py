"""What a password must be, and the one-time link by which a person chooses the first one.

There is no default password anywhere: an account is made without one, and a link that works once
lets its owner set it.
"""

import unicodedata

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from xiuhua.apps.accounts.models import User

SHORTEST = 8
KINDS_ASKED = 3


def kinds_of(password: str) -> int:
    """How many of four kinds of characters occur: capitals, small letters, digits, all others.

    Source: password complexity as asked for by GB/T 22239-2019 (identity authentication, M).
    """
    kinds = set()
    for character in password:
        category = unicodedata.category(character)
        kinds.add(category if category in ("Lu", "Ll", "Nd") else "other")
    return len(kinds)


class ThreeKindsValidator:
    """At least 8 characters and 3 of 4 kinds."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where the password is too plain."""
        if len(password) < SHORTEST or kinds_of(password) < KINDS_ASKED:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """The rule as a sentence."""
        return _("密码至少 8 位，并含大写字母、小写字母、数字、符号中的三种。")


def link_for(user: User) -> str:
    """The path of a link that lets the person set a password once, within three days."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return f"/sign-in/first/{uid}/{default_token_generator.make_token(user)}/"


def user_of_link(uid: str, token: str) -> User | None:
    """Whose link it is, while it still works."""
    try:
        pk = int(urlsafe_base64_decode(uid).decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and default_token_generator.check_token(user, token) else None

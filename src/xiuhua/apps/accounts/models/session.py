"""Sessions of signed-in people, with the person beside each, so that one query finds both."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from xiuhua.apps.accounts.models.person import User


class Session(AbstractBaseSession):
    """One browser that is signed in, or about to be. Left out of backups: whoever signs in makes a new one."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, help_text="null: not signed in"
    )

    @classmethod
    def get_session_store_class(cls) -> type:
        """Where sessions are loaded and saved."""
        from xiuhua.apps.accounts.sessions import SessionStore

        return SessionStore

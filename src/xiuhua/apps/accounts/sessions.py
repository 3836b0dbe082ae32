"""Sessions and the people they belong to: one query, compiled once, at every request of staff.

Set as SESSION_ENGINE and AUTHENTICATION_BACKENDS; `signed_in` is what the middleware asks. What a session holds and
when it ends is Django's business and `web.shared.middleware`'s; rights are read elsewhere.
"""

from contextvars import ContextVar
from typing import Any

from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest

from xiuhua.apps.accounts.models import Session, User
from xiuhua.apps.records.now import real_now
from xiuhua.apps.records.shaped import INT, MOMENT, TEXT, Shaped

_by_key = Shaped(
    lambda: Session.objects.filter(session_key=TEXT[0], expire_date__gt=MOMENT[1]).select_related(
        "user"
    )
)
_by_id = Shaped(lambda: User.objects.filter(pk=INT[0]))
# The person who came with the session, for as long as Django asks whose session it is.
_at_hand: ContextVar[User | None] = ContextVar("_at_hand", default=None)


class SessionStore(DatabaseStore):
    """Sessions in our own table; `person` is who the session was made for, as just read."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table in place of Django's."""
        return Session

    def _get_session_from_db(self) -> Any:
        found = _by_key.first(self.session_key or "", real_now())
        if found is None:
            self._session_key = None
            return None
        self.person = found.user
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row to be saved, with the person whose session it is."""
        row = super().create_model_instance(data)
        row.user_id = int(data[auth.SESSION_KEY]) if auth.SESSION_KEY in data else None
        return row


class PeopleBackend(ModelBackend):
    """People of this database; only active ones are let in."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, read anew at each request: rights and password may have changed."""
        found = _at_hand.get()
        if found is None or found.pk != int(user_id):
            found = _by_id.first(int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None


def signed_in(request: HttpRequest) -> Any:
    """Whose request this is, as Django tells it: the person of the session, or nobody."""
    request.session.get(auth.SESSION_KEY)  # loads the session, and the person with it
    hold = _at_hand.set(getattr(request.session, "person", None))
    try:
        return auth.get_user(request)
    finally:
        _at_hand.reset(hold)

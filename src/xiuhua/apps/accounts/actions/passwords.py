"""Setting a password: by its owner, by a one-time link, or by an administrator for the first time.

The password itself never goes into a body that is kept: only that it was set.
"""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from xiuhua.apps.accounts.actions import administrators, rows
from xiuhua.apps.accounts.models import User
from xiuhua.apps.records import acts
from xiuhua.rulebook.refusal import Refused


def check(password: str, user: User) -> None:
    """Refuse a password that is too plain, too common or too like the name."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("password_too_weak", reasons=" ".join(error.messages)) from error


def change_own(user: User, *, old: str, new: str, at: dt.datetime) -> User:
    """The owner changes it, knowing the old one; the person as stored is given back."""
    if not user.check_password(old):
        raise Refused("password_wrong")
    if old == new:
        raise Refused("password_same")
    check(new, user)
    with transaction.atomic():
        return _store(user, new, at=at, by=user, must_change=False)


def set_by_link(user: User, *, new: str, at: dt.datetime) -> User:
    """The owner of a one-time link sets it; the link dies with the old password."""
    check(new, user)
    with transaction.atomic():
        return _store(user, new, at=at, by=user, must_change=False)


def set_for(
    user: User,
    password: str,
    *,
    by: User | None,
    at: dt.datetime,
    key: str = "",
    must_change: bool = True,
) -> None:
    """Give somebody a first password that must be changed. `by=None`: a command at the machine."""
    if by is not None:
        administrators.check_may_open(user, by)
    check(password, user)
    scope = acts.scope(by.pk if by else None)
    with acts.act("password.set", scope=scope, key=key, body={"user": user.pk}) as this:
        if this.done:
            return
        _store(user, password, at=at, by=by, must_change=must_change)
        this.keep({"user": user.pk})


def _store(
    user: User, password: str, *, at: dt.datetime, by: User | None, must_change: bool
) -> User:
    row = rows.locked_user(user)
    row.set_password(password)
    row.must_change_password = must_change
    row.password_changed_at = at
    row.save(update_fields=["password", "must_change_password", "password_changed_at"])
    rows.record(row, "person.password_set", at=at, by=by)
    user.password, user.must_change_password = row.password, must_change
    return row

"""People: added, changed, taken out of service and put back. An account is never deleted.

A new account has no password: the owner sets one by a one-time link (`passwords.link_for`).
"""

import datetime as dt
import re
from typing import Any

from django.db import IntegrityError, transaction

from xiuhua.apps.accounts.actions import grants, rows
from xiuhua.apps.accounts.colleagues import NAME
from xiuhua.apps.accounts.models import Unit, User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.records import acts
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import Subdistrict
from xiuhua.rulebook.refusal import Refused

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{2,18}[0-9]")
LONGEST_NAME = 60
UNSAID: Any = object()


def add(
    *,
    username: str,
    full_name: str,
    subdistrict: Subdistrict | None,
    unit: Unit | None = None,
    phone: str = "",
    by: User | None,
    at: dt.datetime,
    key: str = "",
) -> User:
    """A new person without a password and without any right. `by=None`: a command at the machine."""
    username, full_name, phone = username.strip(), full_name.strip(), phone.strip()
    home_id = subdistrict.pk if subdistrict else None
    _check_may_edit(by, home_id, unit.pk if unit else None)
    _check_words(full_name, phone)
    if not USERNAME.fullmatch(username):
        raise Refused("username_malformed", username=username[:60])
    _check_unit(unit, home_id)
    body = {
        "username": username,
        "full_name": full_name,
        "phone": phone,
        "subdistrict": home_id,
        "unit": unit.pk if unit else None,
    }
    with acts.act("person.add", scope=acts.scope(_id(by)), key=key, body=body) as this:
        if this.done:
            return User.objects.get(pk=this.answer["user"])
        person = User(
            username=username, full_name=full_name, phone=phone, subdistrict=subdistrict, unit=unit
        )
        person.set_unusable_password()
        _insert(person)
        rows.record(person, "person.added", at=at, by=by, data={"unit": person.unit_id})
        this.keep({"user": person.pk})
    return person


def _insert(person: User) -> None:
    """Names differ in more than capitals; the unique index decides between two at once."""
    taken = User.objects.filter(username__iexact=person.username).exists()
    if not taken:
        try:
            with transaction.atomic():
                person.save(force_insert=True)
                changed(NAME)
        except IntegrityError:
            taken = True
    if taken:
        raise Refused("username_taken", username=person.username)


def change(
    user: User,
    *,
    full_name: str | None = None,
    phone: str | None = None,
    unit: Unit | None = UNSAID,
    seen_seq: int | None = None,
    by: User,
    at: dt.datetime,
    key: str,
) -> User:
    """Correct name, telephone or unit. `seen_seq`: the history length the form was made from."""
    _check_may_edit(by, user.subdistrict_id, user.unit_id)
    wanted: dict[str, Any] = {}
    if full_name is not None:
        wanted["full_name"] = full_name.strip()
    if phone is not None:
        wanted["phone"] = phone.strip()
    if unit is not UNSAID:
        _check_unit(unit, user.subdistrict_id)
        _check_may_edit(by, user.subdistrict_id, unit.pk if unit else None)
        wanted["unit_id"] = unit.pk if unit else None
    _check_words(wanted.get("full_name", user.full_name), wanted.get("phone", user.phone))
    body = {"user": user.pk, **wanted}
    with acts.act("person.change", scope=acts.scope(by.pk), key=key, body=body) as this:
        if this.done:
            return User.objects.get(pk=user.pk)
        row = rows.locked_user(user)
        if seen_seq is not None and row.history_seq != seen_seq:
            raise Refused("person_changed_meanwhile")
        fields = [name for name, value in wanted.items() if getattr(row, name) != value]
        for name in fields:
            setattr(row, name, wanted[name])
        if fields:
            row.save(update_fields=fields)
            changed(NAME)
            data = {"fields": sorted(fields), "unit": row.unit_id}
            rows.record(row, "person.changed", at=at, by=by, data=data)
        this.keep({"user": row.pk})
    return row


def deactivate(user: User, *, by: User, at: dt.datetime, key: str) -> None:
    """Nobody signs in as this person any more; grants end, open sessions too."""
    _check_may_edit(by, user.subdistrict_id, user.unit_id)
    if by.pk == user.pk:
        raise Refused("deactivate_oneself")
    body = {"user": user.pk}
    with acts.act("person.deactivate", scope=acts.scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = close_account(user, by=by, at=at)
        this.keep({"user": row.pk})


def close_account(user: User, *, by: User, at: dt.datetime) -> User:
    """What ends with an account, inside the caller's transaction, who has checked that it may be done.

    Also the end of a hand-over that both sides have signed. Refuses: person_inactive.
    """
    row = rows.locked_user(user)
    if not row.is_active:
        raise Refused("person_inactive")
    ended = grants.end_all(row, at=at)
    row.is_active = user.is_active = False
    row.save(update_fields=["is_active"])
    changed(NAME)
    rows.end_sessions(row, user)
    rows.record(row, "person.deactivated", at=at, by=by, data={"grants_ended": ended})
    return row


def activate(user: User, *, by: User, at: dt.datetime, key: str) -> None:
    """Back in service, with no right: roles are granted anew."""
    _check_may_edit(by, user.subdistrict_id, user.unit_id)
    body = {"user": user.pk}
    with acts.act("person.activate", scope=acts.scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked_user(user)
        if row.is_active:
            raise Refused("person_active")
        row.is_active = user.is_active = True
        row.save(update_fields=["is_active"])
        changed(NAME)
        rows.record(row, "person.activated", at=at, by=by)
        this.keep({"user": row.pk})


def _id(by: User | None) -> int | None:
    return by.pk if by else None


def _check_may_edit(by: User | None, subdistrict_id: int | None, unit_id: int | None) -> None:
    if by is not None:
        check_may(by, "people.edit", subdistrict_id=subdistrict_id, unit_id=unit_id)


def _check_words(full_name: str, phone: str) -> None:
    if not full_name:
        raise Refused("full_name_missing")
    if len(full_name) > LONGEST_NAME:
        raise Refused("full_name_too_long", longest=LONGEST_NAME)
    if phone and not PHONE.fullmatch(phone):
        raise Refused("phone_malformed")


def _check_unit(unit: Unit | None, subdistrict_id: int | None) -> None:
    if unit is None:
        return
    if unit.subdistrict_id != subdistrict_id:
        raise Refused("unit_of_other_subdistrict", unit=unit.name)
    if not unit.is_active:
        raise Refused("unit_inactive", unit=unit.name)

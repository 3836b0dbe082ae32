"""The second factor of one person: made, proved, reset.

The secret is kept by django-otp, which also slows guessing down; here stands what goes into the
history and who may reset it.
"""

import datetime as dt

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from xiuhua.apps.accounts.actions import rows
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.records import acts
from xiuhua.rulebook.refusal import Refused


def device_of(user: User) -> TOTPDevice:
    """The person's device: the confirmed one, else the one being enrolled (made at need)."""
    devices = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "id")
    return devices.first() or TOTPDevice.objects.create(user=user, name="totp", confirmed=False)


def prove(user: User, device: TOTPDevice, *, digits: str, at: dt.datetime) -> None:
    """Check six digits; the first time this completes the enrolment. A code works once."""
    # Not one transaction with the refusal: a wrong guess must be counted even though it is refused.
    if not device.verify_token(digits.strip()):
        raise Refused("second_factor_wrong")
    if device.confirmed:
        return
    with transaction.atomic():
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        rows.record(rows.locked_user(user), "person.second_factor_enrolled", at=at, by=user)


def reset(user: User, *, by: User, at: dt.datetime, key: str) -> None:
    """Forget a lost telephone, so that the person enrols a new one; open sessions end."""
    check_may(by, "roles.grant", subdistrict_id=user.subdistrict_id, unit_id=user.unit_id)
    if by.pk == user.pk:
        raise Refused("second_factor_own")
    body = {"user": user.pk}
    with acts.act("second_factor.reset", scope=acts.scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked_user(user)
        TOTPDevice.objects.filter(user_id=row.pk).delete()
        rows.end_sessions(row, user)
        rows.record(row, "person.second_factor_reset", at=at, by=by)
        this.keep({"user": user.pk})

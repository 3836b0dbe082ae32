"""A person who left: what is personal and no longer needed goes, what they did keeps its author.

Kept: name, user name, certificates, grants and the history of acts, because an act of the office must be traceable
to the officer who did it and to the right he had. Gone: telephone, preferences, password, one-time codes.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from xiuhua.apps.accounts.actions.retention import erase_contact_data
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.rulebook.refusal import Refused

ERASE = "contacts.erase"


def erase_leaver(person: User, *, by: User, at: dt.datetime, data: dict[str, Any]) -> None:
    """Erase what a person out of service need not leave behind. Refuses: person_still_active."""
    with transaction.atomic():
        check_may(by, ERASE, subdistrict_id=person.subdistrict_id, unit_id=person.unit_id)
        row = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if row.is_active:
            raise Refused("person_still_active", username=row.username)
        row.set_unusable_password()
        row.save(update_fields=["password"])
        TOTPDevice.objects.filter(user=row).delete()
        erase_contact_data(row, at=at, by=by, data=data)

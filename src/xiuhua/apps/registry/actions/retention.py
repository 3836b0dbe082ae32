"""Contacts that have served their purpose: every premises of the party is closed long enough, and nothing is open.

How long stands in the rule `contact_kept_days`. Each erasure is an event of the party that names the rule.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.apps.accounts.queries import local_day
from xiuhua.apps.records.history import append
from xiuhua.apps.records.streets import zone_name
from xiuhua.apps.registry.models import Contact, LedgerEntry, Party, Premises

RULE = "contact_kept_days"
BATCH = 200


def old_contacts(
    subdistrict_id: int, days: int, at: dt.datetime, *, dry_run: bool, batch: int = BATCH
) -> int:
    """Erase the contacts of parties that gave up their last premises so many days ago; how many contacts."""
    limit = at - dt.timedelta(days=days)
    parties = _left(subdistrict_id, limit)
    if dry_run:
        return Contact.objects.filter(party__in=parties, erased_at=None).count()
    done = 0
    while ids := list(parties.values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            done += sum(_erase_of(pk, days, at) for pk in ids)
    return done


def _left(subdistrict_id: int, limit: dt.datetime) -> QuerySet[Party]:
    """Parties with contacts, whose premises are all closed and whose ledger rests since the limit."""
    day = local_day(zone_name(subdistrict_id), limit)
    own = Premises.objects.filter(party=OuterRef("pk"))
    lines = LedgerEntry.objects.filter(party=OuterRef("pk"), at__gte=limit)
    contacts = Contact.objects.filter(party=OuterRef("pk"), erased_at=None)
    return Party.objects.filter(
        Exists(contacts),
        Exists(own),
        ~Exists(own.filter(Q(valid_to=None) | Q(valid_to__gte=day))),
        ~Exists(lines),
        subdistrict_id=subdistrict_id,
    ).order_by("pk")


def _erase_of(party_id: int, days: int, at: dt.datetime) -> int:
    party = Party.objects.select_for_update().get(pk=party_id)
    left = Contact.objects.filter(party=party, erased_at=None)
    count = left.update(value="", erased_at=at)
    append(
        party,
        "party.contacts_expired",
        at=at,
        actor_id=None,
        subdistrict_id=party.subdistrict_id,
        data={"rule": RULE, "days": days, "contacts": count},
    )
    return count

"""Officers' certificates: registered with their period, ended early when withdrawn by the issuer."""

import datetime as dt

from django.db import IntegrityError, transaction

from xiuhua.apps.accounts.actions import rows
from xiuhua.apps.accounts.actions.grants import check_period, day_of
from xiuhua.apps.accounts.models import Certificate, User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.records import acts
from xiuhua.rulebook.refusal import Refused

LONGEST_NUMBER, LONGEST_ISSUER = 40, 80


def add(
    user: User,
    *,
    number: str,
    issuer: str,
    valid_from: dt.date,
    valid_to: dt.date,
    kind: str = "enforcement",
    by: User | None,
    at: dt.datetime,
    key: str = "",
) -> Certificate:
    """Register a certificate. The history gets its row and period, not its number."""
    if by is not None:
        check_may(by, "people.edit", subdistrict_id=user.subdistrict_id, unit_id=user.unit_id)
    number, issuer = number.strip(), issuer.strip()
    if not number or len(number) > LONGEST_NUMBER:
        raise Refused("certificate_number_missing", longest=LONGEST_NUMBER)
    if not issuer or len(issuer) > LONGEST_ISSUER:
        raise Refused("certificate_issuer_missing", longest=LONGEST_ISSUER)
    check_period(valid_from, valid_to, day_of(user, at))
    body = {
        "user": user.pk,
        "kind": kind,
        "number": number,
        "issuer": issuer,
        "period": [valid_from.isoformat(), valid_to.isoformat()],
    }
    scope = acts.scope(by.pk if by else None)
    with acts.act("certificate.add", scope=scope, key=key, body=body) as this:
        if this.done:
            return Certificate.objects.get(pk=this.answer["certificate"])
        row = rows.locked_user(user)
        certificate = Certificate(
            user=row,
            kind=kind,
            number=number,
            issuer=issuer,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        _insert(certificate)
        rows.record(row, "person.certificate_added", at=at, by=by, data=_data(certificate))
        this.keep({"certificate": certificate.pk})
    return certificate


def _insert(certificate: Certificate) -> None:
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("certificate_number_taken") from error


def end(certificate: Certificate, *, on: dt.date, by: User, at: dt.datetime, key: str) -> None:
    """Make `on` its last day, because the issuer withdrew it; it only ever becomes shorter."""
    user = certificate.user
    check_may(by, "people.edit", subdistrict_id=user.subdistrict_id, unit_id=user.unit_id)
    body = {"certificate": certificate.pk, "on": on.isoformat()}
    with acts.act("certificate.end", scope=acts.scope(by.pk), key=key, body=body) as this:
        if this.done:
            return
        row = rows.locked_user(user)
        current = Certificate.objects.get(pk=certificate.pk)
        if not current.valid_from <= on < current.valid_to:
            raise Refused(
                "certificate_end_outside",
                valid_from=current.valid_from.isoformat(),
                valid_to=current.valid_to.isoformat(),
            )
        current.valid_to = certificate.valid_to = on
        current.save(update_fields=["valid_to"])
        rows.record(row, "person.certificate_ended", at=at, by=by, data=_data(current))
        this.keep({"certificate": current.pk})


def _data(certificate: Certificate) -> dict[str, object]:
    return {
        "certificate": certificate.pk,
        "kind": certificate.kind,
        "valid_from": certificate.valid_from.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
    }

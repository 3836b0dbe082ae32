"""What the pages of people show of each person: roles in force, the certificate and its expiry.

Reading only, for a whole page of people at once: two statements however many rows.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from xiuhua.apps.accounts.models import Certificate, RoleGrant, User
from xiuhua.web.shared import labels

WARN_DAYS = 60


@dataclass
class GrantLine:
    """A grant as a sentence: role, area, period, and how it stands today."""

    grant: RoleGrant
    role: Any
    area: str
    tone: str
    word: str


@dataclass
class CertificateLine:
    """A certificate with the colour of its expiry."""

    certificate: Certificate
    tone: str
    word: str


@dataclass
class PersonRow:
    """One person on a page."""

    person: User
    grants: list[GrantLine] = field(default_factory=list)
    certificates: list[CertificateLine] = field(default_factory=list)

    @property
    def in_force(self) -> list[GrantLine]:
        """Grants that hold today."""
        return [line for line in self.grants if line.tone == "done"]

    @property
    def certificate(self) -> CertificateLine | None:
        """The certificate that runs longest."""
        return self.certificates[0] if self.certificates else None


def rows_of(people: Iterable[User], day: dt.date) -> list[PersonRow]:
    """People with their grants and certificates, newest first."""
    rows = {person.pk: PersonRow(person) for person in people}
    for grant in RoleGrant.objects.filter(user_id__in=rows).order_by("-valid_from", "-id"):
        row = rows[grant.user_id]
        row.grants.append(grant_line(grant, day, row.person))
    for one in Certificate.objects.filter(user_id__in=rows).order_by("-valid_to", "-id"):
        rows[one.user_id].certificates.append(certificate_line(one, day))
    return list(rows.values())


def grant_line(grant: RoleGrant, day: dt.date, person: User) -> GrantLine:
    """Waiting, in force or ended."""
    if grant.valid_from > day:
        tone, word = "idle", _("未生效")
    elif grant.valid_to is not None and grant.valid_to < day:
        tone, word = "paused", _("已结束")
    else:
        tone, word = "done", _("有效")
    return GrantLine(
        grant, labels.ROLE.get(grant.role, grant.role), area_words(grant, person), tone, word
    )


def area_words(grant: RoleGrant, person: User) -> str:
    """The area as said: the person's own subdistrict by its name, others by kind and code."""
    home = person.subdistrict
    if home and grant.area_kind == RoleGrant.AreaKind.SUBDISTRICT and grant.area_code == home.code:
        return home.name
    return f"{labels.AREA_KIND.get(grant.area_kind, grant.area_kind)} {grant.area_code}".strip()


def certificate_line(certificate: Certificate, day: dt.date) -> CertificateLine:
    """Green; amber in the last 60 days; red when expired; grey before it begins."""
    left = (certificate.valid_to - day).days
    if certificate.valid_from > day:
        return CertificateLine(certificate, "idle", _("未生效"))
    if left < 0:
        return CertificateLine(certificate, "late", _("已过期"))
    if left <= WARN_DAYS:
        return CertificateLine(certificate, "near", _("还有 %(days)s 天到期") % {"days": left})
    return CertificateLine(certificate, "done", _("有效"))

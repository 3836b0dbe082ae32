"""What people see of coverage: open blind spots of their area, the worst first, and the figures of the report."""

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.evaluation.models import BlindSpot, CoverageFigure, CoverageRun
from xiuhua.rulebook.coverage import share

VIEW = "patrols.view"


def blind_visible_to(user: User) -> QuerySet[BlindSpot]:
    """Blind spots of the grids and communities where one may look at patrols, and those one owns."""
    scope = areas(user, VIEW).as_q(grid="grid__code", community="grid__community__code")
    return BlindSpot.objects.filter(scope | Q(owner_id=user.pk))


def open_spots(user: User, subdistrict_id: int) -> QuerySet[BlindSpot]:
    """Open ones of a subdistrict: what was never touched first, then the oldest."""
    rows = blind_visible_to(user).filter(subdistrict_id=subdistrict_id, closed_at=None)
    return rows.select_related("owner", "owner_unit").order_by(
        F("last_at").asc(nulls_first=True), "-length_m", "pk"
    )


def closed_spots(user: User, subdistrict_id: int) -> QuerySet[BlindSpot]:
    """Closed ones with their proof, the latest first."""
    rows = blind_visible_to(user).filter(subdistrict_id=subdistrict_id, closed_at__isnull=False)
    return rows.select_related("owner", "owner_unit").order_by("-closed_at", "-pk")


def last_run(subdistrict_id: int) -> CoverageRun | None:
    """When coverage was reckoned last."""
    return CoverageRun.objects.filter(pk=subdistrict_id).first()


def figures(subdistrict_id: int) -> dict[str, tuple[CoverageFigure, float | None]]:
    """The figures of the report by name, each with its share or None for not applicable."""
    rows = CoverageFigure.objects.filter(subdistrict_id=subdistrict_id)
    return {row.name: (row, share(row.numerator, row.denominator)) for row in rows}


def is_stale(run: CoverageRun | None, at: dt.datetime) -> bool:
    """Whether the figures are so old that the page should say it."""
    return run is None or at - run.at > dt.timedelta(hours=6)


Row = dict[str, Any]

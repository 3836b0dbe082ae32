"""The subdistrict's boundary: drawn with history. What lies in it is the space app's business."""

import datetime as dt
import hashlib
from typing import Any

from xiuhua.apps.records import history
from xiuhua.apps.records.models import Subdistrict


def draw(
    subdistrict: Subdistrict, geometry: dict[str, Any], *, at: dt.datetime, actor_id: int | None
) -> bool:
    """Write a checked GeoJSON polygon as the boundary; inside the act's transaction. False: the same."""
    row = Subdistrict.objects.select_for_update().get(pk=subdistrict.pk)
    if row.boundary == geometry:
        return False
    row.boundary = geometry
    row.save(update_fields=["boundary"])
    digest = hashlib.sha256(history.canonical(geometry).encode()).hexdigest()[:32]
    history.append(
        row,
        "subdistrict.boundary_drawn",
        at=at,
        actor_id=actor_id,
        subdistrict_id=row.pk,
        data={"drawn": digest},
    )
    subdistrict.boundary = geometry
    subdistrict.history_seq, subdistrict.history_head = row.history_seq, row.history_head
    return True

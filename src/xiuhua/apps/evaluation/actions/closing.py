"""A blind spot is closed by hand only with a stated reason and a photo; everything else closes by being touched."""

import datetime as dt
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.evaluation.models import BlindSpot
from xiuhua.apps.evaluation.queries import blind_visible_to
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.files import store
from xiuhua.apps.records.history import append
from xiuhua.apps.records.photos import read_photo
from xiuhua.rulebook.refusal import Refused

CLOSE = "patrols.walk"
SHORTEST, LONGEST = 4, 200


def close_with_reason(
    spot_id: int, *, reason: str, photo: bytes | None, by: User, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Nobody need go there, and why, with a photo; it comes back after as many days as its rule has."""
    check_may(by, CLOSE)
    body = {"spot": spot_id, "reason": reason, "photo": bool(photo)}
    with act("blind.close", scope=scope(by.pk), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = blind_visible_to(by).select_for_update(of=("self",)).filter(pk=spot_id).first()
        if row is None:
            raise Refused("blind_spot_unknown")
        if row.closed_at is not None:
            raise Refused("blind_spot_closed")
        if not SHORTEST <= len(reason.strip()) <= LONGEST:
            raise Refused("blind_spot_needs_reason", least=SHORTEST, most=LONGEST)
        if not photo:
            raise Refused("blind_spot_needs_photo")
        public = read_photo(photo).public
        row.photo = store(
            public.data, at=at, media_type="image/jpeg", width_px=public.width_px, height_px=public.height_px
        )  # fmt: skip
        row.reason, row.closed_by = reason.strip(), by
        row.closed_at, row.proof = at, BlindSpot.Proof.REASON
        row.save(update_fields=["photo", "reason", "closed_by", "closed_at", "proof"])
        append(
            row, "blind.closed", at=at, actor_id=by.pk, subdistrict_id=row.subdistrict_id,
            data={"proof": row.proof, "photo": row.photo.sha256},
        )  # fmt: skip
        return this.keep({"id": row.pk})

"""Premises: a shop front, site or compound of a party, added, moved, closed."""

import datetime as dt
import re
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.records import numbers
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.registry.models import Party, Premises
from xiuhua.apps.registry.placing import Placed, check_road, place
from xiuhua.apps.registry.rights import check_may_at
from xiuhua.rulebook.refusal import Refused

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
LONGEST = {"sign_name": 120, "trade": 60, "address": 200}


def add_premises(
    *,
    subdistrict_id: int,
    sign_name: str,
    lon: Any,
    lat: Any,
    crs: str = "EPSG:4490",
    party_id: int | None = None,
    code: str = "",
    trade: str = "",
    address: str = "",
    road_id: int | None = None,
    valid_from: dt.date,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Add premises at a point; without a code they get the next one of the subdistrict."""
    body = {
        "sub": subdistrict_id,
        "party": party_id,
        "code": code,
        "words": [sign_name, trade, address],
        "point": [lon, lat, crs],
        "road": road_id,
        "from": valid_from,
    }
    placed = place(subdistrict_id, lon, lat, crs, at)
    check_may_at(by, subdistrict_id, placed.grid_code)
    with act(
        "registry.add_premises", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        _check_party(subdistrict_id, party_id)
        new = Premises.objects.create(
            subdistrict_id=subdistrict_id,
            party_id=party_id,
            code=_code(subdistrict_id, code),
            road_id=check_road(subdistrict_id, road_id),
            valid_from=valid_from,
            **_words(sign_name=sign_name, trade=trade, address=address),
            **_point(placed),
        )
        _record(new, "premises.added", by, at, {"premises_code": new.code, "party_id": party_id})
        return this.keep({"id": new.pk, "premises_code": new.code})


def move_premises(
    premises_id: int,
    *,
    lon: Any,
    lat: Any,
    crs: str = "EPSG:4490",
    address: str | None = None,
    road_id: int | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Put premises at another point; where they stood before is kept in the history."""
    body = {"premises": premises_id, "point": [lon, lat, crs], "address": address, "road": road_id}
    with act(
        "registry.move_premises", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        row = _locked(premises_id, by)
        if row.valid_to is not None:
            raise Refused("premises_closed", premises=row.pk, valid_to=row.valid_to.isoformat())
        placed = place(row.subdistrict_id, lon, lat, crs, at)
        check_may_at(by, row.subdistrict_id, placed.grid_code)
        before = {"lon": row.lon, "lat": row.lat, "grid_id": row.grid_id}
        for field, value in _point(placed).items():
            setattr(row, field, value)
        row.road_id = check_road(row.subdistrict_id, road_id)
        if address is not None:
            row.address = _words(address=address)["address"]
        row.save(update_fields=["lon", "lat", "cell", "grid_id", "road_id", "address"])
        after = {"lon": row.lon, "lat": row.lat, "grid_id": row.grid_id}
        _record(row, "premises.moved", by, at, {"before": before, "after": after})
        return this.keep({"id": row.pk, "grid_id": row.grid_id})


def close_premises(
    premises_id: int, *, last_on: dt.date, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """The premises are given up; the row stays for what happened there."""
    body = {"premises": premises_id, "last": last_on}
    with act(
        "registry.close_premises", scope=scope(by.pk if by else None), key=key, body=body
    ) as this:
        if this.done:
            return this.answer
        row = _locked(premises_id, by)
        if row.valid_to is not None:
            raise Refused("premises_closed", premises=row.pk, valid_to=row.valid_to.isoformat())
        if last_on < row.valid_from:
            raise Refused(
                "premises_close_before_opening",
                last_on=last_on.isoformat(),
                valid_from=row.valid_from.isoformat(),
            )
        row.valid_to = last_on
        row.save(update_fields=["valid_to"])
        _record(row, "premises.closed", by, at, {"last_on": last_on.isoformat()})
        return this.keep({"id": row.pk, "last_on": last_on.isoformat()})


def _locked(premises_id: int, by: User | None) -> Premises:
    row = (
        Premises.objects.select_for_update(of=("self",))
        .select_related("grid")
        .filter(pk=premises_id)
        .first()
    )
    if row is None:
        raise Refused("premises_unknown", given=premises_id)
    check_may_at(by, row.subdistrict_id, row.grid.code if row.grid else None)
    return row


def _point(placed: Placed) -> dict[str, Any]:
    return {
        "lon": placed.lon,
        "lat": placed.lat,
        "cell": placed.cell,
        "grid_id": placed.grid_id,
    }


def _words(**given: str) -> dict[str, str]:
    words = {name: value.strip() for name, value in given.items()}
    for name, value in words.items():
        if len(value) > LONGEST[name] or (name == "sign_name" and not value):
            raise Refused("premises_words_invalid", name=name, longest=LONGEST[name])
    return words


def _code(subdistrict_id: int, code: str) -> str:
    if not code:
        return f"P{numbers.take(f'premises:{subdistrict_id}')[0]:06d}"
    if not _CODE.fullmatch(code):
        raise Refused("premises_code_invalid", premises_code=code[:40])
    if Premises.objects.filter(subdistrict_id=subdistrict_id, code=code).exists():
        raise Refused("premises_code_taken", premises_code=code)
    return code


def _check_party(subdistrict_id: int, party_id: int | None) -> None:
    own = Party.objects.filter(pk=party_id, subdistrict_id=subdistrict_id)
    if party_id is not None and not own.exists():
        raise Refused("party_unknown", given=party_id)


def _record(
    row: Premises, kind: str, by: User | None, at: dt.datetime, data: dict[str, Any]
) -> None:
    append(
        row,
        kind,
        at=at,
        actor_id=by.pk if by else None,
        subdistrict_id=row.subdistrict_id,
        data=data,
    )

"""Where the requests of a batch lie: cells and areas for many points at once.

On the local day of the report the areas in force decide, as for any report; a dry run, which makes no
grids, asks the polygons of the file itself.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from xiuhua.apps.cases.importing.areas import locator_of
from xiuhua.apps.cases.importing.interpreting import Request
from xiuhua.apps.space.given_grids import GivenGrid
from xiuhua.apps.space.locating import AreasInForce, areas_in_force
from xiuhua.solvers.cells import cells


class Places:
    """Cells and areas of a batch, one entry per request; None where there is none."""

    def __init__(self, count: int) -> None:
        self.cells: list[int | None] = [None] * count
        self.grid_ids: list[int | None] = [None] * count
        self.grid_codes: list[str | None] = [None] * count
        self.community_ids: list[int | None] = [None] * count


class Router:
    """Asks the areas of a subdistrict as they lie in the database."""

    def __init__(self, subdistrict_id: int) -> None:
        self.subdistrict_id = subdistrict_id
        self._of_day: dict[dt.date, AreasInForce] = {}

    def places(self, requests: Sequence[Request]) -> Places:
        """Everything known about where the requests lie."""
        places = Places(len(requests))
        placed = [n for n, one in enumerate(requests) if one.lon is not None]
        found = cells([requests[n].lon for n in placed], [requests[n].lat for n in placed])
        for n, cell in zip(placed, found.tolist(), strict=True):
            places.cells[n] = cell
        self._locate(requests, placed, places)
        return places

    def _locate(self, requests: Sequence[Request], placed: Sequence[int], places: Places) -> None:
        # Days between two changes share one index, so most batches are asked at once.
        by_areas: dict[AreasInForce, list[int]] = defaultdict(list)
        for n in placed:
            by_areas[self._areas(requests[n])].append(n)
        for areas, of in by_areas.items():
            found = areas.locate_many([requests[n].lon for n in of], [requests[n].lat for n in of])
            for at, n in enumerate(of):
                places.grid_ids[n] = found.grid_id[at]
                places.grid_codes[n] = found.grid_code[at]
                places.community_ids[n] = found.community_id[at]

    def _areas(self, one: Request) -> AreasInForce:
        areas = self._of_day.get(one.reported_on)
        if areas is None:
            areas = areas_in_force(self.subdistrict_id, one.reported_at)
            self._of_day[one.reported_on] = areas
        return areas


class FileRouter(Router):
    """Asks the polygons of the file, if there are any: their codes are known, ids are not."""

    def __init__(self, areas: dict[str, GivenGrid], valid_from: dt.date) -> None:
        super().__init__(0)
        self._locator, self._valid_from = locator_of(areas), valid_from

    def _locate(self, requests: Sequence[Request], placed: Sequence[int], places: Places) -> None:
        of = [n for n in placed if requests[n].reported_on >= self._valid_from]
        found = self._locator.locate_many(
            [requests[n].lon for n in of], [requests[n].lat for n in of]
        )
        for n, code in zip(of, found, strict=True):
            places.grid_codes[n] = code

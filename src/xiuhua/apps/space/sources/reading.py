"""What every reader of street files shares: box, coordinate system, source, and the rejects.

A point is converted here once, after the box was asked (the box is in the file's own system). One
bad thing is noted with where and why, and the others go on.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.apps.space.drafts import check_degrees
from xiuhua.rulebook.coordinates import Crs, canonical, read_point
from xiuhua.rulebook.refusal import Refused


class Reject(NamedTuple):
    """One thing that was not taken: where it stood, its name or code, and the refusal."""

    file: str
    where: str
    what: str
    refused: Refused


@dataclass
class Reading:
    """How files are to be read, and what was not taken from them."""

    kind: str = "auto"
    crs: Crs = Crs.CGCS2000
    bbox: tuple[float, float, float, float] | None = None
    source: str = ""
    file: str = ""
    rejects: list[Reject] = field(default_factory=list)
    ignored: int = 0  # of no interest, such as footways; not a fault

    def takes(self, geometry: BaseGeometry) -> bool:
        """Whether it touches the box, if one was given; a line is taken whole."""
        if self.bbox is None or geometry.intersects(shapely.box(*self.bbox)):
            return True
        self.ignored += 1
        return False

    def canonical(self, geometry: BaseGeometry) -> BaseGeometry:
        """The geometry in CGCS2000, converted once from what the file was given in."""
        check_degrees(geometry)
        if self.crs in (Crs.CGCS2000, Crs.WGS84):
            return geometry

        def converted(coordinates):
            points = (canonical(read_point(x, y, crs=self.crs)) for x, y in coordinates)
            return [(point.lon, point.lat) for point in points]

        return shapely.transform(geometry, converted)

    def reject(self, where: str, what: str, refused: Refused) -> None:
        """Note a thing that cannot be used."""
        self.rejects.append(Reject(self.file, where, what, refused))

"""Distance between two points near each other, for rules that say "within N metres"."""

from math import asin, cos, degrees, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8


def metres_between(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Great-circle metres between two points in degrees (haversine; within 0.5 % of the ellipsoid).

    Source: mean Earth radius, IUGG.
    """
    half_lat = radians(lat_b - lat_a) / 2
    half_lon = radians(lon_b - lon_a) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def degrees_around(lat: float, radius_m: float) -> tuple[float, float]:
    """Degrees of longitude and of latitude that a circle reaches to each side, rounded up by a hundredth.

    A box for looking up, never for deciding: `metres_between` decides. Not for places at a pole.

    Source: mean Earth radius, IUGG.
    """
    reach = degrees(radius_m / EARTH_RADIUS_M) * 1.01
    return reach / max(cos(radians(lat)), 0.01), reach

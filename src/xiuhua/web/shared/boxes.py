"""A box of the map as addresses name it: `bbox=west,south,east,north` in degrees. Nothing else."""

from xiuhua.rulebook.refusal import Refused

Box = tuple[float, float, float, float]


def read_box(text: str) -> Box:
    """West, south, east, north of `bbox=`. Refuses: box_unreadable."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Refused("box_unreadable", text=text[:60]) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused("box_unreadable", text=text[:60])
    return west, south, east, north

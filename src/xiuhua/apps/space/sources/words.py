"""The table by which words of map files become ours (`data/street_words.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from xiuhua.apps.space.models import Place, Road
from xiuhua.rulebook.refusal import Refused

TABLE = Path(__file__).resolve().parents[1] / "data" / "street_words.toml"


@cache
def table() -> dict[str, Any]:
    """The whole table, read once."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def _headings() -> dict[str, str]:
    return {
        heading.lower(): ours
        for ours, headings in table()["column"].items()
        for heading in headings
    }


def ours(properties: Mapping[str, Any]) -> dict[str, str]:
    """Properties under our own names, as trimmed text; empty and unknown ones left out.

    Of two headings that mean the same the one listed first in the table counts.
    """
    found: dict[str, tuple[int, str]] = {}
    for heading, value in properties.items():
        word = str(heading).strip().lower()
        name = _headings().get(word)
        text = as_text(value)
        if name is None or not text:
            continue
        rank = [one.lower() for one in table()["column"][name]].index(word)
        if name not in found or rank < found[name][0]:
            found[name] = (rank, text)
    return {name: text for name, (_, text) in found.items()}


def as_text(value: Any) -> str:
    """A cell or property as text: whole numbers without ".0", so that codes stay codes."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def layer(word: str) -> str | None:
    """What rows under this sheet name, file name or layer word are; None if it says nothing."""
    word = word.strip().lower()
    known = table()["layer"]
    return known.get(word) or (word if word in known.values() else None)


def road_class(word: str) -> str:
    """A class of road from our slug, a Chinese word or a highway tag."""
    if word in Road.RoadClass.values:
        return word
    found = table()["road_class"].get(word) or table()["highway"].get(word)
    if found is None:
        raise Refused("road_class_unknown", road_class=word)
    return found


def place_kind(word: str) -> str:
    """A kind of place from our slug or a Chinese word."""
    found = word if word in Place.Kind.values else table()["place_kind"].get(word)
    if found is None:
        raise Refused("place_kind_unknown", kind=word)
    return found


def width_m(given: str, lanes: str, of_class: str) -> tuple[float, bool]:
    """(width, whether it is an estimate): as given, else by lanes, else by class of road."""
    if given:
        return _number(given.lower().removesuffix("m").removesuffix("米")), False
    widths = table()["width"]
    if lanes:
        return round(_number(lanes.split(";")[0]) * widths["lane_m"], 2), True
    return widths["by_class_m"][of_class], True


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise Refused("number_unreadable", text=text) from None
    if not 0 < number <= 200:
        raise Refused("road_width_impossible", width_m=number, widest_m=200)
    return number

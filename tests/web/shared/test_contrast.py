"""Colours against WCAG 2.2 AA, read from the css itself: 4.5 for text, 3 for edges one needs."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[3] / "src/xiuhua/static/css"
STATES = ("done", "near", "late", "idle", "paused", "running")
GROUNDS = ("paper", "warm", "warm-2", "blue-pale")
TEXT = [
    *[("ink", ground) for ground in (*GROUNDS, "near-pale")],
    *[("ink-soft", ground) for ground in GROUNDS],
    *[("blue", ground) for ground in ("paper", "warm", "warm-2")],
    *[("blue-deep", ground) for ground in ("paper", "warm", "warm-2")],
    *[("accent", ground) for ground in ("paper", "warm")],
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("paper", "late"),
    *[(state, f"{state}-pale") for state in STATES],
    *[(state, ground) for state in STATES for ground in ("paper", "warm", "blue-pale")],
]
EDGES = [("line-strong", "paper"), ("line-strong", "warm"), ("blue", "paper"), ("accent", "paper")]


def palette(selector: str) -> dict[str, str]:
    """Custom properties with a colour, of one rule of tokens.css."""
    css = (CSS / "tokens.css").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for block in re.findall(re.escape(selector) + r"\s*\{([^}]*)\}", css):
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb. Source: WCAG 2.2, definition of relative luminance."""
    linear = []
    for start in (1, 3, 5):
        part = int(colour[start : start + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio from 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def themes() -> dict[str, dict[str, str]]:
    day = palette(":root")
    return {
        "day": day,
        "large": day | palette("html[data-large]"),
        "wall": day | palette("html[data-wall]"),
    }


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["day", "large", "wall"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme, text, ground):
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["day", "large", "wall"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_fields_can_be_seen(theme, edge, ground):
    colours = themes()[theme]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_colours_stand_in_one_file():
    for sheet in CSS.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", sheet.read_text(encoding="utf-8"))


def test_the_accent_and_the_link_colour_are_the_agreed_ones():
    assert palette(":root")["accent"] == "#b3392f"
    assert palette(":root")["blue"] == "#2f6690"

"""Papers as PDF: a Typst file beside this one, filled with data; and the QR codes on them.

Data goes in as JSON and is never read as markup. Fonts are those of the package that the project pins, so that a paper
looks the same on every machine. What a paper says is decided by whoever asks for it.
"""

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import segno
import typst

FOLDER = Path(__file__).resolve().parent


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The paper of a template (a file name in this folder) with its data under `sys.inputs.data`."""
    made = typst.compile(
        str(FOLDER / template),
        root=str(FOLDER),
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
    )
    assert isinstance(made, bytes)
    return made


def qr_svg(address: str) -> str:
    """The address as a QR code that is still read when a corner is worn: SVG without a size of its own."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, omitsize=True, xmldecl=False)
    return out.getvalue().decode()


@cache
def _fonts() -> str:
    """A folder with the pinned font."""
    place = Path(noto_cjk_sans_otc.FONT_PATH)
    return str(place if place.is_dir() else place.parent)

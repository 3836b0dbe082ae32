"""The printed card of a grid: A4 or A5, one page a grid, with a QR that leads to the grid's page.

Typst sets it. What people wrote goes in as JSON and is never read as markup; the card says nothing that the page does
not.
"""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiuhua.apps.duty.completeness import Duties
from xiuhua.apps.records.models import Subdistrict
from xiuhua.web.desk.five_sections import Section
from xiuhua.web.shared import formats, papers


def pdf(
    home: Subdistrict,
    day: dt.date,
    found: Sequence[Duties],
    sections: Sequence[Sequence[Section]],
    addresses: Sequence[str],
    size: str,
) -> bytes:
    """The cards of these grids, one after the other."""
    language = formats.language_of(get_language())
    street = home.name_en if language == "en" and home.name_en else home.name
    cards = [
        {
            "title": _("%(grid)s五定责任卡") % {"grid": one.grid.name or one.grid.code},
            "code": one.grid.code,
            "community": one.grid.community.name if one.grid.community else "",
            "sections": [_section(section) for section in own],
            "qr": papers.qr_svg(address),
        }
        for one, own, address in zip(found, sections, addresses, strict=True)
    ]
    words = {
        "street": street,
        "demo": _("演示数据，人员均为虚构") if home.is_demo else "",
        "printed": _("按 %(day)s 的五定打印") % {"day": formats.day(day, language)},
        "scan": _("扫码看最新"),
        "missing": _("缺"),
    }
    return papers.pdf("duty_card.typ", {"size": size, "words": words, "cards": cards})


def _section(section: Section) -> dict[str, object]:
    return {
        "label": section.label,
        "holds": section.is_in_force,
        "gaps": section.gaps,
        "head": section.head,
        "rows": section.rows,
    }

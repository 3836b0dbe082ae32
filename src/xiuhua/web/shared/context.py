"""What every page may show: street, person, menu, the demonstration's clock, large print.

At most two statements per page: the person's rights, unless they were read already, and how many new
messages there are. It must not count anything else: figures belong to the pages.
"""

import datetime as dt
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.queries import NO_RIGHTS, Home, Rights, rights
from xiuhua.apps.accounts.roles import ROLES
from xiuhua.apps.duty import modes
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import demo_shift, now
from xiuhua.web.shared import inbox, mode_words
from xiuhua.web.shared.formats import language_of
from xiuhua.web.shared.language import LARGE_PRINT_COOKIE

DESK = "/desk/"
# Address, words, and the permissions of which one opens it. The first seven that fit are shown.
MENU: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    (DESK, _("今日"), ()),
    ("/desk/sending/", _("派单"), ("cases.dispatch",)),
    ("/desk/cases/", _("案卷"), ("cases.view",)),
    ("/desk/map/", _("地图"), ("space.view",)),
    ("/desk/orders/", _("来件"), ("orders.view",)),
    ("/desk/registry/", _("部件与主体"), ("registry.view",)),
    ("/desk/roster/", _("值班"), ("roster.view",)),
    ("/desk/catalogue/", _("分类与标准"), ("catalogue.edit", "calendar.edit")),
    ("/desk/people/", _("人员与单位"), ("people.view",)),
    ("/desk/history/", _("操作历史"), ("history.view",)),
)
LONGEST_MENU = 7


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names for the frame around every page."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    held = rights(user) if signed_in else NO_RIGHTS
    home = held.home or _home(user.subdistrict_id if signed_in else None)
    moment = now()
    context: dict[str, Any] = {
        "street_name": _street_name(home),
        "large_print": request.COOKIES.get(LARGE_PRINT_COOKIE) == "1",
        "now": moment,
        "demo_now": moment if demo_shift() else None,
        "home_url": DESK if signed_in else "/",
        "photo_max_bytes": settings.PHOTO_MAX_BYTES,
    }
    if signed_in:
        context |= {
            "person_name": user.full_name,
            "person_role": str(ROLES[held.held[0].role].name) if held.held else "",
            "menu": menu(held, request.path, inbox.unseen(user)),
            "modes_in_force": _modes(home, moment),
        }
    return context


def _home(subdistrict_id: int | None) -> Home | None:
    """The person's subdistrict, or the only one of this database."""
    rows = Subdistrict.objects.order_by("id")
    if subdistrict_id is not None:
        rows = rows.filter(pk=subdistrict_id)
    found = list(rows.values_list("id", "name", "name_en", "is_demo")[:2])
    return Home(*found[0]) if len(found) == 1 else None


def _modes(home: Home | None, moment: dt.datetime) -> list[dict[str, Any]]:
    """The special modes in force, for the banner of the staff's pages; from memory."""
    if home is None:
        return []
    return [
        {"id": mode.id, "kind": mode_words.KIND[mode.kind], "document": mode.document,
         "until": mode.until, "every_h": mode.report_every_h}
        for mode in modes.in_force(home.id, moment)
    ]  # fmt: skip


def _street_name(home: Home | None) -> str:
    if home is None:
        return ""
    return home.name_en if language_of(get_language()) == "en" and home.name_en else home.name


def menu(held: Rights, path: str, unseen: int = 0) -> list[dict[str, Any]]:
    """The places this person may go to; the one they are in is marked, new messages stand at today."""
    open_to_person = [
        (address, words)
        for address, words, permissions in MENU
        if (not permissions or held.permissions.intersection(permissions)) and is_place(address)
    ][:LONGEST_MENU]
    inside = [address for address, _words in open_to_person if path.startswith(address)]
    here = max(inside, key=len, default="")
    return [
        {
            "url": address,
            "label": words,
            "active": address == here,
            "count": unseen if address == DESK else 0,
        }
        for address, words in open_to_person
    ]


@cache
def is_place(address: str) -> bool:
    """Whether a page stands at the address."""
    return is_valid_path(address)

"""Cases over JSON: lists, one case, what happened, what may be done, and doing it."""

from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.cases.queries.lists import Filters, page_of
from xiuhua.apps.cases.queries.options import options, petition_kinds
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.cases.queries.timeline import photos_of, timeline
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.apps.records.streets import subdistrict_of
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.api.bodies import Body, Slug, Text, described, read_body
from xiuhua.web.api.shapes import (
    CaseActIn,
    CaseOut,
    CasePage,
    CaseRow,
    Done,
    EntryOut,
    OptionsOut,
    ReportIn,
    answers,
)
from xiuhua.web.shared import life_words
from xiuhua.web.shared.case_acts import ACTS, done_before, perform

router = Router(tags=["cases"])
Number = Annotated[Text, Field(max_length=32)]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
JOINS = (
    "subdistrict", "source", "case_class", "standard", "grid", "community", "unit", "officer", "parent",
)  # fmt: skip


class FiltersIn(Body):
    """The filters of the work list; empty means all."""

    scope: Slug = "open"
    state: Slug = ""
    outcome: Slug = ""
    grid: Slug = ""
    case_class: Slug = ""
    unit: Slug = ""
    source: Slug = ""
    number: Slug = ""
    from_day: Slug = ""
    to_day: Slug = ""
    page: PageNumber = 1


@router.get("/cases", response=answers(CasePage), operation_id="list_cases")
def list_cases(request: HttpRequest, query: Query[FiltersIn]) -> Any:
    """The cases this person may see, late first."""
    check_may(request.user, "cases.view")
    given = query.dict()
    number = given.pop("page")
    found = page_of(request.user, Filters.read(given), number, now())
    page = {
        "rows": [_row(row) for row in found.rows],
        "page": found.number,
        "pages": found.pages,
        "total": found.total,
        "is_more": found.is_more,
        "late": found.late,
    }
    # Already in the shape of CasePage: going through fifty rows field by field would cost more than asking for them.
    return HttpResponse(_as_json(page), content_type="application/json; charset=utf-8")


@router.post(
    "/cases",
    response=answers(Done),
    operation_id="report_case",
    openapi_extra=described(ReportIn, ["photos"]),
)
def report_case(request: HttpRequest) -> Any:
    """Report a problem as a member of staff."""
    sent = read_body(request)
    given, at = sent.as_a(ReportIn), now()
    home = home_of(request.user)
    fields = given.dict()
    lon, lat, crs = (fields.pop(name) for name in ("lon", "lat", "crs"))
    placed = None
    if lon not in (None, "") or lat not in (None, ""):
        placed = place_inside(home.pk, lon, lat, crs, at)
    photos = keep_photos(sent.files("photos"), Photo.Role.BEFORE, at)
    said = Report(subdistrict=home, placed=placed, **fields)
    how: Any = {"by": request.user, "at": at, "key": sent.key, "device_at": sent.device_at}
    return report(said, photos=photos, **how)


@router.get("/cases/{number}", response=answers(CaseOut), operation_id="get_case")
def get_case(request: HttpRequest, number: Number) -> Any:
    """One case; a case of another area is not found."""
    return _whole(find_case(request.user, number))


@router.get(
    "/cases/{number}/timeline", response=answers(list[EntryOut]), operation_id="get_timeline"
)
def get_timeline(request: HttpRequest, number: Number) -> Any:
    """What happened to the case, oldest first."""
    case = find_case(request.user, number)
    return [
        {
            **vars(entry),
            "words": [masked_words(text) for text in entry.words],
            "answers": [masked_words(text) for text in entry.answers],
            "photos": [p.pk for p in entry.photos],
        }
        for entry in timeline(case)
    ]


@router.get("/cases/{number}/options", response=answers(OptionsOut), operation_id="get_options")
def get_options(request: HttpRequest, number: Number) -> Any:
    """What this person may do now, what each move asks for, and what stands in its way."""
    case = find_case(request.user, number)
    moves = [
        {
            "move": option.move.value,
            "label": str(life_words.MOVE[option.move.value]),
            "asks": list(option.asks),
            "missing": list(option.blocked_by),
        }
        for option in options(case, request.user, now())
    ]
    kinds = [kind.value for kind in petition_kinds(case, request.user)]
    return {"seq": case.history_seq, "moves": moves, "may_ask_for": kinds}


@router.post(
    "/cases/{number}/acts/{name}",
    response=answers(Done),
    operation_id="act_on_case",
    openapi_extra=described(CaseActIn, ["photos"]),
)
def act_on_case(request: HttpRequest, number: Number, name: Slug) -> Any:
    """Carry out one act; what it demands is what `options` says it asks for."""
    sent = read_body(request)
    given = sent.as_a(CaseActIn)
    case = _named(request.user, name, number, sent.key, has_place=given.lon not in (None, ""))
    data = {**given.dict(), "key": sent.key}
    how: Any = {"by": request.user, "at": now(), "device_at": sent.device_at}
    return perform(name, case, data, sent.files, **how)


def find_case(user: User, number: str) -> Case:
    """The case by its number, if the person may see it."""
    case = visible_to(user).filter(number=number.upper()).select_related(*JOINS).first()
    if case is None:
        raise Refused("case_not_found")
    return case


def _named(user: User, act: str, number: str, key: str, *, has_place: bool) -> Case:
    """The case that an act names, no more of it than needed: most acts look themselves whether it may be seen.

    An act whose answer was lost is answered again by its key, though the case is out of sight by then.
    """
    if act in ACTS and ACTS[act].by_number and not has_place:
        return Case(number=number.upper())
    return done_before(user, number, key) or find_case(user, number)


def home_of(user: User) -> Subdistrict:
    """The subdistrict a person works for; refuses a person without one."""
    if user.subdistrict_id is None:
        raise Refused("no_subdistrict")
    return subdistrict_of(user.subdistrict_id)


RENAMED = {
    "class_name": "case_class__name",
    "grid": "grid__code",
    "unit": "unit__name",
    "officer": "officer__full_name",
    "source": "source__name",
}


# Shown with the numbers of people masked; whole only on the desk, with a reason.
WORDS = ("words", "place_words")
_as_json = DjangoJSONEncoder(ensure_ascii=False).encode


def _row(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[RENAMED.get(name, name)] for name in CaseRow.model_fields}
    return shown | {name: masked_words(row[name]) for name in WORDS}


def _whole(case: Case) -> dict[str, Any]:
    return {
        **{name: value for name, value in vars(case).items() if not name.startswith("_")},
        **{name: masked_words(getattr(case, name)) for name in WORDS},
        "seq": case.history_seq,
        "class_slug": case.case_class.slug if case.case_class else None,
        "class_name": case.case_class.name if case.case_class else None,
        "grid": case.grid.code if case.grid else None,
        "community": case.community.code if case.community else None,
        "unit": case.unit.name if case.unit else None,
        "officer": case.officer.full_name if case.officer else None,
        "source": case.source.name,
        "parent": case.parent.number if case.parent else None,
        "photos": [_photo(photo) for photo in photos_of(case)],
    }


def _photo(photo: Photo) -> dict[str, Any]:
    sizes = {
        size: reverse("photo", args=[photo.pk, size]) for size in ("thumb", "public", "original")
    }
    return {
        "id": photo.pk,
        "role": photo.role,
        "round": photo.round,
        "added_at": photo.added_at,
        **sizes,
    }

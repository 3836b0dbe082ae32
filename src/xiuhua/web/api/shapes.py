"""Shapes of bodies and answers, as OpenAPI shows them. No rule stands here: only names, types and lengths."""

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from xiuhua.web.api.bodies import Body, Degrees, Id, Line, Slug, Text

Words = Annotated[Text, Field(max_length=4000)]
Short = Annotated[Text, Field(max_length=60)]
Count = Annotated[int, Field(ge=1, le=3650)]
SeenSeq = Annotated[int | None, Field(ge=0, le=2**31 - 1)]


class Refusal(Schema):
    """Why not: a code for machines, what is wrong and what to do for people, and the facts."""

    code: str
    what: str
    todo: str
    facts: dict[str, Any]


REFUSED: Any = frozenset({400, 401, 403, 404, 409, 410, 413, 415, 429, 503})
"""The statuses our refusals have; a test sends what it can think of, and no other may come back."""


def answers(shape: Any, status: int = 200) -> dict[Any, Any]:
    """The answers of an operation: its own, or a refusal."""
    return {status: shape, REFUSED: Refusal}


class PublicReportIn(Body):
    """A report without an account."""

    street: Annotated[
        Slug, Field(description="code of the subdistrict; may be left out if there is one")
    ] = ""
    class_slug: Slug = ""
    words: Words = ""
    place_words: Line = ""
    lon: Degrees
    lat: Degrees
    crs: Annotated[Text, Field(max_length=12)] = ""
    name: Short = ""
    phone: Annotated[Text, Field(max_length=20)] = ""
    wants_reply: bool = False


class ReportIn(Body):
    """A report by staff."""

    source: Slug = "phone"
    class_slug: Slug = ""
    standard_id: Id | None = None
    words: Words = ""
    place_words: Line = ""
    lon: Degrees
    lat: Degrees
    crs: Annotated[Text, Field(max_length=12)] = ""
    reporter_name: Short = ""
    reporter_phone: Annotated[Text, Field(max_length=20)] = ""
    wants_reply: bool = False


class CaseActIn(Body):
    """Fields of the acts on a case; each act takes its own and leaves the others alone."""

    seen_seq: Annotated[
        SeenSeq, Field(description="the case's `seq` as it was seen; an older one is refused")
    ] = None
    class_slug: Slug = ""
    standard_id: Id | None = None
    lon: Degrees
    lat: Degrees
    crs: Annotated[Text, Field(max_length=12)] = ""
    root_cause: Annotated[Text, Field(max_length=48)] = ""
    actor: Annotated[Text, Field(pattern=r"^(government|market|society)?$")] = ""
    finding: Slug = ""
    kind: Slug = ""
    note: Words = ""
    reason: Words = ""
    words: Words = ""
    answer: Words = ""
    public_words: Annotated[Words, Field(description="an answer that the reporter reads")] = ""
    confirmed: bool = False
    unit_id: Id | None = None
    officer_id: Id | None = None
    receiver_id: Id | None = None
    their_number: Short = ""
    nudge_every_days: Count | None = None
    extra_amount: Count | None = None
    parent_number: Short = ""


class OrderIn(Body):
    """An inbound order as its issuer wrote it; every moment is the issuer's own."""

    issuer: Slug
    issuer_name: Annotated[Text, Field(max_length=80)]
    their_number: Short
    topic: Annotated[Text, Field(max_length=120)]
    received_at: dt.datetime
    words: Words = ""
    caller_name: Short = ""
    caller_phone: Annotated[Text, Field(max_length=20)] = ""
    reply_form: Annotated[Text, Field(max_length=80)] = ""
    signer: Short = ""
    contact_due_at: dt.datetime | None = None
    reply_due_at: dt.datetime | None = None
    return_until: dt.datetime | None = None


class OrderActIn(Body):
    """Fields of the acts on an order; each act takes its own."""

    seen_seq: SeenSeq = None
    note: Words = ""
    reply_text: Words = ""
    signer: Short = ""
    reason: Words = ""
    document: Annotated[Text, Field(max_length=120)] = ""
    reply_due_at: dt.datetime | None = None
    case_number: Short = ""


class Done(Schema):
    """What an act answers: where the case stands now."""

    id: int
    number: str
    state: str
    seq: int
    due_at: str | None = None
    alike: list[str] = []


class OrderDone(Schema):
    """What an act on an order answers."""

    order: int
    their_number: str = ""
    state: str = ""
    seq: int = 0


class ClassOut(Schema):
    """A class of the catalogue."""

    slug: str
    kind: str
    name: str
    name_en: str


class PlaceOut(Schema):
    """A name of the gazetteer."""

    id: int
    name: str
    kind: str
    lon: float
    lat: float
    same_as: str


class CaseRow(Schema):
    """A case as lists show it."""

    number: str
    state: str
    outcome: str
    is_open: bool
    class_name: str | None
    place_words: str
    words: str
    lon: float | None
    lat: float | None
    grid: str | None
    unit: str | None
    officer: str | None
    source: str
    reported_at: dt.datetime
    due_at: dt.datetime | None
    due_is_provisional: bool
    closed_at: dt.datetime | None
    closed_on_time: bool | None
    rework_count: int
    is_supervised: bool


class CasePage(Schema):
    """One page of a list. `total` is exact up to 1,000; `is_more` says that there are more."""

    rows: list[CaseRow]
    page: int
    pages: int
    total: int
    is_more: bool
    late: int


class PhotoOut(Schema):
    """A photo and the addresses of its copies."""

    id: int
    role: str
    round: int
    added_at: dt.datetime
    thumb: str
    public: str
    original: str


class CaseOut(CaseRow):
    """One case, without its reporter's name and telephone."""

    id: int
    seq: int
    class_slug: str | None
    standard_id: int | None
    crs_received: str
    community: str | None
    unit_id: int | None
    officer_id: int | None
    root_cause: str
    actor: str
    parent: str | None
    filed_at: dt.datetime | None
    dispatched_at: dt.datetime | None
    handled_at: dt.datetime | None
    checked_at: dt.datetime | None
    total_due_at: dt.datetime | None
    photos: list[PhotoOut]


class EntryOut(Schema):
    """One event of a case."""

    seq: int
    kind: str
    at: dt.datetime
    actor: str
    unit: str
    data: dict[str, Any]
    words: list[str]
    answers: list[str]
    photos: list[int]


class OptionOut(Schema):
    """A move on offer: what its form asks for, and what still stands in its way."""

    move: str
    label: str
    asks: list[str]
    missing: list[str]


class OptionsOut(Schema):
    """What this person may do with the case now."""

    seq: int
    moves: list[OptionOut]
    may_ask_for: list[str]


class OrderOut(Schema):
    """An inbound order, without its caller's name and telephone."""

    id: int
    issuer: str
    issuer_name: str
    their_number: str
    state: str
    topic: str
    words: str
    received_at: dt.datetime
    contact_due_at: dt.datetime | None
    reply_due_at: dt.datetime | None
    return_until: dt.datetime | None
    contacted_at: dt.datetime | None
    replied_at: dt.datetime | None
    seq: int


class FollowedOut(Schema):
    """A case as its reporter may see it."""

    number: str
    state: str
    word: str
    meaning: str
    steps: list[dict[str, Any]]
    due_at: dt.datetime | None
    remarks: list[dict[str, Any]]
    before: str
    after: str


class Received(Schema):
    """What a reporter gets: the number, the check word, and by when the report is looked at."""

    number: str
    check_word: str
    due_at: str | None

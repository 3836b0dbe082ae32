"""What anybody may do without an account: report, and follow by number and check word. The portal's limits hold."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from xiuhua.apps.cases.actions.reporting import Report, report
from xiuhua.apps.cases.check_words import check_word_of
from xiuhua.apps.cases.models import Photo
from xiuhua.apps.cases.photos import keep_photos
from xiuhua.apps.cases.placing import place_inside
from xiuhua.apps.cases.queries.public import followed
from xiuhua.apps.records import attempts
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.api.bodies import Text, described, read_body
from xiuhua.web.api.shapes import FollowedOut, PublicReportIn, Received, answers
from xiuhua.web.shared.following import STATE, follow, promised_at, steps_of
from xiuhua.web.shared.limits import address_of, reports_of_address
from xiuhua.web.shared.photo_files import public_url, token_of

router = Router(tags=["public"], auth=None)
SOURCE = "resident_portal"
Short = Annotated[Text, Field(max_length=40)]


@router.post(
    "/reports",
    response=answers(Received),
    operation_id="report_publicly",
    openapi_extra=described(PublicReportIn, ["photos"]),
)
def report_publicly(request: HttpRequest) -> Any:
    """Report a problem."""
    limit, address, at = reports_of_address(), address_of(request), now()
    attempts.check(limit, address, at)
    sent = read_body(request)
    given = sent.as_a(PublicReportIn)
    street = _street(given.street)
    placed = None
    if given.lon not in (None, "") or given.lat not in (None, ""):
        placed = place_inside(street.pk, given.lon, given.lat, given.crs, at)
    said = Report(
        subdistrict=street,
        source=SOURCE,
        words=given.words,
        place_words=given.place_words,
        placed=placed,
        class_slug=given.class_slug,
        reporter_name=given.name,
        reporter_phone=given.phone,
        wants_reply=given.wants_reply,
    )
    photos = keep_photos(sent.files("photos"), Photo.Role.BEFORE, at)
    answer = report(said, by=None, at=at, key=sent.key, photos=photos, device_at=sent.device_at)
    attempts.count(limit, address, at)
    number = answer["number"]
    return {"number": number, "check_word": check_word_of(number), "due_at": answer["due_at"]}


@router.get("/reports/{number}", response=answers(FollowedOut), operation_id="follow_report")
def follow_report(request: HttpRequest, number: Short, check_word: Short) -> Any:
    """Where a report stands; a wrong number and a wrong word are answered alike."""
    case = follow(request, number, check_word, now())
    found, token = followed(case), token_of(case)
    word, meaning = STATE[found.leading.state]
    return {
        "number": case.number,
        "state": found.leading.state,
        "word": str(word),
        "meaning": str(meaning),
        "steps": [{**step, "name": str(step["name"])} for step in steps_of(found.leading)],
        "due_at": promised_at(found.leading),
        "remarks": [{"at": at, "text": text} for at, text in found.remarks],
        "before": public_url(found.before, token) if found.before else "",
        "after": public_url(found.after, token) if found.after else "",
    }


def _street(code: str) -> Subdistrict:
    rows = Subdistrict.objects.order_by("id")
    found = list((rows.filter(code=code) if code else rows)[:2])
    if len(found) != 1:
        raise Refused("street_unknown", given=code)
    return found[0]

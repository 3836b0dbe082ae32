"""Photos of cases, served one by one: to staff by right, to a reporter by a token of one hour.

A copy is what we drew ourselves; the original leaves only as a download, to who may look at cases there.
Who asks for what he may not see is told that there is no such photo.
"""

from django.conf import settings
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.views.decorators.http import require_safe

from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.cases.photos import MOST_AT_ONCE
from xiuhua.apps.cases.queries.rights import may_on
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.records import attempts
from xiuhua.apps.records.files import open_file
from xiuhua.apps.records.models import StoredFile
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.limits import WRONG_TOKENS, address_of

COPIES = {"thumb": "thumbnail", "public": "public_copy"}
TOKEN_SECONDS = 3600
SALT = "xiuhua.photo-of-case"
KEEP_SECONDS = 600
WORDS_BYTES = 2 * 1024 * 1024


def check_length(request: HttpRequest) -> None:
    """Refuse a body larger than the photos allowed together, before any of it is read."""
    most = settings.PHOTO_MAX_BYTES * MOST_AT_ONCE + WORDS_BYTES
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > most:
        raise Refused("upload_too_large", limit=f"{most // 1024 // 1024} MB")


def token_of(case: Case) -> str:
    """A token with which whoever follows this case sees its copies for an hour."""
    return signing.TimestampSigner(salt=SALT).sign_object(case.pk)


def public_url(photo: Photo, token: str, size: str = "public") -> str:
    """The address of a copy for who holds the token."""
    return f"{reverse('photo', args=[photo.pk, size])}?t={token}"


@require_safe
def photo_file(request: HttpRequest, photo_id: int, size: str) -> HttpResponse:
    """One photo in one size: thumb, public (copies) or original (a download)."""
    photo = Photo.objects.filter(pk=photo_id).select_related("thumbnail", "public_copy", "original")
    found = photo.first() if photo_id < 2**63 else None
    if found is None or not _may_see(request, found, size):
        raise Refused("photo_not_found")
    if size == "original":
        return _original(found.original)
    return _copy(request, getattr(found, COPIES[size]))


def _may_see(request: HttpRequest, photo: Photo, size: str) -> bool:
    if size not in (*COPIES, "original"):
        return False
    if size in COPIES and _token_opens(request, photo.case_id):
        return True
    if not request.user.is_authenticated:
        return False
    seen = visible_to(request.user).filter(pk=photo.case_id)
    if size in COPIES:
        return seen.exists()
    case = seen.select_related("community", "grid").first()
    # One's own report may be seen without the right to look at cases; its original may not.
    return case is not None and may_on(request.user, "cases.view", case)


def _token_opens(request: HttpRequest, case_id: int) -> bool:
    """Whether a token of ours opens this case. One that was never ours counts as a guess; an old one does not."""
    token = request.GET.get("t", "")
    if not token:
        return False
    address, at = address_of(request), now()
    attempts.check(WRONG_TOKENS, address, at)
    try:
        held = signing.TimestampSigner(salt=SALT).unsign_object(token, max_age=TOKEN_SECONDS)
    except signing.SignatureExpired:
        return False
    except (signing.BadSignature, ValueError):
        attempts.count(WRONG_TOKENS, address, at)
        return False
    return bool(held == case_id)


def _copy(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    tag = f'"{stored.sha256}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag and stored.erased_at is None:
        response = HttpResponseNotModified()
    else:
        response = FileResponse(open_file(stored), content_type="image/jpeg")
        response["Content-Disposition"] = "inline"
    response["ETag"] = tag
    return _guarded(response)


def _original(stored: StoredFile) -> HttpResponse:
    ending = stored.media_type.rpartition("/")[2]
    response = FileResponse(open_file(stored), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{stored.sha256[:12]}.{ending}"'
    return _guarded(response)


def _guarded(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"private, max-age={KEEP_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response

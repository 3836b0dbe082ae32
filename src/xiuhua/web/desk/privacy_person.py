"""A request carried out on its page: a look at what is held, the copy as a ZIP, the erasure.

The copy and the erasure need a decision that grants them; the erasure needs the code of the look besides. What the
look shows are numbers of files and counts, never what stands in them.
"""

import tempfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiuhua.apps.accounts.queries import check_may
from xiuhua.apps.privacy import exporting
from xiuhua.apps.privacy.actions.erasing import ERASE, erase_person
from xiuhua.apps.privacy.finding import Person, find_person
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.privacy import find_request, page_of
from xiuhua.web.desk.privacy_forms import FIELD_OF, EraseForm, find_form
from xiuhua.web.shared import refusals
from xiuhua.web.shared.person_copy import as_page
from xiuhua.web.shared.privacy_words import found_lines

IN_MEMORY = 8 * 1024 * 1024


@login_required
@require_POST
@never_cache
def find(request: HttpRequest, request_id: int) -> HttpResponse:
    """Look for the person in the subdistrict of the request."""
    row = find_request(request.user, request_id)
    form = find_form(row, request.POST)
    if not form.is_valid():
        return page_of(request, row, find=form)
    number, name = form.cleaned_data["phone"], form.cleaned_data["name"]
    try:
        person = find_person(number, name, [row.subdistrict_id])
    except Refused as refused:
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        return page_of(request, row, find=form)
    return page_of(request, row, find=form, **_shown(row, person, number, name))


@login_required
@require_POST
@never_cache
def copy(request: HttpRequest, request_id: int) -> HttpResponse:
    """The copy as a ZIP; it is kept nowhere."""
    row = find_request(request.user, request_id)
    number, name = _typed(request)
    try:
        made = exporting.copy_of_person(
            number, name=name, request=row, within=[row.subdistrict_id], by=request.user, at=now()
        )
    except Refused as refused:
        return page_of(request, row, refused=refused)
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    exporting.write_zip(made, out, as_page)
    out.seek(0)
    return FileResponse(
        out, as_attachment=True, filename=f"{row.number}.zip", content_type="application/zip"
    )


@login_required
@require_POST
@never_cache
def erase(request: HttpRequest, request_id: int) -> HttpResponse:
    """Erase what the look found."""
    row = find_request(request.user, request_id)
    check_may(request.user, ERASE, subdistrict_id=row.subdistrict_id)
    form = EraseForm(request.POST, auto_id="erase_%s")
    number, name = _typed(request)
    if not form.is_valid():
        return _again(request, row, number, name, form)
    said = form.cleaned_data
    try:
        erase_person(
            number,
            name=name,
            reason=said["reason"],
            code=said["code"],
            keep_photos=said["keep_photos"],
            request=row,
            within=[row.subdistrict_id],
            by=request.user,
            at=now(),
            key=said["key"],
        )
    except Refused as refused:
        refusals.put_on(form, refused, FIELD_OF.get(refused.code))
        return _again(request, row, number, name, form)
    messages.success(request, _("已删除，不能恢复。请告知本人：备份里的旧数据到备份期满才消失。"))
    return redirect("desk_request", request_id=row.pk)


def _typed(request: HttpRequest) -> tuple[str, str]:
    return request.POST.get("phone", "")[:30], request.POST.get("name", "")[:60]


def _again(
    request: HttpRequest, row: PersonRequest, number: str, name: str, form: EraseForm
) -> HttpResponse:
    """The look anew, with the form that was not taken; its code is that of the new look."""
    try:
        person = find_person(number, name, [row.subdistrict_id])
    except Refused as refused:
        return page_of(request, row, refused=refused)
    shown = _shown(row, person, number, name)
    form.data = {**form.data.dict(), "code": person.code}
    response = page_of(request, row, **{**shown, "erase": form})
    response.status_code = 400
    return response


def _shown(row: PersonRequest, person: Person, number: str, name: str) -> dict[str, Any]:
    """What a look shows: counts, and which files they are; the request itself is no find."""
    person.requests = tuple(pk for pk in person.requests if pk != row.pk)
    initial = {"phone": number, "name": name, "code": person.code}
    return {
        "person": person,
        "found": found_lines(person.counts()),
        "typed": {"phone": number, "name": name},
        "erase": EraseForm(initial=initial, auto_id="erase_%s"),
    }

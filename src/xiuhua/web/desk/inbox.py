"""The button “all read”: one's own letters up to the last one shown. What they say: `shared/inbox`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiuhua.apps.records import outbox
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.inbox import recipients_of


@login_required
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark as read what the person was shown, and nothing that came in meanwhile."""
    upto = request.POST.get("upto", "")
    if not upto.isascii() or not upto.isdecimal() or len(upto) > 18:
        raise Refused("inbox_mark_unclear", given=upto[:40])
    outbox.mark_seen(recipients_of(request.user), upto_id=int(upto), at=now())
    messages.success(request, _("新消息已全部标为已读。"))
    return redirect("desk_today")

"""The columns of the case list: their headings, and the form by which a person keeps an own choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xiuhua.apps.accounts.actions.columns import choose, columns_of
from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may

TABLE = "cases"
HEADINGS: dict[str, Promise] = {
    "class": gettext_lazy("类别"),
    "place": gettext_lazy("地点"),
    "grid": gettext_lazy("网格"),
    "unit": gettext_lazy("单位"),
    "source": gettext_lazy("来源"),
    "reported_at": gettext_lazy("上报时间"),
    "state": gettext_lazy("状态"),
    "due": gettext_lazy("时限"),
}


def shown_to(user: User) -> dict[str, Promise]:
    """The columns this person wants to see, with their headings."""
    return {name: HEADINGS[name] for name in columns_of(user, TABLE)}


@login_required
@require_POST
def keep_columns(request: HttpRequest) -> HttpResponse:
    """Keep the person's own choice and go back to the list as it was filtered."""
    check_may(request.user, "cases.view")
    post = request.POST
    choose(request.user, TABLE, post.getlist("columns"), key=post.get("key", ""))
    messages.success(request, _("栏目已保存，以后都这样显示。"))
    back = QueryDict(post.get("back", "")[:2000]).urlencode()
    return redirect(reverse("desk_cases") + (f"?{back}" if back else ""))

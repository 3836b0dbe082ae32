"""What a roster is made from: shifts, posts, people on them, how many, and the numbers of working time with source."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import check_may, local_day, may
from xiuhua.apps.duty.actions import roster_terms as actions
from xiuhua.apps.duty.models import Post, ShiftKind
from xiuhua.apps.duty.roster_problem import terms_of
from xiuhua.apps.duty.roster_queries import EDIT, VIEW
from xiuhua.apps.duty.roster_rules import rules_on
from xiuhua.apps.records.models import Subdistrict
from xiuhua.apps.records.now import now
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.desk.people import home_of
from xiuhua.web.desk.roster import NEVER_ON_PAGE
from xiuhua.web.desk.roster_forms import (
    MemberForm,
    NeedForm,
    PostForm,
    RowForm,
    RuleForm,
    ShiftForm,
    fresh_key,
)
from xiuhua.web.shared import refusals, roster_words


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All of it as it stands today."""
    check_may(request.user, VIEW)
    return _page(request)


@login_required
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Add or change one of them; refused, the form comes back as it was typed."""
    home = home_of(request.user)
    check_may(request.user, EDIT, subdistrict_id=home.pk)
    if name not in ACTS:
        raise Refused("act_unknown", act=name)
    form_class, run = ACTS[name]
    form = _filled(form_class(request.POST, auto_id=f"{name}_%s"), home)
    if form.is_valid():
        how = {"by": request.user, "at": now(), "key": form.cleaned_data["key"]}
        try:
            run(home, form, how)
        except Refused as refused:
            if refused.code in NEVER_ON_PAGE:
                raise
            refusals.put_on(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk_roster_terms")
    return _page(request, {name: form}, status=400)


def _shift(home: Subdistrict, form: ShiftForm, how: dict[str, Any]) -> None:
    said = form.cleaned_data
    begin, end = form.span()
    actions.add_shift(
        subdistrict_id=home.pk, code=said["code"], name=said["name"], part=said["part"],
        begin_minute=begin, end_minute=end, **how,
    )  # fmt: skip


def _post(home: Subdistrict, form: PostForm, how: dict[str, Any]) -> None:
    said = form.cleaned_data
    certificate = "enforcement" if said["certified"] else ""
    actions.add_post(
        subdistrict_id=home.pk, code=said["code"], name=said["name"], certificate=certificate,
        leads=said["leads"], **how,
    )  # fmt: skip


def _member(home: Subdistrict, form: MemberForm, how: dict[str, Any]) -> None:
    said = form.cleaned_data
    actions.add_member(said["post"], user_id=said["user"], valid_from=said["valid_from"], **how)


def _end_member(home: Subdistrict, form: RowForm, how: dict[str, Any]) -> None:
    last_on = local_day(home.time_zone, how["at"])
    actions.end_member(form.cleaned_data["row"], last_on=last_on, **how)


def _need(home: Subdistrict, form: NeedForm, how: dict[str, Any]) -> None:
    said = form.cleaned_data
    actions.set_need(
        said["post"], shift_id=said["shift"], days=said["days"], needed=said["needed"],
        certified=said["certified"], pattern=said["pattern"], valid_from=said["valid_from"], **how,
    )  # fmt: skip


def _rule(home: Subdistrict, form: RuleForm, how: dict[str, Any]) -> None:
    said = form.cleaned_data
    actions.set_rule(
        subdistrict_id=home.pk, name=said["name"], value=said["value"], source=said["source"],
        valid_from=said["valid_from"], **how,
    )  # fmt: skip


ACTS: dict[str, tuple[Any, Any]] = {
    "shift": (ShiftForm, _shift),
    "post": (PostForm, _post),
    "member": (MemberForm, _member),
    "end-member": (RowForm, _end_member),
    "need": (NeedForm, _need),
    "rule": (RuleForm, _rule),
}


def _filled(form: Any, home: Subdistrict) -> Any:
    """Posts, shifts and people to choose from."""
    here = {"subdistrict": home}
    if "post" in form.fields:
        form.fields["post"].choices = [
            (one.pk, one.name) for one in Post.objects.filter(**here).order_by("sort", "id")
        ]
    if "shift" in form.fields:
        form.fields["shift"].choices = [
            (one.pk, one.name) for one in ShiftKind.objects.filter(**here).order_by("id")
        ]
    if "user" in form.fields:
        people = User.objects.filter(**here, is_active=True).order_by("unit__code", "id")
        form.fields["user"].choices = [(one.pk, one.full_name) for one in people]
    return form


def _page(
    request: HttpRequest, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    home, bound = home_of(request.user), bound or {}
    day = local_day(home.time_zone, now())
    terms = terms_of(home.pk, day)
    may_plan = may(request.user, EDIT, subdistrict_id=home.pk)
    posts = [
        {
            "post": post,
            "members": [one for one in terms.members if one.post_id == post.pk],
            "needs": [
                {
                    "need": need,
                    "shift": terms.kinds[need.shift_id],
                    "days": roster_words.DAYS[need.days],
                    "pattern": roster_words.PATTERN.get(need.pattern, ""),
                }
                for need in terms.needs
                if need.post_id == post.pk
            ],
        }
        for post in terms.posts.values()
    ]
    context = {
        "key": fresh_key,
        "posts": posts,
        "kinds": [
            {"kind": kind, "span": roster_words.span(kind), "part": roster_words.PART[kind.part]}
            for kind in terms.kinds.values()
        ],
        "rules": [
            {
                "rule": rule,
                "name": roster_words.RULE[name],
                "value": f"{rule.value / 60:g}" if rule.unit == "minute" else rule.value,
                "unit": _("小时") if rule.unit == "minute" else roster_words.UNIT[rule.unit],
            }
            for name, rule in rules_on(home.pk, day).items()
        ],
        "may_plan": may_plan,
        "may_see_people": may(request.user, "people.view"),
        "first_act": next(iter(bound), "" if posts else "shift"),
    }
    if may_plan:
        given = {"valid_from": day}
        forms = {
            name: bound.get(name) or _filled(form_class(initial=given, auto_id=f"{name}_%s"), home)
            for name, (form_class, _run) in ACTS.items()
            if name != "end-member"
        }
        titles = {
            "shift": _("新增班次"), "post": _("新增岗位"), "member": _("岗位加人"),
            "need": _("定人数"), "rule": _("调整规定"),
        }  # fmt: skip
        context["forms"] = [(name, titles[name], form) for name, form in forms.items()]
    return render(request, "desk/roster/terms.html", context, status=status)

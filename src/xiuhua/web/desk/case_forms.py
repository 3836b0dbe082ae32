"""The small forms of the case page: each move asks for exactly what its row demands.

Fields come from the table of acts, choices from the tables; whether a move is open comes from the rulebook.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.models import Unit
from xiuhua.apps.accounts.queries import holders_of
from xiuhua.apps.cases.models import Case
from xiuhua.apps.cases.queries.options import Option
from xiuhua.apps.catalogue.queries import class_tree, standards_in_force
from xiuhua.apps.duty.queries import who_answers
from xiuhua.apps.records.now import now
from xiuhua.rulebook.lifecycle.petition import PetitionFacts, notices
from xiuhua.rulebook.lifecycle.terms import Move, PetitionKind
from xiuhua.rulebook.local_day import local_day
from xiuhua.web.shared import case_labels, life_words
from xiuhua.web.shared.case_acts import ACTS

NAMES: dict[str, Promise] = {
    "reason": _("理由"),
    "note": _("说明"),
    "words": _("内容"),
    "answer": _("对方答复"),
    "public_words": _("给反映人的答复"),
    "parent_number": _("主案编号"),
    "unit_id": _("单位"),
    "officer_id": _("经办人"),
    "receiver_id": _("转往单位"),
    "their_number": _("对方编号"),
    "nudge_every_days": _("每几天催办一次"),
    "class_slug": _("类别"),
    "standard_id": _("受理条件与时限"),
    "root_cause": _("根源"),
    "actor": _("由谁来做"),
    "finding": _("现场情况"),
    "kind": _("督办类型"),
    "confirmed": _("已达到办结条件"),
    "photos": _("照片"),
    "extra_amount": _("延长多少"),
}
LONG = {"reason", "note", "words", "answer", "public_words"}
FIRST_MOVES = (
    Move.FILE,
    Move.VERIFY,
    Move.DISPATCH,
    Move.HANDLE,
    Move.PASS_CHECK,
    Move.CLOSE,
    Move.SETTLE_REFERRAL,
)


@dataclass
class Field:
    """One question of a form."""

    name: str
    label: Any
    kind: str
    value: str = ""
    choices: list[tuple[Any, Any]] = field(default_factory=list)
    is_required: bool = False
    help: Any = ""


@dataclass
class ActForm:
    """One act on offer, with its questions and what still bars it."""

    name: str
    label: Any
    url: str
    fields: list[Field]
    blocked_by: list[Any]
    is_first: bool
    key: str
    seen_seq: int
    notices: list[Any] = field(default_factory=list)


def form_of(option: Option, case: Case, typed: Mapping[str, str]) -> ActForm:
    """The form of a move, with what was typed before a refusal."""
    act = ACTS[option.move.value]
    names = [n for n in act.fields if n != "placed"] + (["photos"] if act.photos else [])
    fields = [_field(name, option, case, typed) for name in names]
    return ActForm(
        name=option.move.value,
        label=life_words.MOVE[option.move.value],
        url=reverse("desk_case_act", args=[case.number, option.move.value]),
        fields=fields,
        blocked_by=[life_words.DEMAND[name] for name in option.blocked_by],
        is_first=option.move in FIRST_MOVES,
        key=str(uuid.uuid4()),
        seen_seq=case.history_seq,
    )


def petition_notices(kind: PetitionKind, answers_order: bool) -> list[Any]:
    """What must be said beside a petition of this kind, to who asks and to who decides."""
    facts = PetitionFacts(kind=kind, answers_foreign_order=answers_order)
    return [life_words.NOTICE[notice.value] for notice in notices(facts)]


def petition_form(
    kind: PetitionKind, case: Case, typed: Mapping[str, str], *, answers_order: bool = False
) -> ActForm:
    """The form that asks somebody else to decide."""
    mine = typed if typed.get("kind") == kind.value else {}
    fields = [Field("kind", "", "hidden", kind.value)]
    if kind is PetitionKind.EXTENSION and case.standard:
        amount = Field(
            "extra_amount", NAMES["extra_amount"], "number", mine.get("extra_amount", "")
        )
        amount.help, amount.is_required = case_labels.LIMIT_UNIT[case.standard.limit_unit], True
        fields.append(amount)
    reason = Field("reason", NAMES["reason"], "long", mine.get("reason", ""), is_required=True)
    return ActForm(
        name=f"ask_{kind.value}",
        label=life_words.PETITION_KIND[kind.value],
        url=reverse("desk_case_act", args=[case.number, "ask"]),
        fields=[*fields, reason],
        blocked_by=[],
        is_first=False,
        key=str(uuid.uuid4()),
        seen_seq=case.history_seq,
        notices=petition_notices(kind, answers_order),
    )


def _field(name: str, option: Option, case: Case, typed: Mapping[str, str]) -> Field:
    kind = "long" if name in LONG else CHOICE_FIELDS.get(name, "text")
    choices = _choices(name, option, case, typed.get("unit_id", ""))
    made = Field(name, NAMES[name], kind, typed.get(name, ""), choices)
    made.is_required = _is_asked(name, option)
    if not typed:
        made.value = _proposed(name, option, case)
    if name == "confirmed" and case.standard:
        made.help = case.standard.close_condition
    if name == "public_words":
        made.help = _("反映人凭编号和查询码可以看到；不要写他人的姓名、电话。")
    return made


CHOICE_FIELDS = {
    "unit_id": "choice",
    "officer_id": "choice",
    "receiver_id": "choice",
    "class_slug": "choice",
    "standard_id": "choice",
    "actor": "choice",
    "finding": "radio",
    "kind": "radio",
    "confirmed": "check",
    "photos": "photos",
    "nudge_every_days": "number",
}
ASKED_AS = {
    "after_photo": "photos",
    "unit_id": "unit",
    "finding": "finding",
    "parent_number": "parent",
    "receiver_id": "receiver",
    "kind": "supervision_kind",
    "confirmed": "closing_condition",
    "class_slug": "class_known",
}


def _is_asked(name: str, option: Option) -> bool:
    if name == "photos":
        return "after_photo" in option.asks
    return name in option.asks or ASKED_AS.get(name, "") in option.asks


def _choices(name: str, option: Option, case: Case, unit_id: str) -> list[tuple[Any, Any]]:
    units = Unit.objects.filter(subdistrict_id=case.subdistrict_id, is_active=True).order_by("code")
    if name == "unit_id":
        return list(units.filter(is_outside=False).values_list("pk", "name"))
    if name == "receiver_id":
        return list(units.filter(is_outside=True).values_list("pk", "name"))
    if name == "officer_id":
        return _officers(option.move, case, unit_id)
    if name == "class_slug":
        return class_choices()
    if name == "standard_id" and case.case_class_id:
        found = standards_in_force(case.case_class_id, case.subdistrict_id, now())
        return [(s.pk, f"{s.filing_condition} · {case_labels.limit_words(s)}") for s in found]
    fixed = {
        "finding": life_words.FINDING.items(),
        "kind": life_words.SUPERVISION.items(),
        "actor": case_labels.ACTOR.items(),
    }
    return list(fixed.get(name, ()))


def _officers(move: Move, case: Case, unit_id: str) -> list[tuple[Any, Any]]:
    """Whom one may name: to verify, who may verify; to handle, who may handle in a unit of ours."""
    day = local_day(now(), case.subdistrict.time_zone)
    if move is Move.SEND_TO_VERIFY:
        people = holders_of("cases.verify", case.subdistrict_id, day).exclude(pk=case.officer_id)
    else:
        people = holders_of("cases.handle", case.subdistrict_id, day)
        people = people.filter(unit__is_outside=False, unit__is_active=True)
        chosen = unit_id if unit_id.isdecimal() and len(unit_id) < 10 else case.unit_id
        if chosen:
            people = people.filter(unit_id=chosen)
    rows = people.order_by("unit__code", "id").values_list("pk", "full_name", "unit__name")
    return [(pk, f"{name}（{unit}）" if unit else name) for pk, name, unit in rows]


def class_choices() -> list[tuple[str, str]]:
    """Classes in use to choose from, with their major in front."""
    return [
        (minor.slug, f"{major.name} · {minor.name}")
        for major, minors in class_tree()
        for minor in minors
        if minor.is_active
    ]


def _proposed(name: str, option: Option, case: Case) -> str:
    """What the system would choose: the unit and officer who answer for the grid, the class as reported."""
    if option.move is Move.DISPATCH and name in ("unit_id", "officer_id"):
        duty = who_answers(case.grid_id, case.subdistrict_id, now())
        value = duty.unit_id if name == "unit_id" else duty.officer_id
        return str(value or "")
    if name == "class_slug" and case.case_class:
        return case.case_class.slug
    if name == "standard_id" and case.standard_id:
        return str(case.standard_id)
    return {"actor": case.actor, "root_cause": case.root_cause}.get(name, "")

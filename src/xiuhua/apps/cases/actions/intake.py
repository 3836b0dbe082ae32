"""Before a case is sent to anybody: verified on site (核实), filed (受理), refused (不予受理) or merged (并案)."""

from collections.abc import Sequence
from typing import Any, Unpack

from django.db import transaction
from django.db.models import Q

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.actions.how import Answer, How
from xiuhua.apps.cases.actions.moving import Doing, make_move
from xiuhua.apps.cases.clocks import version_of
from xiuhua.apps.cases.models import Case, Photo
from xiuhua.apps.cases.placing import Placed
from xiuhua.apps.cases.queries.scope import visible_to
from xiuhua.apps.catalogue.models import Standard
from xiuhua.apps.catalogue.queries import class_by_slug, standards_in_force
from xiuhua.rulebook.lifecycle.terms import CaseState, Finding, Given, Move
from xiuhua.rulebook.refusal import Refused

LONGEST_NUMBER = 32


def send_to_verify(case_id: int, *, officer_id: int | None = None, **how: Unpack[How]) -> Answer:
    """Ask somebody to look on site before the report is filed; again, if it is to be somebody else."""

    def name_officer(doing: Doing) -> None:
        here = User.objects.filter(is_active=True, subdistrict_id=doing.case.subdistrict_id)
        if officer_id is not None and not here.filter(pk=officer_id).exists():
            raise Refused("officer_unknown")
        doing.case.officer_id = officer_id

    given = Given(actor_id=how["by"].pk, officer_id=officer_id)
    return make_move(
        Move.SEND_TO_VERIFY, case_id, given, then=name_officer, data={"officer": officer_id}, **how
    )


def verify(
    case_id: int, *, finding: str, note: str = "", photos: Sequence[Photo] = (), **how: Unpack[How]
) -> Answer:
    """Say what was found on site: `present` or `absent`, with a photo or a note."""
    if finding not in [f.value for f in Finding]:
        raise Refused("finding_unknown", finding=finding)
    given = Given(
        actor_id=how["by"].pk,
        finding=Finding(finding),
        note=note,
        photos=frozenset(p.role for p in photos),
    )

    def keep_finding(doing: Doing) -> None:
        doing.case.finding = finding
        doing.case.officer = None

    return make_move(
        Move.VERIFY,
        case_id,
        given,
        words=note,
        photos=photos,
        then=keep_finding,
        data={"finding": finding},
        **how,
    )


def file(
    case_id: int,
    *,
    class_slug: str = "",
    standard_id: int | None = None,
    placed: Placed | None = None,
    root_cause: str = "",
    actor: str = "",
    **how: Unpack[How],
) -> Answer:
    """File the case (受理): class, standard and place as on the form, else as reported. The total clock starts."""

    def apply_form(case: Case) -> None:
        classify(case, class_slug, standard_id, how["at"])
        if placed:
            put_at(case, placed)
        case.root_cause = root_cause or case.root_cause
        if actor and actor not in Case.Actor.values:
            raise Refused("filter_unknown", name="actor", value=actor[:40])
        case.actor = actor or case.actor

    given = Given(actor_id=how["by"].pk, actor_unit_id=how["by"].unit_id)
    body: dict[str, Any] = {"class": class_slug, "standard": standard_id}
    body |= {
        "place": [placed.lon, placed.lat] if placed else None,
        "cause": root_cause,
        "actor": actor,
    }
    return make_move(
        Move.FILE, case_id, given, edit=apply_form, then=keep_versions, body=body, **how
    )


def keep_versions(doing: Doing) -> None:
    """Keep on the file by which class, standard and rules it is judged from now on."""
    case, row_ids = doing.case, doing.work.rules.row_ids
    case.rules_version = version_of(row_ids)
    doing.happenings[-1][1].update(
        {"class": case.case_class.slug, "standard": case.standard_id, "rules": list(row_ids)}
    )


def refuse(case_id: int, *, reason: str, public_words: str = "", **how: Unpack[How]) -> Answer:
    """Refuse the report with a reason that its reporter can read, and with an answer besides."""
    given = Given(actor_id=how["by"].pk, reason=reason)
    return make_move(Move.REFUSE, case_id, given, words=reason, public_words=public_words, **how)


def merge(case_id: int, *, parent_number: str, **how: Unpack[How]) -> Answer:
    """Merge a double report into the case that goes on for both."""
    number = parent_number.strip().upper()[:LONGEST_NUMBER].replace("\0", "")
    with transaction.atomic():
        parent = _locked_parent(case_id, number, how["by"])
        given = Given(
            actor_id=how["by"].pk,
            parent_id=parent.pk if parent else None,
            parent_state=CaseState(parent.state) if parent else None,
        )

        def name_parent(doing: Doing) -> None:
            if parent is None or parent.subdistrict_id != doing.case.subdistrict_id:
                raise Refused("case_not_found")
            doing.case.parent = parent

        data = {"parent": parent.pk if parent else None}
        return make_move(Move.MERGE, case_id, given, then=name_parent, data=data, **how)


def _locked_parent(case_id: int, number: str, by: User) -> Case | None:
    """The case that goes on, if `by` may see it: both are locked, the older first.

    Else two people could merge two cases into each other at once, and neither would go on.
    """
    both = Case.objects.filter(Q(pk=case_id) | Q(number=number))
    locked = list(both.select_for_update(of=("self",)).order_by("pk"))
    parent = next((case for case in locked if case.number == number), None)
    return parent if parent and visible_to(by).filter(pk=parent.pk).exists() else None


def classify(case: Case, class_slug: str, standard_id: int | None, at: Any) -> None:
    """Set class and standard: the standard must be one in force for the class; none named is the first."""
    if class_slug:
        found = class_by_slug(class_slug)
        if not found.is_active:
            raise Refused("class_unknown", given=class_slug)
        case.case_class = found
    if case.case_class is None:
        return
    in_force: Sequence[Standard] = standards_in_force(case.case_class.pk, case.subdistrict_id, at)
    if standard_id is None and case.standard_id in [s.pk for s in in_force]:
        return
    chosen = [s for s in in_force if standard_id in (None, s.pk)]
    if standard_id is not None and not chosen:
        raise Refused("standard_not_applicable", standard=standard_id)
    case.standard = chosen[0] if chosen else None


def put_at(case: Case, placed: Placed) -> None:
    """Write a place onto the case's row."""
    case.lon, case.lat, case.cell = placed.lon, placed.lat, placed.cell
    case.crs_received = placed.crs_received
    case.grid_id, case.community_id = placed.grid_id, placed.community_id

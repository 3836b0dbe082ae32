"""What this person may do with this case now, and what is still missing for it."""

import datetime as dt
from dataclasses import dataclass

from xiuhua.apps.accounts.models import User
from xiuhua.apps.cases.facts import facts_of
from xiuhua.apps.cases.models import Case, Petition
from xiuhua.apps.cases.queries.rights import may_on
from xiuhua.apps.catalogue.queries import rules_in_force
from xiuhua.rulebook.lifecycle import case as life
from xiuhua.rulebook.lifecycle import petition as petitions
from xiuhua.rulebook.lifecycle.machine import STATE, Concern
from xiuhua.rulebook.lifecycle.petition import PetitionMove
from xiuhua.rulebook.lifecycle.terms import CaseState, Given, Move, PetitionKind

ONLY_BY_PETITION = {Move.SUSPEND, Move.FORCE_CLOSE}


@dataclass(frozen=True)
class Option:
    """A move on offer. `asks` are the demands a form fills; `blocked_by` those no form can fill."""

    move: Move
    asks: tuple[str, ...]
    blocked_by: tuple[str, ...]


def options(case: Case, user: User, now: dt.datetime) -> list[Option]:
    """Moves that start from the case's state and that the person is permitted, in the table's order."""
    facts = facts_of(case, rules_in_force(case.subdistrict_id, now))
    dispatches = may_on(user, "cases.dispatch", case)
    given = Given(actor_id=user.pk, actor_unit_id=user.unit_id, actor_dispatches=dispatches)
    found = []
    for move in life.moves_from(CaseState(case.state)):
        row = life.CASE.row(move)
        if move in ONLY_BY_PETITION or not may_on(user, row.permission, case):
            continue
        unmet = set(life.missing(move, facts, given, now)) - {STATE}
        asks = tuple(d.name for d in row.demands if d.concern is Concern.INPUT)
        fills = (
            {"class_known", "standard_known", "place_known", "place_inside"}
            if move is Move.FILE
            else set()
        )
        blocked = tuple(
            d.name
            for d in row.demands
            if d.name in unmet and d.concern is not Concern.INPUT and d.name not in fills
        )
        found.append(Option(move, asks, blocked))
    return found


def petition_kinds(case: Case, user: User) -> list[PetitionKind]:
    """What the person may ask for now."""
    state = CaseState(case.state)
    return [
        kind
        for kind in PetitionKind
        if state in petitions.ASKED_IN[kind]
        and may_on(user, petitions.permission_for(PetitionMove.ASK, kind), case)
    ]


def open_petitions(case: Case) -> list[Petition]:
    """Petitions about the case that wait for a decision."""
    return list(Petition.objects.filter(case=case, state="asked").select_related("asked_by"))

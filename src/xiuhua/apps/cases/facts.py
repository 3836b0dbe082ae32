"""What the rulebook is told about a case: the file as it would stand after the form's own edits."""

from dataclasses import replace

from xiuhua.apps.cases.models import Case, Petition
from xiuhua.apps.catalogue.queries import ClockRules
from xiuhua.rulebook.clock.calendar import zone_of
from xiuhua.rulebook.lifecycle.terms import CaseState, Facts, Finding, PetitionKind


def facts_of(case: Case, rules: ClockRules, *, granted: Petition | None = None) -> Facts:
    """The facts of a case. `granted` is the petition just granted, where a move needs one."""
    zone = zone_of(case.subdistrict.time_zone)
    closed_at = case.closed_at.astimezone(zone) if case.closed_at else None
    facts = Facts(
        state=CaseState(case.state),
        case_id=case.pk,
        source_needs_verification=case.source.needs_verification,
        verification_finding=Finding(case.finding) if case.finding else None,
        class_slug=case.case_class.slug if case.case_class else None,
        has_standard=case.standard_id is not None,
        place_known=case.lon is not None,
        inside=case.grid_id is not None or case.community_id is not None,
        unit_id=case.unit_id,
        officer_id=case.officer_id,
        handler_id=case.handled_by_id,
        handler_unit_id=case.handled_unit_id,
        handling_recorder_id=case.recorded_by_id,
        last_returned_by_unit_id=case.returned_by_unit_id,
        finder_id=case.reported_by_id,
        closed_at=closed_at,
        reopen_days=rules.reopen_days,
        strict_check_unit=case.subdistrict.checks_outside_unit,
    )
    if granted is None:
        return facts
    return replace(
        facts,
        petition_kind_granted=PetitionKind(granted.kind),
        petition_asker_id=granted.asked_by_id,
        petition_decider_id=granted.decided_by_id,
    )

"""The other half of the register: text fields that hold no personal data, by the reason why.

Fields whose values are fixed words (`choices`) need no line.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def _of(table: str, fields: str) -> tuple[str, ...]:
    return tuple(f"{table}.{field}" for field in fields.split())


CHAINED = (
    "cases.Case", "cases.InboundOrder", "duty.GridDuty", "duty.GridRound",
    "duty.RoundSlot", "duty.Patrol", "evaluation.BlindSpot", "registry.Component", "registry.Party",
    "duty.DutySheet", "duty.IncentiveRule", "duty.SpecialMode", "duty.TeamEntry", "duty.HandOver",
    "duty.HandOverNote", "duty.Leave", "duty.Post", "duty.Roster", "duty.RosterRule", "duty.ShiftKind",
    "duty.SwapRequest",
    "registry.Premises", "space.Community", "space.Block", "space.Zone", "space.Grid", "space.GridProposal", "space.Place",
    "space.Road", "space.Segment", "catalogue.CaseClass", "catalogue.ClockRule", "catalogue.Standard",
    "accounts.User", "accounts.Unit", "records.CalendarYear", "records.Subdistrict",
    "privacy.PersonRequest", "privacy.ImpactAssessment",
)  # fmt: skip
AREAS = ("Community", "Block", "Zone", "Grid")

NOTHING: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("散列值"),
        (
            *(f"{table}.history_head" for table in CHAINED),
            *_of("records.Event", "previous_hash hash"),
            *_of("records.Seal", "previous_digest digest"),
            "records.SealedChain.hash",
            "records.StoredFile.sha256",
            "records.IdempotencyKey.body_sha256",
        ),
    ),
    (
        _("历史：只有编号、代码、时间，没有个人信息"),
        (
            *_of("records.Event", "object_kind kind data"),
            "records.SealedChain.object_kind",
        ),
    ),
    (
        _("编号、代码和系统内部的词"),
        (
            *_of("cases.Case", "number outcome crs_received finding root_cause rules_version"),
            *_of("cases.Case", "external_system external_id"),
            "cases.Clock.limits",
            *_of("cases.InboundOrder", "their_number extension_document reply_form"),
            "cases.Referral.their_number",
            *_of("duty.Post", "code name certificate"),
            *_of("duty.ShiftKind", "code name"),
            "duty.PostNeed.pattern",
            *_of("duty.RosterRule", "name source"),
            "duty.Roster.search",
            *_of("registry.Component", "identifier label source"),
            *_of("registry.Premises", "code trade"),
            *_of("evaluation.BlindSpot", "thing last_kind last_ref proof_ref"),
            *_of("evaluation.CoverageFigure", "name missing"),
            *_of("registry.LedgerEntry", "matter case_number"),
            *_of("accounts.RoleGrant", "role area_code"),
            *_of("accounts.Certificate", "kind issuer"),
            "accounts.User.columns",
            "accounts.Unit.code",
            "records.Attempt.kind",
            *_of("records.IdempotencyKey", "scope key act answer"),
            "records.NumberBlock.series",
            "records.Heartbeat.name",
            "records.StoredFile.media_type",
            *_of("privacy.PersonRequest", "number limit"),
            "privacy.RetentionRun.lines",
        ),
    ),
    (
        _("单位和机构的名称"),
        (
            "cases.InboundOrder.issuer_name",
            "accounts.Unit.name",
            *_of("records.Subdistrict", "code name name_en case_prefix grid_code_pattern"),
            *_of("records.Subdistrict", "time_zone office_calendar boundary"),
        ),
    ),
    (
        _("公开的地理资料"),
        (
            *(field for area in AREAS for field in _of(f"space.{area}", "code name geometry")),
            "space.Community.code_system",
            *_of("space.Place", "name pinyin initials source"),
            *_of("space.Road", "code name source"),
            *_of("space.Segment", "code geometry"),
            *_of("space.GridProposal", "name shares figures"),
            "space.ProposedBlock.values",
            *_of("duty.GridRound", "steps path"),
            "duty.Patrol.todo",
            "evaluation.BlindSpot.lines",
        ),
    ),
    (
        _("分类、标准、规则、日历"),
        (
            *_of("catalogue.CaseClass", "slug name name_en source"),
            *_of("catalogue.ClassCode", "system code"),
            "catalogue.ClassTag.value",
            *_of("catalogue.ClockRule", "name value source"),
            *_of("catalogue.CaseSource", "slug name name_en source"),
            *_of("catalogue.Standard", "filing_condition close_condition calendar responsible"),
            *_of("catalogue.Standard", "legal_basis principle source"),
            "duty.DutySheet.document",
            *_of("duty.SpecialMode", "document signed_by"),
            "duty.ModePost.place_words",
            *_of("duty.ModeCheck", "words limit_unit"),
            "duty.TimeSlot.name",
            "duty.Responsibility.objects_words",
            *_of("duty.StandardItem", "action words limit_unit"),
            "duty.Incentive.rule_code",
            *_of("duty.IncentiveRule", "code name effect document"),
            *_of("records.OfficeHours", "calendar intervals source"),
            *_of("duty.RoundSlot", "code name times source"),
            "records.CalendarYear.source",
            *_of("records.CalendarDay", "name source"),
        ),
    ),
    (
        _("消息：收件人是内部编号，内容只有编号和数字"),
        _of("records.OutboxMessage", "kind channel recipient facts last_error"),
    ),
    (
        _("影响评估写的是处理活动，不写个人"),
        _of("privacy.ImpactAssessment", "matter conclusion"),
    ),
    (
        _("程序框架自带的名称"),
        (
            *_of("auth.Permission", "name codename"),
            "auth.Group.name",
            *_of("contenttypes.ContentType", "app_label model"),
        ),
    ),
)

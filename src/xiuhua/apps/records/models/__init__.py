"""Tables of the ground floor. They know nothing of people, places or cases."""

from xiuhua.apps.records.models.attempts import Attempt
from xiuhua.apps.records.models.calendars import CalendarDay, CalendarYear, OfficeHours
from xiuhua.apps.records.models.files import StoredFile
from xiuhua.apps.records.models.history import Chained, Event, Seal, SealedChain
from xiuhua.apps.records.models.keeping import DemoClock, Heartbeat, IdempotencyKey, NumberBlock
from xiuhua.apps.records.models.outbox import OutboxMessage
from xiuhua.apps.records.models.subdistrict import Subdistrict

__all__ = [
    "Attempt",
    "CalendarDay",
    "CalendarYear",
    "Chained",
    "DemoClock",
    "Event",
    "Heartbeat",
    "IdempotencyKey",
    "NumberBlock",
    "OfficeHours",
    "OutboxMessage",
    "Seal",
    "SealedChain",
    "StoredFile",
    "Subdistrict",
]

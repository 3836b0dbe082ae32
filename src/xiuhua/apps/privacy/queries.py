"""What may be asked of the privacy office: requests of one's own area, and who saw or handed out personal data."""

import datetime as dt

from django.db.models import Count, Q, QuerySet

from xiuhua.apps.accounts.models import User
from xiuhua.apps.accounts.queries import areas
from xiuhua.apps.privacy.models import ImpactAssessment, PersonRequest
from xiuhua.apps.records.models import Event
from xiuhua.rulebook.person_request import Decision, RequestState
from xiuhua.rulebook.refusal import Refused

ANSWER, VIEW_HISTORY = "persons.answer", "history.view"
WAITING = (RequestState.OPEN.value, RequestState.DECIDED.value)
# Kinds of events by which somebody saw personal data whole, handed it out, or took it away.
SEEN = ("case.reporter_unmasked", "order.caller_unmasked", "contact.unmasked")
HANDED_OUT = (
    "case.person_exported",
    "order.person_exported",
    "party.person_exported",
    "person.exported",
)
ERASED = (
    "case.reporter_erased", "case.person_erased", "case.photos_erased",
    "order.caller_erased", "order.person_erased",
    "party.erased", "party.contacts_expired", "contact.erased", "person.data_erased",
)  # fmt: skip


def requests_visible_to(user: User) -> QuerySet[PersonRequest]:
    """Requests of the subdistricts where the person answers them."""
    scope = areas(user, ANSWER)
    return (
        PersonRequest.objects.none()
        if scope.is_nowhere
        else PersonRequest.objects.filter(scope.as_q())
    )


def assessments_visible_to(user: User) -> QuerySet[ImpactAssessment]:
    """Assessments of those subdistricts."""
    scope = areas(user, ANSWER)
    return (
        ImpactAssessment.objects.none()
        if scope.is_nowhere
        else ImpactAssessment.objects.filter(scope.as_q())
    )


def traces_visible_to(user: User, kinds: tuple[str, ...] = SEEN) -> QuerySet[Event]:
    """Events of these kinds in the subdistricts whose history the person may read."""
    scope = areas(user, VIEW_HISTORY)
    if scope.is_nowhere:
        return Event.objects.none()
    return Event.objects.filter(scope.as_q(), kind__in=kinds)


def check_granted(request: PersonRequest | None) -> None:
    """Refuse to carry out a request that was not granted. Without a request it is the office's own doing."""
    if request is not None and request.decision not in (Decision.GRANTED, Decision.PARTLY):
        raise Refused("request_not_granted", number=request.number)


def waiting(user: User, moment: dt.datetime) -> tuple[int, int]:
    """How many requests wait for an answer, and how many of them are late: one statement."""
    open_ones = requests_visible_to(user).filter(state__in=WAITING)
    late = Count("pk", filter=Q(due_at__lt=moment))
    found = open_ones.aggregate(waiting=Count("pk"), late=late)
    return found["waiting"], found["late"]

"""How the clocks of a case run: started, stopped and paused as the move's row says, reckoned by the rulebook.

The choice of limits is read from catalogue rows, the arithmetic is `rulebook.clock`. Nothing here saves a row.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xiuhua.apps.cases.models import Case, Clock, Pause
from xiuhua.apps.catalogue.models import Standard
from xiuhua.apps.catalogue.queries import ClockRules, rules_in_force
from xiuhua.apps.duty.modes import pauses as mode_pauses
from xiuhua.apps.records.calendars import work_calendar
from xiuhua.rulebook.clock.deadline import Due, due_after_pauses
from xiuhua.rulebook.lifecycle.machine import ClockAct, Effect
from xiuhua.rulebook.special_modes import may_stand_still

Limit = tuple[float, str, str]
"""Value, unit and calendar code, as kept on the clock's row."""

STANDS_STILL = {
    Clock.Kind.HANDLING: {Pause.Kind.EXTENSION, Pause.Kind.SUSPENSION, Pause.Kind.CHECKING},
    Clock.Kind.TOTAL: {Pause.Kind.EXTENSION, Pause.Kind.SUSPENSION, Pause.Kind.REFERRAL},
}
"""Which pauses of a case make which clock stand still; the inner clocks know none.

A special mode of the subdistrict that says so is another matter: it stops every clock of ordinary limits."""


@dataclass
class ClockWork:
    """The clocks of one case during one act: what is on file, and what of it is new or changed."""

    case: Case
    clocks: list[Clock]
    pauses: list[Pause]
    at: dt.datetime
    changed: list[Clock] = field(default_factory=list)
    added: list[Clock] = field(default_factory=list)
    added_pauses: list[Pause] = field(default_factory=list)
    ended_pauses: list[Pause] = field(default_factory=list)

    @property
    def rules(self) -> ClockRules:
        """The readings in force on the local day of the act."""
        return rules_in_force(self.case.subdistrict_id, self.at)

    def apply(self, effects: Iterable[Effect]) -> None:
        """Do what a move's row says to the clocks."""
        doing = {
            ClockAct.START: self.start,
            ClockAct.STOP: self.stop,
            ClockAct.PAUSE: lambda kind: (
                None
            ),  # the pause itself is opened by the act, once for all
            ClockAct.RESUME: self._run_again,
            ClockAct.EXTEND: lambda kind: None,
        }
        for effect in effects:
            doing[effect.act](Clock.Kind(effect.clock.value))

    def start(self, kind: Clock.Kind) -> None:
        """A new round of a clock, unless one runs already."""
        if self.running(kind):
            return
        clock = Clock(
            case=self.case,
            kind=kind,
            round=1 + max((c.round for c in self.clocks if c.kind == kind), default=0),
            started_at=self._start_of(kind),
            limits=limits_for(kind, self.case.standard, self.rules),
            standard=self.case.standard if kind in STANDS_STILL else None,
        )
        self._reckon(clock)
        self.clocks.append(clock)
        self.added.append(clock)

    def _start_of(self, kind: Clock.Kind) -> dt.datetime:
        """From which moment a clock counts: a rule may let handling run from filing, the total from report."""
        case, rules = self.case, self.rules
        if kind == Clock.Kind.HANDLING and rules.handling_starts_at == "filing":
            total = self.last(Clock.Kind.TOTAL) if case.reopen_count else None
            # Reopened, a case was filed long ago; it is the reopening that stands for its filing.
            return total.started_at if total else case.filed_at or self.at
        if kind == Clock.Kind.TOTAL and rules.total_starts_at == "report" and not case.reopen_count:
            return case.reported_at
        return self.at

    def stop(self, kind: Clock.Kind) -> None:
        """Stop the running round; what had no clock stays without one."""
        clock = self.running(kind)
        if clock:
            clock.stopped_at = self.at
            self._note(clock)

    def pause(
        self, kind: Pause.Kind, began_at: dt.datetime, ended_at: dt.datetime | None = None, **more
    ) -> None:
        """Let the clocks that this kind concerns stand still from a moment on, or between two."""
        pause = Pause(case=self.case, kind=kind, began_at=began_at, ended_at=ended_at, **more)
        self.pauses.append(pause)
        self.added_pauses.append(pause)
        self._reckon_all()

    def end_pause(self, kind: Pause.Kind) -> None:
        """Close the open pause of a kind and reckon anew."""
        for pause in self.pauses:
            if pause.kind == kind and pause.ended_at is None:
                pause.ended_at = self.at
                self.ended_pauses.append(pause)
        self._reckon_all()

    def running(self, kind: Clock.Kind) -> Clock | None:
        """The round that has not stopped."""
        return next((c for c in self.clocks if c.kind == kind and c.stopped_at is None), None)

    def last(self, kind: Clock.Kind) -> Clock | None:
        """The newest round, stopped or not."""
        rounds = [c for c in self.clocks if c.kind == kind]
        return max(rounds, key=lambda c: c.round, default=None)

    def _run_again(self, kind: Clock.Kind) -> None:
        """Rework: the same round goes on, without the time it was not the handler's.

        That is the time since it stopped: being checked, or with an outside body that answered.
        """
        clock, total = self.last(kind), self.last(Clock.Kind.TOTAL)
        if clock is None or (total and clock.stopped_at and clock.stopped_at < total.started_at):
            self.start(kind)  # never handled here since it was filed or reopened
        elif clock.stopped_at is not None:
            stood_still_from, clock.stopped_at = clock.stopped_at, None
            self._note(clock)
            self.pause(Pause.Kind.CHECKING, stood_still_from, self.at)

    def _reckon_all(self) -> None:
        for clock in self.clocks:
            if clock.stopped_at is None:
                self._reckon(clock)
                self._note(clock)

    def _reckon(self, clock: Clock) -> None:
        due = reckon(self.case, clock, self.pauses, self.rules)
        clock.due_at, clock.is_provisional = due.at, due.provisional

    def _note(self, clock: Clock) -> None:
        if clock.pk and clock not in self.changed:
            self.changed.append(clock)


def limits_for(kind: Clock.Kind, standard: Standard | None, rules: ClockRules) -> list[Limit]:
    """The limits of a clock: inner ones from rules, handling from the standard, the total from all three."""
    inner = {
        Clock.Kind.INTAKE: [rules.intake_limit],
        Clock.Kind.VERIFY: [rules.verify_limit],
        Clock.Kind.DISPATCH: [rules.dispatch_limit],
        Clock.Kind.CHECK: [rules.check_limit],
    }
    if kind in inner:
        return [tuple(limit) for limit in inner[kind]]
    if standard is None:
        raise ValueError(f"a {kind} clock needs a standard")
    handling: Limit = (standard.limit_value, standard.limit_unit, standard.calendar)
    if kind == Clock.Kind.HANDLING:
        return [handling]
    return [tuple(rules.dispatch_limit), handling, tuple(rules.check_limit)]


def reckon(case: Case, clock: Clock, pauses: Sequence[Pause], rules: ClockRules) -> Due:
    """When a clock falls due, its limits taken one after the other."""
    still = STANDS_STILL.get(Clock.Kind(clock.kind), set()) - _without_effect(rules)
    # What was granted for an earlier round, or before the case was reopened, lengthens no later one.
    spans = [
        (p.began_at, p.ended_at)
        for p in pauses
        if p.kind in still and p.began_at >= clock.started_at
    ] + _modes_of(case, clock)
    due = Due(clock.started_at, False)
    provisional = False
    for value, unit, calendar in clock.limits:
        if due.at is None:
            return due
        hours = work_calendar(case.subdistrict_id, calendar)
        due = due_after_pauses(due.at, value, unit, hours, spans, rules.reading)
        provisional = provisional or due.provisional
    return Due(due.at, provisional)


def _modes_of(case: Case, clock: Clock) -> list[tuple[dt.datetime, dt.datetime]]:
    """The special modes during which this clock stands still: none for urgent limits. No statement."""
    return mode_pauses(case.subdistrict_id) if may_stand_still(clock.limits) else []


def _without_effect(rules: ClockRules) -> set[Pause.Kind]:
    """Pauses that by the subdistrict's own rule stop no clock."""
    ignored = set()
    if not rules.extension_stops_clock:
        ignored.add(Pause.Kind.EXTENSION)
    if not rules.suspension_stops_clock:
        ignored.add(Pause.Kind.SUSPENSION)
    return ignored


def version_of(row_ids: tuple[int, ...]) -> str:
    """A short name for the set of rule rows in force, kept on the case; the rows stand in its history."""
    return hashlib.sha256(repr(row_ids).encode()).hexdigest()[:12]


def show_on(case: Case, work: ClockWork) -> None:
    """Write onto the case the deadline that lists sort by: the stage that runs, else the total."""
    kind = Clock.Kind
    stages = [kind.CHECK, kind.HANDLING, kind.DISPATCH, kind.VERIFY, kind.INTAKE]
    total = work.last(Clock.Kind.TOTAL)
    running = next((c for c in map(work.running, stages) if c), None)
    case.total_due_at = total.due_at if total else None
    shown = running or (work.running(Clock.Kind.TOTAL) if case.is_open else None)
    case.due_at = shown.due_at if shown and case.is_open else None
    case.due_is_provisional = bool(shown and shown.is_provisional)
    case.near_at = None
    if shown and case.due_at:
        still = _stood_still(case, shown, work.pauses)
        case.near_at = near_moment(shown.started_at + still, case.due_at, work.rules)


def near_moment(began_at: dt.datetime, due_at: dt.datetime, rules: ClockRules) -> dt.datetime:
    """From when on a deadline is near: less than the rule's percent of its span is left."""
    span = max(due_at - began_at, dt.timedelta(0))
    return due_at - span * rules.near_due_percent / 100


def _stood_still(case: Case, clock: Clock, pauses: Sequence[Pause]) -> dt.timedelta:
    """How long a clock has stood still: time that was never left to anybody, so no part of the span."""
    counted = STANDS_STILL.get(Clock.Kind(clock.kind), set())
    spans = sorted(
        [(p.began_at, p.ended_at) for p in pauses if p.kind in counted and p.ended_at]
        + [(a, b) for a, b in _modes_of(case, clock) if clock.due_at is None or a < clock.due_at]
    )
    total, until = dt.timedelta(0), clock.started_at
    for began, ended in spans:
        total += max(ended - max(began, until), dt.timedelta(0))
        until = max(until, ended)
    return total

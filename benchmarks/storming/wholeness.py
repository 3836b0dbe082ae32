"""Nothing half: what must hold of the whole installation whoever did what, before anything is repaired."""

import datetime as dt
from collections import Counter

from django.db import connection
from django.db.models import Exists, F, OuterRef

from xiuhua.apps.cases.models import Case, Clock, Photo
from xiuhua.apps.records import outbox, proof, sweeping
from xiuhua.apps.records.models import Event, OutboxMessage
from xiuhua.apps.records.now import now


class Wholeness:
    """What was found half, a sentence for each, and what was counted."""

    def __init__(self) -> None:
        self.half: list[str] = []
        self.counts: Counter[str] = Counter()

    def history(self) -> None:
        """Every hash, every chain against its head and its seals."""
        report = proof.verify()
        self.counts["events"], self.counts["seals"] = report.events, report.seals
        if not report.holds:
            self.half.append(f"history: {report.first_broken or report.unguarded}")

    def cases(self) -> None:
        """No case without history, no history without its case, no open case without its clock, no number twice."""
        own = Event.objects.filter(object_kind="case", object_id=OuterRef("pk"))
        self._none(Case.objects.filter(~Exists(own)), "cases without an event")
        self._none(Case.objects.exclude(history_seq__gte=1), "cases without a chain")
        rows = Case.objects.filter(pk=OuterRef("object_id"))
        self._none(
            Event.objects.filter(~Exists(rows), object_kind="case"), "events without their case"
        )
        running = Clock.objects.filter(case=OuterRef("pk"), stopped_at=None)
        due = Case.objects.filter(is_open=True, due_at__isnull=False)
        self._none(due.filter(~Exists(running)), "cases that are due without a running clock")
        self._none(
            due.exclude(due_at=F("total_due_at")).filter(
                ~Exists(running.filter(due_at=OuterRef("due_at")))
            ),
            "cases whose deadline is that of no clock",
        )
        self._none(Clock.objects.filter(case=None), "clocks without a case")
        self._none(Photo.objects.filter(case=None), "photos without a case")
        numbers = Case.objects.values_list("number", flat=True)
        if len(set(numbers)) != len(numbers):
            self.half.append("a number given twice")
        self.counts["cases"] = len(numbers)

    def files(self) -> None:
        """Every file on record is there, and as long as it was."""
        found = sweeping.find_missing()
        self.counts["files"] = found.checked
        if found.missing or found.cut:
            self.half.append(f"files missing {found.missing}, cut {found.cut}: {found.first}")

    def outbox(self) -> None:
        """Each message is settled, or is due and will be: none is lost between claim and result, none given up."""
        outbox.send_due(now(), {})
        states = Counter(OutboxMessage.objects.values_list("state", flat=True))
        self.counts["messages sent"] = states["sent"]
        stuck = {state: count for state, count in states.items() if state != "sent"}
        if stuck:
            self.half.append(f"messages not sent: {stuck}")

    def database(self) -> None:
        """The database's own idea of itself: pages, indexes and keys."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                said = cursor.execute("PRAGMA integrity_check").fetchone()[0]
                if said != "ok":
                    self.half.append(f"integrity_check: {said}")
                if broken := cursor.execute("PRAGMA foreign_key_check").fetchall():
                    self.half.append(f"keys that lead nowhere: {broken[:3]}")
                return
            cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            cursor.execute(
                "SELECT count(bt_index_check(c.oid, true)) FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE c.relkind = 'i' AND a.amname = 'btree' AND n.nspname = 'public'"
            )
            self.counts["indexes checked"] = cursor.fetchone()[0]

    def swept(self, age: dt.timedelta) -> dict[str, int]:
        """Sweep what killed acts left; a second time nothing is left, and nothing that is used has gone."""
        first = sweeping.sweep(now(), age=age)
        again = sweeping.sweep(now(), age=age)
        if any(again.as_facts().values()):
            self.half.append(f"not swept at once: {again.as_facts()}")
        found = sweeping.find_missing()
        if found.missing or found.cut:
            self.half.append(f"the sweep took what was used: {found.first}")
        names = ("unfinished", "strays", "unused")
        return {f"swept: {name}": first.as_facts()[name] for name in names}

    def _none(self, rows: "object", what: str) -> None:
        if count := rows.count():  # type: ignore[attr-defined]
            self.half.append(f"{what}: {count}")

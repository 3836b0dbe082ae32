"""Load a catalogue folder: what is missing is added, what is there stays as it is.

So a second run adds nothing, and a file never overrules what an administrator has changed since. The file is
checked wholly before the first row is written.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.catalogue import tables
from xiuhua.apps.catalogue.kept import NAME
from xiuhua.apps.catalogue.models import (
    CaseClass,
    CaseSource,
    ClassCode,
    ClassTag,
    ClockRule,
    Standard,
)
from xiuhua.apps.catalogue.queries import system_of
from xiuhua.apps.catalogue.rights import check_may_edit
from xiuhua.apps.catalogue.rules import read_rule
from xiuhua.apps.records import ids, rows
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import extend
from xiuhua.apps.records.kept import changed
from xiuhua.apps.records.models import Chained, Event
from xiuhua.rulebook.refusal import Refused

STANDARD_FIELDS = (
    "order",
    "filing_condition",
    "close_condition",
    "limit_value",
    "limit_unit",
    "calendar",
    "responsible",
    "legal_basis",
    "principle",
    "source",
    "confidence",
    "valid_from",
)


def load_catalogue(
    path: Path | str | None = None,
    *,
    by: User | None = None,
    at: dt.datetime,
    key: str = "",
    dry_run: bool = False,
) -> dict[str, Any]:
    """Add what the folder has and the tables lack; counts per table of rows read and rows added."""
    folder = tables.read_folder(path)
    actor_id = by.pk if by else None
    body = {"folder": repr(folder), "dry_run": dry_run}
    check_may_edit(by)
    with act("catalogue.load", scope=scope(actor_id), key=key, body=body) as this:
        if this.done:
            return this.answer
        loading = _Loading(folder, at, actor_id)
        loading.plan()
        if not dry_run:
            loading.write()
            if any(loading.added.values()):
                changed(NAME)
        return this.keep({"read": loading.read, "added": loading.added, "dry_run": dry_run})


class _Loading:
    """One run: first what would be added, then the writing of it."""

    def __init__(self, folder: tables.Folder, at: dt.datetime, actor_id: int | None) -> None:
        self.folder, self.at, self.actor_id = folder, at, actor_id
        self.classes = {row.slug: row for row in CaseClass.objects.all()}
        self.new_classes: list[CaseClass] = []
        self.new_codes: list[ClassCode] = []
        self.new_tags: list[ClassTag] = []
        self.new_standards: list[Standard] = []
        self.new_rules: list[ClockRule] = []
        self.new_sources: list[CaseSource] = []
        self.read = {
            "classes": len(folder.classes),
            "standards": len(folder.standards),
            "rules": len(folder.rules),
            "sources": len(folder.sources),
        }

    @property
    def added(self) -> dict[str, int]:
        """Rows that are new, per table."""
        return {
            "classes": len(self.new_classes),
            "codes": len(self.new_codes),
            "tags": len(self.new_tags),
            "standards": len(self.new_standards),
            "rules": len(self.new_rules),
            "sources": len(self.new_sources),
        }

    def plan(self) -> None:
        """Find what is missing; refuses what does not fit what is there."""
        self._plan_classes()
        self._plan_codes_and_tags()
        self._plan_standards()
        self._plan_rules()
        there = set(CaseSource.objects.values_list("slug", flat=True))
        self.new_sources = [
            CaseSource(**{name: row[name] for name in tables.COLUMNS["sources.csv"]})
            for row in self.folder.sources
            if row["slug"] not in there
        ]

    def _plan_classes(self) -> None:
        # A parent has fewer dots than its children, so it comes first.
        for row in sorted(self.folder.classes, key=lambda row: row["slug"].count(".")):
            if row["parent"] and row["parent"] not in self.classes:
                raise _broken("classes.csv", row, "parent", "no such class")
            if row["slug"].split(".")[0] != row["kind"]:
                raise _broken("classes.csv", row, "kind", "the slug begins with another kind")
            if row["slug"] in self.classes:
                continue
            new = CaseClass(
                slug=row["slug"],
                kind=row["kind"],
                parent=self.classes[row["parent"]] if row["parent"] else None,
                name=row["name"],
                name_en=row["name_en"],
                source=row["source"],
            )
            self.classes[new.slug] = new
            self.new_classes.append(new)

    def _plan_codes_and_tags(self) -> None:
        codes = {(c.system, c.code): c.case_class_id for c in ClassCode.objects.all()}
        coded = {(c.system, c.case_class_id) for c in ClassCode.objects.all()}
        tagged = set(ClassTag.objects.values_list("case_class_id", "family", "value"))
        for row in self.folder.classes:
            own = self.classes[row["slug"]]
            for system in tables.CODE_SYSTEMS:
                name = system_of(system, row["kind"])
                if not row[system] or (own.pk and (name, own.pk) in coded):
                    continue
                if (name, row[system]) in codes:
                    raise _broken("classes.csv", row, system, "the code belongs to another class")
                self.new_codes.append(ClassCode(case_class=own, system=name, code=row[system]))
            for family, column in (("action", "actions"), ("cure", "cures"), ("stream", "streams")):
                self.new_tags += [
                    ClassTag(case_class=own, family=family, value=value)
                    for value in row[column]
                    if (own.pk, family, value) not in tagged
                ]

    def _plan_standards(self) -> None:
        there = set(
            Standard.objects.filter(subdistrict=None).values_list("case_class__slug", "order")
        )
        for row in self.folder.standards:
            if row["class"] not in self.classes:
                raise _broken("standards.csv", row, "class", "no such class")
            if (row["class"], row["order"]) in there:
                continue
            fields = {name: row[name] for name in STANDARD_FIELDS}
            self.new_standards.append(Standard(case_class=self.classes[row["class"]], **fields))
        _close_older(self.new_standards, lambda s: (s.case_class.slug, s.order))

    def _plan_rules(self) -> None:
        there = set(ClockRule.objects.filter(subdistrict=None).values_list("name", flat=True))
        for row in self.folder.rules:
            try:
                read_rule(row["name"], row["value"])
            except Refused as refused:
                expected = str(refused.facts.get("expected"))
                raise _broken("rules.csv", row, "value", f"expected {expected}") from refused
            if row["name"] not in there:
                fields = {name: row[name] for name in tables.COLUMNS["rules.csv"]}
                self.new_rules.append(ClockRule(**fields))
        _close_older(self.new_rules, lambda rule: rule.name)

    def write(self) -> None:
        """Write everything planned, each object with the first event of its history."""
        self._write_chained(CaseClass, self.new_classes, "class.loaded", lambda c: {"slug": c.slug})
        for row in (*self.new_codes, *self.new_tags, *self.new_standards):
            # The key was empty while the class was only planned. Setting the object keeps it at hand.
            row.case_class = row.case_class
        rows.write_objects(self.new_codes)
        rows.write_objects(self.new_tags)
        self._write_chained(Standard, self.new_standards, "standard.loaded", _said)
        self._write_chained(ClockRule, self.new_rules, "rule.loaded", _said_rule)
        rows.write_objects(self.new_sources)

    def _write_chained(self, model: type[Chained], new: list[Any], kind: str, data: Any) -> None:
        if not new:
            return
        events: list[Event] = []
        for row, pk in zip(new, ids.take(model, len(new)), strict=True):
            row.pk = pk
            events += extend(
                row, [(kind, data(row))], at=self.at, actor_id=self.actor_id, subdistrict_id=None
            )
        for row in new:
            if isinstance(row, CaseClass) and row.parent is not None:
                row.parent = row.parent
        rows.write_objects(new)
        rows.write_objects(events)


def _close_older(rows: list[Any], key: Any) -> None:
    """Several rows of one thing from different days: each holds until the day before the next."""
    newest: dict[Any, Any] = {}
    for row in sorted(rows, key=lambda row: row.valid_from):
        earlier = newest.get(key(row))
        if earlier is not None:
            earlier.valid_to = row.valid_from - dt.timedelta(days=1)
        newest[key(row)] = row


def _said(standard: Standard) -> dict[str, Any]:
    return {
        "class": standard.case_class.slug,
        "order": standard.order,
        "limit": [standard.limit_value, standard.limit_unit, standard.calendar],
        "valid_from": standard.valid_from.isoformat(),
    }


def _said_rule(rule: ClockRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "value": rule.value,
        "valid_from": rule.valid_from.isoformat(),
    }


def _broken(file: str, row: tables.Row, column: str, detail: str) -> Refused:
    return Refused(
        "catalogue_file_broken",
        file=file,
        line=row["line"],
        column=column,
        detail=detail,
        value=str(row[column]),
    )

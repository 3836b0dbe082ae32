"""The ledger against the database: each confirmed intent is there once, with the words and photos it was sent with.

An intent that was never answered may be there or not; twice it may not be.
"""

from collections import Counter, defaultdict
from typing import Any

from xiuhua.apps.cases.models import Case, Photo, Remark
from xiuhua.apps.records import files
from xiuhua.apps.records.backup.digest import content_of
from xiuhua.apps.records.models import Event, IdempotencyKey, OutboxMessage

PREFIX = "storm "
BATCH = 400
ROLES = {"report": "before", "handle": "after", "pass_check": "check"}
# The last event of the act: passing the check closes the case in the same act.
EVENTS = {"pass_check": ("case.pass_check", "case.close")}


class Reckoning:
    """What was found: lost, doubled, wrong; a sentence for each."""

    def __init__(self, ledger: list[dict[str, Any]]) -> None:
        self.intents = ledger
        self.lost: list[str] = []
        self.doubled: list[str] = []
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self._by_words: dict[str, list[Case]] = defaultdict(list)
        for case in Case.objects.filter(words__startswith=PREFIX).exclude(external_system="storm"):
            self._by_words[case.words].append(case)
        # Staff's own numbers of the photos they sent are found by role and round.
        self._numbers = {case.number: case for cases in self._by_words.values() for case in cases}

    def reports(self) -> None:
        """One case with these words, this number, these photos, and its first event."""
        for one in self._of("report"):
            cases = self._by_words[one["words"]] if self._has_words(one) else []
            if one["confirmed"] and not cases:
                self.lost.append(f"report {one['number']} {one['words']}")
            elif len(cases) > 1:
                self.doubled.append(f"report {one['words']}: {[c.number for c in cases]}")
            elif one["confirmed"]:
                self._report(one, cases[0])
            self._key(one)

    def acts(self) -> None:
        """The event of the answer's number and kind, its words once, its photos once, its messages."""
        for one in self._of("act"):
            case = self._numbers.get(one["number"])
            if case is None:
                self.lost.append(f"case {one['number']} of act {one['move']}")
                continue
            if one["confirmed"]:
                self._act(one, case)
            if one["move"] != "file":
                said = Remark.objects.filter(case=case, text=one["words"]).count()
                self._once(said, one, f"words of {one['move']} on {one['number']}")
            self._key(one)

    def imports(self) -> None:
        """Every row of a confirmed file once, closed or open as the file says."""
        for one in self._of("import"):
            rows = Case.objects.filter(external_system="storm", words=one["words"])
            ids = Counter(rows.values_list("external_id", flat=True))
            if twice := [name for name, count in ids.items() if count > 1]:
                self.doubled.append(f"import {one['key']}: {len(twice)} rows twice")
            if one["confirmed"]:
                wanted = {f"{one['key']}-{number}" for number in range(one["rows"])}
                if missing := wanted - set(ids):
                    self.lost.append(f"import {one['key']}: {len(missing)} rows")
                self.counts["imported rows"] += len(wanted)

    def nothing_more(self) -> None:
        """No case of the storm that nobody wanted, and no answer whose state is not that of the history."""
        wanted = {one["words"] for one in self._of("report")}
        for words, cases in self._by_words.items():
            if words not in wanted:
                self.wrong.append(f"nobody reported {cases[0].number}")
        last: dict[str, dict[str, Any]] = {}
        for one in self.intents:
            if one["confirmed"] and one["kind"] == "act":
                earlier = last.get(one["number"])
                if earlier is None or earlier["answer"]["seq"] < one["answer"]["seq"]:
                    last[one["number"]] = one
        for number, one in last.items():
            case = self._numbers.get(number)
            is_behind = case is not None and case.history_seq == one["answer"]["seq"]
            if is_behind and case.state != one["answer"]["state"]:
                self.wrong.append(f"{number} is {case.state}, confirmed {one['answer']['state']}")

    def photos_are_there(self) -> None:
        """After the sweep: the bytes of every confirmed photo, read from the disk."""
        for one in self.intents:
            for sha256 in one["photos"] if one["confirmed"] else []:
                self.counts["photos"] += 1
                there = content_of(files.path_of(sha256))
                if there is None:
                    self.lost.append(f"photo {sha256} of {one['kind']} {one['key']}")
                elif there[0] != sha256:
                    self.wrong.append(f"photo {sha256} of {one['kind']} {one['key']} is damaged")

    def _of(self, kind: str) -> list[dict[str, Any]]:
        chosen = [one for one in self.intents if one["kind"] == kind]
        self.counts[f"{kind}s wanted"] = len(chosen)
        self.counts[f"{kind}s confirmed"] = sum(one["confirmed"] for one in chosen)
        return chosen

    def _has_words(self, one: dict[str, Any]) -> bool:
        return one["words"] in self._by_words

    def _report(self, one: dict[str, Any], case: Case) -> None:
        if case.number != one["answer"]["number"]:
            self.wrong.append(f"report {one['words']} is {case.number}, confirmed {one['number']}")
        first = Event.objects.filter(object_kind="case", object_id=case.pk, seq=1).first()
        if first is None or first.kind != "case.report":
            self.wrong.append(f"{case.number} does not begin with its report")
        self._photos(one, case, "before")

    def _act(self, one: dict[str, Any], case: Case) -> None:
        kinds = EVENTS.get(one["move"], (f"case.{one['move']}",))
        seq = one["answer"]["seq"]
        rows = Event.objects.filter(
            object_kind="case", object_id=case.pk, seq__gt=seq - len(kinds), seq__lte=seq
        ).order_by("seq")
        there = tuple(rows.values_list("kind", flat=True))
        if there != kinds:
            self.lost.append(f"{one['move']} on {case.number}: {there} at {seq}")
        all_of_it = Event.objects.filter(object_kind="case", object_id=case.pk, kind=kinds[0])
        if all_of_it.count() != 1:
            self.doubled.append(f"{one['move']} on {case.number}: {all_of_it.count()} times")
        if one["move"] in ROLES:
            self._photos(one, case, ROLES[one["move"]])
        if one["move"] == "dispatch":
            told = OutboxMessage.objects.filter(kind="case.dispatch", facts__case=case.pk).count()
            self._once(told // 2 if told % 2 == 0 else told, one, f"messages of {case.number}")
            self.counts["messages"] += told

    def _photos(self, one: dict[str, Any], case: Case, role: str) -> None:
        rows = Photo.objects.filter(case=case, role=role)
        there = Counter(rows.values_list("original__sha256", flat=True))
        wanted = Counter(one["photos"])
        if wanted - there:
            self.lost.append(f"photos of {one['kind']} {one['move']} on {case.number}")
        if there - wanted:
            self.doubled.append(f"photos of {one['kind']} {one['move']} on {case.number}")

    def _key(self, one: dict[str, Any]) -> None:
        rows = IdempotencyKey.objects.filter(key=one["key"])
        if one["confirmed"] and rows.count() != 1:
            self.lost.append(f"key of {one['kind']} {one['key']}: {rows.count()}")

    def _once(self, count: int, one: dict[str, Any], what: str) -> None:
        if count > 1:
            self.doubled.append(f"{what}: {count} times")
        elif count == 0 and one["confirmed"]:
            self.lost.append(what)

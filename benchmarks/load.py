"""A load client over one keep-alive connection per worker: asks, times, and counts what the servers spent.

A profile (JSON) names variables and scenarios; `$name` in paths, headers and bodies is filled in for each request,
`"#name"` in a JSON body becomes the bare number. Kinds of variables: {"seq": [first, last]}, {"uniform": [low, high]},
{"int": [low, high]}, {"choice": [...]}, {"uuid": true}, {"near": "other", "plus": 0.01}, {"given": "name"} for what the
caller knows, and {"sql": "select …"} for values of a query, shuffled, none twice unless "again". Loopback only.
"""

import asyncio
import json
import random
import re
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Template
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
UNANSWERED = -1
TIMEOUT_S = 30.0


class NoMore(Exception):
    """Every value of a query has been used: the run ends early."""


class Variables:
    """Values for the requests, drawn with a seed."""

    def __init__(
        self,
        spec: Mapping[str, Any],
        given: Mapping[str, Any],
        query: Callable[[str], list[str]],
        seed: int,
    ) -> None:
        self.spec, self.given, self.query = spec, given, query
        self.chance = random.Random(seed)
        self._at: dict[str, int] = {}
        self._lists: dict[str, list[str]] = {}

    def draw(self, names: Sequence[str]) -> dict[str, Any]:
        """One value for each name; what lies near another comes after it."""
        found: dict[str, Any] = {}
        for name in sorted(names, key=lambda name: "near" in self.spec[name]):
            found[name] = self._one(name, self.spec[name], found)
        return found

    def _one(self, name: str, kind: Mapping[str, Any], found: dict[str, Any]) -> Any:
        if "near" in kind:
            base = found.get(kind["near"])
            if base is None:
                base = found[kind["near"]] = self._one(kind["near"], self.spec[kind["near"]], found)
            return round(base + kind["plus"], 6)
        if "seq" in kind:
            first, last = kind["seq"]
            at = self._at.get(name, first)
            self._at[name] = first if at >= last else at + 1
            return at
        if "uniform" in kind:
            return round(self.chance.uniform(*kind["uniform"]), 6)
        if "int" in kind:
            return self.chance.randint(*kind["int"])
        if "choice" in kind:
            return self.chance.choice(kind["choice"])
        if "uuid" in kind:
            return str(uuid.uuid4())  # never drawn before, on the same world either
        if "given" in kind:
            return self.given[kind["given"]]
        return self._of_query(name, kind["sql"], "again" in kind)

    def _of_query(self, name: str, statement: str, again: bool) -> str:
        if name not in self._lists:
            self._lists[name] = self.query(Template(statement).safe_substitute(self.given))
            self.chance.shuffle(self._lists[name])
        if again:
            return self.chance.choice(self._lists[name])
        if not self._lists[name]:
            raise NoMore(name)
        return self._lists[name].pop()


@dataclass
class Scenario:
    """One kind of request, compiled once."""

    name: str
    method: str
    path: Template
    headers: dict[str, Template]
    body: Template | None
    expect: int
    names: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, name: str, said: Mapping[str, Any]) -> "Scenario":
        """A scenario of a profile."""
        body = None
        if "body" in said:
            text = json.dumps(said["body"], ensure_ascii=False)
            body = Template(re.sub(r'"#(\w+)"', r"$\1", text))
        headers = {key: Template(value) for key, value in said.get("headers", {}).items()}
        scenario = cls(
            name,
            said.get("method", "GET"),
            Template(said["path"]),
            headers,
            body,
            said.get("expect", 200),
        )
        parts = [scenario.path, *headers.values(), *([body] if body else [])]
        scenario.names = sorted({found for part in parts for found in part.get_identifiers()})
        return scenario

    def request(self, host: str, values: Mapping[str, Any]) -> bytes:
        """The bytes of one request."""
        body = self.body.substitute(values).encode() if self.body else b""
        lines = [f"{self.method} {self.path.substitute(values)} HTTP/1.1", f"Host: {host}"]
        lines += [f"{key}: {value.substitute(values)}" for key, value in self.headers.items()]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass
class Run:
    """What one run saw."""

    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    body_bytes: int = 0
    unexpected: str = ""

    @property
    def count(self) -> int:
        """How many requests were answered or given up."""
        return len(self.latencies_ms)

    def percentile(self, share: float) -> float:
        """A latency in ms that so large a share of the requests did not exceed."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def drive(
    base: str, scenario: Scenario, variables: Variables, *, seconds: float, connections: int
) -> Run:
    """Send requests over so many connections for so long."""
    parts = urlsplit(base)
    if parts.hostname not in LOOPBACK:
        raise SystemExit("load goes to loopback addresses only")
    run = Run()

    async def all_at_once() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(
            *(_work(run, parts, scenario, variables, until) for _ in range(connections))
        )

    began = time.perf_counter()
    asyncio.run(all_at_once())
    run.seconds = time.perf_counter() - began
    return run


async def _work(
    run: Run, parts: Any, scenario: Scenario, variables: Variables, until: float
) -> None:
    reader = writer = None
    while time.perf_counter() < until:
        try:
            sent = scenario.request(parts.netloc, variables.draw(scenario.names))
        except NoMore:
            break
        began, status, body = time.perf_counter(), UNANSWERED, b""
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection(
                    parts.hostname, parts.port, limit=2**26
                )
            writer.write(sent)
            status, body = await asyncio.wait_for(_answer(reader), TIMEOUT_S)
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            if writer is not None:
                writer.close()
            writer = None
        run.latencies_ms.append((time.perf_counter() - began) * 1000)
        run.statuses[status] += 1
        run.body_bytes += len(body)
        if status != scenario.expect and not run.unexpected:
            run.unexpected = f"{status}: {body[:300].decode('utf-8', 'replace')}"
    if writer is not None:
        writer.close()


async def _answer(reader: Any) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(b" ", 2)[1])
    length = re.search(rb"content-length: *(\d+)", head)
    if length:
        return status, await reader.readexactly(int(length[1]))
    if b"transfer-encoding: chunked" not in head:
        return status, b""
    pieces = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        pieces.append((await reader.readexactly(size + 2))[:-2])
    await reader.readexactly(2)
    return status, b"".join(pieces)

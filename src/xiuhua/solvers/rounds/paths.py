"""Shortest ways from a node, or from a set of nodes, to all others."""

import heapq
from collections.abc import Iterable, Sequence

from xiuhua.solvers.rounds.problem import Way

INFINITE = float("inf")
Arms = list[list[tuple[int, int]]]
"""For each node its (way, other node)."""


def arms_of(ways: Sequence[Way]) -> Arms:
    """Which ways leave each node. A loop leaves it twice."""
    arms: Arms = [[] for _ in range(1 + max((max(w.a, w.b) for w in ways), default=-1))]
    for place, way in enumerate(ways):
        arms[way.a].append((place, way.b))
        arms[way.b].append((place, way.a))
    return arms


class Reach:
    """Distances from some nodes, and the ways back to them."""

    def __init__(
        self,
        ways: Sequence[Way],
        arms: Arms,
        sources: Iterable[int],
        targets: Iterable[int] | None = None,
    ) -> None:
        """With targets the search ends when all of them are reached; other distances may be infinite then."""
        self.distance_m = [INFINITE] * len(arms)
        self._came_by = [-1] * len(arms)
        self._ways = ways
        queue = []
        for node in sources:
            self.distance_m[node] = 0.0
            queue.append((0.0, node))
        heapq.heapify(queue)
        left = None if targets is None else set(targets)
        while queue:
            far, node = heapq.heappop(queue)
            if far > self.distance_m[node]:
                continue
            if left is not None:
                left.discard(node)
                if not left:
                    return
            for way, other in arms[node]:
                further = far + ways[way].length_m
                if further < self.distance_m[other]:
                    self.distance_m[other] = further
                    self._came_by[other] = way
                    heapq.heappush(queue, (further, other))

    def path_to(self, node: int) -> list[int]:
        """The ways from the sources to a node, in that order."""
        found = []
        while (way := self._came_by[node]) >= 0:
            found.append(way)
            node = self._ways[way].a + self._ways[way].b - node
        return found[::-1]


def parts_of(ways: Sequence[Way], among: Iterable[int]) -> list[set[int]]:
    """The nodes of these ways (by position), in pieces that hang together."""
    root: dict[int, int] = {}

    def find(node: int) -> int:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for way in among:
        root[find(ways[way].a)] = find(ways[way].b)
    pieces: dict[int, set[int]] = {}
    for node in list(root):
        pieces.setdefault(find(node), set()).add(node)
    return sorted(pieces.values(), key=min)

"""One closed walk over all ways that must be walked: join the pieces, pair the odd ends, read the walk off.

The result is a list of steps that begins and ends at the same node. Shortest where the ways that must be walked
hang together; where they do not, the joining is a spanning tree, bettered by chance within the tries allowed.
"""

from collections import Counter
from collections.abc import Sequence
from random import Random

import numpy as np

from xiuhua.solvers.rounds.matching import least_pairing
from xiuhua.solvers.rounds.paths import INFINITE, Arms, Reach, parts_of
from xiuhua.solvers.rounds.problem import Step, Way

Copies = Counter[int]
"""How often each way is walked without being asked for."""


class Town:
    """The ways with what does not change between tries."""

    def __init__(self, ways: Sequence[Way], arms: Arms, start: int | None) -> None:
        self.ways, self.arms, self.start = ways, arms, start
        self.asked = [place for place, way in enumerate(ways) if way.times]
        pieces = parts_of(ways, self.asked)
        if start is not None and not any(start in piece for piece in pieces):
            pieces.append({start})
        self.pieces = pieces
        self.near = frozenset(node for piece in pieces for node in piece)
        self._reached: dict[int, Reach] = {}

    def reach(self, node: int) -> Reach:
        """Distances from a node to all that must be walked, reckoned once."""
        if node not in self._reached:
            self._reached[node] = Reach(self.ways, self.arms, [node], self.near)
        return self._reached[node]

    def odd_nodes(self, copies: Copies) -> list[int]:
        """Nodes at which an odd number of walked ends meet."""
        ends: Counter[int] = Counter()
        for place, way in enumerate(self.ways):
            times = way.times + copies[place]
            ends[way.a] += times
            ends[way.b] += times
        return sorted(node for node, count in ends.items() if count % 2)

    def deadhead_m(self, copies: Copies) -> float:
        """Metres walked beyond what is asked for."""
        return sum(self.ways[place].length_m * count for place, count in copies.items())


def evened(town: Town, chance: Random | None, seconds: float, seed: int) -> tuple[Copies, float]:
    """Ways to walk again so that a closed walk exists, and a bound on their length from the odd ends alone."""
    copies = _joined(town, chance)
    odd = town.odd_nodes(copies)
    bound = _paired(town, odd, copies, seconds, seed)
    if len(town.pieces) > 1:
        bound = 0.0
        _without_needless(town, copies)
    return copies, bound


def odd_bound_m(town: Town, seconds: float, seed: int) -> float:
    """No closed walk has less deadhead: any has to pair the odd ends of what is asked for."""
    return _paired(town, town.odd_nodes(Counter()), Counter(), seconds, seed)


def _joined(town: Town, chance: Random | None) -> Copies:
    """Ways that join the pieces: a least spanning tree, its distances shaken where chance is given."""
    copies: Copies = Counter()
    if len(town.pieces) < 2:
        return copies
    found = []
    for number, piece in enumerate(town.pieces[:-1]):
        reach = Reach(town.ways, town.arms, sorted(piece), town.near)
        for other in range(number + 1, len(town.pieces)):
            node = min(sorted(town.pieces[other]), key=lambda one: reach.distance_m[one])
            shake = chance.uniform(1.0, 1.5) if chance else 1.0
            found.append((reach.distance_m[node] * shake, number, other, reach, node))
    root = list(range(len(town.pieces)))

    def find(piece: int) -> int:
        while root[piece] != piece:
            piece = root[piece]
        return piece

    for _, one, other, reach, node in sorted(found, key=lambda line: line[:3]):
        if find(one) != find(other):
            root[find(one)] = find(other)
            copies.update(reach.path_to(node))
    return copies


def _paired(town: Town, odd: list[int], copies: Copies, seconds: float, seed: int) -> float:
    """Add to the copies the shortest ways between the best pairs; a bound on their length."""
    if not odd:
        return 0.0
    cost = np.array([[town.reach(one).distance_m[other] for other in odd] for one in odd])
    pairing = least_pairing(cost, seconds, seed)
    for one, other in pairing.pairs:
        copies.update(town.reach(odd[one]).path_to(odd[other]))
    return pairing.bound


def _without_needless(town: Town, copies: Copies) -> None:
    """Walking a way there and back again for nothing is left out where all still hangs together."""
    for place in sorted(copies, key=lambda one: -town.ways[one].length_m):
        while copies[place] >= 2:
            copies[place] -= 2
            walked = [*town.asked, *(one for one, count in copies.items() if count)]
            pieces = parts_of(town.ways, walked)
            alone = town.start is not None and not any(town.start in piece for piece in pieces)
            if len(pieces) + alone > 1:
                copies[place] += 2
                break


def walk_of(town: Town, copies: Copies, start: int, chance: Random | None) -> list[Step]:
    """The closed walk itself (Hierholzer), going on along other ways than the one it came by where it can."""
    left = [way.times + copies[place] for place, way in enumerate(town.ways)]
    arms = [list(own) for own in town.arms]
    if chance:
        for own in arms:
            chance.shuffle(own)
    stack: list[tuple[int, int]] = [(start, -1)]
    found: list[tuple[int, int]] = []
    while stack:
        node, came_by = stack[-1]
        while arms[node] and not left[arms[node][-1][0]]:
            arms[node].pop()
        if not arms[node]:
            found.append(stack.pop())
            continue
        way, other = arms[node][-1]
        if way == came_by:  # straight back only when nothing else is left
            way, other = next(
                (arm for arm in arms[node] if arm[0] != came_by and left[arm[0]]), (way, other)
            )
        left[way] -= 1
        stack.append((other, way))
    return _as_steps(town, found[::-1])


def _as_steps(town: Town, visited: list[tuple[int, int]]) -> list[Step]:
    steps = []
    due = [way.times for way in town.ways]
    before = visited[0][0]
    for node, place in visited[1:]:
        way = town.ways[place]
        counts = due[place] > 0
        due[place] -= counts
        steps.append(Step(place, way.a == before, counts))
        before = node
    return steps


def is_reachable(town: Town) -> bool:
    """Whether all pieces can be reached from the first."""
    reach = Reach(town.ways, town.arms, sorted(town.pieces[0]), town.near)
    return all(reach.distance_m[min(piece)] < INFINITE for piece in town.pieces)

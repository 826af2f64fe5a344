"""Exact minimum-cost flow on small networks with integer capacities and costs: successive shortest paths with potentials.

Pure Python. Every capacity and cost is an integer and so is the result; among all flows of the largest possible value it has the
least cost (Ahuja, Magnanti, Orlin, Network Flows, 1993, section 9.7). Costs must not be negative.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

_UNREACHED = 1 << 62


@dataclass
class Network:
    """A directed network under construction; arcs come in pairs, the second of which is the way back."""

    nodes: int
    head: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    out: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make room for the arcs of each node."""
        self.out = [[] for _ in range(self.nodes)]

    def arc(self, tail: int, head: int, capacity: int, cost: int) -> int:
        """Add an arc and return its number; `flow_on` tells later what goes through it."""
        number = len(self.head)
        self.out[tail].append(number)
        self.out[head].append(number + 1)
        self.head += [head, tail]
        self.room += [capacity, 0]
        self.cost += [cost, -cost]
        return number

    def flow_on(self, arc: int) -> int:
        """Return what goes through an arc."""
        return self.room[arc + 1]

    def send(self, source: int, sink: int) -> tuple[int, int]:
        """Send as much as possible from source to sink at the least cost; return (amount, cost)."""
        potential = [0] * self.nodes
        amount = total = 0
        while True:
            distance, reached_by = self._distances(source, sink, potential)
            if distance[sink] == _UNREACHED:
                return amount, total
            for node in range(self.nodes):
                potential[node] += min(distance[node], distance[sink])
            step = self._augment(source, sink, reached_by)
            amount += step
            total += step * (potential[sink] - potential[source])

    def _distances(self, source: int, sink: int, potential: list[int]) -> tuple[list[int], list[int]]:
        """Return (reduced distance, arc that reached it) for each node, Dijkstra over reduced costs."""
        distance, reached_by = [_UNREACHED] * self.nodes, [-1] * self.nodes
        distance[source] = 0
        queue = [(0, source)]
        head, room, cost = self.head, self.room, self.cost
        while queue:
            near, node = heapq.heappop(queue)
            if near > distance[node]:
                continue
            if node == sink:  # whatever is left is at least this far; the potentials take it as exactly this far
                break
            base = near + potential[node]
            for arc in self.out[node]:
                if room[arc]:
                    other = head[arc]
                    far = base + cost[arc] - potential[other]
                    if far < distance[other]:
                        distance[other], reached_by[other] = far, arc
                        heapq.heappush(queue, (far, other))
        return distance, reached_by

    def _augment(self, source: int, sink: int, reached_by: list[int]) -> int:
        step, node = _UNREACHED, sink
        while node != source:
            step = min(step, self.room[reached_by[node]])
            node = self.head[reached_by[node] ^ 1]
        node = sink
        while node != source:
            arc = reached_by[node]
            self.room[arc] -= step
            self.room[arc ^ 1] += step
            node = self.head[arc ^ 1]
        return step

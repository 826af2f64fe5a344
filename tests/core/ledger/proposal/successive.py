"""The rival of the shipped solvers in the tests: successive shortest paths with potentials, in plain Python, slow and simple.

Every capacity and cost is an integer and so is the result; among all flows of the largest possible value it has the
least cost (Ahuja, Magnanti, Orlin, Network Flows, 1993, section 9.7). Costs must not be negative.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

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


def rival_served(classes, needs, supply):
    """What each project gets of one account, project after project: `most_served` by other means."""
    served = np.zeros(len(needs), dtype=np.int64)
    count_p, count_o = classes.near.shape
    network = Network(1 + count_o + count_p + len(needs))
    totals = np.zeros(count_o, dtype=np.int64)
    np.add.at(totals, classes.of_offer, supply)
    for j in range(count_o):
        network.arc(0, 1 + j, int(totals[j]), 0)
    for i, j in zip(*np.nonzero(classes.near >= 0)):
        network.arc(1 + int(j), 1 + count_o + int(i), int(totals[j]), 0)
    for p, need in enumerate(needs):
        target = 1 + count_o + count_p + p
        network.arc(1 + count_o + int(classes.of_project[p]), target, int(need), 0)
        if need:
            served[p] = network.send(0, target)[0]
    return served


def rival_cost(transport) -> tuple[int, int]:
    """(amount, cost) of a cheapest largest flow, each offer by itself: `solve_exactly` by other means."""
    classes = transport.classes
    count_p, count_o = classes.near.shape
    sink = 1 + count_o + count_p
    network, most = Network(sink + 1), int(transport.demand.sum())
    for o, amount in enumerate(transport.supply):
        network.arc(0, 1 + int(classes.of_offer[o]), int(amount), int(transport.offer_cost[o]))
    for i, j in zip(*np.nonzero(classes.near >= 0)):
        network.arc(1 + int(j), 1 + count_o + int(i), most, int(transport.pair_cost[i, j]))
    for i in range(count_p):
        network.arc(1 + count_o + i, sink, int(transport.demand[i]), 0)
    return network.send(0, sink)

"""Exact minimum cuts with integer capacities (Dinic), for choices where neighbours attract each other.

minimise  sum(u_i x_i) + sum over pairs of w_ij |x_i - x_j|,  x_i in {0, 1},  w_ij >= 0
is a minimum cut: negative u pull to the source, positive ones to the sink, pairs are edges both ways.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


def least_labelling(unary: Sequence[int], pairs: Sequence[tuple[int, int, int]]) -> list[bool]:
    """Return the x of the minimum; among equal ones the smallest set. `pairs` are (i, j, w)."""
    count = len(unary)
    graph = _Graph(count + 2)
    source, sink = count, count + 1
    for node, value in enumerate(unary):
        if value < 0:
            graph.edge(source, node, -value, 0)
        elif value > 0:
            graph.edge(node, sink, value, 0)
    for one, other, weight in pairs:
        graph.edge(one, other, weight, weight)
    while graph.levels(source, sink):
        graph.block(source, sink)
    return [level >= 0 for level in graph.level[:count]]


class _Graph:
    def __init__(self, nodes: int) -> None:
        self.out: list[list[int]] = [[] for _ in range(nodes)]
        self.head: list[int] = []
        self.room: list[int] = []
        self.level: list[int] = []
        self.next: list[int] = []

    def edge(self, tail: int, head: int, there: int, back: int) -> None:
        self.out[tail].append(len(self.head))
        self.out[head].append(len(self.head) + 1)
        self.head += [head, tail]
        self.room += [there, back]

    def levels(self, source: int, sink: int) -> bool:
        """Label nodes by their distance over edges with room; return whether the sink is reached."""
        self.level = [-1] * len(self.out)
        self.level[source] = 0
        queue = deque([source])
        while queue:
            node = queue.popleft()
            for edge in self.out[node]:
                other = self.head[edge]
                if self.room[edge] and self.level[other] < 0:
                    self.level[other] = self.level[node] + 1
                    queue.append(other)
        self.next = [0] * len(self.out)
        return self.level[sink] >= 0

    def block(self, source: int, sink: int) -> None:
        """Push along level paths until none is left; iterative, so that a long path needs no deep stack."""
        path: list[int] = []
        node = source
        while True:
            if node == sink:
                step = min(self.room[edge] for edge in path)
                for edge in path:
                    self.room[edge] -= step
                    self.room[edge ^ 1] += step
                first = next(k for k, edge in enumerate(path) if not self.room[edge])
                node = self.head[path[first] ^ 1]
                del path[first:]
                continue
            edge = self._advance(node)
            if edge >= 0:
                path.append(edge)
                node = self.head[edge]
            elif path:
                node = self.head[path.pop() ^ 1]
                self.next[node] += 1
            else:
                return

    def _advance(self, node: int) -> int:
        edges = self.out[node]
        while self.next[node] < len(edges):
            edge = edges[self.next[node]]
            if self.room[edge] and self.level[self.head[edge]] == self.level[node] + 1:
                return edge
            self.next[node] += 1
        return -1

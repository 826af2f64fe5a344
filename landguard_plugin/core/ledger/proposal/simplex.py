"""Exact least-cost transport by the network simplex method, integers all the way.

Sources with a supply, targets with a demand, a dense table of costs. What a source does not give flows to the root; a target is fed
from the root at a forbidding cost until the sources feed it. A basis is a tree on sources, targets and root, so that an exchange
touches the path between two nodes and one subtree, whatever the number of pairs; pricing is vectorised over blocks of targets.
Trees stay strongly feasible (Cunningham, Mathematical Programming 11, 1976), so that the method ends on degenerate problems too.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from ...progress import Progress, stop_if_cancelled

_BLOCK = 4_096  # pairs priced at a time
_SAFE = 1 << 58  # potentials below this leave room in 64 bits


@dataclass
class _Tree:
    """A basis. Node numbers: sources, then targets, then the root. `flow` is what goes over the arc between node and parent.

    An arc always leaves a source: it goes up where the node is a source and down where it is a target.
    """

    sources: int
    parent: list[int]
    flow: list[int]
    children: list[set[int]]
    potential: np.ndarray
    stamp: list[int] = field(default_factory=list)
    round: int = 0

    def paths(self, source: int, target: int) -> tuple[list[int], list[int]]:
        """Return the nodes from source and from target up to, and without, where their ways to the root meet."""
        self.round += 2
        mine, theirs, parent, stamp = self.round, self.round + 1, self.parent, self.stamp
        a, b = source, target
        while a >= 0 or b >= 0:
            if a >= 0:
                if stamp[a] == theirs:
                    return self._up_to(source, a), self._up_to(target, a)
                stamp[a] = mine
                a = parent[a]
            if b >= 0:
                if stamp[b] == mine:
                    return self._up_to(source, b), self._up_to(target, b)
                stamp[b] = theirs
                b = parent[b]
        raise AssertionError("a tree has one root")

    def _up_to(self, node: int, end: int) -> list[int]:
        path = []
        while node != end:
            path.append(node)
            node = self.parent[node]
        return path

    def exchange(self, source: int, target: int, reduced: int) -> None:
        """Take the arc from source to target into the basis and the last arc that blocks its cycle out of it."""
        up_source, up_target = self.paths(source, target)
        flow, sources = self.flow, self.sources
        # Around the cycle in the direction of the new arc, arcs of sources lose on the one side, those of targets on the other.
        losing = [node for node in up_source if node < sources], [node for node in up_target if node >= sources]
        step = min(flow[node] for side in losing for node in side)
        for node in up_source:
            flow[node] += -step if node < sources else step
        for node in up_target:
            flow[node] += step if node < sources else -step
        out = next((node for node in reversed(losing[1]) if not flow[node]), -1)
        if out >= 0:
            self._hang(target, source, out, step)
            self._lift(target, -reduced)
        else:
            self._hang(source, target, next(node for node in losing[0] if not flow[node]), step)
            self._lift(source, reduced)

    def _hang(self, node: int, under: int, out: int, amount: int) -> None:
        """Cut the subtree of `out` off its parent and hang it by `node`, which lies in it, under another node."""
        parent, flow, children = self.parent, self.flow, self.children
        while True:
            above, before = parent[node], flow[node]
            children[above].discard(node)
            parent[node], flow[node] = under, amount
            children[under].add(node)
            if node == out:
                return
            node, under, amount = above, node, before

    def _lift(self, top: int, by: int) -> None:
        """Change the potentials of a subtree."""
        nodes, children = [top], self.children
        for node in nodes:
            if children[node]:
                nodes.extend(children[node])
        self.potential[nodes] += by


def transport_at_least_cost(
    costs: np.ndarray, allowed: np.ndarray, supply: np.ndarray, demand: np.ndarray, progress: Progress
) -> tuple[list[tuple[int, int, int]], np.ndarray]:
    """Return [(target, source, amount)] of least cost, and the price of one more unit at each target, which proves it.

    costs and allowed are (targets, sources), costs not negative; supplies and demands are above 0 and the demands can be met.
    """
    targets, sources = costs.shape
    root = sources + targets
    forbidding = (root + 2) * (int(costs.max(initial=0)) + 1)
    kind = np.int64 if forbidding < _SAFE else object
    table = np.zeros((targets + 1, sources), dtype=kind)  # the last row: what a source does not give
    table[:targets] = np.where(allowed, costs, 8 * forbidding if kind is object else 8 * _SAFE)
    tree = _tree_of(_greedy_links(table, supply, demand, forbidding, progress), table, forbidding)
    _improve(tree, table, progress)
    found = [
        (max(node, tree.parent[node]) - sources, min(node, tree.parent[node]), tree.flow[node])
        for node in range(root)
        if tree.parent[node] != root and tree.flow[node]
    ]
    return sorted(found), -tree.potential[sources:root]


def _greedy_links(
    table: np.ndarray, supply: np.ndarray, demand: np.ndarray, forbidding: int, progress: Progress
) -> list[list[tuple[int, int]]]:
    """Return (neighbour, amount) by node of a first flow: the cheapest pair that is left, again and again.

    Every link uses up one of its ends, and so the links make a forest in which at most one node of a tree has something left: the
    one that is linked to the root.
    """
    targets, sources = len(demand), len(supply)
    root, left, wanting = sources + targets, supply.tolist(), demand.copy()
    links: list[list[tuple[int, int]]] = [[] for _ in range(root + 1)]
    open_costs = table[:targets].T.copy()  # forbidding where a target needs nothing more
    queue = [(int(cost), source) for source, cost in enumerate(open_costs.min(axis=1))]
    heapq.heapify(queue)
    while queue:
        stop_if_cancelled(progress)
        cheap, source = heapq.heappop(queue)
        row = int(open_costs[source].argmin())
        cost = int(open_costs[source, row])
        if cost == cheap < forbidding:
            step = min(left[source], int(wanting[row]))
            left[source] -= step
            wanting[row] -= step
            links[source].append((sources + row, step))
            links[sources + row].append((source, step))
            if not wanting[row]:
                open_costs[:, row] = forbidding
        if cost < forbidding and left[source]:
            heapq.heappush(queue, (cost, source))
    links[root] += [(sources + row, int(wanting[row])) for row in np.nonzero(wanting)[0].tolist()]
    links[root] += [(source, amount) for source, amount in enumerate(left) if amount]
    return links


def _tree_of(links: list[list[tuple[int, int]]], table: np.ndarray, forbidding: int) -> _Tree:
    """Return the basis of a first flow; trees with nothing left hang by a source, over whose link to the root nothing goes."""
    sources, root = table.shape[1], len(links) - 1
    tree = _Tree(
        sources,
        [-1] * (root + 1),
        [0] * (root + 1),
        [set() for _ in links],
        np.zeros(root + 1, dtype=table.dtype),
        [0] * (root + 1),
    )

    def hang(node: int, under: int, amount: int) -> None:
        tree.parent[node], tree.flow[node] = under, amount
        tree.children[under].add(node)
        if under == root:
            cost = 0 if node < sources else forbidding
        else:
            cost = table[max(node, under) - sources, min(node, under)]
        tree.potential[node] = tree.potential[under] + (cost if node < sources else -cost)

    for start in [root, *range(sources)]:
        if start != root:
            if tree.parent[start] >= 0:
                continue
            hang(start, root, 0)
        for node in (queue := [start]):
            for other, amount in links[node]:
                if tree.parent[other] < 0:
                    hang(other, node, amount)
                    queue.append(other)
    return tree


def _improve(tree: _Tree, table: np.ndarray, progress: Progress) -> None:
    """Exchange until no arc is cheaper than the tree: block by block, the best of each block first."""
    rows, sources = table.shape
    height = max(1, min(rows, _BLOCK // max(sources, 1)))
    done, row, idle, nodes = 0, 0, 0, len(tree.parent)
    below, above = tree.potential[:sources], tree.potential[sources:]
    while idle < rows:
        block = slice(row, min(row + height, rows))
        reduced = table[block] - below + above[block, None]
        best = int(reduced.argmin())
        down, source = divmod(best, sources)
        gain = reduced[down, source]
        if gain < 0:
            tree.exchange(source, sources + row + down, int(gain))
            idle, done = 0, done + 1
            row = block.stop % rows
            if not done % 64:
                stop_if_cancelled(progress)
                progress.at(done / (done + nodes))
            continue
        idle += block.stop - block.start
        row = block.stop % rows
        stop_if_cancelled(progress)

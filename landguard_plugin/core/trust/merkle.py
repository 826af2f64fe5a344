"""Merkle trees over the log's leaves: heads, inclusion and consistency proofs.

Source: RFC 6962 section 2.1 (hashes, proofs), RFC 9162 sections 2.1.3.2 and 2.1.4.2 (how to check them).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def hash_leaf(leaf: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: append a leaf and know the root, in O(log n) time and memory."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Start from leaves already there."""
        self.size = 0
        self._peaks: list[bytes] = []  # roots of perfect trees, largest first: the set bits of the size
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add a leaf at the end."""
        node, rest = hash_leaf(leaf), self.size
        while rest & 1:
            node = hash_node(self._peaks.pop(), node)
            rest >>= 1
        self._peaks.append(node)
        self.size += 1

    def copy(self) -> Frontier:
        """Return an independent frontier of the same tree."""
        twin = Frontier()
        twin.size, twin._peaks = self.size, list(self._peaks)
        return twin

    @property
    def root(self) -> bytes:
        """Return the tree's head."""
        if not self._peaks:
            return EMPTY_ROOT
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = hash_node(peak, node)
        return node


class Tree:
    """All hashes of a tree, for proofs: perfect subtrees are kept, the ragged edge is made when asked for."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        """Hash the leaves and every perfect subtree above them."""
        level = [hash_leaf(leaf) for leaf in leaves]
        self.size = len(level)
        self._levels = [level]
        while len(level) > 1:
            level = [hash_node(level[k], level[k + 1]) for k in range(0, len(level) - 1, 2)]
            self._levels.append(level)

    def root(self, size: int | None = None) -> bytes:
        """Return the head of the first `size` leaves (all of them by default)."""
        end = self.size if size is None else size
        return self._range(0, end) if end else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that leaf `index` (from 0) is in the tree of the first `size` leaves, lowest sibling first."""
        return self._path(index, 0, self.size if size is None else size)

    def consistency(self, earlier: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of `size` leaves begins with the tree of `earlier` leaves (0 < earlier <= size)."""
        return self._subproof(earlier, 0, self.size if size is None else size, True)

    def _range(self, begin: int, end: int) -> bytes:
        length = end - begin
        if length & (length - 1) == 0 and begin % length == 0:
            return self._levels[length.bit_length() - 1][begin // length]
        middle = begin + _split(length)
        return hash_node(self._range(begin, middle), self._range(middle, end))

    def _path(self, index: int, begin: int, end: int) -> list[bytes]:
        if end - begin == 1:
            return []
        middle = begin + _split(end - begin)
        if index < middle - begin:
            return [*self._path(index, begin, middle), self._range(middle, end)]
        return [*self._path(index - (middle - begin), middle, end), self._range(begin, middle)]

    def _subproof(self, earlier: int, begin: int, end: int, whole: bool) -> list[bytes]:
        if earlier == end - begin:
            return [] if whole else [self._range(begin, end)]
        middle = begin + _split(end - begin)
        if earlier <= middle - begin:
            return [*self._subproof(earlier, begin, middle, whole), self._range(middle, end)]
        return [*self._subproof(earlier - (middle - begin), middle, end, False), self._range(begin, middle)]


def _split(length: int) -> int:
    """Return the largest power of two below a length > 1."""
    return 1 << (length - 1).bit_length() - 1


def is_included(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether a proof shows that the leaf with this hash is leaf `index` of the tree with this size and root."""
    if not 0 <= index < size:
        return False
    node, last, place = leaf_hash, size - 1, index
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = hash_node(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = hash_node(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(earlier: int, size: int, earlier_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether a proof shows that a tree of `size` leaves begins with the tree of `earlier` leaves."""
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not proof and earlier_root == root
    path = list(proof) if earlier & (earlier - 1) else [earlier_root, *proof]
    if not path:
        return False
    place, last = earlier - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = hash_node(sibling, old), hash_node(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = hash_node(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == earlier_root and new == root

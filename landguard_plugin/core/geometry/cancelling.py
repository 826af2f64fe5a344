"""Which edges of a layer do not cancel: walked once each way by two neighbours, an edge leaves nothing over.

An edge walked is a 64-bit key (geometry/scan): the hash of the undirected edge, in its last bit the direction; 0 is no edge.
"""

from __future__ import annotations

import numpy as np

from ..progress import Progress, stop_if_cancelled
from .scan import FORWARD

#: first with what fits the processor's cache, then with more neighbours
_BLOCKS = (100_000, 400_000)
_WEIGHT_MASK = np.int64((1 << 40) - 1)


def uncancelled(key: np.ndarray, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Return (positions, net) of the edges whose walks do not cancel, one position per edge, ascending.

    `key` uint64 (n,): the edges as they are walked. `net` float64: how often an edge is left over, signed. Neighbours mostly stand
    near each other in a file: small blocks cancel most edges first.
    """
    left, keys, filled = np.empty(len(key), dtype=np.int64), np.empty_like(key), 0
    for block in _BLOCKS:
        first = block == _BLOCKS[0]
        count, filled = (len(key), 0) if first else (filled, 0)
        for begin in range(0, count, block):
            stop_if_cancelled(progress)
            part = slice(begin, min(begin + block, count))
            walked = key[part] if first else keys[part]
            found = _suspicious(walked)
            # Never beyond `begin`: what is overwritten has been looked at.
            kept = slice(filled, filled + len(found))
            left[kept] = found + begin if first else left[part][found]
            keys[kept] = walked[found]
            filled = kept.stop
    found = _suspicious(keys[:filled])
    return _netted(left[:filled][found], keys[:filled][found])


def _suspicious(key: np.ndarray) -> np.ndarray:
    """Return the positions of edges in buckets whose signed hash weights do not sum to zero: all in the others have cancelled."""
    bits = max(10, int(np.ceil(np.log2(max(2, len(key))))))
    bucket = (key >> np.uint64(64 - bits)).view(np.int64)
    number = key.view(np.int64)
    weight = number >> 1
    weight &= _WEIGHT_MASK
    sign = number & 1
    np.negative(sign, out=sign)
    weight ^= sign  # with the next line: the weight, or its negative where the last bit is set
    weight -= sign
    sums = np.bincount(bucket, weights=weight, minlength=1 << bits)
    return np.nonzero((sums != 0.0)[bucket] & (key != 0))[0]


def _netted(positions: np.ndarray, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    _, first, inverse = np.unique(key | FORWARD, return_index=True, return_inverse=True)
    net = np.bincount(inverse, weights=walks(key), minlength=len(first))
    open_edges = np.nonzero(net != 0)[0]
    order = np.argsort(positions[first[open_edges]])
    return positions[first[open_edges]][order], net[open_edges][order]


def walks(key: np.ndarray) -> np.ndarray:
    """Return +1.0 or -1.0 for the direction in which an edge is walked, 0.0 where there is none."""
    walk = (key & FORWARD).astype(np.float64)
    walk *= -2.0
    walk += key != 0
    return walk


def turned(key: np.ndarray) -> np.ndarray:
    """Return the keys of the same edges walked the other way."""
    return key ^ (key != 0).astype(np.uint64)


def walked_again(undirected: np.ndarray, net: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (keys, which edge) of undirected edges walked as often, and in the direction, as their net says."""
    signed = np.where(net < 0, undirected | FORWARD, undirected & ~FORWARD)
    edge = np.repeat(np.arange(len(net)), np.abs(net).astype(np.int64))
    return signed[edge], edge

"""The append-only log: every event becomes canonical bytes that carry its number and the hash of the entry before.

Whoever changes, removes or reorders an entry breaks the chain from there on; whoever recomputes the chain breaks every
certificate and head that was signed on it. Hash domains are kept apart by a tag, as RFC 6962 keeps leaves and nodes apart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from ..patches.records import Actor, Event, LogEntry, LogHead, Role

LEAF_TAG = b"LandGuard/LGC1/log\x00"
EMPTY = LogHead(0, "")


def leaf_bytes(event: Event, sequence: int, previous: str) -> bytes:
    """Return the canonical bytes of an event as entry `sequence` after the entry with hash `previous`.

    Raises ValueError for data that have no one spelling (floats, NaN, other objects).
    """
    return canonical_json(
        {
            "actor": {"key": event.actor.key_id, "person": event.actor.person, "role": event.actor.role.value},
            "at": event.at,
            "data": event.data,
            "kind": event.kind,
            "previous": previous,
            "sequence": sequence,
            "uid": event.uid,
        }
    )


def leaf_hash(leaf: bytes) -> str:
    """Return the SHA-256 of a leaf in the log's own hash domain, hex."""
    return hashlib.sha256(LEAF_TAG + leaf).hexdigest()


def entry_of(event: Event, head: LogHead) -> LogEntry:
    """Return the log entry an event becomes after a head."""
    leaf = leaf_bytes(event, head.size + 1, head.leaf_hash)
    return LogEntry(head.size + 1, leaf, leaf_hash(leaf), head.leaf_hash, event)


def entry_from_leaf(leaf: bytes) -> LogEntry:
    """Return the entry that canonical bytes spell. Raises ValueError when they are not exactly such bytes."""
    try:
        read = json.loads(leaf.decode("utf-8"))
        actor = Actor(read["actor"]["person"], Role(read["actor"]["role"]), read["actor"]["key"])
        event = Event(read["kind"], read["uid"], actor, read["at"], read["data"])
        sequence, previous = read["sequence"], read["previous"]
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("no log leaf") from error
    if leaf_bytes(event, sequence, previous) != leaf:
        raise ValueError("not canonical")
    return LogEntry(sequence, leaf, leaf_hash(leaf), previous, event)


def first_break(entries: Iterable[LogEntry]) -> int:
    """Return the number of the first entry that does not follow from the one before, 0 when the chain holds."""
    expected = EMPTY
    for entry in entries:
        sound = (
            entry.sequence == expected.size + 1
            and entry.previous == expected.leaf_hash
            and entry.leaf_hash == leaf_hash(entry.leaf)
        )
        if sound:
            try:
                sound = entry_from_leaf(entry.leaf) == entry
            except ValueError:
                sound = False
        if not sound:
            return expected.size + 1
        expected = LogHead(entry.sequence, entry.leaf_hash)
    return 0


def canonical_json(value: object) -> bytes:
    """Return the one UTF-8 spelling of a value: keys sorted, no blanks, no floats. Raises ValueError for anything else."""
    _refuse_ambiguous(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _refuse_ambiguous(value: object) -> None:
    if value is None or isinstance(value, (str, bool, int)):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"a key that is no text: {key!r}")
            _refuse_ambiguous(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _refuse_ambiguous(inner)
    else:
        raise ValueError(f"no canonical spelling for {type(value).__name__}")

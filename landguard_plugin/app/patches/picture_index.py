"""Every standing picture of a store by patch, read once and then kept up to date from the log."""

from __future__ import annotations

from ...core.evidence.names import PHOTO
from ...core.evidence.pictures import bits_apart
from ...core.evidence.tests import Elsewhere
from ...core.patches.records import Evidence, State
from .ports import PatchQuery, PatchStore


class PictureIndex:
    """Answers where else a picture is used, without reading all evidence of a store each time."""

    def __init__(self, store: PatchStore) -> None:
        """Begin before the first log entry; nothing is read yet."""
        self._store = store
        self._size = 0
        self._pieces: dict[str, list[Evidence]] = {}

    def elsewhere(self, piece: Evidence, siblings: tuple[Evidence, ...], most_bits: int) -> Elsewhere:
        """Return where else a picture is: on other patches, and among the earlier pieces (`siblings`) of its own.

        Patches that were split or merged away do not count: their children show the same ground.
        """
        self._read_on()
        same: dict[str, None] = {}
        near: dict[str, int] = {}
        for uid, pieces in self._pieces.items():
            if uid == piece.uid:
                continue
            for other in pieces:
                if other.sha256 == piece.sha256:
                    same[uid] = None
                elif _like(piece, other, most_bits) is not None:
                    near.setdefault(uid, _like(piece, other, most_bits) or 0)
        numbers = self._numbers([*same, *near])
        own = [(other.name, _like(piece, other, most_bits)) for other in siblings if other.sha256 != piece.sha256]
        return Elsewhere(
            tuple(numbers[uid] for uid in same if uid in numbers),
            (
                *((numbers[uid], bits) for uid, bits in near.items() if uid in numbers),
                *((name, bits) for name, bits in own if bits is not None),
            ),
        )

    def _read_on(self) -> None:
        touched: dict[str, None] = {}
        for entry in self._store.log(self._size):
            self._size = entry.sequence
            if "evidence" in entry.event.kind or "piece" in entry.event.data:
                touched[entry.event.uid] = None
        for uid in touched:
            self._pieces[uid] = [p for p in self._store.evidence(uid) if not p.withdrawn and p.kind == PHOTO]

    def _numbers(self, uids: list[str]) -> dict[str, str]:
        if not uids:
            return {}
        patches = self._store.patches(PatchQuery(uids=tuple(uids), with_retired=True))
        return {patch.uid: patch.number or patch.uid for patch in patches if patch.state is not State.RETIRED}


def _like(first: Evidence, second: Evidence, most: int) -> int | None:
    """Return how many bits two pictures differ by when they are alike, else None."""
    bits = bits_apart(str(first.claims.get("picture_hash", "")), str(second.claims.get("picture_hash", "")))
    return bits if bits is not None and bits <= most else None

"""Ports of proving: the shelf that keeps originals, the eye that looks at pixels, files on their way in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from ...core.area.planes import ToGeographic


@dataclass(frozen=True)
class Kept:
    """An original on the shelf: its digests and where it lies below the shelf, with forward slashes."""

    sha256: str
    sm3: str
    size: int
    place: str


@dataclass(frozen=True)
class Amiss:
    """An original that is not as it should be. `what` is missing, altered, or unknown (a file no evidence speaks of)."""

    sha256: str
    place: str
    what: str


class Shelf(Protocol):
    """Keeps originals under their hash: bit-identical, written whole or not at all, never overwritten."""

    def put(self, content: bytes, ending: str) -> Kept:
        """Keep an original. Raises LandGuardError LG-EVI-02x when it cannot be kept; nothing half-written is left."""

    def read(self, sha256: str) -> bytes:
        """Return an original. Raises LandGuardError LG-EVI-023 when it is missing, LG-EVI-024 when its bytes changed."""

    def look(self, sha256: str) -> Amiss | None:
        """Return what is amiss with an original, None when it lies there unchanged."""

    def bring_back(self, wanted: Iterable[tuple[str, int]], folder: object) -> tuple[list[str], list[str]]:
        """Look for missing originals (hash, size) in a folder, by content; return those found and those still missing."""

    def strangers(self, known: Iterable[str]) -> list[Amiss]:
        """Return the files on the shelf whose hash is not among the known ones."""


@dataclass(frozen=True)
class Picture:
    """What an eye saw: size in pixels, fingerprints of the picture and of the preview inside the file ("" for none)."""

    width: int
    height: int
    fingerprint: str
    thumbnail_fingerprint: str


#: (bytes of the file, bytes of its thumbnail) -> what was seen, None when the picture cannot be decoded here
Eye = Callable[[bytes, bytes], "Picture | None"]


@dataclass(frozen=True)
class Incoming:
    """A file on its way in; `read` returns its bytes or raises LandGuardError LG-EVI-01x saying why it cannot."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Locator:
    """Between the store's coordinates and degrees on CGCS2000, both ways, on arrays."""

    to_geographic: ToGeographic
    from_geographic: ToGeographic

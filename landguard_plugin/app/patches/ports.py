"""The port of a patch project's store, and of the journal that survives a crash.

Shipped adapters: the GeoPackage and an in-memory store, held to the same tests; PostGIS comes later and must fit behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Optional, Protocol

from ...core.patches.records import (
    Campaign,
    Certificate,
    Delivery,
    Event,
    Evidence,
    Judgement,
    LogEntry,
    LogHead,
    Patch,
    Review,
    RuleFile,
    Screening,
    State,
)


@dataclass(frozen=True)
class StoreInfo:
    """What a store says of itself. `crs` is an authority code such as EPSG:4526, "" until the first patch fixes it."""

    name: str
    schema_version: int
    profile: str
    crs: str
    read_only: str = ""  # a code that says why nothing may be written, "" when writing is fine


@dataclass(frozen=True)
class PatchQuery:
    """Which patches to read; what is empty does not restrict. `box` is (xmin, ymin, xmax, ymax) in the store's system.

    Retired patches come only when `with_retired` is set or RETIRED is among the states asked for.
    """

    campaign: str = ""
    uids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    unit: str = ""  # a prefix of the administrative code
    box: Optional[tuple[float, float, float, float]] = None
    with_retired: bool = False


@dataclass(frozen=True)
class Changes:
    """One deed on a store: all of it is committed, or nothing is.

    What every store refuses, whoever asks: a patch of an unknown campaign or parent (LG-STO-019), a shape that is no closed,
    finite polygon on the grid (LG-STO-016), an identity that is there already (LG-STO-017; the same campaign or rule file once
    more is no change), other issued attributes, number, campaign, batch, origin or parents than at first (LG-STO-023), patches
    without a reference system (LG-STO-013), a delivery whose rows do not add up (LG-STO-018), reviews that do not lead from
    the state before to the state after (LG-STO-024), a certified state without its certificate (LG-CRT-004).

    added          patches at version 1
    changed        patches at the version they were read at; the store raises the version by one and refuses the whole deed
                   (LG-LCK-001) when a patch is not at that version any more, (LG-CRT-001) when it is certified and the
                   change is no review decision
    expected_head  when given, the deed is refused (LG-LCK-002) unless the log has exactly this size
    crs            fixes the store's reference system when it has none; refused (LG-STO-014) when it has another one
    rule_files     code tables and rule sets the deed was done by; each is kept once
    """

    campaigns: tuple[Campaign, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    added: tuple[Patch, ...] = ()
    changed: tuple[Patch, ...] = ()
    screenings: tuple[Screening, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    withdrawn_evidence: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    events: tuple[Event, ...] = ()
    expected_head: Optional[int] = None
    crs: str = ""
    rule_files: tuple[RuleFile, ...] = ()


@dataclass(frozen=True)
class Committed:
    """What a commit left behind, read back from the store: the new head and the new versions by uid."""

    head: LogHead
    versions: dict[str, int] = field(default_factory=dict)


class PatchStore(Protocol):
    """A patch project: read in one consistent view, changed one whole deed at a time, never changed in its past."""

    def info(self) -> StoreInfo:
        """Return what the store says of itself."""

    def campaigns(self) -> list[Campaign]:
        """Return the campaigns, by id."""

    def deliveries(self, campaign: str = "") -> list[Delivery]:
        """Return the imported files, oldest first."""

    def patches(self, query: PatchQuery) -> list[Patch]:
        """Return the patches of a query in the order they were added."""

    def judgements(self, uid: str) -> list[Judgement]:
        """Return every judgement a patch ever had, oldest first; the standing one is in the patch itself."""

    def rule_files(self) -> list[RuleFile]:
        """Return the code tables and rule sets the project was worked by, oldest first."""

    def screenings(self, uids: Sequence[str]) -> dict[str, Screening]:
        """Return the newest screening of each patch that has one."""

    def evidence(self, uid: str) -> list[Evidence]:
        """Return the evidence of a patch, oldest first, withdrawn pieces included and marked."""

    def evidence_with(self, sha256: str) -> list[Evidence]:
        """Return every piece of evidence with these bytes, whichever patch it belongs to."""

    def reviews(self, uid: str) -> list[Review]:
        """Return the decisions on a patch, oldest first."""

    def certificates(self, uid: str = "") -> list[Certificate]:
        """Return the certificates of a patch (of all patches for ""), oldest first."""

    def log(self, after: int = 0) -> Iterator[LogEntry]:
        """Yield the log entries with a sequence number above `after`."""

    def head(self) -> LogHead:
        """Return the end of the log."""

    def commit(self, changes: Changes) -> Committed:
        """Carry out one deed in one transaction and return what a second reading of the store shows.

        Raises LandGuardError: LG-LCK-xxx for what somebody else changed meanwhile, LG-CRT-xxx for certified rows, LG-STO-xxx
        for a store that cannot be written; nothing is written then.
        """


@dataclass(frozen=True)
class Draft:
    """Unfinished work: which patch ("" for a new one), what is being done, its steps so far as JSON-able mappings."""

    id: str
    store: str
    uid: str
    deed: str  # draw, reshape, split, judge, ...
    steps: tuple[dict[str, object], ...]
    at: str


class DraftJournal(Protocol):
    """Keeps every vertex and field of unfinished work on disk the moment it is made, so that a crash loses one at most."""

    def begin(self, store: str, uid: str, deed: str, at: str) -> str:
        """Open a draft and return its id."""

    def add_step(self, draft: str, step: dict[str, object]) -> None:
        """Append one step; it is on disk when this returns."""

    def take_back(self, draft: str) -> None:
        """Take the last step back."""

    def close(self, draft: str) -> None:
        """Forget a draft: its work was saved or given up on purpose."""

    def pending(self, store: str) -> list[Draft]:
        """Return the drafts nobody closed, oldest first."""

"""A patch project in memory: for previews and tests. It keeps the same promises as the one on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Optional

from ...app.patches.ports import Changes, Committed, PatchQuery, StoreInfo
from ...core.patches.records import (
    Campaign,
    Certificate,
    Delivery,
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
from ...core.trust.log import EMPTY
from . import shapes
from .planning import planned


@dataclass
class _Content:
    """Everything in the project. Records are immutable, so a copy of the containers is a copy of all."""

    crs: str = ""
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    rule_files: dict[tuple[str, str], RuleFile] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    patches: dict[str, Patch] = field(default_factory=dict)
    judgements: list[tuple[str, Judgement]] = field(default_factory=list)
    screenings: dict[str, Screening] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    entries: list[LogEntry] = field(default_factory=list)

    @property
    def head(self) -> LogHead:
        return LogHead(len(self.entries), self.entries[-1].leaf_hash) if self.entries else EMPTY

    def patch(self, uid: str) -> Optional[Patch]:
        return self.patches.get(uid)

    def campaign(self, name: str) -> Optional[Campaign]:
        return self.campaigns.get(name)

    def rule_file(self, name: str, sha256: str) -> Optional[RuleFile]:
        return self.rule_files.get((name, sha256))

    def has_delivery(self, name: str) -> bool:
        return name in self.deliveries

    def piece(self, name: str) -> Optional[Evidence]:
        return self.evidence.get(name)

    def has_certificate(self, number: str) -> bool:
        return number in self.certificates

    def last_entry(self, uid: str) -> Optional[LogEntry]:
        return next((entry for entry in reversed(self.entries) if entry.event.uid == uid), None)


class MemoryPatchStore:
    """A project that lives as long as the object."""

    def __init__(self, name: str = "memory", profile: str = "", crs: str = "") -> None:
        """Start empty."""
        self._name, self._profile, self._content = name, profile, _Content(crs)

    def info(self) -> StoreInfo:
        """Return what the store says of itself."""
        return StoreInfo(self._name, 0, self._profile, self._content.crs)

    def campaigns(self) -> list[Campaign]:
        """Return the campaigns, by id."""
        return [self._content.campaigns[name] for name in sorted(self._content.campaigns)]

    def rule_files(self) -> list[RuleFile]:
        """Return the rule files, oldest first."""
        return list(self._content.rule_files.values())

    def deliveries(self, campaign: str = "") -> list[Delivery]:
        """Return the imported files, oldest first."""
        return [one for one in self._content.deliveries.values() if campaign in ("", one.campaign)]

    def patches(self, query: PatchQuery) -> list[Patch]:
        """Return the patches of a query in the order they were added."""
        return [patch for patch in self._content.patches.values() if _asked_for(query, patch)]

    def judgements(self, uid: str) -> list[Judgement]:
        """Return every judgement a patch ever had, oldest first."""
        return [judgement for whose, judgement in self._content.judgements if whose == uid]

    def screenings(self, uids: Sequence[str]) -> dict[str, Screening]:
        """Return the newest screening of each patch that has one."""
        held = self._content.screenings
        return {uid: held[uid] for uid in uids if uid in held}

    def evidence(self, uid: str) -> list[Evidence]:
        """Return the evidence of a patch, oldest first."""
        return [piece for piece in self._content.evidence.values() if piece.uid == uid]

    def evidence_with(self, sha256: str) -> list[Evidence]:
        """Return every piece of evidence with these bytes."""
        return [piece for piece in self._content.evidence.values() if piece.sha256 == sha256]

    def reviews(self, uid: str) -> list[Review]:
        """Return the decisions on a patch, oldest first."""
        return [review for review in self._content.reviews if review.uid == uid]

    def certificates(self, uid: str = "") -> list[Certificate]:
        """Return the certificates of a patch (of all for ""), oldest first."""
        return [one for one in self._content.certificates.values() if uid in ("", one.uid)]

    def log(self, after: int = 0) -> Iterator[LogEntry]:
        """Yield the log entries with a number above `after`."""
        yield from self._content.entries[after:]

    def head(self) -> LogHead:
        """Return the end of the log."""
        return self._content.head

    def commit(self, changes: Changes) -> Committed:
        """Carry out one deed, as the port says."""
        held = self._content
        plan = planned(changes, held)
        new = _Content(
            plan.crs,
            {**held.campaigns, **{one.id: one for one in plan.campaigns}},
            {**held.rule_files, **{(one.name, one.sha256): one for one in plan.rule_files}},
            {**held.deliveries, **{one.id: one for one in changes.deliveries}},
            {**held.patches, **plan.after},
            list(held.judgements),
            {**held.screenings, **{one.uid: one for one in changes.screenings}},
            {**held.evidence, **{one.id: one for one in changes.evidence}},
            [*held.reviews, *changes.reviews],
            {**held.certificates, **{one.number: one for one in changes.certificates}},
            [*held.entries, *plan.entries],
        )
        for uid, patch in plan.after.items():
            was = plan.before[uid]
            if patch.judgement is not None and (was is None or was.judgement != patch.judgement):
                new.judgements.append((uid, patch.judgement))
        for name in changes.withdrawn_evidence:
            new.evidence[name] = replace(new.evidence[name], withdrawn=True)
        self._content = new
        return Committed(new.head, plan.versions)


def _asked_for(query: PatchQuery, patch: Patch) -> bool:
    retired = query.with_retired or State.RETIRED in query.states or patch.state is not State.RETIRED
    return (
        retired
        and query.campaign in ("", patch.campaign)
        and (not query.uids or patch.uid in query.uids)
        and (not query.numbers or patch.number in query.numbers)
        and (not query.states or patch.state in query.states)
        and patch.unit.startswith(query.unit)
        and (query.box is None or shapes.meet(query.box, shapes.box_of(patch.shape)))
    )

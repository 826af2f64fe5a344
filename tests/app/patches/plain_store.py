"""The smallest store that keeps the port's promises, until the shipped in-memory store can be used."""

from __future__ import annotations

from dataclasses import replace

from landguard_plugin.app.patches.ports import Changes, Committed, PatchQuery
from landguard_plugin.core.patches.records import LogHead
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.log import EMPTY, entry_of


class PlainStore:
    def __init__(self) -> None:
        self._patches, self._screenings, self._log, self._reviews, self._evidence = {}, {}, [], [], {}

    def patches(self, query: PatchQuery):
        return [
            p
            for p in self._patches.values()
            if (not query.campaign or p.campaign == query.campaign)
            and (not query.uids or p.uid in query.uids)
            and (query.with_retired or p.state.value != "retired")
        ]

    def screenings(self, uids):
        return {uid: self._screenings[uid] for uid in uids if uid in self._screenings}

    def reviews(self, uid):
        return [r for r in self._reviews if r.uid == uid]

    def evidence(self, uid):
        return [piece for piece in self._evidence.values() if piece.uid == uid]

    def deliveries(self, campaign=""):
        return []

    def certificates(self, uid=""):
        return []

    def log(self, after=0):
        return iter(self._log[after:])

    def head(self):
        return LogHead(self._log[-1].sequence, self._log[-1].leaf_hash) if self._log else EMPTY

    def commit(self, changes: Changes) -> Committed:
        if changes.expected_head is not None and changes.expected_head != self.head().size:
            raise LandGuardError("LG-LCK-002", expected=changes.expected_head)
        for piece in changes.evidence:
            assert piece.id not in self._evidence
            self._evidence[piece.id] = piece
        for name in changes.withdrawn_evidence:
            self._evidence[name] = replace(self._evidence[name], withdrawn=True)
        for patch in changes.changed:
            now = self._patches[patch.uid]
            if now.version != patch.version:
                raise LandGuardError("LG-LCK-001", uid=patch.uid)
        for patch in changes.added:
            self._patches[patch.uid] = patch
        for patch in changes.changed:
            self._patches[patch.uid] = replace(patch, version=patch.version + 1)
        self._screenings.update({s.uid: s for s in changes.screenings})
        self._reviews += changes.reviews
        for event in changes.events:
            self._log.append(entry_of(event, self.head()))
        return Committed(self.head(), {p.uid: self._patches[p.uid].version for p in changes.changed + changes.added})

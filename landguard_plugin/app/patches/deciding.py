"""Use case of deciding (认定、审核): certify, accept, return, doubt, withdraw; one commit per patch, signed, bound to the log.

The same function serves dialog, algorithm and script, so the rules hold for all of them alike. A patch that may not be decided on
is a refused row with its code; what concerns all of them (key, roster, clock, a store that cannot be written) is an error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...core.patches.asking import asked_of
from ...core.patches.judging import JUDGE
from ...core.patches.records import (
    Actor,
    Certificate,
    Event,
    LogEntry,
    LogHead,
    Patch,
    Review,
    Role,
    State,
)
from ...core.problems import Cancelled, LandGuardError, Message
from ...core.progress import Progress, stop_if_cancelled
from ...core.trust.certificate import (
    Change,
    Facts,
    Issue,
    RuleRef,
    changes_since,
    content_of,
    digest_of,
    last_sequences,
    number_of,
    sm3_digest_of,
)
from ...core.trust.log import canonical_json, entry_of
from ...core.trust.merkle import Frontier
from ...core.trust.review import CERTIFY, DECISIONS, Case, decide, is_answered, refuse_slow_clock
from ...core.trust.roster import KEY_ADDED, ROSTER_SET, KnownKeys, Verify, accept_roster, known_keys, read_roster
from ...core.trust.statements import (
    Place,
    Signer,
    decision_data,
    head_statement,
    key_data,
    key_id_of,
    sign,
    signed,
)
from .ports import Changes, PatchQuery, PatchStore

#: kinds of log entries whose actor had a hand in the patch itself
MAKING = (JUDGE, "draw", "reshape", "split", "merge", "cut")
_TRIES = 3
_PER_PATCH = ("LG-REV", "LG-CER", "LG-GEO", "LG-CRT", "LG-LCK", "LG-JDG", "LG-EVI")


@dataclass(frozen=True)
class Rulebook:
    """What a campaign's dated rules say: their files, and what a patch still lacks before it can be certified."""

    refs: Mapping[str, RuleRef]
    unmet: Callable[[Facts, bool], Sequence[Message]]  # facts, whether a return must be answered


@dataclass(frozen=True)
class Order:
    """What is to be decided, by whom.

    expected  the states the officer saw, by uid; a patch that moved on is refused
    seen      how long the log was when the officer read the patches; whatever was done to a patch since is refused
    """

    decision: str
    opinion: str
    person: str
    role: Role
    expected: Mapping[str, State] = field(default_factory=dict)
    seen: int | None = None


@dataclass(frozen=True)
class Decided:
    """One decision that was committed and read back."""

    patch: Patch
    review: Review
    certificate: Certificate | None
    log_position: int


@dataclass(frozen=True)
class Refused:
    """One patch that was not decided on, and why."""

    patch: Patch
    message: Message


@dataclass(frozen=True)
class Outcome:
    """Decided + refused = the patches that were asked for."""

    decided: tuple[Decided, ...]
    refused: tuple[Refused, ...]


class LogView:
    """What deciding needs of a log: its Merkle frontier, the entries by patch, the keys, the last time. Reads on only."""

    def __init__(self, store: PatchStore, verify: Verify) -> None:
        """Read the whole log once."""
        self._store, self.verify = store, verify
        self.frontier, self.head = Frontier(), LogHead(0, "")
        self.origin, self.last_at = "", ""
        self.by_uid: dict[str, list[LogEntry]] = {}
        self._of_keys: list[LogEntry] = []
        self.read_on()

    def read_on(self) -> None:
        """Take up what was appended since."""
        for entry in self._store.log(self.head.size):
            self.frontier.append(entry.leaf)
            self.head = LogHead(entry.sequence, entry.leaf_hash)
            self.origin = self.origin or entry.leaf_hash
            self.last_at = max(self.last_at, entry.event.at)
            self.by_uid.setdefault(entry.event.uid, []).append(entry)
            if entry.event.kind in (KEY_ADDED, ROSTER_SET):
                self._of_keys.append(entry)

    @property
    def keys(self) -> KnownKeys:
        """Return the keys the log knows."""
        return known_keys(self._of_keys, self.verify)

    @property
    def place(self) -> Place:
        """Return where the log stands."""
        return Place(self.head.size, self.frontier.root.hex(), self.origin)

    def makers(self, uid: str) -> list[Actor]:
        """Return everybody who drew or judged a patch, by the log."""
        return [entry.event.actor for entry in self.by_uid.get(uid, ()) if entry.event.kind in MAKING]

    def last_decision(self, uid: str) -> str:
        """Return the hash of the last decision on a patch, "" when there is none."""
        decisions = [entry for entry in self.by_uid.get(uid, ()) if entry.event.kind in DECISIONS]
        return decisions[-1].leaf_hash if decisions else ""


class Bench:
    """Where decisions are prepared and made: a store with its log and rule books. Reads only, until `Desk` signs."""

    def __init__(self, store: PatchStore, verify: Verify, rulebook_of: Callable[[str], Rulebook]) -> None:
        """Read the log; `rulebook_of` gives the rule book of a campaign id."""
        self.store, self.log, self._rulebook_of = store, LogView(store, verify), rulebook_of
        self._rulebooks: dict[str, Rulebook] = {}
        self.crs = store.info().crs

    def facts(self, patch: Patch) -> Facts:
        """Return all that a certificate would say of a patch now."""
        evidence = tuple(self.store.evidence(patch.uid))
        screening = self.store.screenings([patch.uid]).get(patch.uid)
        return Facts(patch, self.crs, evidence, screening, self.rulebook(patch.campaign).refs)

    def case(self, patch: Patch) -> tuple[Case, Facts]:
        """Return a patch as it stands before a decision: history, what it lacks, what changed since its certificate."""
        facts = self.facts(patch)
        case = Case(
            patch,
            self.store.reviews(patch.uid),
            self.store.certificates(patch.uid),
            [*(judgement.actor for judgement in self.store.judgements(patch.uid)), *self.log.makers(patch.uid)],
        )
        unmet = self.rulebook(patch.campaign).unmet(facts, not is_answered(case))
        stale = tuple(change.field for change in self.changes(patch, facts, case))
        return replace(case, unmet=tuple(unmet), stale=stale), facts

    def changes(self, patch: Patch, facts: Facts, case: Case) -> list[Change]:
        """Return what changed since the certificate that stands; empty when none stands."""
        if not patch.state.is_certified or case.certificate is None:
            return []
        return changes_since(case.certificate, facts)

    def rulebook(self, campaign: str) -> Rulebook:
        """Return the rule book of a campaign, read once."""
        if campaign not in self._rulebooks:
            self._rulebooks[campaign] = self._rulebook_of(campaign)
        return self._rulebooks[campaign]


def decide_patches(
    bench: Bench,
    patches: Sequence[Patch],
    order: Order,
    signer: Signer,
    clock: Callable[[], str],
    progress: Progress,
    roster: bytes = b"",
) -> Outcome:
    """Decide on patches one by one, each in a commit of its own; a cancelled run keeps what was committed and ends.

    `roster` are the bytes of a roster file to go by from now on. Raises LandGuardError LG-SIG-xxx, LG-TIM-001, LG-STO-xxx for what
    stops all of them; before the first patch nothing is written then but a new roster or key.
    """
    desk = _Desk(bench, order, signer, clock)
    desk.admit(roster)
    decided: list[Decided] = []
    refused: list[Refused] = []
    for number, patch in enumerate(patches):
        try:
            stop_if_cancelled(progress)
        except Cancelled:
            if not decided:
                raise
            refused += [Refused(left, Message("LG-RUN-001")) for left in patches[number:]]
            break
        try:
            decided.append(desk.decide(patch))
        except LandGuardError as error:
            if not error.code.startswith(_PER_PATCH):
                raise
            refused.append(Refused(patch, error.message))
        progress.at((number + 1) / len(patches))
    return Outcome(tuple(decided), tuple(refused))


class _Desk:
    """One officer with an unlocked key at a bench."""

    def __init__(self, bench: Bench, order: Order, signer: Signer, clock: Callable[[], str]) -> None:
        self._bench, self._order, self._signer, self._clock = bench, order, signer, clock
        self._actor = Actor(order.person, order.role, key_id_of(signer.public_key))
        self._numbers = last_sequences(bench.store.certificates())

    def admit(self, roster: bytes) -> None:
        """Hold key and clock against the store, taking up a new roster or, where there is none, a new key."""
        log = self._bench.log
        log.read_on()
        at = self._clock()
        refuse_slow_clock(at, log.last_at)
        if roster:
            new, known = read_roster(roster, log.verify), log.keys
            accept_roster(known, new)
            if known.roster != new:
                self._append(Event(ROSTER_SET, "", self._actor, at, {"roster": _data(roster)}))
        if log.keys.refuse_stranger(self._actor.key_id, self._actor.person, self._actor.role, at):
            data = key_data(self._signer, self._actor.person, self._actor.role)
            self._append(Event(KEY_ADDED, "", self._actor, at, data))

    def decide(self, patch: Patch) -> Decided:
        """Decide on one patch as it stands in the store now; when only the log moved on meanwhile, try again."""
        for left in reversed(range(_TRIES)):
            try:
                return self._decide(self._fresh(patch))
            except LandGuardError as error:
                if error.code != "LG-LCK-002" or not left:
                    raise
                self._bench.log.read_on()
                self._numbers = last_sequences(self._bench.store.certificates())
        raise LandGuardError("LG-LCK-002", seen=0, stands=self._bench.log.head.size)

    def _fresh(self, patch: Patch) -> Patch:
        found = self._bench.store.patches(PatchQuery(uids=(patch.uid,), with_retired=True))
        return found[0] if found else patch

    def _decide(self, patch: Patch) -> Decided:
        order, log = self._order, self._bench.log
        at, place = self._clock(), log.place
        refuse_slow_clock(at, log.last_at)
        self._refuse_unseen(patch)
        case, facts = self._bench.case(patch)
        number = self._number(patch, at) if order.decision == CERTIFY else ""
        expected = order.expected.get(patch.uid)
        review = decide(case, order.decision, order.opinion, self._actor, at, expected, number)
        content = self._content(case, facts, review, place) if order.decision == CERTIFY else b""
        about = case.certificate
        digests = (digest_of(content), sm3_digest_of(content)) if content else ("", "")
        if not content and about is not None:
            digests = (about.sha256, about.sm3)
        statement = decision_data(review, digests, place, log.last_decision(patch.uid))
        signature = sign(self._signer, "decision", canonical_json(statement))
        event = Event(review.decision, patch.uid, self._actor, at, signed(statement, signature))
        entry = entry_of(event, log.head)
        certificates: tuple[Certificate, ...] = ()
        if content:
            supersedes = about.number if about is not None else ""
            signatures = ({"kind": "decision", **signature.as_data()}, self._head(entry, at))
            certificates = (
                Certificate(number, patch.uid, content, *digests, signatures, entry.sequence, at, supersedes),
            )
        changed = replace(patch, state=review.state_after)
        self._commit(Changes(changed=(changed,), reviews=(review,), certificates=certificates, events=(event,)), entry)
        if content:
            prefix, _, running = number.rpartition("-")
            self._numbers[prefix] = int(running)
        return Decided(
            replace(changed, version=patch.version + 1),
            review,
            certificates[0] if certificates else about,
            entry.sequence,
        )

    def _refuse_unseen(self, patch: Patch) -> None:
        """Nobody signs what he has not seen."""
        if self._order.seen is None:
            return
        since = [e for e in self._bench.log.by_uid.get(patch.uid, ()) if e.sequence > self._order.seen]
        if since:
            last = since[-1].event
            raise LandGuardError(
                "LG-REV-013", number=patch.number, person=last.actor.person, kind=last.kind, at=last.at
            )

    def _content(self, case: Case, facts: Facts, review: Review, place: Place) -> bytes:
        before = case.certificate
        supersedes = (before.number, before.sha256) if before is not None else ("", "")
        issue = Issue(
            review.certificate,
            self._actor,
            review.opinion,
            review.at,
            place.size,
            place.root,
            place.origin,
            supersedes,
        )
        return content_of(facts, issue)

    def _number(self, patch: Patch, at: str) -> str:
        prefix = number_of(patch.unit, at, 0).rpartition("-")[0]
        return number_of(patch.unit, at, self._numbers.get(prefix, 0) + 1)

    def _head(self, entry: LogEntry, at: str) -> dict[str, str]:
        """Return the signed head of the log with this decision in it."""
        log = self._bench.log
        grown = log.frontier.copy()
        grown.append(entry.leaf)
        statement = head_statement(Place(entry.sequence, grown.root.hex(), log.origin or entry.leaf_hash), at)
        signature = sign(self._signer, "head", statement)
        return {"kind": "head", "statement": statement.decode("utf-8"), **signature.as_data()}

    def _append(self, event: Event) -> None:
        entry = entry_of(event, self._bench.log.head)
        self._commit(Changes(events=(event,)), entry)

    def _commit(self, changes: Changes, entry: LogEntry) -> None:
        """Commit, and hold what the store read back against what was signed."""
        log = self._bench.log
        committed = self._bench.store.commit(replace(changes, expected_head=log.head.size))
        if committed.head != LogHead(entry.sequence, entry.leaf_hash):
            raise LandGuardError("LG-CER-011", expected=entry.sequence, found=committed.head.size)
        log.read_on()


def _data(roster: bytes) -> object:
    return json.loads(roster.decode("utf-8"))


def patches_meant(store: PatchStore, text: str) -> list[Patch]:
    """Return the patches that a PATCH text means, in the order they were added; retired ones are left out.

    Raises LandGuardError LG-CER-020..022 for a text that is not understood, LG-CER-023 when it fits nothing.
    """
    asked = asked_of(text)
    found = [patch for patch in store.patches(PatchQuery(states=asked.states)) if asked.fits(patch)]
    if not found:
        raise LandGuardError("LG-CER-023", value=text.strip())
    return found

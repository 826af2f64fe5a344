"""Use case: the case package (核查案卷包) of a certified patch, from a store whose log is read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...core.patches.records import Actor, Certificate, LogEntry, Patch, Review
from ...core.problems import LandGuardError
from ...core.trust.certificate import read_content
from ...core.trust.merkle import Tree
from ...core.trust.package import CaseFiles, LogSlice, package_of, slice_of
from ...core.trust.statements import Signer
from .ports import PatchStore

Originals = Callable[[str], "bytes | None"]  # SHA-256 of a piece of evidence -> its bytes


@dataclass(frozen=True)
class CaseRecord:
    """What the printable form shows: the certificate's own content, the decisions on it, the log's state."""

    content: Mapping[str, object]
    certificate: Certificate
    reviews: tuple[Review, ...]
    state: str
    log_size: int
    log_root: str
    pictures: Mapping[str, bytes]


@dataclass(frozen=True)
class Sealer:
    """Who seals packages, and when."""

    key: Signer
    actor: Actor
    at: str


class CaseRoom:
    """Makes packages from a store: the log's tree is built once for all of them."""

    def __init__(self, store: PatchStore, originals: Originals, form: Callable[[CaseRecord], bytes] | None) -> None:
        """Read the log; `form` makes the printable form, None leaves it out."""
        self._store, self._originals, self._form = store, originals, form
        self._entries: list[LogEntry] = list(store.log())
        self._tree = Tree(entry.leaf for entry in self._entries)
        self._head = _newest_head(store.certificates())

    def record(self, patch: Patch, pictures: Mapping[str, bytes] | None = None) -> CaseRecord:
        """Return what the form of a patch shows. Raises LandGuardError LG-PKG-001 when it was never certified."""
        certificates = self._store.certificates(patch.uid)
        if not certificates:
            raise LandGuardError("LG-PKG-001", number=patch.number)
        return CaseRecord(
            read_content(certificates[-1].content),
            certificates[-1],
            tuple(self._store.reviews(patch.uid)),
            patch.state.value,
            self._tree.size,
            self._tree.root().hex(),
            pictures or {},
        )

    def package(self, patch: Patch, pictures: Mapping[str, bytes] | None = None, sealer: Sealer | None = None) -> bytes:
        """Return the package of a patch. Raises LandGuardError LG-PKG-001, LG-PKG-002, LG-PKG-003, LG-CER-010."""
        record = self.record(patch, pictures)
        bound = record.content["bound"]
        pieces = bound["evidence"] if isinstance(bound, Mapping) else ()
        originals = {piece["sha256"]: self._originals(piece["sha256"]) for piece in pieces}
        case = CaseFiles(
            record.certificate,
            self._store.certificates(patch.uid)[:-1],
            {digest: content for digest, content in originals.items() if content is not None},
            self._form(record) if self._form is not None else b"",
            pictures,
        )
        origin = self._entries[0].leaf_hash if self._entries else ""
        log = LogSlice(self._tree, slice_of(self._entries, (patch.uid, *patch.parents)), origin, self._head)
        if sealer is None:
            return package_of(case, log, None, None, "")
        return package_of(case, log, sealer.key, sealer.actor, sealer.at)


def package_name(patch: Patch, certificate: str) -> str:
    """Return the file name of a package: certificate number and the patch's own, letters, digits and dashes only."""
    plain = "".join(character if character.isalnum() else "-" for character in patch.number)[:60]
    return f"{certificate}_{plain}.zip" if plain else f"{certificate}.zip"


def _newest_head(certificates: list[Certificate]) -> Mapping[str, str]:
    """Return the signed head that covers most of the log."""
    for certificate in sorted(certificates, key=lambda one: one.log_position, reverse=True):
        for signature in certificate.signatures:
            if signature.get("kind") == "head":
                return signature
    return {}

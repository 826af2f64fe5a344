"""The files of a case package (核查案卷包): certificate, geometry, log slice with proofs, evidence, form, manifest, seal.

Verified by resources/verify/lgverify.py, which shares no code with this on purpose: each is held against the other by tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..patches.records import Actor, Certificate, LogEntry
from ..problems import LandGuardError
from .archive import archive_of
from .certificate import read_content
from .digests import sha256_of, sm3_of, tagged
from .log import canonical_json
from .merkle import Tree
from .review import DECISIONS
from .roster import KEY_ADDED, ROSTER_SET
from .statements import Signer, sign, signed

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class CaseFiles:
    """What goes into a package beside the log.

    certificate   the one the case is about
    earlier       the certificates it supersedes, in whatever order
    originals     evidence by SHA-256
    form          the printable form as PDF, b"" for none
    pictures      PNG by a short lower-case name (before, after)
    """

    certificate: Certificate
    earlier: Sequence[Certificate]
    originals: Mapping[str, bytes]
    form: bytes = b""
    pictures: Mapping[str, bytes] | None = None


@dataclass(frozen=True)
class LogSlice:
    """What a package shows of the log: the whole tree, the entries to be shown, the newest signed head."""

    tree: Tree
    entries: Sequence[LogEntry]
    origin: str
    head: Mapping[str, str]  # as a certificate's signatures hold it


def package_of(case: CaseFiles, log: LogSlice, sealer: Signer | None, actor: Actor | None, at: str) -> bytes:
    """Return the bytes of a package; sealed when there is somebody to seal it.

    Raises LandGuardError: LG-PKG-002 for an original that is missing or not what was certified, LG-PKG-003 beyond the limits,
    LG-CER-010 for a damaged certificate.
    """
    content = read_content(case.certificate.content)
    files = {
        "certificate.json": case.certificate.content,
        "geometry.geojson": geojson_of(content),
        "log.json": canonical_json(log_data(log)),
        **_evidence(content, case.originals),
        **{f"earlier/{one.number}.json": one.content for one in case.earlier},
        **{f"pictures/{name}.png": picture for name, picture in (case.pictures or {}).items()},
    }
    if case.form:
        files["form.pdf"] = case.form
    roster = [entry for entry in log.entries if entry.event.kind == ROSTER_SET]
    if roster:
        files["roster.json"] = canonical_json(roster[-1].event.data["roster"])
    manifest = canonical_json(manifest_data(case.certificate, files))
    files["manifest.json"] = manifest
    if sealer is not None and actor is not None:
        files["seal.json"] = seal_of(manifest, sealer, actor, at)
    return archive_of(files)


def manifest_data(certificate: Certificate, files: Mapping[str, bytes]) -> dict[str, object]:
    """Return what the manifest says: every file with its digests."""
    rows = [
        {"name": name, "sha256": sha256_of(files[name]), "sm3": sm3_of(files[name]), "size": len(files[name])}
        for name in sorted(files)
    ]
    return {"schema": "LGC1/package/1", "number": certificate.number, "uid": certificate.uid, "files": rows}


def seal_of(manifest: bytes, sealer: Signer, actor: Actor, at: str) -> bytes:
    """Return the seal over a manifest: whoever made the package answers for every byte of it."""
    statement: dict[str, object] = {
        "schema": "LGC1/seal/1",
        "manifest": sha256_of(tagged("manifest", manifest)),
        "actor": {"key": actor.key_id, "person": actor.person, "role": actor.role.value},
        "at": at,
    }
    return canonical_json(signed(statement, sign(sealer, "seal", canonical_json(statement))))


def log_data(log: LogSlice) -> dict[str, object]:
    """Return the slice of the log with its proofs."""
    size = log.tree.size
    statement = json.loads(log.head["statement"]) if log.head else {}
    signature = {name: log.head[name] for name in ("alg", "key", "public", "value")} if log.head else {}
    return {
        "schema": "LGC1/log/1",
        "size": size,
        "root": log.tree.root().hex(),
        "origin": log.origin,
        "head": {"statement": statement, "signature": signature} if log.head else None,
        "since": _consistency(log.tree, statement["size"]) if log.head else [],
        "entries": [_entry(entry, log.tree) for entry in log.entries],
    }


def slice_of(entries: Sequence[LogEntry], uids: Iterable[str]) -> list[LogEntry]:
    """Return the entries a package shows: the first, those on these patches, the keys and rosters."""
    wanted = {uid for uid in uids if uid}
    return [
        entry
        for entry in entries
        if entry.sequence == 1 or entry.event.uid in wanted or entry.event.kind in (KEY_ADDED, ROSTER_SET)
    ]


def geojson_of(content: Mapping[str, object]) -> bytes:
    """Return the certified geometry as GeoJSON in its own projected system, four decimals, one spelling."""
    bound = content["bound"]
    geometry = bound["geometry"] if isinstance(bound, Mapping) else {}
    parts = ",".join(f"[{','.join(_ring_text(ring) for ring in part)}]" for part in geometry["parts"])
    crs = f'{{"type":"name","properties":{{"name":{json.dumps(geometry["crs"])}}}}}'
    feature = f'{{"type":"Feature","properties":{{"number":{json.dumps(content["number"])}}},'
    shape = f'"geometry":{{"type":"MultiPolygon","coordinates":[{parts}]}}}}'
    return f'{{"type":"FeatureCollection","crs":{crs},"features":[{feature}{shape}]}}\n'.encode()


def _ring_text(ring: list[list[int]]) -> str:
    points = ring + ring[:1]
    return f"[{','.join(f'[{_metres(x)},{_metres(y)}]' for x, y in points)}]"


def _metres(steps: int) -> str:
    whole, rest = divmod(abs(steps), 10_000)
    return f"{'-' if steps < 0 else ''}{whole}.{rest:04d}"


def _entry(entry: LogEntry, tree: Tree) -> dict[str, object]:
    data: dict[str, object] = {
        "leaf": entry.leaf.decode("utf-8"),
        "proof": [node.hex() for node in tree.inclusion(entry.sequence - 1)],
    }
    if entry.event.kind in DECISIONS:
        statement = entry.event.data.get("statement")
        size = statement["log"]["size"] if isinstance(statement, Mapping) else 0
        data["since"] = _consistency(tree, size)
    return data


def _consistency(tree: Tree, earlier: int) -> list[str]:
    return [node.hex() for node in tree.consistency(earlier)] if earlier else []


def _evidence(content: Mapping[str, object], originals: Mapping[str, bytes]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    bound = content["bound"]
    for piece in bound["evidence"] if isinstance(bound, Mapping) else ():
        original = originals.get(piece["sha256"])
        if original is None or sha256_of(original) != piece["sha256"]:
            raise LandGuardError(
                "LG-PKG-002", number=content["number"], name=piece["name"], sha256=piece["sha256"][:16]
            )
        suffix = "." + piece["name"].rpartition(".")[2].lower() if "." in piece["name"] else ""
        files[f"evidence/{piece['sha256']}{suffix if _SUFFIX.fullmatch(suffix) else ''}"] = original
    return files

"""What a certificate (认定书) binds, its canonical bytes, and what has changed since.

The canonical bytes are the legal original: geometry, attributes, verdict, evidence, figures, rules, opinion, signer, the time the
signer's clock claimed, the place in the log and the certificate before. Layers and tables are only views of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..patches.records import Actor, Certificate, Evidence, Judgement, LogEntry, Patch, Screening
from ..problems import LandGuardError
from .canonical import area_text, canonical_fields, canonical_parts, canonical_text
from .digests import sha256_of, sm3_of, tagged
from .log import canonical_json

SCHEMA = "LGC1/certificate/1"
KIND = "certificate"
_MISSING = object()
_KEYS = {
    "": ("at", "bound", "log", "number", "opinion", "schema", "signer", "supersedes", "uid"),
    "bound": ("evidence", "figures", "geometry", "judgement", "patch", "rules"),
    "bound.patch": ("area_dm2", "batch", "campaign", "drawn_by", "issued", "number", "origin", "parents", "unit"),
    "bound.geometry": ("crs", "parts", "unit"),
    "bound.judgement": ("actor", "answer", "at", "fields", "opinion", "path"),
    "log": ("origin", "root", "size"),
    "signer": ("key", "person", "role"),
}


@dataclass(frozen=True)
class RuleRef:
    """A dated rule file a verdict rests on: its id and the SHA-256 of its bytes."""

    id: str
    sha256: str


@dataclass(frozen=True)
class Facts:
    """All that a certificate says of a patch. `rules` has verdict_tree, screening_rules and evidence_rules."""

    patch: Patch
    crs: str
    evidence: tuple[Evidence, ...]
    screening: Screening | None
    rules: Mapping[str, RuleRef]


@dataclass(frozen=True)
class Issue:
    """Who issues a certificate, when and where in the log.

    log_size, log_root   the log that was there before: number of entries and RFC 6962 root, hex; origin: hash of entry 1
    supersedes           number and digest of the certificate before, ("", "") for the first
    """

    number: str
    signer: Actor
    opinion: str
    at: str
    log_size: int
    log_root: str
    log_origin: str
    supersedes: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Change:
    """A bound field that is not what it was: its dotted name, then and now as short texts."""

    field: str
    then: str
    now: str


def bound_of(facts: Facts) -> dict[str, object]:
    """Return what a certificate binds of a patch, in canonical values. Raises LandGuardError LG-CER-xxx (see canonical)."""
    patch = facts.patch
    if patch.judgement is None:
        raise LandGuardError("LG-REV-008", number=patch.number)
    return {
        "patch": {
            "number": canonical_text(patch.number, "number"),
            "campaign": canonical_text(patch.campaign, "campaign"),
            "batch": canonical_text(patch.batch, "batch"),
            "unit": canonical_text(patch.unit, "unit"),
            "origin": patch.origin.value,
            "area_dm2": area_text(patch.area_dm2),
            "parents": sorted(patch.parents),
            "issued": canonical_fields(patch.issued, "issued"),
            "drawn_by": canonical_text(patch.drawn_by, "drawn_by"),
        },
        "geometry": {"crs": facts.crs, "unit": "0.0001 m", "parts": canonical_parts(patch.shape)},
        "judgement": _judgement(patch.judgement),
        "evidence": [_evidence(piece) for piece in _standing(facts.evidence)],
        "figures": _figures(facts.screening),
        "rules": {name: {"id": rule.id, "sha256": rule.sha256} for name, rule in facts.rules.items()},
    }


def content_of(facts: Facts, issue: Issue) -> bytes:
    """Return the canonical bytes of a certificate. Raises LandGuardError LG-CER-xxx (see canonical), LG-REV-008."""
    return canonical_json(
        {
            "schema": SCHEMA,
            "number": issue.number,
            "uid": facts.patch.uid,
            "bound": bound_of(facts),
            "opinion": canonical_text(issue.opinion, "opinion"),
            "signer": _actor(issue.signer),
            "at": issue.at,
            "log": {"size": issue.log_size, "root": issue.log_root, "origin": issue.log_origin},
            "supersedes": {"number": issue.supersedes[0], "sha256": issue.supersedes[1]},
        }
    )


def digest_of(content: bytes) -> str:
    """Return the digest by which a certificate is named in the log and in later certificates, hex SHA-256."""
    return sha256_of(tagged(KIND, content))


def sm3_digest_of(content: bytes) -> str:
    """Return the same in SM3, "" where there is none."""
    return sm3_of(tagged(KIND, content))


def read_content(content: bytes) -> dict[str, object]:
    """Return the fields of canonical bytes.

    Raises LandGuardError LG-CER-010 naming the place for bytes that are not exactly a certificate: unknown or missing keys,
    another spelling, another schema.
    """
    try:
        read = json.loads(content.decode("utf-8"))
        exact = canonical_json(read) == content
    except ValueError as error:
        raise LandGuardError("LG-CER-010", field="-") from error
    if not isinstance(read, dict) or read.get("schema") != SCHEMA or not exact:
        raise LandGuardError("LG-CER-010", field="schema" if exact else "-")
    for path, keys in _KEYS.items():
        place: object = read
        for step in filter(None, path.split(".")):
            place = place.get(step) if isinstance(place, dict) else None
        if not isinstance(place, dict) or tuple(sorted(place)) != keys:
            raise LandGuardError("LG-CER-010", field=path or "-")
    return read


def changes_since(certificate: Certificate, facts: Facts) -> list[Change]:
    """Return what is not as it was certified, field by field; empty while the certificate stands.

    Raises LandGuardError LG-CER-010 when the certificate's own bytes are damaged. Facts that have no canonical form any more
    (a broken geometry, a missing verdict) are themselves a change.
    """
    then = read_content(certificate.content)["bound"]
    try:
        now: object = bound_of(facts)
    except LandGuardError as error:
        return [Change("bound", "-", error.code)]
    return list(_differences("", then, now))


def who_changed(entries: Iterable[LogEntry], certificate: Certificate, uid: str) -> list[LogEntry]:
    """Return the log's entries on a patch after its certificate: what was done since, by whom, in order."""
    return [entry for entry in entries if entry.sequence > certificate.log_position and entry.event.uid == uid]


def number_of(unit: str, at: str, sequence: int) -> str:
    """Return a certificate number: county code, year, running number within both, such as 990101-2026-000123."""
    return f"{unit[:6] or '000000'}-{at[:4]}-{sequence:06d}"


def last_sequences(certificates: Iterable[Certificate]) -> dict[str, int]:
    """Return the highest running number by prefix (county-year), to go on from."""
    last: dict[str, int] = {}
    for certificate in certificates:
        prefix, _, number = certificate.number.rpartition("-")
        if number.isdigit():
            last[prefix] = max(last.get(prefix, 0), int(number))
    return last


def _standing(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted((piece for piece in evidence if not piece.withdrawn), key=lambda piece: (piece.sha256, piece.id))


def _judgement(judgement: Judgement) -> dict[str, object]:
    return {
        "path": list(judgement.path),
        "fields": canonical_fields(judgement.fields, "judgement"),
        "opinion": canonical_text(judgement.opinion, "judgement.opinion"),
        "answer": canonical_text(judgement.answer, "judgement.answer"),
        "actor": _actor(judgement.actor),
        "at": judgement.at,
    }


def _evidence(piece: Evidence) -> dict[str, object]:
    return {
        "id": piece.id,
        "kind": piece.kind,
        "name": canonical_text(piece.name, "evidence.name"),
        "sha256": piece.sha256,
        "sm3": piece.sm3,
        "size": piece.size,
        "grade": piece.grade,
        "claims": canonical_fields(piece.claims, "evidence.claims"),
        "tests": dict(piece.tests),
        "actor": _actor(piece.actor),
        "at": piece.at,
    }


def _figures(screening: Screening | None) -> dict[str, object] | None:
    if screening is None:
        return None
    return {
        "dm2": {name: area_text(dm2) for name, dm2 in screening.figures_dm2.items()},
        "suggestion": screening.suggestion,
        "reasons": [canonical_text(reason, "reasons") for reason in screening.reasons],
        "rules": screening.rules,
    }


def _actor(actor: Actor) -> dict[str, object]:
    return {"key": actor.key_id, "person": canonical_text(actor.person, "person"), "role": actor.role.value}


def _is_number(value: Mapping[str, object]) -> bool:
    return set(value) == {"number"}


def _differences(name: str, then: object, now: object) -> Iterable[Change]:
    if then == now:
        return
    if name == "evidence":
        yield from _evidence_differences(then, now)
    elif name == "geometry.parts":
        yield Change("geometry", _shape_words(then), _shape_words(now))
    elif isinstance(then, Mapping) and isinstance(now, Mapping) and not _is_number(then) and not _is_number(now):
        for key in sorted({*then, *now}):
            yield from _differences(f"{name}.{key}".lstrip("."), then.get(key, _MISSING), now.get(key, _MISSING))
    else:
        yield Change(name, _short(then), _short(now))


def _evidence_differences(then: object, now: object) -> Iterable[Change]:
    before = {str(piece["id"]): piece for piece in _pieces(then)}
    after = {str(piece["id"]): piece for piece in _pieces(now)}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            yield Change(f"evidence.{key}", str(old["name"]) if old else "-", str(new["name"]) if new else "-")
        else:
            yield from _differences(f"evidence.{key}", old, new)


def _pieces(value: object) -> list[Mapping[str, object]]:
    return [piece for piece in value if isinstance(piece, Mapping)] if isinstance(value, list) else []


def _shape_words(parts: object) -> str:
    """Return a geometry in a few words: digest, so that two shapes of the same size are told apart, and vertex count."""
    count = sum(len(ring) for part in parts for ring in part) if isinstance(parts, list) else 0
    return f"{sha256_of(canonical_json(parts))[:12]} ({count})"


def _short(value: object) -> str:
    if value is None or value is _MISSING:
        return "null" if value is None else "-"
    if isinstance(value, Mapping) and _is_number(value):
        return str(value["number"])
    text = value if isinstance(value, str) else canonical_json(value).decode("utf-8")
    return text if len(text) <= 120 else text[:119] + "…"

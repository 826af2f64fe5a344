"""Records of a patch project as rows of tables, and back. Rows are tuples in the order of COLUMNS, without their digest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Callable, Optional, TypeVar

from ...app.patches.ports import Changes
from ...core.patches.records import (
    Actor,
    Campaign,
    Certificate,
    Delivery,
    Evidence,
    Judgement,
    LogEntry,
    Origin,
    Patch,
    Review,
    Role,
    RuleFile,
    Screening,
    State,
)
from ...core.problems import LandGuardError
from ...core.trust.log import entry_from_leaf
from . import shapes
from .tables import COLUMNS, Row


def json_text(value: object) -> str:
    """Return a value as JSON, keys in their order. Raises TypeError or ValueError for what JSON cannot hold."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def refuse_unwritable(changes: Changes, patches: Iterable[Patch]) -> None:
    """Refuse values that a table could not give back as they are (LG-STO-022): NaN, foreign objects, half characters."""
    for patch in patches:
        _try(patch.number or patch.uid, "issued", _patch_texts, patch)
    for campaign in changes.campaigns:
        _try(campaign.id, "campaign", campaign_row, campaign)
    for file in changes.rule_files:
        _try(file.name, "rule_file", rule_file_row, file)
    for delivery in changes.deliveries:
        _try(delivery.name, "delivery", delivery_row, delivery)
    for screening in changes.screenings:
        _try(screening.uid, "screening", screening_row, screening)
    for piece in changes.evidence:
        _try(piece.name, "evidence", evidence_row, piece)
    for review in changes.reviews:
        _try(review.uid, "review", lambda one: review_row(one, 0), review)
    for certificate in changes.certificates:
        _try(certificate.number, "certificate", lambda one: certificate_row(one, b""), certificate)


Record = TypeVar("Record")


def decoded(table: str, row: Sequence, decode: Callable[[Sequence], Record]) -> Record:
    """Return the record of a row. Raises LandGuardError LG-STO-031 for a row that spells none: it was damaged or altered."""
    try:
        return decode(row)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise LandGuardError("LG-STO-031", table=table, record=str(row[0])) from error


def _try(record: str, field: str, encode: object, value: object) -> None:
    try:
        row = encode(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise LandGuardError("LG-STO-022", record=record, field=field, detail=str(error)) from error
    for cell in row:
        fits = cell is None or (isinstance(cell, (str, bytes)) or type(cell) is int)
        if not fits or (type(cell) is int and not -(2**63) <= cell < 2**63):
            raise LandGuardError("LG-STO-022", record=record, field=field, detail=repr(cell))
        if isinstance(cell, str):
            try:
                cell.encode("utf-8")
            except UnicodeEncodeError as error:
                raise LandGuardError("LG-STO-022", record=record, field=field, detail=repr(cell)) from error


def _patch_texts(patch: Patch) -> Row:
    judged = () if patch.judgement is None else verdict_row(patch.judgement, patch.uid, patch.version)
    return (*_patch_head(patch), *_patch_tail(patch), *judged)


def _patch_head(patch: Patch) -> Row:
    head = (patch.uid, patch.campaign, patch.batch, patch.number, patch.unit, patch.origin.value, patch.state.value)
    verdict = patch.judgement.verdict if patch.judgement is not None else ""
    return (*head, patch.version, verdict, patch.area_dm2, patch.drawn_by)


def _patch_tail(patch: Patch) -> Row:
    return json_text(list(patch.parents)), json_text(dict(patch.issued)), int(shapes.is_single(patch.shape))


def patch_row(patch: Patch, blob: bytes, judgement: Optional[int]) -> Row:
    """Return the row of a patch without its number; `judgement` is the row of its standing judgement."""
    return (blob, *_patch_head(patch), *_patch_tail(patch), judgement)


def patch_of(row: Sequence, judgement: Optional[Judgement]) -> Patch:
    """Return the patch of a row of lg_patch."""
    _, blob, uid, campaign, batch, number, unit, origin, state, version, _, area, drawn, parents, issued, single = row[
        :16
    ]
    return Patch(
        uid=uid,
        campaign=campaign,
        batch=batch,
        number=number,
        unit=unit,
        origin=Origin(origin),
        shape=shapes.shape_of(blob, bool(single)),
        area_dm2=area,
        issued=json.loads(issued),
        state=State(state),
        version=version,
        parents=tuple(json.loads(parents)),
        judgement=judgement,
        drawn_by=drawn,
    )


def _actor_row(actor: Actor) -> Row:
    return actor.person, actor.role.value, actor.key_id


def _actor(person: str, role: str, key: str) -> Actor:
    return Actor(person, Role(role), key)


def verdict_row(judgement: Judgement, uid: str, version: int) -> Row:
    """Return the row of a judgement that came with this version of a patch."""
    head = (uid, version, json_text(list(judgement.path)), json_text(dict(judgement.fields)), judgement.opinion)
    return (*head, *_actor_row(judgement.actor), judgement.at, judgement.answer)


def judgement_of(row: Sequence) -> Judgement:
    """Return the judgement of a row of lg_verdict."""
    _, _, _, path, fields, opinion, person, role, key, at, answer = row
    return Judgement(tuple(json.loads(path)), json.loads(fields), opinion, _actor(person, role, key), at, answer)


def campaign_row(one: Campaign) -> Row:
    """Return the row of a campaign."""
    return one.id, one.title, one.year, one.verdict_tree, one.screening_rules, one.evidence_rules


def campaign_of(row: Sequence) -> Campaign:
    """Return the campaign of a row."""
    return Campaign(*row[1:])


def rule_file_row(one: RuleFile) -> Row:
    """Return the row of a rule file."""
    return one.name, one.sha256, one.at


def rule_file_of(row: Sequence) -> RuleFile:
    """Return the rule file of a row."""
    return RuleFile(*row[1:])


def delivery_row(one: Delivery) -> Row:
    """Return the row of a delivery."""
    return one.id, one.campaign, one.name, one.sha256, one.read, one.accepted, one.rejected, one.at


def delivery_of(row: Sequence) -> Delivery:
    """Return the delivery of a row."""
    return Delivery(*row[1:])


def screening_row(one: Screening) -> Row:
    """Return the row of a screening."""
    figures, reasons = json_text(dict(one.figures_dm2)), json_text(list(one.reasons))
    head = (one.uid, one.patch_version, figures, one.suggestion, reasons)
    return (*head, one.priority, one.rules, one.at, json_text(list(one.earlier)))


def screening_of(row: Sequence) -> Screening:
    """Return the screening of a row."""
    _, uid, version, figures, suggestion, reasons, priority, rules, at, earlier = row
    told = tuple(json.loads(reasons))
    return Screening(
        uid, version, json.loads(figures), suggestion, told, priority, rules, at, tuple(json.loads(earlier))
    )


def evidence_row(one: Evidence) -> Row:
    """Return the row of a piece of evidence."""
    head = (one.id, one.uid, one.kind, one.name, one.sha256, one.sm3, one.size)
    said = (json_text(dict(one.claims)), json_text(dict(one.tests)), one.grade)
    return (*head, *said, *_actor_row(one.actor), one.at, int(one.withdrawn))


def evidence_of(row: Sequence, withdrawn: bool) -> Evidence:
    """Return the piece of evidence of a row; `withdrawn` says whether it was withdrawn later."""
    _, name, uid, kind, file, sha256, sm3, size, claims, tests, grade, person, role, key, at, at_once = row
    actor = _actor(person, role, key)
    said = (json.loads(claims), json.loads(tests), grade)
    return Evidence(name, uid, kind, file, sha256, sm3, size, *said, actor, at, withdrawn or bool(at_once))


def review_row(one: Review, version: int) -> Row:
    """Return the row of a review of this version of a patch."""
    states = (one.state_before.value, one.state_after.value)
    return (one.uid, version, one.decision, one.opinion, *_actor_row(one.actor), one.at, *states, one.certificate)


def review_of(row: Sequence) -> Review:
    """Return the review of a row."""
    _, uid, _, decision, opinion, person, role, key, at, before, after, certificate = row
    return Review(uid, decision, opinion, _actor(person, role, key), at, State(before), State(after), certificate)


def certificate_row(one: Certificate, record: bytes) -> Row:
    """Return the row of a certificate; `record` is the certified patch as the store held it (`record_of`)."""
    signatures = json_text([dict(signature) for signature in one.signatures])
    head = (one.number, one.uid, one.content, one.sha256, one.sm3, signatures)
    return (*head, one.log_position, one.at, one.supersedes, record)


def certificate_of(row: Sequence) -> Certificate:
    """Return the certificate of a row."""
    _, number, uid, content, sha256, sm3, signatures, position, at, supersedes, _ = row
    return Certificate(number, uid, content, sha256, sm3, tuple(json.loads(signatures)), position, at, supersedes)


def log_row(entry: LogEntry) -> Row:
    """Return the whole row of a log entry, number first."""
    event = entry.event
    return entry.sequence, event.uid, event.kind, event.at, entry.leaf, entry.leaf_hash, entry.previous


def entry_of_row(row: Sequence) -> LogEntry:
    """Return the log entry of a row as it is stored: what the columns say, the event from the leaf.

    Raises ValueError for a leaf that spells no event.
    """
    sequence, _, _, _, leaf, leaf_hash, previous = row
    return LogEntry(sequence, leaf, leaf_hash, previous, entry_from_leaf(leaf).event)


def record_of(patch: Patch) -> bytes:
    """Return the content of a patch as one spelling of bytes: all but where it stands and its version."""
    return json_text(content_of(patch)).encode("utf-8")


def content_of(patch: Patch) -> dict[str, object]:
    """Return the content of a patch by field, as JSON gives it back: all but where it stands and its version."""
    judged = None if patch.judgement is None else list(verdict_row(patch.judgement, patch.uid, 0)[2:])
    return {
        "uid": patch.uid,
        "campaign": patch.campaign,
        "batch": patch.batch,
        "number": patch.number,
        "unit": patch.unit,
        "origin": patch.origin.value,
        "geom": patch.shape.hex(),
        "area_dm2": patch.area_dm2,
        "issued": json_text(dict(patch.issued)),
        "parents": json_text(list(patch.parents)),
        "verdict": patch.judgement.verdict if patch.judgement is not None else "",
        "judgement": judged,
        "drawn_by": patch.drawn_by,
    }


def content_of_rows(row: Sequence, verdict: Optional[Sequence]) -> dict[str, object]:
    """Return the content by field as the rows of a patch and its standing judgement have it, whatever they hold."""
    named = dict(zip(COLUMNS["lg_patch"], row))
    blob = named["geom"]
    content: dict[str, object] = {name: value for name, value in named.items() if name in CONTENT}
    content["geom"] = shapes.shape_of(blob, named["single"] == 1).hex() if isinstance(blob, bytes) else None
    content["judgement"] = None if named["judgement"] is None else (list(verdict[3:]) if verdict else [])
    return content


#: the fields of a patch that a certificate stands for
CONTENT = (
    "uid",
    "campaign",
    "batch",
    "number",
    "unit",
    "origin",
    "geom",
    "area_dm2",
    "issued",
    "parents",
    "verdict",
    "judgement",
    "drawn_by",
)

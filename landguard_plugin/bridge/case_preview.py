"""What the certify page shows of a patch before a decision: the paper form, what is missing, what changed, whose key it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtGui import QImage

from ..app.patches.deciding import Bench
from ..core.patches.history import Since, since_return
from ..core.patches.judging import ANSWER, OPINION, VERDICT
from ..core.patches.records import Actor, Patch, Role
from ..core.problems import LandGuardError, Message
from ..core.trust.certificate import Change, bound_of, read_content, who_changed
from ..core.trust.review import DECISIONS, WITHDRAW, Case, barred, possible
from ..storage.signing.keyfile import owner_of
from .case_form import STYLE, body_html, decisions_html, field_title, sketch
from .clock import beijing_text
from .i18n import tr
from .text import term, word
from .trust import plain_path


@dataclass(frozen=True)
class Preview:
    """One patch on the certify page.

    html      the form, or a sentence why there is none
    outline   the picture named lg:sketch in it, None without a usable geometry
    barred    why this person may not check it, "" when nothing speaks against it
    missing   what keeps it from being certified or accepted: code and sentence
    changed   what changed since the certificate that stands
    done_by   what the log says was done to it since, by whom, when anything changed
    since     what changed since the last return, None when it was never returned
    decisions what the role may decide
    """

    patch: Patch
    html: str
    outline: Optional[QImage]
    barred: str
    missing: tuple[tuple[str, str], ...]
    changed: tuple[Change, ...]
    done_by: tuple[str, ...]
    since: Optional[Since]
    decisions: tuple[str, ...]


def preview_of(bench: Bench, patch: Patch, role: Role, person: str = "") -> Preview:
    """Return a patch as the certify page shows it to a person in a role."""
    case, facts = bench.case(patch)
    missing = [(message.code, word(message)) for message in case.unmet] if role is Role.COUNTY else []
    changed = bench.changes(patch, facts, case)
    missing += [("LG-REV-009", f"{change.field}: {change.then} → {change.now}") for change in changed]
    try:
        bound = bound_of(facts)
        number = (
            case.certificate.number if case.certificate is not None and patch.state.is_certified else tr("(follows)")
        )
        decisions = {one.value: decisions_html(case.reviews, one.value) for one in Role}
        html = f"<style>{STYLE}</style>" + body_html({"number": number, "bound": bound}, decisions)
        outline = sketch(bound["geometry"]["parts"])
    except LandGuardError as error:
        missing.insert(0, (error.code, word(error.message)))
        html, outline = f"<p>{word(error.message)}</p>", None
    decisions = possible(patch.state, role)
    hand = barred(case, Actor(person, role)) if person else None
    if hand is not None:
        decisions = tuple(decision for decision in decisions if decision == WITHDRAW)
    since = since_return(patch, case.reviews, bench.log.by_uid.get(patch.uid, []), _certified(case))
    done_by = _done_since(bench, case) if changed else ()
    barring = word(hand) if hand is not None else ""
    return Preview(patch, html, outline, barring, tuple(missing), tuple(changed), done_by, since, decisions)


def _done_since(bench: Bench, case: Case) -> tuple[str, ...]:
    """Return what was done to a patch after its certificate, decisions apart, as the log has it."""
    entries = who_changed(bench.log.by_uid.get(case.patch.uid, []), case.certificate, case.patch.uid)
    return tuple(
        tr("{kind}: {person}, {at} (log entry {number})").format(
            kind=entry.event.kind,
            person=entry.event.actor.person,
            at=beijing_text(entry.event.at),
            number=entry.sequence,
        )
        for entry in entries
        if entry.event.kind not in DECISIONS
    )


def since_lines(since: Since) -> list[str]:
    """Return the reason of a return, the answer, and only what changed since, as lines."""
    lines = [
        tr("Returned by {person}: {reason}").format(person=since.returned_by.person, reason=since.reason),
        tr("Answer: {answer}").format(answer=since.answer or "—"),
    ]
    titles = {VERDICT: tr("Verdict"), OPINION: tr("Opinion"), ANSWER: tr("Answer")}
    lines += [
        f"{titles.get(d.name) or field_title(d.name)}: {d.before or '—'} → {d.after or '—'}"
        for d in since.differences
        if d.name != ANSWER
    ]
    if since.shape_before is not None:
        lines.append(tr("The geometry was changed."))
    return lines


def owner_text(path: str) -> str:
    """Return whose key a file says it is, "" when it says nothing or is none."""
    person, role = owner_of(plain_path(path)) if path.strip() and Path(path.strip()).is_file() else ("", "")
    return f"{person}（{term(f'role_{role}')}）" if person else ""


def decision_title(decision: str) -> str:
    """Return the name of a decision."""
    return term(f"decision_{decision}")


def words_of(messages: Sequence[Message]) -> list[str]:
    """Return messages as sentences."""
    return [word(message) for message in messages]


def _certified(case: Case) -> Optional[tuple[bytes, int]]:
    """Return shape (WKB) and area of the newest certificate, for comparing with what stands now."""
    if case.certificate is None:
        return None
    import shapely

    bound = read_content(case.certificate.content)["bound"]
    parts = [shapely.Polygon(*_metres(part)) for part in bound["geometry"]["parts"]]
    shape = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    standing = shapely.from_wkb(case.patch.shape)
    same = shapely.equals(shapely.set_precision(standing, 0.0001), shapely.set_precision(shape, 0.0001))
    return (case.patch.shape if same else shape.wkb, bound["patch"]["area_dm2"])


def _metres(part: list) -> tuple:
    rings = [[(x / 1e4, y / 1e4) for x, y in ring] for ring in part]
    return rings[0], rings[1:]

"""Use case: every issued patch gets its figures, a suggestion with reasons, and a priority; broken ones are kept and named."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional

import numpy as np
import pandas as pd
import shapely

from ...core.area.official import official_areas
from ...core.layers import Column, PolygonTable
from ...core.problems import Message
from ...core.progress import Progress, Stretch, stop_if_cancelled
from ...core.quantities import to_dm2_array
from ...core.screening.covers import Patches
from ...core.screening.deciding import DOUBTFUL, Figure, Suggestion, suggest
from ...core.screening.figures import Figures, ScreeningLayers, class_texts, group_shares, measure
from ...core.screening.rules import ScreeningRules
from ...core.survey.classes import ClassTable
from ...core.survey.shapes import screen

AREAS = (
    "patch",
    "farmland",
    "paddy",
    "irrigated",
    "dry",
    "ridge",
    "adjustable",
    "construction",
    "unsurveyed",
    "basic",
    "red_line",
    "approved",
    "approved_later",
    "open_farmland",
    "open_basic",
    "temporary",
    "temporary_expired",
    "facility",
    "unchanged",
    "earlier",
)
COLUMNS = (
    Column("patch_m2", "area"),
    Column("farmland_m2", "area"),
    Column("basic_m2", "area"),
    Column("red_line_m2", "area"),
    Column("approved_m2", "area"),
    Column("approved_share", "number"),
    Column("suggestion"),
    Column("suggestion_path"),
    Column("reasons"),
    Column("priority", "integer"),
    Column("priority_why"),
    Column("classes"),
    *(
        Column(f"{name}_m2", "area")
        for name in AREAS
        if name not in ("patch", "farmland", "basic", "red_line", "approved")
    ),
    Column("width_m", "number", 0, 2),
    Column("unit"),
    Column("parcels"),
    Column("earlier"),
    Column("earlier_verdict"),
    Column("rules"),
)
_MOST_LISTED = 20


@dataclass(frozen=True)
class Known:
    """What the layers beside the ground know by name: earlier patches (number, verdict), parcels, units (code)."""

    earlier_numbers: Sequence[str] = ()
    earlier_verdicts: Sequence[str] = ()
    parcel_numbers: Sequence[str] = ()
    units: Sequence[str] = ()  # code of every patch, "" for unknown


@dataclass(frozen=True)
class Issued:
    """What the issue says of each patch: its type and the date of its later image as ISO, "" for unknown."""

    types: np.ndarray
    dates: np.ndarray


@dataclass(frozen=True)
class Screened:
    """The rows of COLUMNS in the order of the patches (`reasons` and `priority_why` still empty), and what words need."""

    rows: pd.DataFrame
    suggestions: list[Suggestion]
    areas: pd.DataFrame
    unusable: dict[int, Message] = field(default_factory=dict)


def screen_patches(
    table: PolygonTable,
    issued: Issued,
    layers: ScreeningLayers,
    known: Known,
    rules: ScreeningRules,
    classes: ClassTable,
    workers: int,
    progress: Progress,
) -> Screened:
    """Return every patch screened. A patch whose shape cannot be measured is 存疑, with the reason, and has no figures."""
    checked = screen(table.shapes, table.plane, Stretch(progress, 0.0, 0.1))
    usable = np.array([row not in checked.refused for row in range(len(table))], dtype=bool)
    rows = np.nonzero(usable)[0]
    wkb = [checked.shapes[row] for row in rows]
    official = official_areas(wkb, table.plane) if wkb else np.empty(0)
    patches = Patches(_decoded(wkb), official, to_dm2_array(official), table.plane)
    figures = measure(patches, issued.dates[rows], layers, classes, workers, Stretch(progress, 0.1, 0.8))
    shares = _rule_shares(figures, layers, patches, rules)
    suggestions: list[Suggestion] = []
    facts = _facts(figures, shares, patches, [str(issued.types[row]) for row in rows])
    position = {int(row): k for k, row in enumerate(rows)}
    for row in range(len(table)):
        if row % 1000 == 0:
            stop_if_cancelled(progress)
        if row in position:
            suggestions.append(suggest(rules, facts[position[row]]))
        else:
            suggestions.append(Suggestion((DOUBTFUL,), "shape", (checked.refused[row],), 0, ()))
    frame = _frame(len(table), rows, figures, layers, patches, suggestions, known, rules)
    _tell(rules, layers, checked.refused, suggestions, progress)
    return Screened(frame, suggestions, figures.areas, dict(checked.refused))


def plain_type(text: object) -> str:
    """Return a patch type as rules know it: half width, no blanks, capitals."""
    return "" if text is None else "".join(unicodedata.normalize("NFKC", str(text)).split()).upper()


def _decoded(wkb: Sequence[bytes]) -> np.ndarray:
    shapes = np.empty(len(wkb), dtype=object)
    shapes[:] = shapely.from_wkb(list(wkb)) if len(wkb) else []
    return shapes


def _rule_shares(
    figures: Figures, layers: ScreeningLayers, patches: Patches, rules: ScreeningRules
) -> dict[str, Optional[np.ndarray]]:
    """Return the shares by sets of classes that conditions ask for: class:SET_share, later:SET_share."""
    remarks = [*(step.remark for step in rules.steps), *(d for step in rules.steps for d in step.doubts), *rules.notes]
    names = {name for remark in remarks for name in remark.figures if ":" in name}
    names |= {c.figure for weight in rules.priority for c in weight.conditions if ":" in c.figure}
    shares: dict[str, Optional[np.ndarray]] = {}
    for source, pieces, ground in (("class", figures.pieces, layers.survey), ("later", figures.later, layers.later)):
        wanted = {n.partition(":")[2].removesuffix("_share") for n in names if n.startswith(f"{source}:")}
        if pieces is None or ground is None:
            shares.update({f"{source}:{name}_share": None for name in wanted})
            continue
        found = group_shares(pieces, ground, patches, {name: rules.sets[name] for name in wanted})
        shares.update({f"{source}:{name}_share": share for name, share in found.items()})
    return shares


def _facts(
    figures: Figures, shares: dict[str, Optional[np.ndarray]], patches: Patches, types: Sequence[str]
) -> list[dict[str, Figure]]:
    """Return for every patch what conditions may ask: areas in mu, shares of the patch, lengths, the type; None is unknown."""
    count, whole = len(patches), np.maximum(patches.dm2, 1)
    columns: dict[str, Sequence[Figure]] = {"type": list(types)}
    for name in AREAS:
        values = figures.areas[name]
        if values.isna().any():  # a layer is given for all patches or for none
            columns[f"{name}_mu"] = columns[f"{name}_share"] = [None] * count
            continue
        dm2 = values.to_numpy(dtype=np.int64)
        columns[f"{name}_mu"] = np.round(dm2 * 3 / 200_000, 4).tolist()
        columns[f"{name}_share"] = (dm2 / whole).tolist()
    columns.update({name: [None] * count if share is None else share.tolist() for name, share in shares.items()})
    columns["width_m"] = figures.lengths["width_m"].tolist()
    gaps = figures.lengths["approved_gap_m"].tolist()
    columns["approved_gap_m"] = [None if gap != gap else gap for gap in gaps]
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def _frame(
    count: int,
    rows: np.ndarray,
    figures: Figures,
    layers: ScreeningLayers,
    patches: Patches,
    suggestions: Sequence[Suggestion],
    known: Known,
    rules: ScreeningRules,
) -> pd.DataFrame:
    frame = pd.DataFrame({column.name: pd.array([None] * count, dtype=object) for column in COLUMNS})
    for name in AREAS:
        values = pd.array([None] * count, dtype="Int64")
        values[rows] = figures.areas[name].astype("Int64").array
        frame[f"{name}_m2"] = values
    share = pd.array([None] * count, dtype="Float64")
    if layers.approved is not None:
        share[rows] = pd.array(figures.areas["approved"].astype(float) / np.maximum(patches.dm2, 1), dtype="Float64")
    frame["approved_share"] = share
    texts = np.full(count, None, dtype=object)
    texts[rows] = class_texts(figures, layers.survey, len(patches))
    frame["classes"] = texts
    width = np.full(count, np.nan)
    width[rows] = np.round(figures.lengths["width_m"].to_numpy(), 2)
    frame["width_m"] = width
    frame["suggestion"] = [suggestion.verdict for suggestion in suggestions]
    frame["suggestion_path"] = ["/".join(suggestion.path) for suggestion in suggestions]
    frame["priority"] = [suggestion.priority for suggestion in suggestions]
    frame["unit"] = list(known.units) if len(known.units) else [""] * count
    frame["rules"] = rules.id
    for name, cover, words in (
        ("parcels", figures.parcels, known.parcel_numbers),
        ("earlier", figures.earlier, known.earlier_numbers),
        ("earlier_verdict", figures.earlier, known.earlier_verdicts),
    ):
        if cover is not None:
            listed = np.full(count, "", dtype=object)
            listed[rows] = _listed(cover.first, cover.second, words, len(patches))
            frame[name] = listed
    return frame


def _listed(first: np.ndarray, second: np.ndarray, words: Sequence[str], count: int) -> list[str]:
    found: list[list[str]] = [[] for _ in range(count)]
    for patch, row in zip(first.tolist(), second.tolist()):
        found[patch].append(words[row])
    texts = []
    for names in found:
        more = f" +{len(names) - _MOST_LISTED}" if len(names) > _MOST_LISTED else ""
        texts.append("; ".join(names[:_MOST_LISTED]) + more)
    return texts


def _tell(
    rules: ScreeningRules,
    layers: ScreeningLayers,
    refused: dict[int, Message],
    suggestions: Sequence[Suggestion],
    progress: Progress,
) -> None:
    progress.say(Message("LG-SCR-010", {"rules": rules.id, "source": rules.source}))
    if rules.unverified:
        progress.warn(Message("LG-SCR-011", {"count": len(rules.unverified), "names": ", ".join(rules.unverified)}))
    given = {"BASIC_FARMLAND": layers.basic, "RED_LINE": layers.red_line, "APPROVED": layers.approved}
    missing = [name for name, layer in given.items() if layer is None]
    if missing:
        progress.warn(Message("LG-SCR-012", {"layers": ", ".join(missing)}))
    if refused:
        progress.warn(Message("LG-SCR-013", {"count": len(refused)}))
    counts = pd.Series([suggestion.verdict for suggestion in suggestions], dtype=object).value_counts()
    listed = ", ".join(f"{verdict} {count}" for verdict, count in sorted(counts.items())) or "-"
    progress.say(Message("LG-SCR-014", {"count": len(suggestions), "list": listed}))

"""Shapes: T1 to T3. Overlaps and gaps by the proof of cover, the rest by measuring edges and areas in the Gauss-Krüger plane.

A finding has its own place: the face of an overlap or gap, a small square around a vertex or an edge, else the patch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from ...problems import Message, Term
from ..coverage import Coverage, prove_cover, prove_ground
from ..shapes import defect_of, zone_area
from .edges import Edges, measure_edges
from .model import ERROR, NO_ROW, WARNING, Found, NotChecked, Rule, Scope
from .subject import Subject

_DEFECTS = {
    "LG-IMP-111": "shape_crosses",
    "LG-IMP-112": "shape_touches",
    "LG-IMP-113": "shape_misplaced_ring",
    "LG-IMP-114": "shape_disconnected",
    "LG-IMP-115": "shape_invalid",
}
_SPOT_M = 1.0
_NOISE_M = 0.001


def no_shape(subject: Subject) -> Iterator[Found]:
    """T1: every patch has a polygon that can be read."""
    rows = np.nonzero(~subject.shapes.usable)[0]
    yield Found("LG-CHK-201", {}, rows, [""] * len(rows), shapes=[b""] * len(rows))


def crossing(subject: Subject) -> Iterator[Found]:
    """T1: no ring crosses or touches itself, no hole lies outside its shell."""
    shapes = subject.shapes
    rows = np.nonzero(shapes.usable & ~shapes.valid)[0]
    defects = [defect_of(shapes.geometries[row]) for row in rows]
    kinds = [Term(_DEFECTS.get(defect.code, "shape_invalid")) for defect in defects]
    at = np.array([(_float(d.arguments["x"]), _float(d.arguments["y"])) for d in defects]).reshape(-1, 2)
    place = {"x": [str(d.arguments["x"]) for d in defects], "y": [str(d.arguments["y"]) for d in defects]}
    yield Found("LG-CHK-202", {"what": kinds, **place}, rows, [str(kind) for kind in kinds], shapes=_spots(subject, at))


def repeated_vertices(subject: Subject) -> Iterator[Found]:
    """T1: no vertex follows itself."""
    edges = _edges(subject)
    rows, count, at = edges.repeated
    words = {"count": count, "x": _coordinates(at[:, 0]), "y": _coordinates(at[:, 1])}
    yield Found("LG-CHK-203", words, rows, [str(k) for k in count], shapes=_spots(subject, at))


def short_edges(subject: Subject) -> Iterator[Found]:
    """T2: no edge is shorter than the limit; an edge of two patches is told once, with both."""
    edges = _edges(subject)
    rows, others, count, length, at = edges.short
    words = {
        "count": count,
        "length": [f"{value:.3f}" for value in length],
        "limit": f"{subject.values.number('short_edge_m'):g}",
    }
    yield Found(
        "LG-CHK-204", words, rows, [f"{value:.3f}" for value in length], others=others, shapes=_spots(subject, at)
    )


def slivers(subject: Subject) -> Iterator[Found]:
    """T2: no patch is smaller than the limit."""
    limit, area = subject.values.number("sliver_m2"), _edges(subject).area
    rows = np.nonzero(subject.shapes.usable & (area < limit))[0]
    yield Found("LG-CHK-205", {"area_m2": area[rows], "limit": f"{limit:g}"}, rows, [f"{area[k]:.2f}" for k in rows])


def smallest_patch(subject: Subject) -> Iterator[Found]:
    """T3: a patch has the smallest mapped area of its kind of land; slivers are told as such."""
    limits, classes = subject.values.numbers("smallest_patch_m2"), subject.classes
    of_code = {code: limits.get(code, limits.get(classes.category(code), 0.0)) for code in set(subject.code.tolist())}
    limit = np.array([of_code[code] for code in subject.code], dtype=np.float64)
    stored, drawn = subject.number("TBMJ"), _edges(subject).area
    area = np.where(np.isfinite(stored) & (stored > 0), stored, drawn)
    sliver = subject.shapes.usable & (drawn < subject.values.number("sliver_m2"))
    rows = np.nonzero((area > 0) & (area < limit) & ~sliver)[0]
    words = {"area_m2": area[rows], "code": subject.code[rows], "limit": [f"{value:g}" for value in limit[rows]]}
    yield Found("LG-CHK-206", words, rows, [f"{area[k]:.2f}" for k in rows])


def overlaps(subject: Subject) -> Iterator[Found]:
    """T1: no ground belongs to two patches."""
    found = _coverage(subject).overlaps
    pairs = np.array([rows for _, rows in found], dtype=np.int64).reshape(-1, 2)
    faces = [shapely.to_wkb(face) for face, _ in found]
    area = [zone_area(face, subject.plane) for face in faces]
    yield Found(
        "LG-CHK-207", {"area_m2": area}, pairs[:, 0], [f"{a:.2f}" for a in area], others=pairs[:, 1], shapes=faces
    )


def gaps(subject: Subject) -> Iterator[Found]:
    """T1: no ground inside the layer belongs to no patch; the two patches with most of its edge are named."""
    faces = np.array(_coverage(subject).gaps, dtype=object)
    yield _bare(subject, "LG-CHK-208", faces)


def boundary(subject: Subject) -> Iterator[Found]:
    """T1: the patches together are the ground that the boundary layer encloses; gaps inside the layer are told by 4201."""
    ground = subject.beside.boundary
    if ground is None:
        return
    shapes = subject.shapes
    valid = [shapely.from_wkb(shape) for shape in ground.shapes]
    if not all(shape.is_valid for shape in valid):
        raise NotChecked(Message("LG-CHK-008", {"layer": ground.name}))
    rows = _whole(subject)
    sound = [
        bytes(shapely.to_wkb(shapes.mended[row])) if row in shapes.mended else shapes.readable[row]
        for row in rows.tolist()
    ]
    boxes = shapely.bounds(shapes.sound[rows])
    cover = _coverage(subject)
    bare, beyond = prove_ground(cover, sound, boxes, ground.shapes, _smallest(subject), subject.progress)
    inside, _ = shapely.STRtree(cover.gaps).query(shapely.point_on_surface(bare), predicate="intersects")
    edge = np.delete(np.array(bare, dtype=object), inside)
    yield _bare(subject, "LG-CHK-209", edge)
    yield _bare(subject, "LG-CHK-210", np.array(beyond, dtype=object))


def _bare(subject: Subject, code: str, faces: np.ndarray) -> Found:
    """Return findings about ground: its area, and the two patches that share most of its edge."""
    rows, others = _beside(subject, faces)
    wkb = [shapely.to_wkb(face) for face in faces]
    area = [zone_area(face, subject.plane) for face in wkb]
    return Found(code, {"area_m2": area}, rows, [f"{a:.2f}" for a in area], others=others, shapes=wkb)


def _beside(subject: Subject, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows, others = np.full(len(faces), NO_ROW), np.full(len(faces), NO_ROW)
    if not len(faces):
        return rows, others
    sound = subject.shapes.sound
    reach = shapely.buffer(faces, _NOISE_M / subject.unit_m)  # faces are rounded far below what anybody draws
    face, near = shapely.STRtree(sound).query(reach, predicate="intersects")
    shared = shapely.length(shapely.intersection(reach[face], shapely.boundary(sound[near])))
    for position in np.lexsort((-near, shared)).tolist():  # the longest last: it wins
        if rows[face[position]] != near[position]:
            others[face[position]] = rows[face[position]]
        rows[face[position]] = near[position]
    return rows, others


def _coverage(subject: Subject) -> Coverage:
    """Return the proof of cover, made once."""
    known = subject.kept.get("coverage")
    if not isinstance(known, Coverage):
        shapes = subject.shapes
        rows = _whole(subject)
        scan = shapes.scan if len(rows) == len(subject) and not shapes.mended else None
        known = prove_cover(
            shapes.readable, rows, _smallest(subject), subject.workers, subject.progress, shapes.mended, scan
        )
        subject.kept["coverage"] = known
    return known


def _whole(subject: Subject) -> np.ndarray:
    """Return the rows whose shapes are valid or have been mended."""
    return np.nonzero(~shapely.is_missing(subject.shapes.sound))[0]


def _edges(subject: Subject) -> Edges:
    """Return the edges measured, once."""
    known = subject.kept.get("edges")
    if not isinstance(known, Edges):
        values = subject.values
        known = measure_edges(
            subject.shapes.readable,
            subject.plane,
            values.number("short_edge_m"),
            values.number("repeated_vertex_m"),
            subject.progress,
        )
        subject.kept["edges"] = known
    return known


def _smallest(subject: Subject) -> float:
    """Return the least area of a face in the layer's own units: a layer in degrees has smaller ones."""
    return subject.values.number("least_overlap_m2") * subject.unit_m**-2


def _spots(subject: Subject, at: np.ndarray) -> Sequence[bytes]:
    """Return small squares around points, WKB; b"" where a coordinate is unknown."""
    half = _SPOT_M / subject.unit_m
    x, y = at[:, 0], at[:, 1]
    known = np.isfinite(x) & np.isfinite(y)
    squares = shapely.box(np.where(known, x, 0) - half, np.where(known, y, 0) - half, x + half, y + half)
    return [bytes(w) if k else b"" for w, k in zip(shapely.to_wkb(squares), known.tolist())]


def _coordinates(values: np.ndarray) -> list[str]:
    return [f"{value:.3f}" for value in values]


def _float(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return float("nan")


_NEAR, _PATCH = Scope.NEIGHBOURS, Scope.PATCH
RULES = (
    Rule("4101", "T1", ERROR, _NEAR, overlaps, ("LG-CHK-207",), values=("least_overlap_m2",), shapes=True),
    Rule("4201", "T1", ERROR, _NEAR, gaps, ("LG-CHK-208",), values=("least_overlap_m2",), shapes=True),
    Rule("4301", "T1", ERROR, _PATCH, crossing, ("LG-CHK-202",), shapes=True),
    Rule("4302", "T1", ERROR, _PATCH, repeated_vertices, ("LG-CHK-203",), values=("repeated_vertex_m",), shapes=True),
    Rule("4303", "T1", ERROR, _PATCH, no_shape, ("LG-CHK-201",), shapes=True),
    Rule(
        "4401", "T1", ERROR, Scope.OTHER_LAYER, boundary, ("LG-CHK-209", "LG-CHK-210"), inputs=("boundary",),
        values=("least_overlap_m2",), shapes=True,
    ),
    Rule("4601", "T2", WARNING, _PATCH, slivers, ("LG-CHK-205",), values=("sliver_m2",), shapes=True),
    Rule("4701", "T2", WARNING, _NEAR, short_edges, ("LG-CHK-204",), values=("short_edge_m",), shapes=True),
    Rule(
        "4801", "T3", WARNING, _PATCH, smallest_patch, ("LG-CHK-206",), ("DLBM",), values=("smallest_patch_m2",),
        shapes=True,
    ),
)  # fmt: skip

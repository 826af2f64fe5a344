"""What happens between the two years: the causes the mission speaks of, planted one by one and written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .ground import Ground
from .landuse import FARMLAND, LandUse, slope_of, without_small
from .mesh import components

MARKS = ("dlbm", "planting", "refinement", "outline", "slope", "terrace", "line", "village")


@dataclass(frozen=True)
class Operation:
    """One kind of change: from which classes to which, how often, and what else becomes of the ground.

    share    of all patches; at least one patch is changed
    part     only one atom of the patch changes: the patch is split
    where    "", "steep" (grade 4 and 5), "flat" (grade 1 and 2), "mine" (near the mine), "town" (near the county seat)
    """

    cause: str
    share: float
    before: tuple[str, ...]
    after: tuple[str, ...]
    planting: str = ""
    outline: str = ""
    part: bool = False
    where: str = ""


OPERATIONS = (
    Operation("industry_approved", 0.0010, FARMLAND, ("0601",), outline="201A", where="town"),
    Operation("housing_approved", 0.0006, FARMLAND, ("0701", "0809"), outline="201", where="town"),
    Operation("industry_unapproved", 0.0012, FARMLAND, ("0601",), outline="203A", part=True),
    Operation("commerce_unapproved", 0.0006, FARMLAND, ("05H1",), outline="203", part=True),
    Operation("settlement", 0.0018, FARMLAND, ("0702",), outline="203", part=True),
    Operation("subsidence", 0.0008, FARMLAND, ("1104",), where="mine"),
    Operation("retirement", 0.0018, ("0103",), ("0301", "0305"), where="steep"),
    Operation("orchard", 0.0032, FARMLAND, ("0201", "0201K"), planting="JKHF", part=True),
    Operation("forest", 0.0015, FARMLAND, ("0307K", "0307"), planting="JKHF"),
    Operation("pond", 0.0014, ("0101", "0102"), ("1104A",), planting="JKHF", part=True),
    Operation("facility", 0.0020, FARMLAND, ("1202",), part=True),
    Operation("consolidated", 0.0036, ("0404", "1206", "0307", "0307K"), ("0103", "0102"), planting="LS"),
    Operation("restored", 0.0032, ("0201K", "0201", "1104A", "0204K"), ("0102", "0103"), planting="LS", where="gentle"),
    Operation("reclaimed", 0.0012, ("0702", "1202", "1201"), ("0103",), planting="LS", where="gentle"),
    Operation("paddy", 0.0030, ("0102", "0103"), ("0101",), planting="LS", where="flat"),
    Operation("planted_otherwise", 0.0050, FARMLAND, (), planting="FLS"),
    Operation("abandoned", 0.0030, FARMLAND, (), planting="WG"),
    Operation("recultivated", 0.0020, FARMLAND, (), planting="LS"),
    Operation("between", 0.0030, ("0404", "0305", "1201"), ("0301", "0601", "1202")),
)
SPLIT_SHARE, MERGE_SHARE, REDRAWN_SHARE = 0.0030, 0.0040, 0.0040


@dataclass(frozen=True)
class SecondYear:
    """The later year.

    use       its land use
    same      int64 (patches,): the patch of the first year with exactly the same cells, -1 where there is none
    redrawn   bool (mesh edges,): borders that were surveyed anew
    causes    one row per planted change: cause, patch (of the later year), before (patch of the first year)
    """

    use: LandUse
    same: np.ndarray
    redrawn: np.ndarray
    causes: pd.DataFrame


class _Editor:
    """The land of the later year while it is being changed: a unit for every cell, attributes for every unit."""

    def __init__(self, ground: Ground, use: LandUse) -> None:
        self.ground, self.use = ground, use
        self.generator = ground.plan.generator("changes")
        self.unit = use.patch.copy()
        self.rows = use.rows[list(MARKS)].to_dict("records")
        self.free = (use.rows["line"] < 0).to_numpy().copy()
        self.causes: list[tuple[str, int, int]] = []
        order = np.argsort(use.patch, kind="stable")
        bounds = np.searchsorted(use.patch[order], np.arange(len(use) + 1))
        self._cells = [order[a:b] for a, b in zip(bounds[:-1], bounds[1:])]
        self.place = np.array([ground.sites[cells].mean(axis=0) for cells in self._cells])

    def cells(self, patch: int) -> np.ndarray:
        """Return the cells of a patch of the first year."""
        return self._cells[patch]

    def change(self, patch: int, cells: np.ndarray, cause: str, **marks: object) -> None:
        """Make cells of a patch a unit of their own with other marks, and write down why."""
        self.rows.append({**self.use.rows.loc[patch, list(MARKS)].to_dict(), **marks})
        self.unit[cells] = len(self.rows) - 1
        self.free[patch] = False
        self.causes.append((cause, len(self.rows) - 1, patch))

    def choose(self, allowed: np.ndarray, count: int) -> np.ndarray:
        """Return up to `count` free patches among the allowed ones, at random."""
        index = np.nonzero(allowed & self.free)[0]
        return self.generator.permutation(index)[:count]

    def one_atom(self, patch: int) -> np.ndarray:
        """Return the cells of one atom of a patch."""
        atoms = self.use.atom[self.cells(patch)]
        return self.cells(patch)[atoms == self.generator.choice(np.unique(atoms))]


def second_year(ground: Ground, use: LandUse, cell_m2: np.ndarray) -> SecondYear:
    """Return the land use one year later; some five patches in a hundred are touched."""
    editor = _Editor(ground, use)
    _build_lines(editor)
    for operation in OPERATIONS:
        _apply(editor, operation)
    _split(editor, max(1, round(SPLIT_SHARE * len(use))))
    _merge(editor, max(1, round(MERGE_SHARE * len(use))))
    after = _settled(editor, cell_m2)
    same = _same_cells(use.patch, after.patch)
    redrawn = _redrawn(editor, after, same, max(1, round(REDRAWN_SHARE * len(use))))
    return SecondYear(after, same, redrawn, _causes(editor, after))


def _build_lines(editor: _Editor) -> None:
    """Build the roads that were not there in the first year, village by village."""
    ground, use = editor.ground, editor.use
    for number, line in enumerate(ground.lines):
        if not line.built:
            continue
        on_line = ground.line == number
        for village in np.unique(ground.village[on_line]):
            cells = np.nonzero(on_line & (ground.village == village))[0]
            before = int(np.bincount(use.patch[cells]).argmax())
            inside = use.rows.loc[use.patch[cells], "outline"].isin(("201", "202", "203")).all()
            code = "1004" if line.dlbm == "1006" and inside else line.dlbm
            outline = use.rows.at[before, "outline"] if code == "1004" else ""
            editor.free[np.unique(use.patch[cells])] = False
            editor.change(before, cells, "road", dlbm=code, planting="", refinement="", outline=outline, line=number)


def _apply(editor: _Editor, operation: Operation) -> None:
    rows = editor.use.rows
    allowed = rows["dlbm"].isin(operation.before).to_numpy() & _there(editor, operation.where)
    if not operation.after:
        allowed &= (rows["planting"] != operation.planting).to_numpy() & (rows["refinement"] != "HDGD").to_numpy()
        allowed &= (rows["planting"] == "WG").to_numpy() | (operation.cause != "recultivated")
    wanted = max(1, round(operation.share * len(rows)))
    for patch in editor.choose(allowed, wanted):
        cells = editor.one_atom(patch) if operation.part else editor.cells(patch)
        if not operation.after:
            editor.change(patch, cells, operation.cause, planting=operation.planting)
            continue
        code = str(editor.generator.choice(np.array(operation.after)))
        planting = operation.planting if code not in ("0307", "0201") or editor.generator.random() < 0.6 else ""
        outline = operation.outline if code not in ("0601",) or operation.outline else "203A"
        editor.change(patch, cells, operation.cause, dlbm=code, planting=planting, refinement="", outline=outline)


def _there(editor: _Editor, where: str) -> np.ndarray:
    """Return bool (patches,): which patches of the first year lie where a change may happen."""
    slope, radius = editor.use.rows["slope"].to_numpy(), editor.ground.plan.radius_m
    if where == "steep":
        return slope >= min(4, int(slope.max()))
    if where == "flat":
        return slope <= 2
    if where == "gentle":
        return slope <= 4
    if where == "mine":
        mine = editor.place[(editor.use.rows["dlbm"] == "0602").to_numpy()].mean(axis=0)
        return np.hypot(*(editor.place - mine).T) < 0.3 * radius
    if where == "town":
        return np.hypot(*(editor.place - editor.ground.places.seats[0]).T) < 0.3 * radius
    return np.ones(len(slope), dtype=bool)


def _split(editor: _Editor, count: int) -> None:
    """Split patches without a change of class: one part is planted otherwise, or only owned otherwise."""
    atoms = np.array([len(np.unique(editor.use.atom[editor.cells(p)])) for p in range(len(editor.use))])
    farmland = editor.use.rows["dlbm"].isin(FARMLAND).to_numpy()
    for patch in editor.choose((atoms > 1) & farmland, count):
        editor.change(patch, editor.one_atom(patch), "split")


def _merge(editor: _Editor, count: int) -> None:
    """Merge neighbours that have all their marks in common."""
    ground, use = editor.ground, editor.use
    _, a, b = ground.mesh.neighbours()
    marks = pd.util.hash_pandas_object(use.rows[list(MARKS)], index=False).to_numpy()
    p, q = use.patch[a], use.patch[b]
    pairs = np.unique(np.column_stack([np.minimum(p, q), np.maximum(p, q)])[(p != q) & (marks[p] == marks[q])], axis=0)
    done = 0
    for p_one, q_one in editor.generator.permutation(pairs):
        if done == count:
            break
        if editor.free[p_one] and editor.free[q_one]:
            cells = np.concatenate([editor.cells(p_one), editor.cells(q_one)])
            editor.change(int(p_one), cells, "merged")
            editor.free[q_one] = False
            done += 1


def _settled(editor: _Editor, cell_m2: np.ndarray) -> LandUse:
    """Return the later year as patches: connected pieces of units, none too small."""
    ground, unit = editor.ground, editor.unit
    _, a, b = ground.mesh.neighbours()
    together = unit[a] == unit[b]
    group = components(len(unit), a[together], b[together])
    codes = np.array([row["dlbm"] for row in editor.rows] + [""], dtype=object)[unit]
    group = without_small(ground, group, codes, cell_m2)
    patch = np.full(len(unit), -1)
    heads, patch[ground.county] = np.unique(group[ground.county], return_inverse=True)
    rows = pd.DataFrame([editor.rows[unit[head]] for head in heads]).assign(
        unit=unit[heads], slope=slope_of(patch, ground.grade, cell_m2)
    )
    return LandUse(patch, rows, editor.use.atom)


def _same_cells(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return for each later patch the earlier one with the same cells, or -1."""
    present = after >= 0
    count = int(after.max()) + 1
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(low, after[present], before[present])
    np.maximum.at(high, after[present], before[present])
    sizes = np.bincount(before[present])
    return np.where((low == high) & (sizes[low] == np.bincount(after[present])), low, -1)


def _redrawn(editor: _Editor, after: LandUse, same: np.ndarray, count: int) -> np.ndarray:
    """Return borders between two otherwise unchanged patches of one village, to be surveyed anew; bool (edges,)."""
    ground = editor.ground
    edge, a, b = ground.mesh.neighbours()
    p, q = after.patch[a], after.patch[b]
    untouched = np.append((same >= 0) & editor.free[same], False)
    fit = (p != q) & untouched[p] & untouched[q] & (ground.village[a] == ground.village[b])
    fit &= (ground.line[a] < 0) & (ground.line[b] < 0) & (ground.mesh.lengths[edge] > 2.0 * ground.plan.bend_m)
    redrawn = np.zeros(len(ground.mesh.edges), dtype=bool)
    redrawn[editor.generator.permutation(edge[fit])[:count]] = True
    return redrawn


def _causes(editor: _Editor, after: LandUse) -> pd.DataFrame:
    unit = after.rows["unit"].to_numpy()
    rows: list[tuple[str, int, int]] = []
    for cause, number, before in editor.causes:
        rows += [(cause, int(patch), before) for patch in np.nonzero(unit == number)[0]]
    return pd.DataFrame(rows, columns=["cause", "patch", "before"])


def causes_planted(causes: pd.DataFrame) -> Sequence[str]:
    """Return the causes that occur, sorted."""
    return sorted(set(causes["cause"]))

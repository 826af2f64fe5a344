"""The ground of the sample county: mesh cells of fields, of strips beside lines, and of the lines themselves.

A field cell and the strip cells that join it are an atom: what never changes its owner apart from the rest. Lines are
atoms of their own, cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from .faces import broken_cells
from .lines import CentreLine, centre_lines
from .mesh import Dual, Mesh, across, components, dual, spread
from .places import Places
from .plan import CountyPlan
from .rows import LineSites, line_sites
from .terrain import Terrain

_BLOCK_M = 300.0
_ATTEMPTS = 12
LEAST_APART_M = 3.4
LEAST_EDGE_M = 3.2  # survey rule: no edge under 2 m; rounding and bends take their share


@dataclass(frozen=True)
class Ground:
    """Cells and atoms. Cell arrays have one entry per mesh cell, -1 for cells beyond the county.

    line      the number of the line a cell is a piece of, else -1
    atom      the cell that leads its atom: itself for field and line cells
    village   the village of the cell; all cells of an atom have the same
    grade     the slope grade of the cell, 1..5, 0 outside; all cells of an atom have the same
    """

    plan: CountyPlan
    terrain: Terrain
    places: Places
    lines: list[CentreLine]
    mesh: Mesh
    sites: np.ndarray
    line: np.ndarray
    atom: np.ndarray
    village: np.ndarray
    grade: np.ndarray

    @property
    def county(self) -> np.ndarray:
        """Return bool (cells,): which cells belong to the county."""
        return self.village >= 0


def ground_of(plan: CountyPlan) -> Ground:
    """Return the ground of a plan; the same plan gives the same ground."""
    terrain = Terrain.of(plan)
    places = Places.of(plan, terrain)
    lines = centre_lines(plan, terrain, places)
    rows = line_sites(lines, 0.5 * plan.cell_m)
    sites, line, side = _all_sites(plan, rows)
    for attempt in range(_ATTEMPTS):
        mesh, inside, atom = _meshed(sites, line, side, terrain)
        broken = broken_cells(mesh, inside)
        if not len(broken):
            break
        kept = ~_culprits(mesh, broken, line, side, attempt + 1)
        sites, line, side = sites[kept], line[kept], side[kept]
    else:
        raise ValueError("the mesh could not be made valid")
    places = places.on_fields(sites[inside & (line < 0) & (atom == np.arange(len(sites)))])
    village = _villages(mesh, places.village_of(sites), atom, line, inside, len(places.villages))
    grade = np.where(inside, terrain.slope_grade(sites[np.maximum(atom, 0)]), 0)
    return Ground(plan, terrain, places, lines, mesh, sites, np.where(inside, line, -1), atom, village, grade)


def _meshed(
    sites: np.ndarray, line: np.ndarray, side: np.ndarray, terrain: Terrain
) -> tuple[Mesh, np.ndarray, np.ndarray]:
    """Return the mesh with no edge too short, which cells are in the county, and the atom of each cell."""
    inside = terrain.inside(sites)
    inside = _joined(dual(sites, inside).mesh, inside, line)
    structure = dual(sites, inside)
    mesh = structure.mesh.moved(_relaxed(structure, sites, line))
    return mesh, inside, _atoms(mesh, sites, inside, line, side)


def _culprits(mesh: Mesh, broken: np.ndarray, line: np.ndarray, side: np.ndarray, many: int) -> np.ndarray:
    """Return the sites to give up, bool (cells,), so that crowded cells become valid: side sites before line sites."""
    crowd = np.zeros(mesh.count, dtype=bool)
    crowd[broken] = True
    _, a, b = mesh.neighbours()
    culprits = crowd & side
    lonely = crowd & (line >= 0)
    for cell in np.nonzero(lonely)[0]:
        around = np.concatenate([a[b == cell], b[a == cell]])
        sides = around[side[around]]
        culprits[sides[:many] if len(sides) else [cell]] = True
    culprits |= crowd & (line < 0) & ~side
    return culprits


def _all_sites(plan: CountyPlan, rows: LineSites) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all sites (n, 2), the line of each or -1, and whether it stands beside a line."""
    generator = plan.generator("sites")
    half = int(np.ceil(1.6 * plan.radius_m / plan.cell_m))
    x, y = np.meshgrid(np.arange(-half, half + 1), np.arange(-half, half + 1))
    grid = np.column_stack([x.ravel() + 0.25 * (y.ravel() % 2), y.ravel()]).astype(np.float64)
    fields = (grid + generator.uniform(-0.34, 0.34, grid.shape)) * plan.cell_m
    shapely.prepare(rows.free)
    fields = fields[~shapely.contains_xy(rows.free, fields[:, 0], fields[:, 1])]
    jitter = generator.uniform(-0.02, 0.02, rows.side.shape)
    sites = np.vstack([rows.middle, rows.side + jitter, fields])
    line = np.concatenate([rows.line, np.full(len(sites) - len(rows.line), -1)])
    position = np.arange(len(sites))
    side = (position >= len(rows.middle)) & (position < len(rows.middle) + len(rows.side))
    kept = _apart(sites) & (np.hypot(sites[:, 0], sites[:, 1]) < 1.75 * plan.radius_m)
    return sites[kept], line[kept], side[kept]


def _apart(sites: np.ndarray) -> np.ndarray:
    """Return bool (n,): sites without those that stand closer than LEAST_APART_M to an earlier one."""
    shapes = shapely.points(sites)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=LEAST_APART_M)
    kept = np.ones(len(sites), dtype=bool)
    pairs = first < second
    for early, late in sorted(zip(first[pairs].tolist(), second[pairs].tolist())):
        if kept[early]:
            kept[late] = False
    return kept


def _joined(mesh: Mesh, inside: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return the county without what hangs on it by a thread: one connected set of field cells, and lines between them."""
    _, a, b = mesh.neighbours()
    plain = (line[a] < 0) & (line[b] < 0)
    grounded = np.zeros(len(inside), dtype=np.int64)
    np.add.at(grounded, a[line[b] < 0], 1)
    np.add.at(grounded, b[line[a] < 0], 1)
    kept = inside & ((line < 0) | (grounded >= 2))
    both = kept[a] & kept[b] & (plain | (line[a] >= 0) | (line[b] >= 0))
    root = components(len(inside), a[both], b[both])
    roots, sizes = np.unique(root[kept], return_counts=True)
    kept &= root == roots[sizes.argmax()]
    return kept | _enclosed(mesh, inside & ~kept)


def _enclosed(mesh: Mesh, dropped: np.ndarray) -> np.ndarray:
    """Return the dropped cells that lie in the middle of the county: it must not get holes."""
    _, a, b = mesh.neighbours()
    both = dropped[a] & dropped[b]
    root = components(mesh.count, a[both], b[both])
    rim = np.concatenate([mesh.left[mesh.right < 0], mesh.right[mesh.left < 0]])
    return dropped & ~np.isin(root, root[rim])


def _relaxed(structure: Dual, sites: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return vertices with no edge too short; along a line, edges open along it, so that its width stays."""
    mesh = structure.mesh
    direction = across(mesh, sites, structure.around)
    shore = _shore(mesh, structure.around, sites, line)
    along = (direction * shore).sum(axis=1)
    on_shore = np.abs(shore).sum(axis=1) > 0
    direction = np.where(on_shore[:, None], shore * np.where(along < 0, -1.0, 1.0)[:, None], direction)
    return spread(mesh, direction, LEAST_EDGE_M)


def _shore(mesh: Mesh, around: np.ndarray, sites: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return the direction of the line for edges on the border of a line, else (0, 0); float64 (e, 2)."""
    tangent = _tangents(mesh, sites, line)
    left_line = np.where(mesh.left >= 0, line[mesh.left], -1)
    right_line = np.where(mesh.right >= 0, line[mesh.right], -1)
    border = (left_line >= 0) != (right_line >= 0)
    cell = np.where(left_line >= 0, mesh.left, mesh.right)
    return np.where(border[:, None], tangent[cell], 0.0)


def _tangents(mesh: Mesh, sites: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return the direction of its line for every line cell, from its neighbours in the line; float64 (cells, 2)."""
    _, a, b = mesh.neighbours()
    same = (line[a] >= 0) & (line[a] == line[b])
    low, high = np.minimum(a[same], b[same]), np.maximum(a[same], b[same])
    step = sites[high] - sites[low]
    total = np.zeros_like(sites)
    np.add.at(total, low, step)
    np.add.at(total, high, step)
    length = np.hypot(total[:, 0], total[:, 1])
    return total / np.where(length > 0, length, 1.0)[:, None]


def _atoms(mesh: Mesh, sites: np.ndarray, inside: np.ndarray, line: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Return the leading cell of every cell's atom, -1 outside: a side cell joins the field it has the longest edge with.

    A side cell with no field beside it joins the atom of a neighbouring side cell; the rest form blocks.
    """
    atom = np.where(inside, np.arange(mesh.count), -1)
    waiting = inside & side
    atom[waiting] = -1
    edge, a, b = mesh.neighbours()
    length = mesh.lengths[edge]
    cell, other, size = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([length, length])
    usable = (line[other] < 0) & waiting[cell]
    cell, other, size = cell[usable], other[usable], size[usable]
    order = np.lexsort((other, -size, cell))
    cell, other = cell[order], other[order]
    while True:
        open_pair = (atom[cell] < 0) & (atom[other] >= 0)
        if not open_pair.any():
            break
        first = np.unique(cell[open_pair], return_index=True)
        atom[first[0]] = atom[other[open_pair][first[1]]]
    return _lonely_blocks(atom, waiting & (atom < 0), sites, mesh)


def _lonely_blocks(atom: np.ndarray, lonely: np.ndarray, sites: np.ndarray, mesh: Mesh) -> np.ndarray:
    """Return the atoms with side cells between two lines, where no field fits, joined into blocks of bounded size."""
    _, a, b = mesh.neighbours()
    block = np.floor(sites / _BLOCK_M).astype(np.int64)
    together = lonely[a] & lonely[b] & (block[a] == block[b]).all(axis=1)
    root = components(mesh.count, a[together], b[together])
    atom = atom.copy()
    atom[lonely] = root[lonely]
    return atom


def _villages(
    mesh: Mesh, nearest: np.ndarray, atom: np.ndarray, line: np.ndarray, inside: np.ndarray, count: int
) -> np.ndarray:
    """Return the village of every cell, -1 outside: whole atoms, each village in one piece."""
    village = np.where(inside, nearest[np.maximum(atom, 0)], -1)
    edge, a, b = mesh.neighbours()
    length = mesh.lengths[edge]
    for _ in range(12):
        before = village.copy()
        village = _whole(village, atom, line, a, b, length, count)
        village = _longer_runs(village, line, a, b)
        if np.array_equal(before, village):
            break
    return _whole(village, atom, line, a, b, length, count)


def _whole(
    village: np.ndarray,
    atom: np.ndarray,
    line: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    length: np.ndarray,
    count: int,
) -> np.ndarray:
    """Return the villages with every piece that is cut off from its village given to the neighbour it touches most."""
    while True:
        same = village[a] == village[b]
        root = components(len(village), a[same], b[same])
        present = village >= 0
        roots, first, member = np.unique(root[present], return_index=True, return_inverse=True)
        sizes = np.bincount(member, weights=np.where(line[present] < 0, 10, 1)).astype(np.int64)  # fields, then lines
        owner = village[present][first]
        order = np.lexsort((roots, -sizes, owner))
        leading = order[np.unique(owner[order], return_index=True)[1]]
        strays = np.setdiff1d(roots, roots[leading])
        if not len(strays):
            return village
        village = village.copy()
        for stray in strays:
            touch = np.concatenate([b[(root[a] == stray) & ~same], a[(root[b] == stray) & ~same]])
            weight = np.concatenate([length[(root[a] == stray) & ~same], length[(root[b] == stray) & ~same]])
            if len(touch):
                village[root == stray] = np.bincount(village[touch], weights=weight).argmax()
        village = np.where(village >= 0, village[np.maximum(atom, 0)], -1)


def _longer_runs(village: np.ndarray, line: np.ndarray, a: np.ndarray, b: np.ndarray, least: int = 3) -> np.ndarray:
    """Return the villages with short pieces of a line given to the village of the line's next piece."""
    along = (line[a] >= 0) & (line[a] == line[b])
    same = along & (village[a] == village[b])
    root = components(len(village), a[same], b[same])
    size = np.bincount(root, minlength=len(village))[root]
    village = village.copy()
    for k in np.nonzero(along & ~same)[0]:
        for short, other in ((a[k], b[k]), (b[k], a[k])):
            if size[short] < least <= size[other]:
                village[root == root[short]] = village[other]
                break
    return village

"""Which ground is what in the first year: classes of atoms, patches of several atoms, their attributes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .ground import Ground
from .mesh import components
from .settlements import MIXES, draw, nearest_cells, outlines

#: smallest patch to be drawn, m2: construction and facility land, other agricultural land, unused land (T3)
SMALLEST_M2 = {"built": 230.0, "farm": 450.0, "other": 660.0}
FARMLAND = ("0101", "0102", "0103")
_UNUSED = ("0404", "1101", "1106", "1206", "1207")
_BUILT = ("05", "06", "07", "08", "09")
_BUILT_TOO = ("1001", "1003", "1004", "1005", "1109", "1201", "1202")

#: chance that a patch reaches over to a neighbouring atom of its kind
_JOIN = {"0101": 0.16, "0102": 0.12, "0103": 0.10, "0702": 0.8, "0701": 0.35, "1101": 1.0, "1103": 1.0, "0602": 0.7}
_JOIN_FOREST = 0.32


@dataclass(frozen=True)
class LandUse:
    """One year: the patch of every cell, -1 outside, and one row of attributes for each patch.

    Columns of `rows`: village, dlbm, planting, refinement, outline, slope (grade, int), terrace (TT or PD),
    line (number or -1). `atom` is the
    atom of every cell in this year.
    """

    patch: np.ndarray
    rows: pd.DataFrame
    atom: np.ndarray

    def __len__(self) -> int:
        """Return the number of patches."""
        return len(self.rows)


def is_built(dlbm: str) -> bool:
    """Return whether the smallest construction patch applies to a class (construction land, facility land)."""
    return dlbm.startswith(_BUILT) or dlbm in _BUILT_TOO


def smallest_m2(dlbm: str) -> float:
    """Return the area below which no patch of a class is drawn."""
    if is_built(dlbm):
        return SMALLEST_M2["built"]
    return SMALLEST_M2["other"] if dlbm in _UNUSED else SMALLEST_M2["farm"]


def first_year(ground: Ground, cell_m2: np.ndarray) -> LandUse:
    """Return the land use of the first year; `cell_m2` float64 (cells,) are the areas of the cells."""
    atom = _with_unbuilt_lines(ground)
    line = np.where(_unbuilt(ground), -1, ground.line)
    codes, outline = _classes(ground, atom, line)
    group = _groups(ground, atom, line, codes, outline)
    group = without_small(ground, group, codes, cell_m2)
    patch, rows = _numbered(ground, group, codes, outline, line)
    rows = rows.assign(slope=slope_of(patch, ground.grade, cell_m2))
    return LandUse(patch, _with_marks(ground, rows, patch), atom)


def slope_of(patch: np.ndarray, grade: np.ndarray, cell_m2: np.ndarray) -> np.ndarray:
    """Return the slope grade that covers most of each patch, int64 (patches,)."""
    present = patch >= 0
    shares = np.zeros((int(patch.max()) + 1, 6))
    np.add.at(shares, (patch[present], grade[present]), cell_m2[present])
    return shares.argmax(axis=1).astype(np.int64)


def _unbuilt(ground: Ground) -> np.ndarray:
    built = np.array([line.built for line in ground.lines] + [0])
    return built[ground.line] > 0


def _with_unbuilt_lines(ground: Ground) -> np.ndarray:
    """Return the atoms of the first year: ground of roads to come belongs to the field beside it."""
    atom = ground.atom.copy()
    unbuilt = _unbuilt(ground)
    atom[unbuilt] = -1
    edge, a, b = ground.mesh.neighbours()
    length = ground.mesh.lengths[edge]
    cell, other, size = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([length, length])
    pair = unbuilt[cell] & (unbuilt[other] | (ground.line[other] < 0)) & (ground.village[cell] == ground.village[other])
    order = np.lexsort((other, -size, cell))
    order = order[pair[order]]
    cell, other = cell[order], other[order]
    while True:
        open_pair = (atom[cell] < 0) & (atom[other] >= 0)
        if not open_pair.any():
            break
        owner, first = np.unique(cell[open_pair], return_index=True)
        atom[owner] = atom[other[open_pair][first]]
    left = unbuilt & (atom < 0)
    atom[left] = np.nonzero(left)[0]
    return atom


def _classes(ground: Ground, atom: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (DLBM, CZCSXM) of every cell, object (cells,); all cells of an atom agree."""
    generator = ground.plan.generator("classes")
    lead = np.maximum(atom, 0)
    codes = _open_country(ground, ground.sites, generator)
    outline = outlines(ground)
    for code, mix in MIXES.items():
        inside = np.nonzero(outline == code)[0]
        codes[inside] = draw(generator, mix, len(inside))
    _scattered(ground, codes, outline, line, generator)
    codes, outline = codes[lead], outline[lead]
    _lines(ground, codes, outline, line)
    industry = (codes == "0601") & np.isin(outline, ("201", "202", "203"))
    outline[industry] = outline[industry] + "A"
    outline[(line >= 0) & (codes != "1004")] = ""
    return np.where(ground.county, codes, ""), np.where(ground.county, outline, "")


def _open_country(ground: Ground, points: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    terrain = ground.terrain
    height, crops, cover = terrain.height(points), terrain.crops(points), terrain.cover(points)
    chance = generator.random(len(points))
    count = len(points)
    plain = np.where(crops > -0.1, "0101", "0102").astype(object)
    slope = np.where((height < 0.30) & (crops > -0.6), "0102", "0103").astype(object)
    orchard = draw(generator, (("0201", 0.5), ("0201K", 0.36), ("0204K", 0.08), ("0204", 0.06)), count)
    slope = np.where(cover > 0.85, orchard, slope)
    slope = np.where((crops > 0.9) & (height > 0.4) & (cover < -0.5), "0202", slope)
    woods = draw(
        generator,
        (("0301", 0.62), ("0305", 0.16), ("0307", 0.09), ("0302", 0.03), ("0301K", 0.04), ("0404", 0.06)),
        count,
    )
    hills = np.where((crops > 0.35) & (height < 0.95), "0103", woods)
    codes = np.where(height < 0.2, np.where(cover > 1.65, orchard, plain), np.where(height < 0.52, slope, hills))
    rare = draw(
        generator,
        (
            ("1104", 0.2),
            ("1104A", 0.14),
            ("1202", 0.22),
            ("0307", 0.14),
            ("0404", 0.12),
            ("0307K", 0.08),
            ("0403K", 0.04),
            ("1206", 0.06),
        ),
        count,
    )
    codes = np.where((chance < 0.075) & (height < 0.52), rare, codes)
    codes = np.where((chance < 0.03) & (height >= 0.52), np.where(chance < 0.012, "1207", "0401"), codes)
    shore = np.abs(terrain.from_river(points)) < 0.5 * ground.lines[0].width + 0.8 * ground.plan.cell_m
    bank = draw(generator, (("1106", 0.3), ("0404", 0.12), ("0307", 0.16), ("0102", 0.42)), count)
    return np.where(shore, bank, codes).astype(object)


def _scattered(
    ground: Ground, codes: np.ndarray, outline: np.ndarray, line: np.ndarray, generator: np.random.Generator
) -> None:
    """Set industry, mines, a reservoir, graveyards and a dyke in place, with their outlines."""
    free = (outline == "") & (line < 0)
    atoms = int((ground.county & (ground.atom == np.arange(len(codes)))).sum())
    radius, seats = ground.plan.radius_m, ground.places.seats
    for code, mark, place, share in (
        ("0601", "201A", seats[0] + [0.16 * radius, 0.05 * radius], 0.005),
        ("0601", "202A", seats[2], 0.003),
        ("0602", "204", np.array([-0.62, 0.5]) * radius, 0.005),
        ("1103", "", np.array([0.35, 0.72]) * radius, 0.008),
    ):
        cells = nearest_cells(
            ground, place, free & (ground.atom == np.arange(len(codes))), max(2, round(share * atoms))
        )
        codes[cells], outline[cells] = code, mark
        free[cells] = False
    hill = np.nonzero(free & ground.county & (ground.terrain.height(ground.sites) > 0.4))[0]
    graves = generator.choice(hill, size=max(2, atoms // 700), replace=False)
    codes[graves], outline[graves] = "09", "205"


def _lines(ground: Ground, codes: np.ndarray, outline: np.ndarray, line: np.ndarray) -> None:
    """Give line cells the class of their line; a rural road inside a settlement is a settlement road 1004."""
    index = np.nonzero(line >= 0)[0]
    own = np.array([item.dlbm for item in ground.lines], dtype=object)[line[index]]
    village_road = (own == "1006") & (outline[index] != "")
    codes[index] = np.where(village_road, "1004", own)


def _groups(ground: Ground, atom: np.ndarray, line: np.ndarray, codes: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """Return a number for every cell, equal for cells of one patch: atoms joined by chance, lines by connection."""
    generator = ground.plan.generator("groups")
    _, a, b = ground.mesh.neighbours()
    alike = (ground.village[a] == ground.village[b]) & (codes[a] == codes[b]) & (outline[a] == outline[b])
    alike &= line[a] == line[b]
    farmland = np.isin(codes, FARMLAND)
    alike &= ~farmland[a] | (ground.grade[a] == ground.grade[b])
    own = atom[a] == atom[b]
    chance = np.array([_JOIN.get(code, _JOIN_FOREST if code[:2] in ("03", "04") else 0.2) for code in codes[a]])
    dice = generator.random((2, len(codes)))
    rolled = dice[0][np.minimum(atom[a], atom[b])] * 0.5 + dice[1][np.maximum(atom[a], atom[b])] * 0.5
    joined = own | (alike & ((line[a] >= 0) | (rolled < chance)))
    return components(len(codes), a[joined], b[joined])


def without_small(ground: Ground, group: np.ndarray, codes: np.ndarray, cell_m2: np.ndarray) -> np.ndarray:
    """Return the groups with every one below the smallest patch of its class joined to the neighbour it touches most."""
    edge, a, b = ground.mesh.neighbours()
    length = ground.mesh.lengths[edge]
    group = group.copy()
    for _ in range(20):
        area = np.bincount(group, weights=np.where(ground.county, cell_m2, 0), minlength=len(group))
        members = np.nonzero(ground.county & (group == np.arange(len(group))))[0]
        small = [g for g in members if area[g] < smallest_m2(codes[g])]
        if not small:
            break
        for lead in small:
            out = ((group[a] == lead) != (group[b] == lead)) & (ground.village[a] == ground.village[b])
            if out.any():
                other = np.where(group[a[out]] == lead, group[b[out]], group[a[out]])
                group[group == lead] = int(np.bincount(other, weights=length[out]).argmax())
    return group


def _numbered(
    ground: Ground, group: np.ndarray, codes: np.ndarray, outline: np.ndarray, line: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    patch = np.full(len(group), -1)
    heads, numbers = np.unique(group[ground.county], return_inverse=True)
    patch[ground.county] = numbers
    rows = pd.DataFrame(
        {
            "village": ground.village[heads],
            "dlbm": codes[heads],
            "outline": outline[heads],
            "line": line[heads],
        }
    )
    return patch, rows


def _with_marks(ground: Ground, rows: pd.DataFrame, patch: np.ndarray) -> pd.DataFrame:
    """Return the rows with what is planted (ZZSXDM) and refinements (TBXHDM)."""
    generator = ground.plan.generator("marks")
    count = len(rows)
    place = np.zeros((count, 2))
    place[patch[ground.county]] = ground.sites[ground.county]
    code, farmland = rows["dlbm"].to_numpy(), rows["dlbm"].isin(FARMLAND).to_numpy()
    near_river = np.abs(ground.terrain.from_river(place)) < 0.5 * ground.lines[0].width + 1.6 * ground.plan.cell_m
    refinement = np.full(count, "", dtype=object)
    refinement[farmland & near_river] = "HDGD"
    high = ground.terrain.height(place) > 0.5
    refinement[np.isin(code, ("0201", "0202", "0204")) & high] = "LQYD"
    chance = generator.random(count)
    refinement[(code == "0404") & (chance < 0.3)] = "GCCD"
    kinds = draw(generator, (("", 0.7), ("SNGY", 0.1), ("GTGY", 0.08), ("BLGY", 0.06), ("HDGY", 0.06)), count)
    refinement = np.where(code == "0601", kinds, refinement)
    crops = draw(
        generator, (("LS", 0.85), ("FLS", 0.07), ("LYFL", 0.04), ("XG", 0.01), ("WG", 0.025), ("LLJZ", 0.005)), count
    )
    crops = np.where((refinement == "HDGD") & np.isin(crops, ("XG", "WG", "LLJZ")), "LS", crops)
    back = draw(generator, (("JKHF", 0.45), ("GCHF", 0.25), ("", 0.3)), count)
    garden = np.isin(code, ("0201", "0201K", "0202", "0204", "0204K", "0301K", "0307K", "0403K", "1104A"))
    planting = np.where(farmland, crops, np.where(garden & (refinement != "LQYD"), back, ""))
    planting = np.where((code == "0404") & (chance > 0.85), "GCHF", planting)
    steep = np.array([0, 0, 0.45, 0.65, 0.8, 0.85])[rows["slope"]]
    terrace = np.where(generator.random(count) < steep, "TT", "PD")
    return rows.assign(planting=planting, refinement=refinement, terrace=terrace)

"""WPTB 卫片疑似图斑: what a satellite campaign would issue for the county, and what each patch is in truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from .landuse import FARMLAND
from .layers import SampleLayer, area_dm2, layer, tidy
from .protection import Zones
from .surveys import Surveys

_SCENES = (("20230918", "20240105"), ("20231122", "20240403"), ("20240105", "20240709"), ("20240403", "20241008"))
_FALSE_TYPES = ("DT", "TD", "YH", "20", "LT")


@dataclass(frozen=True)
class _Suspect:
    shape: shapely.Geometry
    patch_type: str
    truth: str
    bsm_after: str
    repeats: int = -1


def issued_layers(
    surveys: Surveys, zones: Zones, basic: SampleLayer, temporary: SampleLayer
) -> tuple[SampleLayer, SampleLayer]:
    """Return WPTB with its attribute set, and `patch_truth`: the known answer for each patch, as drills need it."""
    generator = surveys.plan.generator("issued")
    suspects = _of_changes(surveys, generator) + _of_nothing(surveys, generator) + _strips(surveys, generator)
    suspects += [
        _Suspect(_as_seen(shapely.from_wkb(shape), generator), "TP", "temporary", "") for shape in temporary.shapes
    ]
    suspects = [suspects[k] for k in generator.permutation(len(suspects)) if suspects[k].shape.area > 30.0]
    again = generator.permutation(len(suspects))[: max(1, round(0.03 * len(suspects)))]
    suspects += [
        _Suspect(
            _as_seen(suspects[k].shape, generator),
            suspects[k].patch_type,
            suspects[k].truth,
            suspects[k].bsm_after,
            int(k),
        )
        for k in again
    ]
    return _layers(surveys, zones, basic, suspects, generator)


def _of_changes(surveys: Surveys, generator: np.random.Generator) -> list[_Suspect]:
    rows, book = surveys.second.rows, surveys.book
    suspects = []
    for item in surveys.link.causes.itertuples():
        cause = book.causes[item.cause]
        if not cause.patch_type or (cause.truth == "farmland" and generator.random() < 0.6):
            continue
        seen = _as_seen(surveys.second.shapes[item.patch], generator)
        kind, truth = cause.patch_type, cause.truth
        if item.cause == "road":
            rural = rows["DLBM"].iat[item.patch] in ("1006", "1004")
            kind, truth = ("ND", "rural_road") if rural else ("DL1", "legal")
        suspects.append(_Suspect(seen, kind, truth, str(rows["BSM"].iat[item.patch])))
    return suspects


def _as_seen(shape: shapely.Geometry, generator: np.random.Generator) -> shapely.Geometry:
    """Return a shape as an interpreter of images draws it: generalised, a little too large or too small, shifted."""
    rough = shapely.simplify(shape, 2.5)
    rough = shapely.buffer(rough, float(generator.uniform(-1.5, 3.0)), join_style="mitre", mitre_limit=2.0)
    moved = shapely.transform(rough, lambda points: points + generator.normal(0, 1.2, 2))
    seen = tidy(moved)
    return seen if seen.is_valid and seen.area > 30.0 else tidy(shape)


def _of_nothing(surveys: Surveys, generator: np.random.Generator) -> list[_Suspect]:
    """Return false changes: pieces of ground where nothing happened, often across borders."""
    rows = surveys.second.rows
    quiet = np.nonzero(surveys.unchanged & rows["DLBM"].str[:2].isin(("01", "02", "04", "07", "06")).to_numpy())[0]
    chosen = generator.permutation(quiet)[: max(5, round(0.008 * len(rows)))]
    suspects = []
    for patch in chosen:
        point = shapely.point_on_surface(surveys.second.shapes[patch])
        angle = np.linspace(0, 2 * np.pi, int(generator.integers(6, 12)), endpoint=False)
        reach = generator.uniform(10, 45) * generator.uniform(0.7, 1.2, len(angle))
        ring = np.column_stack([point.x + reach * np.cos(angle), point.y + reach * np.sin(angle)])
        blob = tidy(shapely.intersection(shapely.Polygon(ring), surveys.county))
        suspects.append(
            _Suspect(blob, str(generator.choice(_FALSE_TYPES)), "false_change", str(rows["BSM"].iat[patch]))
        )
    return suspects


def _strips(surveys: Surveys, generator: np.random.Generator) -> list[_Suspect]:
    """Return narrow strips along approved buildings: corners and seams (边角细缝)."""
    causes, rows = surveys.link.causes, surveys.second.rows
    patches = causes.loc[causes["cause"].str.endswith("_approved"), "patch"].to_numpy()
    suspects = []
    for patch in patches[: max(2, round(0.0008 * len(rows)))]:
        shape = surveys.second.shapes[patch]
        seam = shapely.difference(shapely.buffer(shape, 2.0), shape)
        half = shapely.intersection(seam, shapely.box(*shape.bounds[:2], shape.centroid.x, shape.bounds[3] + 5))
        suspects.append(_Suspect(tidy(shapely.intersection(half, surveys.county)), "YH", "strip", ""))
    return suspects


def _layers(
    surveys: Surveys, zones: Zones, basic: SampleLayer, suspects: list[_Suspect], generator: np.random.Generator
) -> tuple[SampleLayer, SampleLayer]:
    plan, book = surveys.plan, surveys.book
    shapes = np.array([s.shape for s in suspects], dtype=object)
    under = surveys.first.rows.iloc[_most_of(shapes, surveys.first.shapes)].reset_index(drop=True)
    protected = shapely.STRtree(shapely.from_wkb(basic.shapes)).query(shapes, predicate="intersects")[0]
    red = shapely.intersects(shapes, shapely.union_all(zones.red_lines))
    scene = generator.integers(0, len(_SCENES), len(suspects))
    number = [f"{plan.code}JC{plan.years[1] % 100:02d}{q + 1}{n + 1:05d}" for n, q in enumerate(scene)]
    farmland = under["DLBM"].isin(FARMLAND)
    values = {
        "XZQDM": plan.code,
        "XMC": book.county,
        "JCBH": number,
        "TBLX": [s.patch_type for s in suspects],
        "TZ": [f"{plan.years[1]}年第{q + 1}季度" for q in scene],
        "QSX": [_SCENES[q][0] for q in scene],
        "HSX": [_SCENES[q][1] for q in scene],
        "DLBM": under["DLBM"],
        "DLMC": under["DLMC"],
        "TBXHDM": under["TBXHDM"],
        "TBXHMC": under["TBXHMC"],
        "ZZSXDM": under["ZZSXDM"],
        "ZZSXMC": under["ZZSXMC"],
        "CZCSXM": under["CZCSXM"],
        "SFYN": np.where(np.isin(np.arange(len(suspects)), protected), "是", "否"),
        "SFHX": np.where(red, "是", "否"),
        "MJ": area_dm2(list(shapes), plan.epsg),
        "BZ": np.where(farmland, "", ""),
    }
    truth = pd.DataFrame(
        {
            "jcbh": number,
            "truth": [s.truth for s in suspects],
            "bsm_after": [s.bsm_after for s in suspects],
            "repeats": [number[s.repeats] if s.repeats >= 0 else "" for s in suspects],
        }
    )
    return layer(book.layers["WPTB"], values, list(shapes)), layer(book.layers["patch_truth"], dict(truth.items()))


def _most_of(shapes: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Return for each shape the index of the ground polygon it covers most of, int64 (n,)."""
    one, other = shapely.STRtree(ground).query(shapes, predicate="intersects")
    size = shapely.area(shapely.intersection(shapes[one], ground[other]))
    order = np.lexsort((other, -size, one))
    first = np.unique(one[order], return_index=True)[1]
    return other[order][first]

"""What was approved and what was supplied: YDGLXX, PZWJSTD, LSYD, and the city's batches for the supply rate."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import shapely

from .dltb import bsm
from .landuse import FARMLAND
from .layers import SampleLayer, area_dm2, halves, layer, tidy
from .protection import Zones
from .surveys import Surveys

_USES = {"0601": "工业用地", "0701": "住宅用地", "0809": "公用设施用地", "1003": "公路用地"}


def approved_layers(surveys: Surveys, zones: Zones) -> tuple[SampleLayer, SampleLayer]:
    """Return YDGLXX (all approved ground) and PZWJSTD (approved, not built): the second is part of the first."""
    plan, book = surveys.plan, surveys.book
    generator = plan.generator("approved")
    shapes, uses, names = _built(surveys)
    built = len(shapes)
    open_shapes, open_linked = _unbuilt(surveys, zones, generator)
    shapes, uses = shapes + open_shapes, uses + ["工业用地"] * len(open_shapes)
    names += [f"{book.county}产业园{n + 1}号地块" for n in range(len(open_shapes))]
    days = [date(plan.years[0], 1, 10) + timedelta(days=int(d)) for d in generator.integers(0, 330, len(shapes))]
    for position in range(built, len(shapes)):
        days[position] -= timedelta(days=700)
    batch = [f"{book.county}{day.year}年度第{(day.month + 2) // 3}批次" for day in days]
    number = [f"政土字〔{day.year}〕{100 + n}号" for n, day in enumerate(days)]
    areas = area_dm2(shapes, plan.epsg)
    approved = layer(
        book.layers["YDGLXX"],
        {
            "BSM": bsm(plan.code, "07", np.arange(1, len(shapes) + 1)),
            "XZQDM": plan.code,
            "PCMC": batch,
            "PZWH": number,
            "PZRQ": [day.isoformat() for day in days],
            "XMMC": names,
            "YTFL": uses,
            "PZMJ": areas,
        },
        shapes,
    )
    waiting = layer(
        book.layers["PZWJSTD"],
        {
            "GLTBBSM": surveys.first.rows["BSM"].to_numpy()[open_linked],
            "PZWJMC": batch[built:],
            "PZWH": number[built:],
            "PZMJ": areas[built:],
            "YTFL": uses[built:],
            "JTXMYT": names[built:],
            "PZRQ": [day.isoformat() for day in days[built:]],
        },
        open_shapes,
    )
    return approved, waiting


def _built(surveys: Surveys) -> tuple[list[shapely.Geometry], list[str], list[str]]:
    """Return shapes, uses and names of what was approved and built: the patch itself, or a little more than it."""
    causes, rows = surveys.link.causes, surveys.second.rows
    wanted = causes[causes["cause"].str.endswith("_approved") | (causes["cause"] == "road")]
    shapes: list[shapely.Geometry] = []
    uses: list[str] = []
    names: list[str] = []
    for position, item in enumerate(wanted.itertuples()):
        code = rows["DLBM"].iat[item.patch]
        if code not in _USES:
            continue
        shape = surveys.second.shapes[item.patch]
        if position % 3 == 1:
            shape = tidy(shapely.intersection(shapely.buffer(shape, 1.5, join_style="mitre"), surveys.county))
        shapes.append(shape)
        uses.append(_USES[code])
        names.append(f"{rows['ZLDWMC'].iat[item.patch]}{_USES[code].removesuffix('用地')}项目{len(names) + 1}")
    return shapes, uses, names


def _unbuilt(
    surveys: Surveys, zones: Zones, generator: np.random.Generator
) -> tuple[list[shapely.Geometry], np.ndarray]:
    """Return ground near the county seat that was approved and is still farmland in both years, and its patches."""
    rows = surveys.first.rows
    kept = np.zeros(len(rows), dtype=bool)
    kept[surveys.link.same[surveys.unchanged]] = True
    city = zones.cities[0]
    fit = kept & rows["DLBM"].isin(FARMLAND).to_numpy() & shapely.intersects(surveys.first.shapes, city)
    count = max(2, round(0.0012 * len(rows)))
    chosen = np.sort(generator.permutation(np.nonzero(fit)[0])[:count])
    shapes = []
    for patch in chosen:
        cut = halves(surveys.first.shapes[patch])
        shapes.append(cut[0] if cut and generator.random() < 0.5 else surveys.first.shapes[patch])
    return shapes, chosen


def temporary_layer(surveys: Surveys) -> SampleLayer:
    """Return LSYD: temporary land beside roads and works, some of it past its term."""
    plan, rows = surveys.plan, surveys.second.rows
    generator = plan.generator("temporary")
    fit = np.nonzero(rows["DLBM"].isin(("0102", "0103", "0404")).to_numpy() & surveys.unchanged)[0]
    chosen = np.sort(generator.permutation(fit)[: max(2, round(0.0008 * len(rows)))])
    shapes = []
    for patch in chosen:
        point = shapely.point_on_surface(surveys.second.shapes[patch])
        shapes.append(tidy(shapely.box(point.x - 22, point.y - 16, point.x + 22, point.y + 16)))
    begin = [date(plan.years[0] - 2, 3, 1) + timedelta(days=int(d)) for d in generator.integers(0, 900, len(chosen))]
    return layer(
        surveys.book.layers["LSYD"],
        {
            "XMMC": [f"{rows['ZLDWMC'].iat[p]}施工便道及料场{n + 1}" for n, p in enumerate(chosen)],
            "PZWH": [f"临用字〔{day.year}〕{n + 11}号" for n, day in enumerate(begin)],
            "PZMJ": area_dm2(shapes, plan.epsg),
            "KSRQ": [day.isoformat() for day in begin],
            "JSRQ": [(day + timedelta(days=730)).isoformat() for day in begin],
        },
        shapes,
    )


def batch_tables(surveys: Surveys) -> tuple[SampleLayer, SampleLayer]:
    """Return the city's approved batches 2012-2021 and what was supplied of them; two counties lag far behind."""
    plan, book = surveys.plan, surveys.book
    generator = plan.generator("batches")
    approved: list[tuple[object, ...]] = []
    supplied: list[tuple[object, ...]] = []
    for number, name in enumerate((book.county, *book.neighbours)):
        unit = f"{plan.code[:4]}{number + 1:02d}"
        usual = 0.42 if number in (2, 5) else generator.uniform(0.66, 0.86)
        for year in range(2012, 2022):
            for part in range(int(generator.integers(1, 4))):
                batch = f"{unit}-{year}-{part + 1:02d}"
                area = int(generator.integers(40_000, 900_000))  # 0.0001 ha
                approved.append((batch, unit, name, year, f"政土字〔{year}〕{len(approved) + 301}号", area / 1e4))
                share = float(np.clip(usual + generator.normal(0, 0.12) + 0.02 * (2016 - year), 0, 1))
                supplied += _supplies(generator, batch, year, round(area * share))
    first = pd.DataFrame(approved, columns=["batch", "unit", "unit_name", "year", "approval_no", "area_ha"])
    second = pd.DataFrame(supplied, columns=["batch", "date", "way", "area_ha"])
    return (
        layer(book.layers["approved_batches"], dict(first.items())),
        layer(book.layers["supplied"], dict(second.items())),
    )


def _supplies(generator: np.random.Generator, batch: str, year: int, area: int) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    left = area
    while left > 0:
        part = left if left < 60_000 else int(generator.integers(left // 3, left + 1))
        day = min(date(year, 6, 1) + timedelta(days=int(generator.integers(30, 2_000))), date(2022, 3, 30))
        rows.append(
            (batch, day.isoformat(), str(generator.choice(["出让", "划拨", "租赁"], p=[0.7, 0.25, 0.05])), part / 1e4)
        )
        left -= part
    return rows

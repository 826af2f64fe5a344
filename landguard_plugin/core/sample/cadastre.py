"""ZD 宗地 inside built-up patches, and XZTD: parcels that were sold and lie idle or half used."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import shapely

from .layers import SampleLayer, area_dm2, halves, layer
from .surveys import Surveys

_PARCEL_M2 = {"0702": 2_600.0, "0701": 6_500.0}
_LARGE_M2 = 14_000.0
_MOST_PATCHES, _SHARE_OF_PATCHES = 900, 0.1


def parcel_layer(surveys: Surveys) -> SampleLayer:
    """Return ZD: built-up patches cut into parcels along chords; neighbours share their borders exactly."""
    rows, plan = surveys.second.rows, surveys.plan
    built = rows["DLBM"].isin(("0701", "0702", "0601", "05H1", "0508", "08H1", "08H2")).to_numpy() & surveys.unchanged
    patches = np.nonzero(built)[0][: min(_MOST_PATCHES, round(_SHARE_OF_PATCHES * len(rows)))]
    shapes: list[shapely.Geometry] = []
    owner: list[int] = []
    for patch in patches:
        parts = _parcels(surveys.second.shapes[patch], _PARCEL_M2.get(rows["DLBM"].iat[patch], _LARGE_M2))
        shapes += parts
        owner += [int(patch)] * len(parts)
    own = rows.iloc[owner].reset_index(drop=True)
    district = own["ZLDWDM"].str[6:9] + own["ZLDWDM"].str[9:12]
    kind = np.where(own["QSXZ"] == "20", "GB", np.where(own["DLBM"] == "0702", "JC", "JB"))
    serial = own.groupby([district, kind]).cumcount() + 1
    code = plan.code + district + kind + serial.map("{:05d}".format)
    holder = [
        f"{name}{'村民' if dlbm == '0702' else '单位'}{n:04d}"
        for name, dlbm, n in zip(own["ZLDWMC"], own["DLBM"], serial)
    ]
    return layer(
        surveys.book.layers["ZD"],
        {
            "ZDDM": code,
            "BDCDYH": code + "F00010001",
            "ZDTZM": kind,
            "QLR": holder,
            "ZL": own["ZLDWMC"],
            "YT": own["DLBM"],
            "ZDMJ": area_dm2(shapes, plan.epsg),
        },
        shapes,
    )


def _parcels(polygon: shapely.Polygon, wanted_m2: float) -> list[shapely.Polygon]:
    """Return the polygon cut in halves until the parts are about as large as wanted, as far as chords can be found."""
    if polygon.area < 1.6 * wanted_m2:
        return [polygon]
    cut = halves(polygon)
    if cut is None:
        return [polygon]
    return [part for half in cut for part in _parcels(half, wanted_m2)]


def idle_layer(surveys: Surveys, parcels: SampleLayer) -> SampleLayer:
    """Return XZTD: sold parcels in every state of use, on both sides of the limits of one year, 1/3 and 25 %."""
    plan = surveys.plan
    generator = plan.generator("idle")
    rows = parcels.table.rows
    trade = np.nonzero(rows["YT"].isin(("0601", "05H1", "0508")).to_numpy())[0]
    chosen = np.sort(generator.permutation(trade)[: max(8, min(60, round(0.004 * plan.patches)))])
    records = [_contract(generator, position, rows.iloc[row]) for position, row in enumerate(chosen)]
    frame = pd.DataFrame(records)
    return layer(
        surveys.book.layers["XZTD"],
        {name: frame[name] for name in frame},
        [parcels.shapes[row] for row in chosen],
    )


def _contract(generator: np.random.Generator, position: int, parcel: pd.Series) -> dict[str, object]:
    signed = date(2018, 6, 15) + timedelta(days=int(generator.integers(0, 1_300)))
    agreed = signed + timedelta(days=int(generator.integers(120, 400)))
    hectares = int(parcel["ZDMJ"]) / 1e6
    state = position % 6  # never begun, late, begun and stopped small, stopped with little money, done, begun on time
    begun = agreed + timedelta(days=(-40, 500, 100, 60, 20, 200)[state])
    used = (0.0, 0.7, 0.22, 0.55, 1.0, 0.34)[state]
    plan = round(hectares * 45_000_000 / 10_000) * 10_000
    spent = (0.0, 0.6, 0.4, 0.18, 1.0, 0.30)[state]
    return {
        "parcel": parcel["ZDDM"],
        "holder": f"{parcel['QLR']}（受让）",
        "contract": f"望合{signed.year}-{position + 101:04d}",
        "signed": signed.isoformat(),
        "area_ha": round(hectares, 4),
        "price_yuan": float(round(hectares * 3_600_000)),
        "agreed_start": agreed.isoformat(),
        "actual_start": None if state == 0 else begun.isoformat(),
        "stopped": (begun + timedelta(days=150)).isoformat() if state in (2, 3) else None,
        "developed_ha": round(hectares * used, 4),
        "planned_yuan": float(plan),
        "invested_yuan": float(round(plan * spent)),
        "cause": ("企业原因", "", "企业原因", "政府原因", "", "")[state],
    }

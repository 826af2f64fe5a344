"""Plain tables of the sample county: targets, control areas, coefficients, unit names, the planted changes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .dltb import unit_names
from .landuse import FARMLAND
from .layers import SampleLayer, layer
from .surveys import Surveys

_DM2_PER_MU = 200_000 / 3


def targets_table(surveys: Surveys, basic: SampleLayer) -> SampleLayer:
    """Return `unit,farmland_mu,basic_mu` for county and townships: some just held, some just missed, the county held."""
    plan = surveys.plan
    rows = surveys.second.rows
    farmland = rows[rows["DLBM"].isin(FARMLAND)]
    stock = farmland.groupby(farmland["ZLDWDM"].str[:9])["TBDLMJ"].sum()
    protected = basic.table.rows.groupby(basic.table.rows["ZLDWDM"].str[:9])["YJJBNTMJ"].sum()
    codes = sorted({code[:9] for code in surveys.ground.places.codes})
    factor = 1 + np.array([-0.012, 0.006, -0.004, -0.02, 0.011, -0.007, -0.001, -0.015, 0.003, -0.009])
    records = [
        (code, _mu(float(stock.get(code, 0)) * f), _mu(float(protected.get(code, 0)) * (2 - f)))
        for code, f in zip(codes, factor)
    ]
    county = (plan.code, _mu(float(stock.sum()) * 0.9985), _mu(float(protected.sum()) * 0.9992))
    frame = pd.DataFrame([county, *records], columns=["unit", "farmland_mu", "basic_mu"])
    return layer(surveys.book.layers["targets"], dict(frame.items()))


def _mu(dm2: float) -> float:
    return float(round(dm2 / _DM2_PER_MU))


def controls_table(surveys: Surveys) -> SampleLayer:
    """Return `code,control_m2`: the control area of every village, by the code its patches carry."""
    codes = [f"{code}0000000" for code in surveys.ground.places.codes]
    return layer(surveys.book.layers["controls"], {"code": codes, "control_m2": surveys.controls.villages})


def coefficients_table(surveys: Surveys) -> SampleLayer:
    """Return the example coefficients in the survey's own field names."""
    items = list(surveys.book.coefficients.items())
    return layer(
        surveys.book.layers["coefficients"],
        {
            "GDPDJB": [grade for (grade, _), _ in items],
            "GDLX": [kind for (_, kind), _ in items],
            "KCXS": [float(value) for _, value in items],
        },
    )


def units_table(surveys: Surveys) -> SampleLayer:
    """Return codes and names of county, townships and villages."""
    names = unit_names(surveys.book, surveys.ground)
    codes = sorted(names)
    return layer(
        surveys.book.layers["units"],
        {"code": codes, "name": [names[code] for code in codes], "level": [len(code) for code in codes]},
    )


def changes_table(surveys: Surveys) -> SampleLayer:
    """Return the planted changes: the known answer to what happened between the years."""
    causes, link = surveys.link.causes, surveys.link
    before, after = surveys.first.rows, surveys.second.rows
    ends = surveys.mesh.left[link.redrawn], surveys.mesh.right[link.redrawn]
    anew = np.unique(link.use.patch[np.concatenate(ends)])
    redrawn = pd.DataFrame({"cause": "redrawn", "patch": anew, "before": link.same[anew]})
    every = pd.concat([causes, redrawn], ignore_index=True)
    old, new = every["before"].to_numpy(dtype=np.int64), every["patch"].to_numpy(dtype=np.int64)
    return layer(
        surveys.book.layers["changes"],
        {
            "cause": every["cause"],
            "title": [surveys.book.causes[cause].title for cause in every["cause"]],
            "unit": after["ZLDWDM"].to_numpy()[new],
            "bsm_before": before["BSM"].to_numpy()[old],
            "bsm_after": after["BSM"].to_numpy()[new],
            "dlbm_before": before["DLBM"].to_numpy()[old],
            "dlbm_after": after["DLBM"].to_numpy()[new],
            "area_m2": after["TBMJ"].to_numpy()[new],
        },
    )

"""DLTB 地类图斑 rows of the sample county: every field of the survey layer, consistent with the rules of the standard."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..area.deduction import deduct_array
from .book import SampleBook
from .ground import Ground
from .landuse import FARMLAND, LandUse

YSDM = "2001010100"
_STATE_LINES = ("1001", "1003", "1101", "1107A")


def village_names(book: SampleBook, ground: Ground) -> list[str]:
    """Return 乡镇 + 村 names, one for each village."""
    return [f"{book.townships[t]}{book.villages[v]}" for v, t in enumerate(ground.places.township)]


def unit_names(book: SampleBook, ground: Ground) -> dict[str, str]:
    """Return the names of county, townships and villages by their codes of 6, 9 and 12 digits."""
    names = {ground.plan.code: book.county}
    for number, code in enumerate(ground.places.codes):
        names[code[:9]] = book.townships[ground.places.township[number]]
        names[code] = book.villages[number]
    return names


def numbered(ground: Ground, use: LandUse, start: int, known: Mapping[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return (BSM serials, TBBH) of patches, int64 (n,): new ones run on from `start` and from `known` by village.

    Villages in order of their code, patches from the north-west to the south-east.
    """
    place = np.zeros((len(use), 2))
    count = np.bincount(use.patch[use.patch >= 0], minlength=len(use))
    for axis in (0, 1):
        sums = np.bincount(use.patch[use.patch >= 0], weights=ground.sites[use.patch >= 0, axis], minlength=len(use))
        place[:, axis] = sums / count
    village = use.rows["village"].to_numpy()
    rank = np.argsort(np.argsort(np.array(ground.places.codes)))[village]
    order = np.lexsort((place[:, 0], -np.floor(place[:, 1] / 400.0), rank))
    serial, number = np.empty(len(use), dtype=np.int64), np.empty(len(use), dtype=np.int64)
    serial[order] = start + np.arange(len(use))
    for one in np.unique(village):
        members = order[village[order] == one]
        number[members] = known.get(int(one), 0) + 1 + np.arange(len(members))
    return serial, number


def bsm(code: str, layer: str, serials: np.ndarray) -> np.ndarray:
    """Return identifiers of 18 digits: county, two digits of the layer, running number."""
    return np.array([f"{code}{layer}{number:010d}" for number in serials.tolist()], dtype=object)


def dltb_rows(
    book: SampleBook, ground: Ground, use: LandUse, year: int, tbmj: np.ndarray, ids: np.ndarray, numbers: np.ndarray
) -> pd.DataFrame:
    """Return the rows of DLTB for one year, areas as integers of 0.01 m2; field names are those of the standard."""
    rows = use.rows
    code, village = rows["dlbm"].to_numpy(), rows["village"].to_numpy()
    farmland = np.isin(code, FARMLAND)
    slope = np.where(farmland, rows["slope"].astype(str), "")
    terrace = np.where(farmland & (rows["slope"] > 1), rows["terrace"], "")
    kcxs = np.array([float(book.coefficients.get((s, t), 0)) for s, t in zip(slope, terrace)])
    kcmj, tbdlmj = deduct_array(tbmj, kcxs, farmland)
    widths = np.array([line.width for line in ground.lines] + [np.nan])[rows["line"].to_numpy()]
    state = np.isin(code, (*_STATE_LINES, "1103")) | rows["outline"].str.startswith("201").to_numpy()
    names = np.array(village_names(book, ground), dtype=object)
    located = np.array([f"{item}0000000" for item in ground.places.codes], dtype=object)[village]
    refinement, planting = rows["refinement"].to_numpy(), rows["planting"].to_numpy()
    quality = np.where(farmland, np.clip(4 + rows["slope"] + (code == "0103") * 2 - (code == "0101"), 1, 15), np.nan)
    values = {
        "BSM": ids,
        "YSDM": YSDM,
        "TBYBH": "",
        "TBBH": [f"{number:08d}" for number in numbers.tolist()],
        "DLBM": code,
        "DLMC": [book.classes.name(item) for item in code],
        "QSXZ": np.where(state, "20", "30"),
        "QSDWDM": np.where(state, f"{ground.plan.code}{'0' * 13}", located),
        "QSDWMC": np.where(state, book.county, names[village]),
        "ZLDWDM": located,
        "ZLDWMC": names[village],
        "TBMJ": tbmj,
        "KCDLBM": np.where(kcxs > 0, "1203", ""),
        "KCXS": kcxs,
        "KCMJ": kcmj,
        "TBDLMJ": tbdlmj,
        "GDLX": terrace,
        "GDPDJB": slope,
        "XZDWKD": np.where(np.isin(code, ("1001", "1003", "1004", "1006", "1101", "1107", "1107A")), widths, np.nan),
        "TBXHDM": refinement,
        "TBXHMC": [book.marks.get(item, "") for item in refinement],
        "ZZSXDM": planting,
        "ZZSXMC": [book.marks.get(item, "") for item in planting],
        "GDDB": pd.array([None if np.isnan(q) else int(q) for q in quality], dtype="Int64"),
        "FRDBS": "0",
        "CZCSXM": rows["outline"].to_numpy(),
        "SJNF": year,
        "MSSM": "00",
        "HDMC": "",
        "BZ": "",
    }
    return pd.DataFrame({field.name: values[field.name] for field in book.dltb}, index=range(len(rows)))

"""The tables of a moved line as the dock shows them, and which pieces stand behind a row."""

from __future__ import annotations

import numpy as np
import pandas as pd
from qgis.core import QgsVectorLayer

from ...bridge.flow_results import frame_of
from ...bridge.i18n import tr
from ...bridge.text import term
from ..common.numbers import UNKNOWN, area_text, unit_name
from .move_picture import Steps
from .words import ACCOUNTS, CAPACITY, LOSS, USED, account_title, amount_text, measure_of

BALANCE, STOCK, PIECES = "balance", "stock", "pieces"
_FIGURES = ("balance_before", "change", "balance_after", "required", "covered", "lacking")
_COLUMNS = {"quantity": "quantity_m2", "paddy": "paddy_m2", "capacity": "capacity_kg"}


class Moves:
    """The result of one run, exact: balance with a total on top, stock, pieces."""

    def __init__(self, layers: dict[str, QgsVectorLayer], results: dict) -> None:
        """Read the result tables."""
        self._results = results
        self._balance = _with_total(_whole(frame_of(layers["OUTPUT"])))
        self._stock, self._pieces = frame_of(layers["STOCK"]), frame_of(layers["PIECES"])
        self._listed: list[int] = []

    def sentence(self, unit: str) -> str:
        """Return what the move comes to, in one sentence."""
        results, measure = self._results, unit_name(unit)
        shown = {k: area_text(round(results[n] * 100), unit) for k, n in (
            ("out", "LET_OUT_M2"), ("taken", "TAKEN_IN_M2"), ("required", "REQUIRED_QUANTITY_M2"), ("swap", "SWAP_M2"),
        )}  # fmt: skip
        text = tr(
            "{day}: {out} {unit} of farmland let out, {taken} {unit} taken in. If what is exposed were occupied: {required} {unit} to supplement, {kg} kg; {swap} {unit} of basic farmland to swap in; {below} units below target ({was} before)."
        )
        said = text.format(
            **shown,
            day=results["DAY"],
            unit=measure,
            kg=f"{results['REQUIRED_CAPACITY_KG']:,.0f}",
            below=results["UNITS_BELOW_TARGET"],
            was=int((self._stock.loc[self._stock["target_m2"].notna(), "surplus"] < 0).sum()),
        )
        lacks = any(results[f"LACKING_{n}"] for n in ("QUANTITY_M2", "PADDY_M2", "CAPACITY_KG"))
        state = tr("✘ not all of it could be covered") if lacks else tr("✔ all of it could be covered")
        closed = tr("✔ closed") if results["DIFFERENCE_M2"] == 0 else tr("✘ not closed")
        notes = [state, closed, tr("rules {rules}, unverified").format(rules=results["RULES"])]
        if results["UNGRADED_M2"]:
            area = area_text(round(results["UNGRADED_M2"] * 100), unit)
            notes.append(tr("capacity unknown for {area} {unit}").format(area=area, unit=measure))
        if results["UNCOVERED_M2"]:
            area = area_text(round(results["UNCOVERED_M2"] * 100), unit)
            notes.append(tr("{area} {unit} without a patch").format(area=area, unit=measure))
        return said + " " + " · ".join(notes)

    def table(self, name: str, unit: str) -> tuple[list[str], list[tuple[str, ...]]]:
        """Return titles and rows of the balance or the stock."""
        return self._balance_table(unit) if name == BALANCE else self._stock_table(unit)

    def _balance_table(self, unit: str) -> tuple[list[str], list[tuple[str, ...]]]:
        titles = [tr("Unit"), tr("Account"), tr("Before"), tr("Change"), tr("After"), tr("Could be covered"),
                  tr("Lacking"), tr("State")]  # fmt: skip
        rows = []
        for row in self._balance.to_dict("records"):
            account = row["account"]
            figures = [amount_text(account, row[n], unit) for n in ("balance_before", "change", "balance_after")]
            asked = row["required"] > 0
            ends = [amount_text(account, row[n], unit) if asked else "" for n in ("covered", "lacking")]
            state = (tr("✘ lacks") if row["lacking"] else tr("✔ covered")) if asked else ""
            name = row["unit"] or tr("All units")
            title = f"{account_title(account)} ({measure_of(account, unit)})"
            rows.append((name, title, *figures, *ends, state))
        return titles, rows

    def _stock_table(self, unit: str) -> tuple[list[str], list[tuple[str, ...]]]:
        measure = unit_name(unit)
        heads = (tr("Farmland"), tr("exposed"), tr("after"), tr("Target"), tr("Over target"), tr("after"), tr("Adjustable"),
                 tr("Restorable"), tr("Basic farmland"), tr("over its target, after"), tr("To swap in"))  # fmt: skip
        titles = [tr("Unit"), *(f"{head} ({measure})" for head in heads), tr("State")]
        rows = []
        for row in self._stock.to_dict("records"):

            def text(name: str, row: dict = row) -> str:
                value = row[f"{name}_m2"]
                return area_text(row[name], unit) if value is not None and value == value else UNKNOWN

            def pair(name: str) -> str:
                before, after = text(name), text(f"{name}_after")
                return before if before == after else f"{before} → {after}"

            known = text("surplus_after") != UNKNOWN
            low = known and row["surplus_after"] < 0
            state = (tr("✘ below target") if low else tr("✔ target kept")) if known else tr("no target")
            plain = ("farmland", "exposed", "left", "target", "surplus", "surplus_after")
            beside = (pair("adjustable"), pair("restorable"), pair("basic"), text("basic_surplus_after"), text("swap"))
            rows.append((row["unit"], *(text(name) for name in plain), *beside, state))
        return titles, rows

    def steps(self, unit: str) -> list[Steps]:
        """Return the panels of the picture: the three accounts of all units, and farmland over its target where there is one."""
        panels = []
        for row in self._balance.head(len(ACCOUNTS)).to_dict("records"):
            account = row["account"]
            texts = tuple(amount_text(account, row[n], unit) for n in ("balance_before", "change", "balance_after"))
            title = f"{account_title(account)} ({measure_of(account, unit)})"
            panels.append(
                Steps(title, row["balance_before"], row["required"], row["covered"], texts, USED, tr("required"))
            )
        known = self._stock[self._stock["target_m2"].notna()]
        if len(known):
            before, gone = int(known["surplus"].sum()), int(known["exposed"].sum())
            texts = tuple(area_text(value, unit) for value in (before, -gone, before - gone))
            title = tr("Farmland over target ({unit})").format(unit=unit_name(unit))
            panels.append(Steps(title, before, gone, gone, texts, LOSS, tr("exposed")))
        return panels

    def every(self) -> list[int]:
        """Return the numbers of all pieces."""
        return list(range(len(self._pieces)))

    def behind(self, name: str, row: int) -> list[int]:
        """Return the numbers of the pieces behind a row of the balance or the stock."""
        record = (self._balance if name == BALANCE else self._stock).iloc[row]
        mask = self._pieces["exposed"] == 1
        if name == BALANCE:
            mask &= self._pieces[_COLUMNS[record["account"]]].astype(float) > 0
        if record["unit"]:
            mask &= self._pieces["holder" if name == BALANCE else "unit"] == record["unit"]
        return np.nonzero(mask.to_numpy())[0].tolist()

    def pieces(self, numbers: list[int], unit: str) -> tuple[list[str], list[tuple[str, ...]]]:
        """Return titles and rows of these pieces; `feature` knows them by their rows from now on."""
        self._listed = numbers
        measure = unit_name(unit)
        titles = [tr("Patch"), tr("Class"), tr("Unit"), tr("Move"), tr("Grade"), f"{tr('Area')} ({measure})",
                  f"{tr('Farmland')} ({measure})", f"{tr('Basic farmland')} ({measure})", f"{tr('Paddy')} ({measure})",
                  f"{account_title(CAPACITY)} ({tr('kg')})"]  # fmt: skip
        rows = []
        for row in self._pieces.iloc[numbers].to_dict("records"):
            areas = [area_text(int(row[n]), unit) for n in ("area", "farmland", "in_basic", "paddy")]
            words = (row["bsm"] or UNKNOWN, row["dlbm"], row["unit"], term(f"line_{row['part']}"), row["grade"] or "")
            rows.append((*words, *areas, f"{int(row['capacity_kg']):,}"))
        return titles, rows

    def feature(self, row: int) -> int:
        """Return the id of the feature that draws a listed piece."""
        return int(self._pieces["fid"].iloc[self._listed[row]])


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the balance in integers of 0.01 m2 and kg."""
    hundredths = np.where(frame["account"] == CAPACITY, 1, 100)
    for name in _FIGURES:
        frame[name] = np.rint(frame[name].to_numpy(dtype=np.float64) * hundredths).astype(np.int64)
    return frame


def _with_total(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the balance with the sums of all units on top, then the units that the move touches, then the others."""
    sums = frame.groupby("account", sort=False)[list(_FIGURES)].sum().reset_index().assign(unit="")
    touched = frame.groupby("unit")["required"].transform("sum") > 0
    return pd.concat([sums, frame[touched], frame[~touched]], ignore_index=True)

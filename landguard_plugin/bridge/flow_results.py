"""The result layers of a flow run as frames and selections: what stands behind every figure of the dock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

import numpy as np
import pandas as pd
from qgis.core import QgsExpression, QgsFeatureRequest, QgsVectorLayer

from .layers import plain_value


def frame_of(layer: QgsVectorLayer) -> pd.DataFrame:
    """Return the attributes of a table layer; columns ending in _m2 also come as integers of 0.01 m2 without the ending."""
    names = [field.name() for field in layer.fields()]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    rows = [[plain_value(value) for value in feature.attributes()] for feature in layer.getFeatures(request)]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    frame["fid"] = [feature.id() for feature in layer.getFeatures(request)]
    for name in names:
        if name.endswith("_m2"):
            values = pd.to_numeric(frame[name], errors="coerce").fillna(0.0).to_numpy(dtype=np.float64)
            frame[name[:-3]] = np.rint(values * 100).astype(np.int64)
    for name in ("unit", "unit_name", "from_class", "to_class", "dlbm_before", "dlbm_after"):
        if name in frame:
            frame[name] = frame[name].fillna("")
    return frame


def pieces_behind(
    layer: QgsVectorLayer, unit: Optional[str], before: Optional[Sequence[str]], after: Optional[Sequence[str]]
) -> pd.DataFrame:
    """Return the pieces of a cell, largest first: unit, from classes, to classes (None: all).

    Columns fid, piece, bsm_before, bsm_after, dlbm_before, dlbm_after, cause, line, and area in 0.01 m2.
    """
    conditions = [
        _one_of("unit", None if unit is None else [unit]),
        _one_of("dlbm_before", before),
        _one_of("dlbm_after", after),
    ]
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    text = " AND ".join(condition for condition in conditions if condition)
    if text:
        request.setFilterExpression(text)
    columns = ("piece", "unit", "bsm_before", "bsm_after", "dlbm_before", "dlbm_after", "cause", "line")
    rows = [
        [feature.id(), *(plain_value(feature[name]) or "" for name in columns), round(float(feature["area_m2"]) * 100)]
        for feature in layer.getFeatures(request)
    ]
    frame = pd.DataFrame(rows, columns=["fid", *columns, "area"])
    return frame.sort_values(["area", "bsm_before"], ascending=[False, True]).reset_index(drop=True)


def _one_of(field: str, values: Optional[Iterable[str]]) -> str:
    if values is None:
        return ""
    listed = ", ".join(QgsExpression.quotedValue(value) for value in values)
    if not listed:
        return "FALSE"
    return f"coalesce({QgsExpression.quotedColumnRef(field)}, '') IN ({listed})"


def land_features(layer: QgsVectorLayer, pieces: Iterable[int]) -> list[int]:
    """Return the ids of the features that draw these pieces (their land lines: ridge lines have no shape)."""
    wanted = ", ".join(str(int(piece)) for piece in sorted(set(pieces)))
    if not wanted:
        return []
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setFilterExpression(f'"line" = \'land\' AND "piece" IN ({wanted})')
    return [feature.id() for feature in layer.getFeatures(request)]


def farmland_figures(layer: QgsVectorLayer) -> dict[str, int]:
    """Return the farmland account of a layer of pieces in 0.01 m2: before, out, out_basic, in, after.

    before - out + in = after, exactly: out and in are the lines that leave and enter the farmland classes.
    """
    from .library import class_table

    frame = frame_of(layer)
    classes = class_table()
    was = classes.cultivated_mask(frame["dlbm_before"].to_numpy())
    becomes = classes.cultivated_mask(frame["dlbm_after"].to_numpy())
    area, basic = frame["area"].to_numpy(), frame["in_basic"].to_numpy()
    return {
        "before": int(area[was].sum()),
        "out": int(area[was & ~becomes].sum()),
        "out_basic": int(basic[was & ~becomes].sum()),
        "in": int(area[~was & becomes].sum()),
        "after": int(area[becomes].sum()),
    }

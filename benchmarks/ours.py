"""Our side as a whole process: both GeoPackages in, the flow matrix and its reconciliation out (JSON on standard output).

python -m benchmarks.ours FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from landguard_plugin.app.flows.flow_matrix import FlowRequest, flow_matrix
from landguard_plugin.core.area import planes, zones
from landguard_plugin.core.flows.causes import CauseRules
from landguard_plugin.core.flows.matrix import matrix_of, reconcile
from landguard_plugin.core.layers import PolygonTable
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.survey.classes import ClassTable
from landguard_plugin.core.survey.fields import FieldTable
from landguard_plugin.core.survey.records import survey_of
from landguard_plugin.storage import gpkg, packaged

FIELDS = ["BSM", "DLBM", "ZLDWDM"]


def read(path: Path) -> PolygonTable:
    """Return one year as the plugin's fast reader gives it."""
    keys, shapes = [], []
    columns: list[list[object]] = [[] for _ in FIELDS]
    for block_keys, block_shapes, block_values in gpkg.read_rows(path, path.stem, FIELDS):
        keys += block_keys
        shapes += block_shapes
        for column, more in zip(columns, block_values):
            column += more
    rows = pd.DataFrame(dict(zip(FIELDS, columns)), dtype=object)
    return PolygonTable(path.stem, shapes, rows, np.array(keys), planes.ZonePlane(zones.from_epsg(4547)), "EPSG:4547")


def main(folder: Path) -> None:
    """Account and print."""
    fields = FieldTable.from_rows(packaged.read_csv("survey/dltb_fields.csv"))
    classes = ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))
    rules = CauseRules.from_rows(packaged.read_csv("flows/causes.csv"), "2024-12-31")
    before = survey_of(read(folder / "before.gpkg"), fields, classes, Unwatched())
    after = survey_of(read(folder / "after.gpkg"), fields, classes, Unwatched(), earlier=before)
    result = flow_matrix(FlowRequest(before, after, classes, rules), Unwatched())
    matrix = matrix_of(result.account).rows
    cells = {
        f"{f}>{t}": int(a) / 100 for f, t, a in matrix[["from_class", "to_class", "area_m2"]].itertuples(index=False)
    }
    check = reconcile(result.account).rows.drop(columns="unit").sum().to_dict()
    print(json.dumps({"cells": cells, "reconciliation": {key: int(value) for key, value in check.items()}}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

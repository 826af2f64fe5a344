import numpy as np
import pandas as pd
from qgis.PyQt.QtCore import Qt

from landguard_plugin.ui.accounting.flow_picture import flows_of
from landguard_plugin.ui.accounting.matrix_model import ALL_UNITS, MatrixModel, pivot

MATRIX = pd.DataFrame(
    [
        ("a", "0101", "0101", 1000000), ("a", "0103", "0201", 500000), ("b", "0103", "0303", 70000), ("b", "0103", "uncovered", 3),
        ("b", "0201K", "0103", 200000), ("b", "1203", "0601", 11),
    ],
    columns=["unit", "from_class", "to_class", "area"],
)  # fmt: skip


def shown(model, row, column):
    return model.data(model.index(row, column))


def test_levels_roll_up_and_totals_close():
    for level, rows in (
        ("first", ["01", "02", "12"]),
        ("second", ["0101", "0103", "0201", "1203"]),
        ("leaf", ["0101", "0103", "0201K", "1203"]),
    ):
        table = pivot(MATRIX, ALL_UNITS, level)
        assert table.rows == rows
        assert table.areas.sum() == MATRIX["area"].sum()
    assert pivot(MATRIX, ALL_UNITS, "first").columns == ["00", "01", "02", "06", "uncovered"]
    assert pivot(MATRIX, "b", "leaf").areas.sum() == 270014


def test_the_model_shows_totals_first_and_every_unit_of_area():
    model = MatrixModel()
    model.show(pivot(MATRIX, ALL_UNITS, "first"), "mu")
    assert (model.rowCount(), model.columnCount()) == (4, 6)
    assert shown(model, 0, 0) == "26.55"
    assert shown(model, 1, 0) == "23.55"
    assert model.cell(model.index(0, 0)) == (None, None)
    assert model.cell(model.index(1, 3)) == ("01", "02")
    assert shown(model, 2, 1) == ""
    model.show(pivot(MATRIX, ALL_UNITS, "first"), "m2")
    assert shown(model, 0, 0) == "17,700.14"
    assert model.headerData(1, Qt.Orientation.Vertical).startswith("01 ")
    assert all(
        model.area(r, 0) == sum(model.area(r, c) for c in range(1, model.columnCount()))
        for r in range(model.rowCount())
    )


def test_unchanged_land_has_no_heat_and_changes_do():
    model = MatrixModel()
    model.show(pivot(MATRIX, ALL_UNITS, "leaf"), "mu")
    rows, columns = [
        [model.headerData(k, o)[:4] for k in range(1, n)]
        for o, n in ((Qt.Orientation.Vertical, model.rowCount()), (Qt.Orientation.Horizontal, model.columnCount()))
    ]
    same = model.index(rows.index("0101") + 1, columns.index("0101") + 1)
    change = model.index(rows.index("0103") + 1, columns.index("0201") + 1)
    assert model.data(same, Qt.ItemDataRole.BackgroundRole) is None
    assert model.data(change, Qt.ItemDataRole.BackgroundRole).color().alpha() == 180


def test_flows_are_the_changes_largest_first():
    flows = flows_of(pivot(MATRIX, ALL_UNITS, "leaf"))
    assert [f.area for f in flows] == [500000, 200000, 70000, 11, 3]
    assert flows_of(pivot(MATRIX[:1], ALL_UNITS, "leaf")) == []


def test_an_empty_matrix_is_an_empty_table():
    model = MatrixModel()
    model.show(pivot(MATRIX[:0], ALL_UNITS, "first"), "ha")
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    assert np.array_equal(pivot(MATRIX[:0], ALL_UNITS, "leaf").areas, np.zeros((0, 0)))

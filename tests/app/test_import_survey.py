"""The account of an import holds for whatever a delivery contains."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.app.import_survey import ImportRules, import_survey
from landguard_plugin.core.area.official import official_dm2
from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.survey.delivery import Delivery
from landguard_plugin.core.survey.intake import AreaFilling
from landguard_plugin.core.survey.mapping import SourceField
from tests.core.survey.tables import CLASSES, FIELDS
from tests.watcher import Watcher

PLANE = ZonePlane(GaussKruger(3, 38, True))
X, Y = 38_500_000.0, 4_000_000.0
BOX = shapely.to_wkb(shapely.box(X, Y, X + 100, Y + 100))
BOW_TIE = shapely.to_wkb(shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)]))
NOT_FINITE = shapely.to_wkb(shapely.Polygon([(X, Y), (np.nan, Y), (X + 9, Y + 9)]))
POINT = shapely.to_wkb(shapely.Point(X, Y))

SHAPES = st.sampled_from([BOX, BOX, BOX, b"", BOW_TIE, NOT_FINITE, POINT])
CODES = st.sampled_from(["0101", 103, 103.0, "0702", None, "", "moon", "02", float("nan")])
NUMBERS = st.one_of(st.none(), st.sampled_from(["", "x", "1.005", "1e99", float("inf")]), st.floats(-10, 1e13))
DELIVERIES = st.lists(st.tuples(SHAPES, CODES, NUMBERS, NUMBERS), max_size=12)


def taken_in(rows, **rules):
    columns = [list(column) for column in zip(*[row[1:] for row in rows])] or [[], [], []]
    names = ("DLBM", "TBMJ", "KCXS")
    delivery = Delivery(
        "d", tuple(map(SourceField, names)), columns, [row[0] for row in rows], np.arange(len(rows)) + 100
    )
    watcher = Watcher()
    return import_survey(delivery, lambda _: PLANE, ImportRules(**rules), FIELDS, CLASSES, watcher), watcher


@given(
    DELIVERIES, st.sampled_from(list(AreaFilling)), st.sampled_from([None, {"0101": "0102", "103": "0103", "": "0702"}])
)
@settings(deadline=None, max_examples=200)
def test_every_row_is_accepted_or_rejected_once(rows, areas, class_map):
    if class_map and not any(row[1] in ("0101", 103, None, "") or row[1] != row[1] for row in rows):
        class_map = None
    result, watcher = taken_in(rows, areas=areas, class_map=class_map)
    accepted, rejected = result.accepted.rows, result.rejected.rows
    assert result.read == len(rows) == len(accepted) + len(rejected)
    assert len(result.accepted.shapes) == len(accepted)
    assert len(result.reasons) == len(rejected)
    assert all(result.reasons)
    numbers = rejected["row"].tolist()
    assert numbers == sorted(set(numbers))
    assert watcher.told("LG-IMP-044").arguments["accepted"] == len(accepted)
    good = [k for k, row in enumerate(rows) if k + 100 not in numbers]
    assert result.accepted.shapes == [rows[k][0] for k in good]
    assert set(result.accepted.shapes) <= {BOX}


@given(DELIVERIES)
@settings(deadline=None, max_examples=100)
def test_the_areas_of_an_accepted_row_close(rows):
    """TBDLMJ + KCMJ = TBMJ on every row whose areas the import computed, and a computed TBMJ is the official area."""
    result, _ = taken_in(rows, areas=AreaFilling.RECOMPUTE)
    table = result.accepted.rows
    official = official_dm2(result.accepted.shapes, PLANE)
    assert table["TBMJ"].tolist() == official.tolist()
    assert [a + b for a, b in zip(table["KCMJ"], table["TBDLMJ"])] == table["TBMJ"].tolist()


def test_stored_areas_are_never_touched():
    rows = [(BOX, "0101", "1.23", None), (BOX, "0101", None, None)]
    result, watcher = taken_in(rows)
    assert result.accepted.rows["TBMJ"].tolist() == [123, 1_000_000]
    assert watcher.told("LG-IMP-043").arguments["count"] == 1


def test_a_row_may_have_several_reasons_and_counts_once():
    result, watcher = taken_in([(b"", "0101", "x", "y")])
    assert [message.code for message in result.reasons[0]] == ["LG-IMP-123", "LG-IMP-123", "LG-IMP-101"]
    assert watcher.told("LG-IMP-044").arguments["reasons"] == "LG-IMP-123 × 1"

import numpy as np
import pandas as pd
import pytest
import shapely

from landguard_plugin.core.area import planes, zones
from landguard_plugin.core.layers import PolygonTable
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.survey import records
from landguard_plugin.core.survey.classes import ClassTable
from landguard_plugin.core.survey.fields import FieldTable
from landguard_plugin.core.survey.records import AreaSource, fields_needed, survey_of, text_of
from landguard_plugin.storage import packaged

CLASSES = ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))
FIELDS = FieldTable.from_rows(packaged.read_csv("survey/dltb_fields.csv"))


class Listener:
    def __init__(self):
        self.codes = []

    def at(self, fraction):
        assert 0 <= fraction <= 1

    def say(self, message):
        self.codes.append(message.code)

    warn = say

    def cancelled(self):
        return False


def survey(rows, area_source=AreaSource.AUTO, listener=None, earlier=None):
    shapes = [shapely.to_wkb(shapely.box(500000 + 100 * k, 4e6, 500100 + 100 * k, 4000100)) for k in range(len(rows))]
    table = PolygonTable(
        "t",
        shapes,
        pd.DataFrame(rows, dtype=object),
        np.arange(1, len(rows) + 1),
        planes.ZonePlane(zones.from_epsg(4547)),
        "EPSG:4547",
    )
    return survey_of(table, FIELDS, CLASSES, listener or Listener(), area_source, earlier=earlier)


def test_stored_areas_win_and_official_ones_fill_in():
    listener = Listener()
    year = survey([{"DLBM": "0103", "TBMJ": 9000.005}, {"DLBM": "0301", "TBMJ": None}], listener=listener)
    assert year.rows["tbmj"].tolist() == [900001, 1000000]
    assert year.rows["stored"].tolist() == [True, False]
    assert year.rows["bsm"].tolist() == ["1", "2"]
    assert listener.codes == ["LG-SUR-005"]


def test_only_computed_areas_of_an_earlier_year_are_taken_over(monkeypatch):
    """Row 0 carried a stored area that is not its official one: it must not become the later year's. Row 1 was computed."""
    earlier = survey([{"DLBM": "0103", "TBMJ": 9000.0}, {"DLBM": "0301", "TBMJ": None}])
    asked = []
    official_dm2 = records.official_dm2
    monkeypatch.setattr(
        records, "official_dm2", lambda shapes, *rest: (asked.append(len(shapes)), official_dm2(shapes, *rest))[1]
    )
    later = survey([{"DLBM": "0103", "TBMJ": None}, {"DLBM": "0301", "TBMJ": None}, {"DLBM": "0301"}], earlier=earlier)
    assert later.rows["tbmj"].tolist() == [1000000, 1000000, 1000000]
    assert asked == [2]  # the row with the stored area and the new one; the computed one is taken over
    assert later.mates_in(earlier).tolist() == [0, 1, -1]
    own = survey([{"DLBM": "0103", "TBMJ": 8000.0}, {"DLBM": "0301", "TBMJ": 7000.0}], earlier=earlier)
    assert own.rows["tbmj"].tolist() == [800000, 700000]


def test_the_official_area_can_be_demanded():
    year = survey([{"DLBM": "0103", "TBMJ": 9000.0, "KCXS": 0.1}], AreaSource.OFFICIAL)
    assert year.rows.loc[0, ["tbmj", "ridge"]].tolist() == [1000000, 100000]
    with pytest.raises(LandGuardError) as caught:
        survey([{"DLBM": "0103", "TBMJ": None}], AreaSource.STORED)
    assert caught.value.code == "LG-SUR-002"


@pytest.mark.parametrize(
    ("row", "ridge"),
    [
        ({"KCXS": 0.1195}, 14753),
        ({"TKXS": 11.95}, 14753),
        ({"KCXS": 0.1195, "KCMJ": 147.52}, 14752),
        ({"KCXS": 0.1195, "KCMJ": 147.52, "TBDLMJ": 1087.01}, 14755),
        ({"TBDLMJ": 1234.56}, 0),
        ({"DLBM": "0301", "KCXS": 0.1195}, 0),
    ],
)
def test_the_ridge_follows_what_is_stored(row, ridge):
    assert survey([{"DLBM": "0103", "TBMJ": 1234.56, **row}]).rows["ridge"][0] == ridge


def test_contradicting_deductions_are_told_and_not_used():
    listener = Listener()
    year = survey([{"DLBM": "0103", "TBMJ": 100.0, "KCXS": 0.1, "TBDLMJ": 120.0}], listener=listener)
    assert year.rows["ridge"][0] == 1000
    assert "LG-SUR-003" in listener.codes


def test_unknown_codes_are_kept_and_told():
    listener = Listener()
    year = survey([{"DLBM": "7777", "TBMJ": 1.0}, {"DLBM": None, "TBMJ": 1.0}], listener=listener)
    assert year.rows["dlbm"].tolist() == ["7777", ""]
    assert "LG-SUR-004" in listener.codes


def test_fields_are_found_by_case_former_name_and_title():
    assert FIELDS.find("DLBM", ["dlbm"]) == "dlbm"
    assert FIELDS.find("KCXS", ["TKXS"]) == "TKXS"
    assert FIELDS.find("ZLDWDM", ["坐落单位代码"]) == "坐落单位代码"
    assert FIELDS.find("ZLDWDM", ["x"]) is None
    assert fields_needed(FIELDS, ["fid", "DLBM", "TBMJ", "other"]) == ["DLBM", "TBMJ"]
    with pytest.raises(LandGuardError) as caught:
        fields_needed(FIELDS, ["a"])
    assert caught.value.code == "LG-SUR-001"


def test_codes_stay_text():
    values = pd.Series(["0103 ", None, 103.0, float("nan"), 7, "05H1"], dtype=object)
    assert text_of(values).tolist() == ["0103", "", "103", "", "7", "05H1"]


def test_taking_rows_keeps_them_together():
    year = survey([{"DLBM": "0103", "TBMJ": 1.0, "BSM": "a"}, {"DLBM": "0301", "TBMJ": 2.0, "BSM": "b"}])
    part = year.take(np.array([False, True]))
    assert (len(part), part.rows["bsm"].tolist(), part.total_dm2) == (1, ["b"], 200)
    assert part.shapes == year.shapes[1:]

import numpy as np
import pandas as pd
import pytest
import shapely

from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.layers import PolygonTable
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.survey.units import NOWHERE, SEVERAL, inner_points, locate, units_of


def layer(rows, shapes):
    wkb = [b"" if shape is None else shapely.to_wkb(shape) for shape in shapes]
    return PolygonTable("乡", wkb, pd.DataFrame(rows), np.arange(len(wkb)), ZonePlane(GaussKruger(3, 38, False)), "")


UNITS = layer(
    {
        "xzqdm": ["410101001", "410101002", "410101002", "410101009"],
        "XZQMC": ["甲乡", "乙乡", "乙乡", None],
        "DCMJ": [1.5, None, 2, 3],
    },
    [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(18, 0, 30, 10), shapely.box(25, 0, 40, 10)],
)


def test_codes_names_and_areas_are_found_by_their_usual_names():
    units = units_of(UNITS)
    assert units.codes.tolist() == ["410101001", "410101002", "410101002", "410101009"]
    assert units.names.tolist() == ["甲乡", "乙乡", "乙乡", ""]
    assert units.survey_m2.tolist()[0] == 1.5
    with pytest.raises(LandGuardError) as problem:
        units_of(layer({"name": ["甲"]}, [shapely.box(0, 0, 1, 1)]))
    assert problem.value.code == "LG-LAY-002"


def test_a_point_lies_in_one_unit_or_none_or_several():
    x = np.array([5.0, 15, 19, 27, 99])
    assert locate(x, np.full(5, 5.0), units_of(UNITS)).tolist() == [0, 1, 1, SEVERAL, NOWHERE]
    assert locate(np.empty(0), np.empty(0), units_of(UNITS)).tolist() == []


def test_units_without_shape_hold_no_point():
    units = units_of(layer({"XZQDM": ["1"]}, [None]))
    assert locate(np.array([1.0]), np.array([1.0]), units).tolist() == [NOWHERE]


def test_the_inner_point_is_inside_even_a_crescent():
    crescent = shapely.box(0, 0, 10, 10) - shapely.box(1, 1, 10, 9)
    x, y = inner_points([shapely.to_wkb(crescent)])
    assert shapely.contains_xy(crescent, x[0], y[0])

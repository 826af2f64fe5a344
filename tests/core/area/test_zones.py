import numpy as np
import pytest
from pyproj import CRS

from landguard_plugin.core.area import zones
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.problems import LandGuardError


@pytest.mark.parametrize("code", range(4491, 4555))
def test_epsg_codes_agree_with_the_registry(code):
    zone = zones.from_epsg(code)
    operation = CRS.from_epsg(code).to_dict()
    assert zone.central_meridian == operation["lon_0"]
    assert zone.false_easting == operation["x_0"]
    assert zone.epsg == code


def test_other_codes_are_no_zone():
    assert [zones.from_epsg(c) for c in (4490, 4326, 2327, 4555)] == [None] * 4


def test_zones_outside_the_registry_have_no_code():
    assert GaussKruger(3, 58, False).epsg is None
    assert GaussKruger(3, 58, False).central_meridian == 174


@pytest.mark.parametrize(
    ("longitude", "zone"), [(114.0, 38), (112.51, 38), (112.49, 37), (-71.9, -24), (7.5, 3), (173.9, 58)]
)
def test_fitting_zone(longitude, zone):
    assert zones.fitting_zone(np.array([longitude]))[0] == zone


def test_prefix_is_read_from_eastings():
    assert zones.zone_prefix(np.array([38_400_000.0, 38_600_000.0])) == 38
    assert zones.zone_prefix(np.array([400_000.0, 600_000.0])) is None
    assert zones.zone_prefix(np.array([])) is None
    assert zones.zone_of_prefix(38) == GaussKruger(3, 38, True)
    assert zones.zone_of_prefix(20) == GaussKruger(6, 20, True)


def test_mixed_and_foreign_prefixes_are_coded():
    with pytest.raises(LandGuardError) as mixed:
        zones.zone_prefix(np.array([37_400_000.0, 38_600_000.0]))
    with pytest.raises(LandGuardError) as foreign:
        zones.zone_of_prefix(99)
    assert (mixed.value.code, foreign.value.code) == ("LG-CRS-005", "LG-CRS-006")


@pytest.mark.parametrize(
    ("epsg", "easting", "code"),
    [
        (4547, 38_500_000.0, "LG-CRS-003"),
        (4526, 500_000.0, "LG-CRS-003"),
        (4526, 39_500_000.0, "LG-CRS-004"),
        (4526, 38_500_000.0, None),
    ],
)
def test_coordinates_that_contradict_the_zone_are_refused(epsg, easting, code):
    zone = zones.from_epsg(epsg)
    if code is None:
        zones.check_against_coordinates(zone, np.array([easting]))
        return
    with pytest.raises(LandGuardError) as caught:
        zones.check_against_coordinates(zone, np.array([easting]))
    assert caught.value.code == code


def test_an_empty_layer_contradicts_no_zone():
    zones.check_against_coordinates(GaussKruger(3, 38, True), np.array([]))
    zones.check_against_coordinates(GaussKruger(3, 38, False), np.array([np.nan, np.inf]))

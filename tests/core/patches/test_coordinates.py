"""Typed coordinates: forms, order, prefixes, other zones; against PROJ."""

import pytest
from pyproj import Transformer

from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.patches.coordinates import read_points
from landguard_plugin.core.problems import LandGuardError

PREFIXED, BARE = GaussKruger(3, 38, True), GaussKruger(3, 38, False)


@pytest.mark.parametrize(
    "text",
    [
        "38520000.1234,3880000.5",
        "3880000.5 38520000.1234",
        "520000.1234\t3880000.5",
        "J1,1,3880000.5,38520000.1234",
        "3880000.5，520000.1234",
        "３８５２０００0.1234；3880000.5",
        "(38520000.1234, 3880000.5)",
    ],
)
def test_one_point_however_it_is_written(text):
    assert read_points(text, PREFIXED) == [pytest.approx((38_520_000.1234, 3_880_000.5), abs=1e-6)]
    assert read_points(text, BARE) == [pytest.approx((520_000.1234, 3_880_000.5), abs=1e-6)]


def test_degrees_and_other_zones_agree_with_proj():
    lon, lat = 114.2216113, 35.0417889
    expected = Transformer.from_crs(4490, 4526, always_xy=True).transform(lon, lat)
    for text in (f"{lon} {lat}", f"{lat},{lon}"):
        assert read_points(text, PREFIXED)[0] == pytest.approx(expected, abs=1e-4)
    other = Transformer.from_crs(4490, 4527, always_xy=True).transform(lon, lat)
    assert read_points(f"{other[0]:.6f} {other[1]:.6f}", PREFIXED)[0] == pytest.approx(expected, abs=1e-4)
    assert read_points(f"{other[0]:.6f} {other[1]:.6f}", None)[0] == pytest.approx((lon, lat), abs=1e-9)
    assert read_points(f"{lon},{lat}", None) == [(lon, lat)]


@pytest.mark.parametrize(
    "text", ["114°13'17.8\"E 35°2'30.44\"N", "东经114度13分17.8秒 北纬35度2分30.44秒", "114°13′17.8″ 35°02′30.44″"]
)
def test_degrees_minutes_seconds(text):
    lon, lat = 114 + 13 / 60 + 17.8 / 3600, 35 + 2 / 60 + 30.44 / 3600
    assert read_points(text, None)[0] == pytest.approx((lon, lat), abs=1e-9)


def test_a_pasted_list():
    text = "J1,1,3880000,38520000\n\nJ2,1,3880100,38520000\r\nJ3,1,3880100,38520100\n"
    assert read_points(text, PREFIXED) == [(38_520_000, 3_880_000), (38_520_000, 3_880_100), (38_520_100, 3_880_100)]


@pytest.mark.parametrize("text", ["abc", "1 2", "38520000", "520000 38520000", "3880000 3880000", "200 95"])
def test_what_is_no_point_is_named(text):
    with pytest.raises(LandGuardError) as caught:
        read_points("38520000 3880000\n" + text, PREFIXED)
    assert caught.value.code == "LG-DRW-016" and caught.value.arguments["line"] == "2"


def test_metres_without_zone_are_refused_where_no_zone_is_known():
    with pytest.raises(LandGuardError):
        read_points("520000 3880000", None)

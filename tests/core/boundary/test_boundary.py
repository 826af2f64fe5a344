"""The boundary text form: every variant read, every odd line named, and a round trip that changes no digit."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.boundary.decoding import decode_boundary
from landguard_plugin.core.boundary.reader import read_boundary, zone_of_reading
from landguard_plugin.core.boundary.records import (
    AreaUnit,
    AxisOrder,
    Choices,
    Closing,
    PlotToWrite,
    WritingRules,
)
from landguard_plugin.core.boundary.writer import boundary_text
from landguard_plugin.core.problems import LandGuardError

HEAD = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
SQUARE = """5,1.0000,P1,地块,面,TFH,YT,0103,@
J1,1,2580000.000,38400000.000
J2,1,2580100.000,38400000.000
J3,1,2580100.000,38400100.000
J4,1,2580000.000,38400100.000
J1,1,2580000.000,38400000.000
"""
BOX = shapely.box(38400000, 2580000, 38400100, 2580100)


def codes(messages) -> set[str]:
    return {message.code for message in messages}


def only_shape(reading) -> shapely.Geometry:
    assert not reading.refused, reading.refused
    assert len(reading.plots) == 1
    return shapely.from_wkb(reading.plots[0].shape)


def test_the_plain_form():
    reading = read_boundary(HEAD + SQUARE)
    assert only_shape(reading).equals(BOX)
    plot = reading.plots[0]
    assert (plot.header.number, plot.header.name, plot.header.dlbm) == ("P1", "地块", "0103")
    assert (plot.points, plot.header.points, plot.declared_dm2) == (5, 5, 1_000_000)
    assert (reading.zone, reading.order, reading.unit) == (
        GaussKruger(3, 38, True),
        AxisOrder.NORTHING_FIRST,
        AreaUnit.HA,
    )
    assert reading.warnings == ()
    assert reading.decimals == 3


VARIANTS = {
    "bare numbers": SQUARE.replace("\nJ", "\n"),
    "full-width": SQUARE.replace(",", "，").replace("J", "Ｊ").replace("@", "＠"),
    "full-width digits": SQUARE.replace("2580100", "２５８０１００"),
    "new closing number": SQUARE[: SQUARE.rindex("J1,1")] + "J5,1,2580000.000,38400000.000",
    "not closed": SQUARE[: SQUARE.rindex("J1,1")].replace("5,1.0000", "4,1.0000"),
    "tabs": SQUARE.replace(",", "\t"),
    "blank ring": SQUARE.replace(",1,2", ",,2"),
    "no ring": SQUARE.replace(",1,2", ",2"),
    "heights": SQUARE.replace("0.000\n", "0.000,12.5\n"),
    "trailing commas": SQUARE.replace("0.000\n", "0.000,\n"),
    "JZD": SQUARE.replace("\nJ", "\nJZD-"),
    "spaces": SQUARE.replace(",", " , "),
    "no mark": SQUARE.replace(",@", ""),
    "blank fields": SQUARE.replace("5,1.0000,P1,地块,面,TFH,YT,0103,@", "5,1.0000,P1,,面, , , ,@"),
    "no area": SQUARE.replace("1.0000", ""),
    "m2": SQUARE.replace("1.0000", "10000.00"),
    "mu": SQUARE.replace("1.0000", "15.0"),
    "count without closing": SQUARE.replace("5,1.0000", "4,1.0000"),
    "easting first": "\n".join(
        ",".join([*c[:2], c[3], c[2]]) if (c := line.split(",")) and len(c) == 4 else line
        for line in SQUARE.split("\n")
    ),
}


@pytest.mark.parametrize("body", VARIANTS.values(), ids=VARIANTS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_variants_give_the_same_ground(body, line_end):
    reading = read_boundary((HEAD + body).replace("\n", line_end))
    assert only_shape(reading).equals(BOX)
    assert reading.warnings == (), reading.warnings
    assert reading.plots[0].declared_dm2 in (None, 1_000_000)
    assert reading.plots[0].header.number == "P1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
def test_encodings(encoding):
    data = (HEAD + SQUARE).encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    text, decision = decode_boundary(data)
    assert only_shape(read_boundary(text)).equals(BOX)
    assert decision.certain


def test_an_encoding_is_told_without_any_word_of_the_head():
    text, decision = decode_boundary(SQUARE.replace("地块", "太平镇南岗村四百一十二号").encode("gbk"))
    assert decision.encoding == "GB18030"
    assert "太平镇" in text


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(LandGuardError) as caught:
        decode_boundary(b"PK\x03\x04\x00\x00")
    assert caught.value.code == "LG-TXT-002"
    with pytest.raises(LandGuardError) as caught:
        decode_boundary((HEAD + SQUARE).encode("gbk"), "UTF-8")
    assert caught.value.code == "LG-TXT-002"
    with pytest.raises(LandGuardError) as caught:
        decode_boundary(b"abc", "klingon")
    assert caught.value.code == "LG-ENC-003"


def test_a_full_width_comma_in_a_name_is_no_separator():
    reading = read_boundary(HEAD + SQUARE.replace("地块", "南岗村，东头"))
    assert reading.plots[0].header.name == "南岗村，东头"


RING_2 = """J5,2,2580020.000,38400020.000
J6,2,2580040.000,38400020.000
J7,2,2580040.000,38400040.000
J5,2,2580020.000,38400020.000
"""


def test_a_ring_inside_is_a_hole_and_one_outside_a_part():
    shape = only_shape(read_boundary(HEAD + SQUARE.replace("5,1.0", "9,0.98") + RING_2))
    assert (shape.geom_type, len(shape.interiors)) == ("Polygon", 1)
    assert shape.area == pytest.approx(9800)
    apart = only_shape(read_boundary(HEAD + SQUARE.replace("5,1.0", "9,1.02") + RING_2.replace("25800", "25810")))
    assert (apart.geom_type, len(apart.geoms)) == ("MultiPolygon", 2)
    same_number = only_shape(read_boundary(HEAD + SQUARE.replace("5,1.0", "9,0.98") + RING_2.replace(",2,", ",1,")))
    assert same_number.equals(shape)


def test_an_island_in_a_hole():
    outer = shapely.box(0, 0, 90, 90).difference(shapely.box(10, 10, 80, 80)).union(shapely.box(30, 30, 50, 50))
    moved = shapely.transform(outer, lambda xy: xy + (400000, 2580000))
    text = boundary_text([PlotToWrite("A", moved.wkb)], WritingRules(GaussKruger(3, 38, True))).text
    assert only_shape(read_boundary(text)).equals(shapely.transform(moved, lambda xy: xy + (38e6, 0)))


def refusal(body: str) -> tuple[str, object]:
    reading = read_boundary(HEAD + SQUARE + body)
    assert len(reading.plots) == 1, "the sound plot stays"
    assert len(reading.refused) == 1
    message = reading.refused[0].reasons[0]
    return message.code, message.arguments.get("line")


BROKEN = SQUARE.replace("P1", "P2")


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        (BROKEN.replace("2580100.000,38400100", "25801OO.000,38400100"), "LG-TXT-101", 19),
        (BROKEN.replace("2580100.000,38400100", "nan,38400100"), "LG-TXT-101", 19),
        (BROKEN.replace("2580100.000,38400100", "1e308,38400100"), "LG-TXT-103", 19),
        (BROKEN.replace("2580100.000,38400100", "38400100,2580100"), "LG-TXT-106", 19),
        (BROKEN.replace("J3,1,2580100.000", "=HYPERLINK(1)"), "LG-TXT-104", None),
        (BROKEN.replace("J3,1,2580100.000,38400100.000", "J3 ist weg"), "LG-TXT-104", 19),
        ("2,,P2,,,,,,@\nJ1,1,2580000,38400000\nJ2,1,2580001,38400001", "LG-TXT-102", 17),
        ("0,,P2,,,,,,@", "LG-TXT-105", 16),
    ],
)
def test_refusals_name_their_line(body, code, line):
    found, where = refusal(body)
    assert found == code
    if line is not None:
        assert where == line


def test_points_before_any_header_are_refused_not_lost():
    reading = read_boundary(SQUARE.split("\n", 1)[1] + SQUARE)
    assert codes(reading.refused[0].reasons) == {"LG-TXT-107"}
    assert len(reading.plots) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "hello", HEAD, "[属性描述]\n坐标系=2000"])
def test_a_file_without_a_plot_is_refused(text):
    with pytest.raises(LandGuardError) as caught:
        read_boundary(text)
    assert caught.value.code == "LG-TXT-001"


def test_declared_points_and_area_are_held_against_the_actual():
    reading = read_boundary(HEAD + SQUARE.replace("5,1.0000", "7,1.2000"))
    by_code = {message.code: message.arguments for message in reading.warnings}
    assert (by_code["LG-TXT-020"]["declared"], by_code["LG-TXT-020"]["found"]) == (7, 5)
    assert by_code["LG-TXT-021"]["declared_m2"] == pytest.approx(12_000)
    assert by_code["LG-TXT-021"]["planar_m2"] == pytest.approx(10_000)


def test_missing_sections_and_foreign_sections_are_told():
    bare = read_boundary(SQUARE)
    assert only_shape(bare).equals(BOX)
    assert {"LG-TXT-014", "LG-TXT-027"} <= codes(bare.notes)
    foreign = read_boundary(HEAD + SQUARE + "[备注]\n某人某日\n")
    assert "LG-TXT-017" in codes(foreign.warnings)


def test_another_datum_is_refused_unless_the_user_names_the_system():
    text = (HEAD + SQUARE).replace("2000国家大地坐标系", "1980西安坐标系")
    with pytest.raises(LandGuardError) as caught:
        read_boundary(text)
    assert caught.value.code == "LG-TXT-003"
    assert only_shape(read_boundary(text, Choices(any_system=True))).equals(BOX)


def test_zones():
    plain = (HEAD + SQUARE).replace("38400", "400").replace("=38", "=38")
    assert read_boundary(plain).zone == GaussKruger(3, 38, False)
    six = (HEAD + SQUARE).replace("38400", "20400").replace("带号=38", "带号=20").replace("分带=3", "分带=6")
    assert read_boundary(six).zone == GaussKruger(6, 20, True)
    wrong = read_boundary((HEAD + SQUARE).replace("带号=38", "带号=39"))
    assert wrong.zone == GaussKruger(3, 38, True)
    assert "LG-TXT-013" in codes(wrong.warnings)
    nothing = read_boundary(SQUARE.replace("38400", "400"))
    with pytest.raises(LandGuardError) as caught:
        zone_of_reading(nothing)
    assert caught.value.code == "LG-TXT-004"
    mixed = HEAD + SQUARE + BROKEN.replace("38400", "39400")
    with pytest.raises(LandGuardError) as caught:
        read_boundary(mixed)
    assert caught.value.code == "LG-CRS-005"


def test_the_order_can_be_corrected():
    northern = SQUARE.replace("2580", "420").replace("38400", "400")  # both numbers could be either
    assert "LG-TXT-012" in codes(read_boundary(HEAD + northern).warnings)
    turned = read_boundary(HEAD + northern, Choices(order=AxisOrder.EASTING_FIRST))
    assert only_shape(turned).bounds == (420000, 400000, 420100, 400100)
    assert "LG-TXT-024" in codes(turned.notes) | codes(turned.warnings)


def test_degrees_are_recognised():
    degrees = "4,,G1,,面,,,,@\nJ1,1,36.1,114.1\nJ2,1,36.2,114.1\nJ3,1,36.2,114.2\n"
    reading = read_boundary(degrees)
    assert reading.geographic
    assert only_shape(reading).bounds == (114.1, 36.1, 114.2, 36.2)


coordinate = st.integers(-200_000, 200_000)


@st.composite
def plots(draw) -> tuple[list[shapely.Geometry], int]:
    """Return valid polygons with coordinates on the grid of the stated precision, some with holes and several parts."""
    decimals = draw(st.integers(2, 4))
    found = []
    for _ in range(draw(st.integers(1, 3))):
        east, north = draw(st.integers(350_000, 650_000)), draw(st.integers(2_000_000, 5_000_000))
        angles = np.sort(np.array(draw(st.lists(st.floats(0, 6.28), min_size=4, max_size=9, unique=True))))
        radii = np.array(draw(st.lists(st.floats(20, 400), min_size=len(angles), max_size=len(angles))))
        ring = np.round(np.column_stack([east + radii * np.cos(angles), north + radii * np.sin(angles)]), decimals)
        shape = shapely.remove_repeated_points(shapely.Polygon(ring))
        if not shape.is_valid or shape.area < 1:
            shape = shapely.box(east, north, east + 50, north + 30)
        if draw(st.booleans()):
            low = shapely.box(east + 1000, north, east + 1100, north + 100)
            hole = shapely.Polygon(
                low.exterior, [shapely.box(east + 1010, north + 10, east + 1020, north + 20).exterior]
            )
            shape = shapely.MultiPolygon([shape, hole])
        found.append(shape)
    return found, decimals


@given(
    plots(),
    st.sampled_from(list(Closing)),
    st.sampled_from([AxisOrder.NORTHING_FIRST, AxisOrder.EASTING_FIRST]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["J", ""]),
    st.sampled_from([AreaUnit.HA, AreaUnit.M2, AreaUnit.MU]),
)
@settings(max_examples=120, deadline=None)
def test_a_round_trip_changes_no_coordinate(made, closing, order, with_prefix, restart, prefix, unit):
    shapes, decimals = made
    rules = WritingRules(
        GaussKruger(3, 38, with_prefix), decimals, with_prefix, order, closing, restart, prefix, unit, "\n"
    )
    written = boundary_text([PlotToWrite(f"N{k}", s.wkb, "名,称", "用途", "0101") for k, s in enumerate(shapes)], rules)
    reading = read_boundary(written.text)
    assert reading.refused == ()
    assert len(reading.plots) == len(shapes)
    assert reading.zone == GaussKruger(3, 38, with_prefix)
    shift = 38e6 if with_prefix else 0.0
    for shape, plot in zip(shapes, reading.plots):
        back = shapely.transform(shapely.from_wkb(plot.shape), lambda xy: np.round(xy - (shift, 0), decimals))
        assert shapely.normalize(back) == shapely.normalize(shapely.transform(shape, lambda xy: np.round(xy, decimals)))
        assert plot.header.name == "名，称"
    assert not codes(reading.warnings) & {"LG-TXT-020", "LG-TXT-021"}, reading.warnings
    # and once more: what was read and is written again is the same text
    again = [
        PlotToWrite(p.header.number, shapely.transform(shapely.from_wkb(p.shape), lambda xy: xy - (shift, 0)).wkb,
                    p.header.name, p.header.use, p.header.dlbm)
        for p in reading.plots
    ]  # fmt: skip
    assert boundary_text(again, rules).text == written.text


def test_what_cannot_be_written_is_refused():
    rules = WritingRules(GaussKruger(3, 38, True))
    for shape, code in ((b"", "LG-TXT-031"), (shapely.box(0, 0, 0.0001, 0.0001).wkb, "LG-TXT-032")):
        with pytest.raises(LandGuardError) as caught:
            boundary_text([PlotToWrite("A", shape)], rules)
        assert caught.value.code == code


def test_an_area_is_computed_by_hand():
    """100 m by 100 m less a hole of 10 m by 20 m: 0.98 ha."""
    shape = shapely.box(400000, 2580000, 400100, 2580100).difference(shapely.box(400010, 2580010, 400020, 2580030))
    text = boundary_text([PlotToWrite("A", shape.wkb)], WritingRules(GaussKruger(3, 38, True))).text
    assert "\r\n10,0.9800,A,,面,,,,@\r\n" in text
    assert text.startswith("[属性描述]\r\n坐标系=2000国家大地坐标系\r\n几度分带=3\r\n")
    assert "\r\nJ1,1,2580000.000,38400000.000\r\n" in text or "J1,1,2580000.000,38400100.000" in text

"""Boundary files through QGIS: out and in again, real files, refusals by code."""

from __future__ import annotations

import csv

import numpy as np
import processing
import pytest
import shapely
from qgis.core import QgsProcessingException

from tests.layers import memory_layer


def test_out_and_in_again_changes_no_coordinate(provider, tmp_path):
    hole = shapely.box(500000, 3846000, 500100.1234, 3846100).difference(shapely.box(500010, 3846010, 500020, 3846020))
    shapes = [hole, shapely.MultiPolygon([shapely.box(0, 0, 50, 50), shapely.box(60, 0, 90, 30)])]
    shapes[1] = shapely.transform(shapes[1], lambda xy: xy + (501000, 3846000))
    layer = memory_layer(shapes, [{"JCBH": "A-1"}, {"JCBH": "A-2"}])
    path = tmp_path / "界址 点.txt"
    done = processing.run("landguard:exportboundarytxt", {"INPUT": layer, "OUTPUT": str(path), "DECIMALS": 3})
    assert (done["COUNT"], done["POINTS"]) == (2, 4 + 4 + 4 + 4)
    text = path.read_bytes().decode("gbk")
    assert "\r\n10,0.9912,A-1,,面,,,,@\r\n" in text  # 100.123 m x 100 m - 100 m2 = 9912.3 m2
    back = processing.run(
        "landguard:importboundarytxt", {"INPUT": str(path), "OUTPUT": "memory:", "REJECTED": "memory:"}
    )
    assert (back["READ"], back["ACCEPTED"], back["REJECTED_COUNT"]) == (2, 2, 0)
    output = back["OUTPUT"]
    assert output.crs().authid() == "EPSG:4526"
    for feature, shape in zip(output.getFeatures(), shapes):
        read = shapely.from_wkb(bytes(feature.geometry().asWkb()))
        expected = shapely.transform(shape, lambda xy: np.round(xy, 3) + (38_000_000, 0))
        assert shapely.equals(read, expected) and read.area == pytest.approx(expected.area, abs=1e-6)
        assert {tuple(p) for p in shapely.get_coordinates(read)} == {
            tuple(np.round(p, 3)) for p in shapely.get_coordinates(expected)
        }


def test_real_files(provider, real_data):
    folder = real_data / "txt_boundary"
    for row in csv.DictReader((folder / "expected.csv").open()):
        done = processing.run("landguard:importboundarytxt", {"INPUT": str(folder / row["file"]), "OUTPUT": "memory:"})
        assert (done["READ"], done["REJECTED_COUNT"]) == (1, 0)
        feature = next(done["OUTPUT"].getFeatures())
        assert feature["points"] == int(row["point_lines"])
        tolerance = max(0.01, 2.5e-5 * feature.geometry().length())
        assert feature["area_m2"] == pytest.approx(float(row["ellipsoidal_m2"]), abs=tolerance)
        if row["declared_area_ha"]:
            assert feature["declared_m2"] == pytest.approx(float(row["declared_area_ha"]) * 10_000)


def test_a_layer_in_degrees_goes_to_its_zone(provider, tmp_path):
    layer = memory_layer([shapely.box(116.9, 36.1, 116.901, 36.101)], [{"JCBH": "A"}], "EPSG:4490")
    path = tmp_path / "b.txt"
    processing.run("landguard:exportboundarytxt", {"INPUT": layer, "OUTPUT": str(path), "ENCODING": 1})
    assert "带号=39" in path.read_text("utf-8")
    back = processing.run("landguard:importboundarytxt", {"INPUT": str(path), "OUTPUT": "memory:"})
    assert back["OUTPUT"].crs().authid() == "EPSG:4527"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "LG-TXT-001"),
        (b"PK\x03\x04\x00", "LG-TXT-002"),
        ("坐标系=1954北京坐标系\n4,,A,,面,,,,@\nJ1,1,3846000,500000".encode(), "LG-TXT-003"),
        (b"4,,A,,,,,,@\nJ1,1,3846000,500000\nJ2,1,3846100,500000\nJ3,1,3846000,500100", "LG-TXT-004"),
    ],
)
def test_refusals(provider, tmp_path, content, code):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(QgsProcessingException, match=code):
        processing.run("landguard:importboundarytxt", {"INPUT": str(path), "OUTPUT": "memory:"})


def test_an_empty_shape_stops_the_export(provider, tmp_path):
    layer = memory_layer([shapely.box(500000, 3846000, 500100, 3846100), None], [{"JCBH": "A"}, {"JCBH": "B"}])
    path = tmp_path / "b.txt"
    with pytest.raises(QgsProcessingException, match="LG-TXT-031"):
        processing.run("landguard:exportboundarytxt", {"INPUT": layer, "OUTPUT": str(path)})
    assert not path.exists()

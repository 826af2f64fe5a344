import json

import processing
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDistanceArea,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
)

from tests.core.area.vectors import VECTORS
from tests.layers import memory_layer, rows_of, save

POLYGONS = [vector[1] for vector in VECTORS]
EXPECTED = [round(vector[2], 2) for vector in VECTORS]


def vectors(crs="EPSG:4547"):
    return memory_layer(POLYGONS, [{"id": k, "name": f"地块{k}"} for k in range(len(POLYGONS))], crs, name="地块")


def run(layer, **more):
    return processing.run("landguard:officialarea", {"INPUT": layer, "OUTPUT": "memory:", **more})


def test_vectors_through_the_algorithm(provider):
    result = run(vectors())
    rows = rows_of(result["OUTPUT"])
    assert [row["TBMJ"] for row in rows] == EXPECTED
    assert [row["name"] for row in rows] == [f"地块{k}" for k in range(6)]
    assert result["TOTAL_M2"] == round(sum(EXPECTED), 2)
    assert (result["COUNT"], result["INVALID_COUNT"]) == (6, 0)
    assert result["METHOD"] == "CGCS2000-32-D70-XY4-BL6"


def test_the_same_digits_from_the_command_line(provider, qgis_process, tmp_path):
    path = save(vectors(), tmp_path / "in.gpkg")
    result = qgis_process.run("landguard:officialarea", INPUT=path, OUTPUT=tmp_path / "out.gpkg")
    assert [row["TBMJ"] for row in rows_of(tmp_path / "out.gpkg")] == EXPECTED
    assert result["TOTAL_M2"] == run(vectors())["TOTAL_M2"]


def test_agrees_with_qgis_distance_area(provider):
    """QGIS draws edges as geodesics; on patches with short edges both measure the same ground."""
    measure = QgsDistanceArea()
    crs = QgsCoordinateReferenceSystem("EPSG:4547")
    measure.setSourceCrs(crs, QgsProject.instance().transformContext())
    assert measure.setEllipsoid("EPSG:1024")
    dense = [shapely.segmentize(polygon, 10.0) for polygon in POLYGONS]
    layer = memory_layer(dense, [{"id": k} for k in range(6)])
    rows = rows_of(run(layer)["OUTPUT"])
    for polygon, row in zip(dense, rows):
        geometry = QgsGeometry()
        geometry.fromWkb(shapely.to_wkb(polygon))
        assert row["TBMJ"] == pytest.approx(measure.measureArea(geometry), abs=max(0.02, 2.5e-5 * polygon.length))


def test_other_reference_systems_measure_the_same_ground(provider):
    reprojected = []
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4547"), QgsCoordinateReferenceSystem("EPSG:4490"), QgsProject.instance()
    )
    for polygon in POLYGONS[:3]:
        geometry = QgsGeometry()
        geometry.fromWkb(shapely.to_wkb(shapely.segmentize(polygon, 50.0)))
        geometry.transform(transform)
        reprojected.append(bytes(geometry.asWkb()))
    rows = rows_of(run(memory_layer(reprojected, [{"id": k} for k in range(3)], "EPSG:4490"))["OUTPUT"])
    for row, polygon, expected in zip(rows, POLYGONS, EXPECTED):
        assert row["TBMJ"] == pytest.approx(expected, abs=max(0.01, 2.5e-5 * polygon.length))


def test_an_existing_field_is_overwritten_and_named_by_the_parameter(provider):
    layer = memory_layer(POLYGONS[:1], [{"MJ": 1.0, "id": 7}])
    rows = rows_of(run(layer, AREA_FIELD="MJ")["OUTPUT"])
    assert rows == [{"MJ": EXPECTED[0], "id": 7}]


def test_selection_is_honoured_and_areas_do_not_depend_on_it(provider):
    layer = vectors()
    layer.selectByIds([2, 3])
    source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    QgsProject.instance().addMapLayer(layer)
    try:
        result = run(source)
    finally:
        QgsProject.instance().takeMapLayer(layer)
    assert sorted(row["TBMJ"] for row in rows_of(result["OUTPUT"])) == sorted(EXPECTED[1:3])


def test_missing_and_invalid_shapes_are_told(provider, qgis_process_zh, tmp_path):
    bow_tie = shapely.Polygon([(500000, 4e6), (500100, 4000100), (500100, 4e6), (500000, 4000100)])
    path = save(memory_layer([None, bow_tie, POLYGONS[0]], [{"id": k} for k in range(3)]), tmp_path / "bad.gpkg")
    done = qgis_process_zh.call("landguard:officialarea", INPUT=path, OUTPUT=tmp_path / "out.gpkg")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["results"]["INVALID_COUNT"] == 1
    warnings = json.dumps(answer["log"], ensure_ascii=False)
    assert "LG-ARE-002" in warnings
    assert "1 个要素没有图形" in warnings
    assert "LG-ARE-003" in warnings
    assert [row["TBMJ"] for row in rows_of(tmp_path / "out.gpkg")][0] is None


@pytest.mark.parametrize(
    ("crs", "shift", "code"),
    [
        ("", 0, "LG-CRS-001"),
        ("EPSG:4547", 38e6, "LG-CRS-003"),
        ("EPSG:4526", 39e6, "LG-CRS-004"),
        ("EPSG:4526", 0, "LG-CRS-003"),
    ],
)
def test_contradicting_reference_systems_are_refused_by_code(provider, crs, shift, code):
    layer = memory_layer([shapely.affinity.translate(POLYGONS[0], shift)], [{"id": 1}], crs)
    with pytest.raises(QgsProcessingException, match=code):
        run(layer)


def test_no_reference_system_but_a_prefix_is_taken_with_a_warning(provider):
    layer = memory_layer([shapely.affinity.translate(POLYGONS[1], 38e6)], [{"id": 1}], "")
    assert rows_of(run(layer)["OUTPUT"])[0]["TBMJ"] == EXPECTED[1]


def test_failure_on_the_command_line_is_coded_and_non_zero(qgis_process, tmp_path, provider):
    path = save(memory_layer([POLYGONS[0]], [{"id": 1}], ""), tmp_path / "nocrs.gpkg")
    done = qgis_process.call("landguard:officialarea", INPUT=path, OUTPUT=tmp_path / "out.gpkg")
    assert done.returncode != 0
    assert "LG-CRS-001" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout

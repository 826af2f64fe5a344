import struct
import sys

import numpy as np
import pytest
import shapely
from osgeo import gdal, ogr

from landguard_plugin.app.sample_county import make_sample_county
from landguard_plugin.core.problems import Cancelled, LandGuardError
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.sample.plan import CountyPlan
from landguard_plugin.storage.sample_book import sample_book
from landguard_plugin.storage.sample_files import SampleFolder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("样本 county")
    return make_sample_county(CountyPlan(), sample_book(), SampleFolder(folder), Unwatched()), folder


def rows_of(path, layer=None, options=()):
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR, open_options=list(options))
    source = dataset.GetLayer(layer) if layer else dataset.GetLayer(0)
    names = [f.GetName() for f in source.schema]
    rows = []
    for feature in source:
        geometry = feature.GetGeometryRef()
        rows.append(
            {
                **{name: feature.GetField(name) for name in names},
                "_wkb": bytes(geometry.ExportToWkb(ogr.wkbNDR)) if geometry else b"",
            }
        )
    return rows


def test_every_layer_is_there_with_every_row(made):
    result, folder = made
    dataset = gdal.OpenEx(str(folder / "sample_county.gpkg"), gdal.OF_VECTOR)
    found = {
        dataset.GetLayer(i).GetName(): dataset.GetLayer(i).GetFeatureCount() for i in range(dataset.GetLayerCount())
    }
    assert found == {layer.spec.name: len(layer) for layer in result.county}
    assert (folder / "sample_county.gpkg").stat().st_size < 2_500_000


def test_geometry_and_areas_survive_to_the_last_digit(made):
    result, folder = made
    for name in (*result.county.survey_names, "YJJBNTTB", "CJDCQ"):
        layer = result.county[name]
        rows = rows_of(folder / "sample_county.gpkg", name)
        kept = [shapely.normalize(g) for g in shapely.get_parts(shapely.from_wkb([r["_wkb"] for r in rows]))]
        assert kept == [shapely.normalize(g) for g in shapely.get_parts(shapely.from_wkb(layer.shapes))]
        for field in layer.spec.fields:
            if field.kind == "area":
                written = [round(row[field.name] * 100) for row in rows]
                assert written == layer.table.rows[field.name].tolist()
                assert [row[field.name] for row in rows] == [v / 100 for v in written]


def test_codes_stay_text_and_the_system_is_right(made):
    _, folder = made
    dataset = gdal.OpenEx(str(folder / "sample_county.gpkg"), gdal.OF_VECTOR)
    layer = dataset.GetLayer("DLTB_2023")
    by_name = {f.GetName(): f for f in layer.schema}
    assert by_name["ZLDWDM"].GetType() == ogr.OFTString
    assert by_name["ZLDWDM"].GetWidth() == 19
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "4547"
    assert dataset.GetLayer("STBHHX").GetSpatialRef().GetAuthorityCode(None) == "4490"
    west, east, south, north = dataset.GetLayer("STBHHX").GetExtent()
    assert 113.5 < west < east < 114.2
    assert 34.5 < south < north < 35.0
    assert dataset.GetLayer("targets").GetGeomType() == ogr.wkbNone
    assert dataset.GetLayer("DLTB_2024_delivery").schema[3].GetType() == ogr.OFTInteger


def test_the_red_line_lies_where_it_was_drawn(made):
    """Independent: PROJ takes the longitudes and latitudes back to the zone."""
    from osgeo import osr

    result, _ = made
    there, here = osr.SpatialReference(), osr.SpatialReference()
    there.ImportFromEPSG(4490)
    here.ImportFromEPSG(4547)
    for reference in (there, here):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    back = osr.CoordinateTransformation(there, here)
    from landguard_plugin.core.sample.protection import zones_of

    drawn = zones_of(result.county.surveys).red_lines
    for stored, original in zip(result.county["STBHHX"].shapes, drawn):
        points = shapely.get_coordinates(shapely.from_wkb(stored))
        zone = np.array(back.TransformPoints(points.tolist()))[:, :2]
        assert np.abs(zone - shapely.get_coordinates(original)).max() < 0.001


def test_the_delivery_is_gbk_whatever_qgis_has_set_for_the_process(tmp_path):
    gdal.SetConfigOption("SHAPE_ENCODING", "")  # as QGIS does when it opens shapefiles
    try:
        made = make_sample_county(CountyPlan(patches=400), sample_book(), SampleFolder(tmp_path), Unwatched())
    finally:
        gdal.SetConfigOption("SHAPE_ENCODING", None)
    table = (tmp_path / "import" / "DLTB_2024.dbf").read_bytes()
    assert made.county["DLTB_2024"].table.rows["DLMC"].iat[0].encode("gbk") in table
    assert "水田".encode() not in table


def test_the_delivery_says_nothing_about_its_encoding_or_its_system(made):
    result, folder = made
    path = folder / "import" / "DLTB_2024.shp"
    assert sorted(p.suffix for p in path.parent.glob("DLTB_2024.*")) == [".dbf", ".shp", ".shx"]
    assert path.with_suffix(".dbf").read_bytes()[29] == 0
    rows = rows_of(path, options=["ENCODING=CP936"])
    clean = result.county["DLTB_2024"]
    assert [row["DLMC"] for row in rows] == clean.table.rows["DLMC"].tolist()
    assert [row["BSM"] for row in rows] == clean.table.rows["BSM"].tolist()
    shifted = shapely.from_wkb([row["_wkb"] for row in rows])
    ours = shapely.transform(shapely.from_wkb(clean.shapes), lambda p: np.round(p + [38e6, 0], 4))
    assert shapely.equals(shifted, ours).all()
    assert 38.4e6 < shapely.total_bounds(shifted)[0] < 38.6e6


def test_boundary_files_hold_the_plots(made):
    result, folder = made
    files = sorted((folder / "import").glob("*.txt"))
    assert len(files) == 4
    approved = dict(zip(result.county["YDGLXX"].table.rows["BSM"], result.county["YDGLXX"].shapes))
    for path in files:
        lines = path.read_bytes().decode("gbk").split("\r\n")
        assert lines[0] == "[属性描述]"
        assert "带号=38" in lines
        body = lines[lines.index("[地块坐标]") + 1 : -1]
        heads = [k for k, line in enumerate(body) if line.endswith("@")]
        for head, end in zip(heads, [*heads[1:], len(body)]):
            parts = body[head].split(",")
            points = [line.split(",") for line in body[head + 1 : end]]
            assert int(parts[0]) == len(points)
            assert points[0] == points[-1]
            polygon = shapely.Polygon([(float(p[3]) - 38e6, float(p[2])) for p in points])
            assert float(parts[1]) == pytest.approx(polygon.area / 1e4, abs=1e-4)
            if parts[2] in approved:
                assert polygon.hausdorff_distance(shapely.from_wkb(approved[parts[2]])) < 0.001


def test_a_second_county_replaces_the_first(tmp_path):
    shelf = SampleFolder(tmp_path)
    first = make_sample_county(CountyPlan(patches=400), sample_book(), shelf, Unwatched())
    second = make_sample_county(CountyPlan(patches=400, seed=3), sample_book(), SampleFolder(tmp_path), Unwatched())
    assert first.layers == second.layers
    assert len(rows_of(second.layers, "DLTB_2023")) == len(second.county["DLTB_2023"])
    assert not list(tmp_path.glob(".landguard-*"))


def test_a_file_in_the_way_is_a_coded_problem(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(LandGuardError) as caught:
        SampleFolder(tmp_path / "taken")
    assert caught.value.code == "LG-SMP-001"


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full is a Unix device")
def test_a_place_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    shelf = SampleFolder(tmp_path)
    (tmp_path / "sample_county.gpkg").mkdir()
    (tmp_path / "sample_county.gpkg" / "something").write_text("")
    with pytest.raises(LandGuardError) as caught:
        make_sample_county(CountyPlan(patches=400), sample_book(), shelf, Unwatched())
    assert caught.value.code == "LG-SMP-001"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["import", "sample_county.gpkg"]


def test_stopping_keeps_what_was_there(tmp_path):
    make_sample_county(CountyPlan(patches=400), sample_book(), SampleFolder(tmp_path), Unwatched())
    before = (tmp_path / "sample_county.gpkg").read_bytes()

    class StopLate(Unwatched):
        def __init__(self):
            self.reached = 0.0

        def at(self, fraction):
            self.reached = fraction

        def cancelled(self):
            return self.reached > 0.62

    with pytest.raises(Cancelled):
        make_sample_county(CountyPlan(patches=400, seed=3), sample_book(), SampleFolder(tmp_path), StopLate())
    assert (tmp_path / "sample_county.gpkg").read_bytes() == before
    assert not list(tmp_path.glob(".landguard-*"))


def test_gdal_is_left_as_it_was(tmp_path):
    before = (gdal.GetUseExceptions(), ogr.GetUseExceptions())
    SampleFolder(tmp_path).keep_delivery(
        make_sample_county(CountyPlan(patches=400), sample_book(), SampleFolder(tmp_path), Unwatched()).county[
            "DLTB_2024"
        ]
    )
    assert (gdal.GetUseExceptions(), ogr.GetUseExceptions()) == before


def test_the_dbf_header_declares_the_records(made):
    _, folder = made
    head = (folder / "import" / "DLTB_2024.dbf").read_bytes()[:12]
    assert struct.unpack("<I", head[4:8])[0] == len(made[0].county["DLTB_2024"])

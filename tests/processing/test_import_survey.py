import json
import zipfile

import numpy as np
import processing
import pytest
import shapely
from osgeo import ogr, osr
from qgis.core import (
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from landguard_plugin.core.area.official import official_areas
from landguard_plugin.core.area.planes import ZonePlane
from landguard_plugin.core.area.zones import GaussKruger
from tests.layers import memory_layer, rows_of, save
from tests.shapefiles import write_shapefile

X, Y = 38_500_000.0, 4_000_000.0


def box(column, row=0):
    return shapely.box(X + 100 * column, Y + 100 * row, X + 100 * column + 100, Y + 100 * row + 100)


FIELDS = [("BSM", "C", 18), ("DLBM", "C", 5), ("DLMC", "C", 60), ("ZLDWMC", "C", 30), ("TBMJ", "N", 15, 2)]
ROWS = [
    ("410101000000000001", "0101", "水田", "中牟县韩寺镇", 1.25),
    ("410101000000000002", "0103", "旱地", "中牟县雁鸣湖镇", 2.5),
    ("410101000000000003", "0702", "农村宅基地", "中牟县官渡镇", None),
]
SHAPES = [box(0), box(1), box(2)]
FORMS = {
    "gbk alone": ("gbk", None),
    "gbk with cpg": ("gbk", "CP936"),
    "utf-8 alone": ("utf-8", None),
    "utf-8 with cpg": ("utf-8", "UTF-8"),
    "gbk with a wrong cpg": ("gbk", "UTF-8"),
}


class Notes(QgsProcessingFeedback):
    """Keeps what an algorithm says."""

    def __init__(self):
        super().__init__(False)
        self.lines = []

    def pushInfo(self, info):
        self.lines.append(info)

    def pushWarning(self, warning):
        self.lines.append("! " + warning)

    def told(self, code):
        return [line for line in self.lines if code in line]


def run(source, notes=None, **more):
    parameters = {"INPUT": source, "OUTPUT": "memory:", "REJECTED": "memory:", **more}
    if not isinstance(source, QgsVectorLayer):
        parameters["INPUT"] = str(source)
    return processing.run("landguard:importsurvey", parameters, feedback=notes or Notes())


def check_account(result):
    assert result["READ"] == result["ACCEPTED"] + result["REJECTED_COUNT"]
    assert result["ACCEPTED"] == result["OUTPUT"].featureCount()
    assert result["REJECTED_COUNT"] == result["REJECTED"].featureCount()


@pytest.mark.parametrize("form", FORMS)
def test_chinese_text_of_a_shapefile_is_right(provider, tmp_path, form):
    encoding, cpg = FORMS[form]
    path = write_shapefile(tmp_path / "地类图斑.shp", SHAPES, FIELDS, ROWS, encoding, cpg)
    notes = Notes()
    result = run(path, notes)
    check_account(result)
    rows = rows_of(result["OUTPUT"])
    assert [row["DLMC"] for row in rows] == ["水田", "旱地", "农村宅基地"]
    assert [row["ZLDWMC"] for row in rows] == ["中牟县韩寺镇", "中牟县雁鸣湖镇", "中牟县官渡镇"]
    assert [row["BSM"] for row in rows] == [row[0] for row in ROWS]
    (told,) = notes.told("LG-ENC-")
    assert ("UTF-8" if encoding == "utf-8" else "GB18030") in told
    assert "中牟县" in told


def test_chinese_field_names_cut_at_ten_bytes(provider, tmp_path):
    for encoding, titles in (
        ("gbk", ["坐落单位代码", "地类编码", "扣除地类系数"]),
        ("utf-8", ["图斑面积", "地类编码", "BSM"]),
    ):
        fields = [(titles[0], "C", 19), (titles[1], "C", 5), (titles[2], "C", 9)]
        rows = [("1234567890123456789"[: 9 if encoding == "utf-8" else 19], "0103", "0.1195")]
        path = write_shapefile(tmp_path / f"{encoding}.shp", SHAPES[:1], fields, rows, encoding)
        notes = Notes()
        wanted = {"FIELD_MAP": '{"DLBM": "地类编"}'} if encoding == "utf-8" else {}
        (row,) = rows_of(run(path, notes, **wanted)["OUTPUT"])
        assert row["DLBM"] == "0103"
        if encoding == "gbk":
            assert (row["ZLDWDM"], row["KCXS"]) == ("1234567890123456789", 0.1195)
        else:
            assert row["TBMJ"] == 123456789


def test_undecidable_text_is_refused_and_the_user_decides(provider, tmp_path):
    path = write_shapefile(tmp_path / "a.shp", SHAPES[:1], FIELDS, [("1", "0101", b"\xc4\xbf", "x", 1)])
    with pytest.raises(QgsProcessingException, match="LG-ENC-001"):
        run(path)
    assert rows_of(run(path, ENCODING="GBK")["OUTPUT"])[0]["DLMC"] == "目"
    assert rows_of(run(path, ENCODING="utf8")["OUTPUT"])[0]["DLMC"] == "Ŀ"
    with pytest.raises(QgsProcessingException, match="LG-ENC-003"):
        run(path, ENCODING="klingon")


def test_bytes_that_fit_nothing_are_shown_in_words_and_refused_in_codes(provider, tmp_path):
    rows = [(f"{k}", "0101", "水田", f"某某村第{k}组", 1) for k in range(40)]
    rows[3] = ("3", "0101", b"\xff\xff\xd3\xce", "某村", 1)  # a damaged name
    rows[5] = (b"\xff\xff5", "0101", "水田", "某村", 1)  # a damaged identifier
    rows[7] = ("7", "0101", "水田", "某村一二三四五六七八九十甲乙丙丁".encode("gbk")[:30] + b"", 1)
    path = write_shapefile(tmp_path / "a.shp", [box(k) for k in range(40)], FIELDS, rows, cpg="GBK")
    notes = Notes()
    result = run(path, notes)
    check_account(result)
    (rejected,) = rows_of(result["REJECTED"])
    assert (rejected["row"], rejected["reason_code"]) == (5, "LG-IMP-124")
    assert json.loads(rejected["source"])["DLMC"] == "水田"
    (damaged,) = [row["DLMC"] for row in rows_of(result["OUTPUT"]) if row["BSM"] == "3"]
    assert "�" in damaged
    assert notes.told("LG-IMP-036")


def test_a_name_cut_inside_a_character_loses_that_half_and_says_so(provider, tmp_path):
    rows = [(f"{k}", "0101", "水田", f"第{k}组", 1) for k in range(9)]
    rows[7] = ("7", "0101", "水田", b"x" + "一二三四五六七八九十一二三四五".encode("gbk"), 1)  # 31 bytes, cut at 30
    path = write_shapefile(tmp_path / "a.shp", [box(k) for k in range(9)], FIELDS, rows)
    notes = Notes()
    assert rows_of(run(path, notes)["OUTPUT"])[7]["ZLDWMC"] == "x一二三四五六七八九十一二三四"
    assert "1 text values" in notes.told("LG-IMP-035")[0]


def test_decimals_in_a_field_declared_without_are_not_cut_off(provider, tmp_path):
    fields = [("DLBM", "C", 5), ("TBMJ", "N", 15, 0)]
    path = write_shapefile(tmp_path / "a.shp", SHAPES[:2], fields, [("0101", "1234.56"), ("0101", "7")])
    assert [row["TBMJ"] for row in rows_of(run(path)["OUTPUT"])] == [1234.56, 7]


def test_long_numeric_identifiers_keep_all_their_digits(provider, tmp_path):
    fields = [("BSM", "N", 19), ("DLBM", "N", 5)]
    path = write_shapefile(tmp_path / "a.shp", SHAPES[:2], fields, [(4101010000000000123, 103), (7, 1203)])
    notes = Notes()
    rows = rows_of(run(path, notes)["OUTPUT"])
    assert [(row["BSM"], row["DLBM"], row["DLMC"]) for row in rows] == [
        ("4101010000000000123", "0103", "旱地"), ("7", "1203", "田坎"),
    ]  # fmt: skip
    assert "103 → 0103 × 1" in notes.told("LG-IMP-030")[0]


def test_a_missing_prj_is_read_off_the_zone_prefix(provider, tmp_path):
    path = write_shapefile(tmp_path / "a.shp", SHAPES, FIELDS, ROWS, crs="")
    notes = Notes()
    result = run(path, notes)
    assert result["OUTPUT"].crs().authid() == "EPSG:4526"
    assert result["REJECTED"].crs().authid() == "EPSG:4526"
    assert notes.told("LG-CRS-002")
    near = [shapely.affinity.translate(shape, -38e6) for shape in SHAPES]
    bare = write_shapefile(tmp_path / "b.shp", near, FIELDS, ROWS, crs="")
    with pytest.raises(QgsProcessingException, match="LG-CRS-001"):
        run(bare)
    assert run(bare, CRS="EPSG:4547")["OUTPUT"].crs().authid() == "EPSG:4547"
    wrong = write_shapefile(tmp_path / "c.shp", SHAPES, FIELDS, ROWS, crs="EPSG:4527")
    with pytest.raises(QgsProcessingException, match="LG-CRS-004"):
        run(wrong)
    notes = Notes()
    assert run(wrong, notes, CRS="EPSG:4526")["OUTPUT"].crs().authid() == "EPSG:4526"
    assert notes.told("LG-CRS-009")


def test_fields_come_in_the_order_widths_and_titles_of_the_standard(provider, tmp_path):
    result = run(write_shapefile(tmp_path / "a.shp", SHAPES, FIELDS, ROWS), YEAR=2020)
    fields = result["OUTPUT"].fields()
    assert fields.count() == 30
    assert [fields[k].name() for k in (0, 4, 11, 15, 29)] == ["BSM", "DLBM", "TBMJ", "TBDLMJ", "BZ"]
    assert [(fields[n].length(), fields[n].precision()) for n in ("BSM", "TBMJ", "KCXS", "SJNF")] == [
        (18, 0),
        (15, 2),
        (6, 4),
        (4, 0),
    ]
    assert [fields[n].alias() for n in ("BSM", "KCXS")] == ["标识码", "扣除地类系数"]
    assert {row["SJNF"] for row in rows_of(result["OUTPUT"])} == {2020}
    assert [f.name() for f in result["REJECTED"].fields()][:3] == ["row", "reason_code", "reason"]


def test_areas_are_kept_filled_or_recomputed(provider, tmp_path):
    fields = [("DLBM", "C", 5), ("TBMJ", "N", 15, 2), ("KCXS", "N", 6, 4), ("KCMJ", "N", 15, 2), ("TBDLMJ", "N", 15, 2)]
    rows = [
        ("0103", 1234.56, 0.1195, None, None),
        ("0103", None, 0.5, None, None),
        ("0702", 5, None, 1, 4),
        ("0103", 9, 0.1, 2, None),
    ]
    path = write_shapefile(tmp_path / "a.shp", [box(k) for k in range(4)], fields, rows)
    official = official_areas([shapely.to_wkb(box(k)) for k in range(4)], ZonePlane(GaussKruger(3, 38, True)))
    assert official == pytest.approx(np.full(4, 10000), abs=0.01)

    def figures(mode):
        table = rows_of(run(path, INCLUDE_AREAS=mode)["OUTPUT"])
        return [(row["TBMJ"], row["KCMJ"], row["TBDLMJ"]) for row in table]

    assert figures(0) == [(1234.56, None, None), (None, None, None), (5, 1, 4), (9, 2, None)]
    assert figures(1) == [(1234.56, 147.53, 1087.03), (10000.0, 5000.0, 5000.0), (5, 1, 4), (9, 2, 7)]
    assert figures(2) == [
        (10000.0, 1195.0, 8805.0),
        (10000.0, 5000.0, 5000.0),
        (10000.0, 0, 10000.0),
        (10000.0, 1000.0, 9000.0),
    ]


def test_every_row_is_accepted_or_rejected_with_its_reason(provider):
    bow_tie = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    shapes = [box(0), None, bow_tie, box(1), box(2)]
    rows = [{"DLBM": "0101", "TBMJ": value, "note": "甲"} for value in ("1", "2", "3", "many", "5")]
    notes = Notes()
    result = run(memory_layer(shapes, rows, "EPSG:4526", "图斑"), notes)
    check_account(result)
    rejected = rows_of(result["REJECTED"])
    assert [row["reason_code"] for row in rejected] == ["LG-IMP-101", "LG-IMP-111", "LG-IMP-123"]
    assert 'The value "many" of TBMJ' in rejected[2]["reason"]
    assert json.loads(rejected[2]["source"]) == {"DLBM": "0101", "TBMJ": "many", "note": "甲"}
    assert [f.geometry().isNull() for f in result["REJECTED"].getFeatures()] == [True, False, False]
    assert "5 rows read = 2 accepted + 3 rejected" in notes.told("LG-IMP-044")[0]
    assert "note" in notes.told("LG-IMP-022")[0]


def test_class_maps(provider, tmp_path):
    table = tmp_path / "map.csv"
    table.write_bytes("source_class,dlbm\n7,0101\n8,0602C\n".encode("utf-8-sig"))
    rows = [{"code": 7, "DLMC": "rice"}, {"code": 8, "DLMC": "mine"}, {"code": 9, "DLMC": "moon"}]
    layer = memory_layer(SHAPES, rows, "EPSG:4526")
    notes = Notes()
    result = run(layer, notes, CLASS_MAP=str(table), CLASS_FIELD="code")
    check_account(result)
    assert [(row["DLBM"], row["DLMC"]) for row in rows_of(result["OUTPUT"])] == [("0101", "水田"), ("0602C", None)]
    (rejected,) = rows_of(result["REJECTED"])
    assert (rejected["reason_code"], rejected["dlbm"]) == ("LG-IMP-131", "9")
    assert "0602C × 1" in notes.told("LG-SUR-004")[0]
    with pytest.raises(QgsProcessingException, match="LG-IMP-011"):
        run(layer, CLASS_MAP=str(table), CLASS_FIELD="DLMC")
    table.write_text("source_code,landguard_dlbm\n7,0101\n7,0102\n", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="LG-IMP-008"):
        run(layer, CLASS_MAP=str(table), CLASS_FIELD="code")


def test_units_fill_missing_codes_also_across_reference_systems(provider):
    units = memory_layer(
        [shapely.affinity.translate(shapely.box(X, Y, X + 150, Y + 100), -38e6)],
        [{"XZQDM": "410101001", "XZQMC": "甲乡"}], "EPSG:4547", "乡镇",
    )  # fmt: skip
    rows = [{"DLBM": "0101", "ZLDWDM": code} for code in ("999", "", "")]
    notes = Notes()
    result = run(memory_layer([box(0), box(0), box(2)], rows, "EPSG:4526"), notes, UNITS=units)
    assert [(row["ZLDWDM"], row["ZLDWMC"]) for row in rows_of(result["OUTPUT"])] == [
        ("999", None), ("410101001", "甲乡"), (None, None),
    ]  # fmt: skip
    assert "1 rows without unit code" in notes.told("LG-IMP-042")[0]


def test_heights_and_curves_become_plain_polygons(provider):
    layer = QgsVectorLayer("CurvePolygonZ?crs=EPSG:4526&field=DLBM:string", "c", "memory")
    circle = QgsGeometry.fromWkt(
        f"CurvePolygonZ(CircularString({X} {Y} 5, {X + 50} {Y + 50} 5, {X + 100} {Y} 5, {X + 50} {Y - 50} 5, {X} {Y} 5))"
    )
    from landguard_plugin.bridge.layers import feature_of

    feature = feature_of(layer.fields(), ["0101"])
    feature.setGeometry(circle)
    layer.dataProvider().addFeatures([feature])
    notes = Notes()
    result = run(layer, notes)
    assert notes.told("LG-IMP-037")
    assert notes.told("LG-IMP-038")
    (row,) = rows_of(result["OUTPUT"])
    assert row["TBMJ"] == pytest.approx(np.pi * 50**2, rel=1e-3)


def geodatabase(path, layers):
    spatial = osr.SpatialReference()
    spatial.ImportFromEPSG(4526)
    source = ogr.GetDriverByName("OpenFileGDB").CreateDataSource(str(path))
    for name in layers:
        layer = source.CreateLayer(name, spatial, ogr.wkbMultiPolygon)
        for field, alias in (("F_CODE", "地类编码"), ("F_NAME", "图斑备注")):
            definition = ogr.FieldDefn(field, ogr.OFTString)
            definition.SetAlternativeName(alias)
            layer.CreateField(definition)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("F_CODE", "0103")
        feature.SetField("F_NAME", f"层{name}")
        feature.SetGeometry(ogr.CreateGeometryFromWkb(shapely.to_wkb(shapely.MultiPolygon([box(0)]))))
        layer.CreateFeature(feature)
    return path


def test_file_geodatabases_by_alias_alone_and_in_a_folder_of_a_zip(provider, tmp_path):
    path = geodatabase(tmp_path / "某县.gdb", ["XZQ", "DLTB", "地类图斑_2018"])
    notes = Notes()
    (row,) = rows_of(run(path, notes)["OUTPUT"])
    assert row["DLBM"] == "0103"
    assert '"DLTB" is taken' in notes.told("LG-IMP-020")[0]
    assert "F_NAME" in notes.told("LG-IMP-022")[0]
    (row,) = rows_of(run(path, LAYER_NAME="地类图斑_2018", FIELD_MAP='{"BZ": "图斑备注"}')["OUTPUT"])
    assert row["BZ"] == "层地类图斑_2018"
    with pytest.raises(QgsProcessingException, match="LG-IMP-004"):
        run(path, LAYER_NAME="nowhere")
    archive = tmp_path / "delivery.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for entry in path.rglob("*"):
            target.write(entry, f"成果/2020/{entry.relative_to(tmp_path)}")
    assert rows_of(run(archive, LAYER_NAME="DLTB")["OUTPUT"])[0]["DLBM"] == "0103"


def test_a_shapefile_in_a_zip_made_on_chinese_windows(provider, tmp_path):
    path = write_shapefile(tmp_path / "a.shp", SHAPES, FIELDS, ROWS)
    archive = tmp_path / "delivery.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for suffix in (".shp", ".shx", ".dbf", ".prj"):
            entry = zipfile.ZipInfo("PLACE" + suffix)
            target.writestr(entry, path.with_suffix(suffix).read_bytes())
    stored = archive.read_bytes().replace(b"PLACE.", "图A".encode("gbk") + b"BC.")  # names in GBK, not said to be
    archive.write_bytes(stored)
    notes = Notes()
    assert [row["DLMC"] for row in rows_of(run(archive, notes)["OUTPUT"])] == ["水田", "旱地", "农村宅基地"]
    assert '"图ABC"' in notes.told("LG-ENC-")[0]


def test_layers_of_the_project_keep_their_filter_and_lose_wrong_encodings(provider, tmp_path):
    path = write_shapefile(tmp_path / "a.shp", SHAPES, FIELDS, ROWS)
    layer = QgsVectorLayer(str(path), "a", "ogr")
    layer.setSubsetString("\"DLBM\" = '0103'")
    QgsProject.instance().addMapLayer(layer)
    try:
        (row,) = rows_of(run(layer.id())["OUTPUT"])
        assert row["DLMC"] == "旱地"
        layer.setSubsetString("")
        assert layer.startEditing()
        assert layer.changeAttributeValue(0, 1, "0102")
        with pytest.raises(QgsProcessingException, match="LG-IMP-009"):
            run(layer)
        layer.rollBack()
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


@pytest.mark.parametrize(("suffix", "code"), [(".dbf", "LG-LAY-003"), (".shx", "LG-IMP-005")])
def test_half_copied_shapefiles_are_refused(provider, tmp_path, suffix, code):
    path = write_shapefile(tmp_path / "a.shp", SHAPES, FIELDS, ROWS)
    other = path.with_suffix(suffix)
    if suffix == ".shx":
        other.unlink()
    else:
        data = bytearray(other.read_bytes())
        data[4:8] = (9).to_bytes(4, "little")  # the header promises nine rows, the shapes are three
        other.write_bytes(data)
    with pytest.raises(QgsProcessingException, match=code):
        run(path)


def test_what_is_missing_or_no_polygon_is_refused(provider, tmp_path):
    with pytest.raises(QgsProcessingException):
        run(tmp_path / "nothing.shp")
    points = memory_layer([shapely.Point(0, 0)], [{"DLBM": "1"}], kind="Point")
    with pytest.raises(QgsProcessingException, match="LG-IMP-006"):
        run(points)
    with pytest.raises(QgsProcessingException, match="LG-IMP-006"):
        run(save(points, tmp_path / "p.gpkg"))
    with pytest.raises(QgsProcessingException, match="LG-IMP-003"):
        run(memory_layer(SHAPES[:1], [{"a": "1"}]))
    with pytest.raises(QgsProcessingException, match="LG-IMP-002"):
        run(memory_layer(SHAPES[:1], [{"a": "1"}]), CLASS_FIELD="b")


def test_an_empty_layer_gives_an_empty_survey(provider):
    layer = QgsVectorLayer("MultiPolygon?crs=EPSG:4526&field=DLBM:string", "empty", "memory")
    result = run(layer)
    check_account(result)
    assert result["READ"] == 0


def test_the_same_digits_from_the_command_line_in_chinese(provider, qgis_process_zh, tmp_path):
    folder = tmp_path / "用户 目录"
    folder.mkdir()
    path = write_shapefile(
        folder / "地类图斑.shp", [*SHAPES, None], FIELDS, [*ROWS, ("4", "0101", "水田", "甲", 1)], crs=""
    )
    done = qgis_process_zh.call(
        "landguard:importsurvey", INPUT=path, OUTPUT=folder / "out.gpkg", REJECTED=folder / "rejected.gpkg", YEAR=2019
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert {k: answer["results"][k] for k in ("READ", "ACCEPTED", "REJECTED_COUNT")} == {
        "READ": 4, "ACCEPTED": 3, "REJECTED_COUNT": 1,
    }  # fmt: skip
    here = rows_of(run(path, YEAR=2019)["OUTPUT"])
    there = [{k: v for k, v in row.items() if k != "fid"} for row in rows_of(folder / "out.gpkg")]
    assert there == here
    assert rows_of(folder / "rejected.gpkg")[0]["reason"] == "LG-IMP-101 没有图形。"
    log = json.dumps(answer["log"], ensure_ascii=False)
    assert "读入 4 行 = 接收 3 行 + 剔除 1 行" in log
    assert "按内容判定为 GB18030" in log


def test_a_refusal_on_the_command_line_is_coded(qgis_process, tmp_path, provider):
    path = write_shapefile(tmp_path / "a.shp", SHAPES[:1], FIELDS, [("1", "0101", b"\xc4\xbf", "x", 1)])
    done = qgis_process.call("landguard:importsurvey", INPUT=path, OUTPUT=tmp_path / "o.gpkg")
    assert "LG-ENC-001" in done.stderr + done.stdout
    assert done.returncode == 1  # told, not crashed
    assert not (tmp_path / "o.gpkg").exists()


def test_cancel_writes_nothing(provider, tmp_path):
    context = QgsProcessingContext()
    layer = memory_layer([box(k % 50, k // 50) for k in range(1500)], [{"DLBM": "0101"}] * 1500, "EPSG:4526")
    algorithm = provider.algorithm("importsurvey").create()
    feedback = Notes()
    feedback.cancel()
    out = tmp_path / "o.gpkg"
    _, ok = algorithm.run({"INPUT": layer, "OUTPUT": str(out)}, context, feedback)
    assert not ok
    assert not out.exists()

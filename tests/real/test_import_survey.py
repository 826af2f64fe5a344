"""Real deliveries: counts and texts as the README of each data folder states them."""

import csv
from collections import Counter

import processing
import pytest
from qgis.core import QgsProcessingFeedback

from tests.layers import rows_of

pytestmark = pytest.mark.real


class Notes(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.lines = []

    def pushInfo(self, info):
        self.lines.append(info)

    def pushWarning(self, warning):
        self.lines.append(warning)

    def told(self, code):
        return " ".join(line for line in self.lines if code in line)


def run(path, **more):
    notes = Notes()
    parameters = {"INPUT": str(path), "OUTPUT": "memory:", "REJECTED": "memory:", **more}
    result = processing.run("landguard:importsurvey", parameters, feedback=notes)
    assert result["READ"] == result["ACCEPTED"] + result["REJECTED_COUNT"]
    assert result["ACCEPTED"] == result["OUTPUT"].featureCount()
    assert result["REJECTED_COUNT"] == result["REJECTED"].featureCount()
    return result, rows_of(result["OUTPUT"]), notes


def class_map(folder):
    with (folder / "class_map.csv").open(encoding="utf-8-sig") as stream:
        return {row["source_code"]: (row["landguard_dlbm"], row["landguard_dlmc"]) for row in csv.DictReader(stream)}


def source_areas(path, layer, field):
    """Return class -> (patches, plane area) read with OGR alone, as an independent count."""
    from osgeo import ogr

    source = ogr.Open(str(path))
    found: dict[str, list] = {}
    for feature in source.GetLayerByName(layer):
        entry = found.setdefault(feature.GetFieldAsString(field), [0, 0.0])
        entry[0] += 1
        entry[1] += feature.GetGeometryRef().GetArea()
    return found


@pytest.mark.parametrize(("layer", "count"), [("lu_2001", 763), ("lu_2012", 874), ("lu_2018", 895)])
def test_blenheim_with_its_class_map(provider, real_data, layer, count):
    folder = real_data / "nz_lcdb5_blenheim"
    result, rows, _notes = run(
        folder / "lu_dates.gpkg", LAYER_NAME=layer, CLASS_FIELD="class_code", CLASS_MAP=str(folder / "class_map.csv")
    )
    assert (result["READ"], result["REJECTED_COUNT"]) == (count, 0)
    pairs = class_map(folder)
    expected = Counter()
    for code, (patches, _) in source_areas(folder / "lu_dates.gpkg", layer, "class_code").items():
        expected[pairs[code][0]] += patches
    assert Counter(row["DLBM"] for row in rows) == expected
    names = dict(pairs.values())
    assert all(names[row["DLBM"]] == row["DLMC"] for row in rows)
    assert sum(row["TBMJ"] for row in rows) == pytest.approx(479_296_108.244, rel=1e-6)  # README: ellipsoidal check sum


@pytest.mark.parametrize("name", ["DLTB_2001", "DLTB_2018"])
def test_gbk_shapefiles_with_and_without_their_side_files(provider, real_data, name):
    folder = real_data / "cn_style_zone38"
    result, rows, notes = run(folder / f"{name}.shp")
    _twin, gdb_rows, _ = run(folder / "地类图斑测试.gdb", LAYER_NAME=f"地类图斑_{name[-4:]}")
    assert result["READ"] == result["ACCEPTED"] == (763 if name.endswith("2001") else 895)
    assert result["OUTPUT"].crs().authid() == "EPSG:4526"
    assert rows == gdb_rows  # the file geodatabase knows its own text: an independent reading of the same table
    assert {"农村宅基地", "人工牧草地"} <= {row["DLMC"] for row in rows}
    assert {row["ZLDWMC"] for row in rows} == {"测试甲县", "测试乙区", "测试丙市", None}
    assert {row["QSXZ"] for row in rows} == {"30"}
    told = {"DLTB_2001": "LG-ENC-012", "DLTB_2018": "LG-ENC-014"}[name]
    assert "GB18030" in notes.told(told)
    assert bool(notes.told("LG-CRS-002")) == (name == "DLTB_2018")
    total = {"DLTB_2001": 478_185_998.738, "DLTB_2018": 478_185_998.738}[name]
    assert sum(row["TBMJ"] for row in rows) == pytest.approx(total, abs=5)


def test_the_district_layer_fills_units_where_they_are_missing(provider, real_data):
    folder = real_data / "cn_style_zone38"
    _, plain, _ = run(folder / "DLTB_2018.shp")
    _, rows, _notes = run(
        folder / "DLTB_2018.shp", UNITS=str(folder / "行政区.shp"), FIELD_MAP='{"ZLDWDM": null, "ZLDWMC": null}'
    )
    located = {row["BSM"]: row["ZLDWDM"] for row in rows}
    assert Counter(bool(code) for code in located.values()) == Counter(bool(row["ZLDWDM"]) for row in plain)
    for row in plain:
        assert (located[row["BSM"]] or "") == (row["ZLDWDM"] or "")[:6]
    assert {row["ZLDWMC"] for row in rows} == {"测试甲县", "测试乙区", "测试丙市", None}


def test_the_district_shapefile_has_chinese_names_everywhere(provider, real_data):
    result, rows, _notes = run(
        real_data / "cn_style_zone38" / "行政区.shp", CLASS_FIELD="区划代码", FIELD_MAP='{"BZ": "区划名称"}'
    )
    assert result["ACCEPTED"] == 3
    assert [(row["DLBM"], row["BZ"]) for row in rows] == [
        ("990101", "测试甲县"),
        ("990102", "测试乙区"),
        ("990103", "测试丙市"),
    ]


@pytest.mark.parametrize(("layer", "count"), [("lu_1971", 256), ("lu_1999", 347)])
def test_massachusetts(provider, real_data, layer, count):
    folder = real_data / "us_ma_1971_1999"
    result, rows, _ = run(
        folder / "us_ma.gpkg", LAYER_NAME=layer, CLASS_FIELD="class_code", CLASS_MAP=str(folder / "class_map.csv")
    )
    assert (result["READ"], result["ACCEPTED"], result["REPAIRED_COUNT"]) == (count, count, 0)
    codes = {code: dlbm for code, (dlbm, _) in class_map(folder).items()}
    areas = source_areas(folder / "us_ma.gpkg", layer, "class_code")
    assert sum(area for _, area in areas.values()) == 58_982_400  # README: 65,536 cells of 30 m
    for code, (patches, plane) in areas.items():
        mine = [row for row in rows if row["DLBM"] == codes[code]]
        assert len(mine) == patches
        assert sum(row["TBMJ"] for row in mine) == pytest.approx(plane, rel=5e-4)


def test_swiss_land_cover(provider, real_data):
    folder = real_data / "ch_so2549_av"
    result, rows, _ = run(
        folder / "so2549_av.gpkg", LAYER_NAME="landcover", CLASS_FIELD="art", CLASS_MAP=str(folder / "class_map.csv")
    )
    assert (result["READ"], result["ACCEPTED"]) == (126, 126)
    assert sum(row["TBMJ"] for row in rows) == pytest.approx(950_415.107, rel=5e-4)  # README: plane total


def test_farms_with_sixteen_invalid_shapes(provider, real_data):
    result, _rows, _notes = run(
        real_data / "za_farms_cadastre" / "farms_33S.shp", FIELD_MAP='{"DLBM": "PORTION", "TBBH": "FARM_NO"}'
    )
    assert result["READ"] == 2008
    assert result["REPAIRED_COUNT"] + result["REJECTED_COUNT"] == 16
    rejected = rows_of(result["REJECTED"])
    # The four whose repair would move land by metres; twelve come out within 0.01 m2.
    assert [row["row"] for row in rejected] == [14, 225, 688, 982]
    assert {row["reason_code"] for row in rejected} == {"LG-IMP-111"}
    assert all(row["source"] for row in rejected)


@pytest.mark.parametrize(("tolerance", "rejected"), [(0, 13), (0.01, 4), (3, 2), (20, 0)])
def test_the_tolerance_of_repairs_on_the_farms(provider, real_data, tolerance, rejected):
    path = real_data / "za_farms_cadastre" / "farms_33S.shp"
    result, _, _ = run(path, CLASS_FIELD="PORTION", AREA_TOLERANCE_M2=tolerance, INCLUDE_AREAS=0)
    assert result["REJECTED_COUNT"] == rejected


def test_a_geodatabase_in_a_zip_with_heights(provider, real_data):
    path = real_data / "nasty_formats" / "i15_crop_mapping_2023_provisional_20241127.gdb.zip"
    result, rows, notes = run(path, CLASS_FIELD="SYMB_CLASS")
    assert (result["READ"], result["ACCEPTED"]) == (100, 100)
    assert "100" in notes.told("LG-IMP-037")
    assert all(row["TBMJ"] > 0 for row in rows)


def test_a_geodatabase_in_a_subfolder_of_a_zip_with_attribute_only_change(provider, real_data):
    path = real_data / "nasty_formats" / "NationalCSB_2017-2024_rev23.zip"
    earlier, before, _ = run(path, CLASS_FIELD="CDL2017")
    _later, after, _ = run(path, CLASS_FIELD="CDL2024")
    assert (earlier["ACCEPTED"], earlier["REPAIRED_COUNT"]) == (100, 4)  # README: 4 invalid
    assert [row["TBMJ"] for row in before] == [row["TBMJ"] for row in after]
    assert sum(a["DLBM"] != b["DLBM"] for a, b in zip(before, after)) > 0


def test_portuguese_layers_one_of_them_empty(provider, real_data):
    path = real_data / "nasty_formats" / "Continente.gpkg"
    result, rows, _ = run(path, LAYER_NAME="Culturas_Aveiro", CLASS_FIELD="CT_português")
    assert result["ACCEPTED"] == 100
    assert "CONSOCIAÇÕES ANUAIS E OUTRAS CULTURAS FORRAGEIRAS ANUAIS" in {row["DLBM"] for row in rows}
    empty, _, _ = run(path, LAYER_NAME="Continente", CLASS_FIELD="fid")
    assert empty["READ"] == 0

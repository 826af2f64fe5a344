"""Patches into a project from every kind of file: nothing lost, nothing twice, attributes as they came."""

from __future__ import annotations

import csv
import zipfile

import numpy as np
import openpyxl
import processing
import pytest
import shapely
from qgis.core import QgsProcessingException

from landguard_plugin.app.patches.ports import PatchQuery
from landguard_plugin.bridge.stores import create_store, open_store
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.boundary.records import PlotToWrite, WritingRules
from landguard_plugin.core.boundary.writer import boundary_text
from landguard_plugin.core.patches.records import Origin, State
from tests.layers import memory_layer, rows_of, save

CENTRE = (400_000.0, 2_580_000.0)


def box(x0, y0, x1, y1, prefix=0):
    return shapely.box(CENTRE[0] + x0 + prefix, CENTRE[1] + y0, CENTRE[0] + x1 + prefix, CENTRE[1] + y1)


SHAPES = [box(0, 0, 100, 100), box(200, 0, 260, 90), box(400, 0, 500, 50)]
ROWS = [
    {
        "JCBH": f"130208SJBG2621095{k}",
        "XMC": "望禾县",
        "TBLX": " ＮＤ ",
        "MJ": 1.10 + k,
        "SL": k,
        "BZ": None if k else "备注，甲",
    }
    for k in range(3)
]


def layer(shapes=SHAPES, rows=ROWS, crs="EPSG:4547"):
    return memory_layer(shapes, rows, crs, "WPTB")


def run(path, store, campaign="2026-Q1", **more):
    inputs = {"INPUT": str(path), "STORE": str(store), "CAMPAIGN": campaign, "REJECTED": "memory:", **more}
    done = processing.run("landguard:importpatches", inputs)
    assert done["READ"] == done["ACCEPTED"] + done["REJECTED_COUNT"]
    assert done["REJECTED"].featureCount() == done["REJECTED_COUNT"]
    return done


def patches(store, campaign="2026-Q1"):
    return open_store(str(store)).patches(PatchQuery(campaign=campaign))


def reasons(done) -> list[str]:
    return [row["reason_code"] for row in rows_of(done["REJECTED"])]


def test_a_gbk_shapefile_without_cpg_and_prj(provider, tmp_path):
    shifted = [shapely.transform(s, lambda xy: xy + (38_000_000, 0)) for s in SHAPES]
    path = save(layer(shifted), tmp_path / "图斑 一季度.shp", "ESRI Shapefile", "GBK")
    for suffix in (".cpg", ".prj"):
        path.with_suffix(suffix).unlink()
    store = tmp_path / "项目.gpkg"
    done = run(path, store)
    assert (done["READ"], done["ACCEPTED"], done["DUPLICATES"]) == (3, 3, 0)
    opened = open_store(str(store))
    assert opened.info().crs == "EPSG:4526"
    found = patches(store)
    for patch, row, shape in zip(found, ROWS, shifted):
        assert list(patch.issued) == ["JCBH", "XMC", "TBLX", "MJ", "SL", "BZ"]
        assert patch.issued["XMC"] == "望禾县" and patch.issued["MJ"] == row["MJ"] and patch.issued["SL"] == row["SL"]
        assert (patch.number, patch.unit, patch.batch) == (row["JCBH"], "130208", path.name)
        assert (patch.origin, patch.state, patch.version) == (Origin.ISSUED, State.UNJUDGED, 1)
        assert shapely.equals(shapely.from_wkb(patch.shape), shape)
        assert patch.area_dm2 / 100 == pytest.approx(shape.area * (1 + 0), rel=4e-4)
    campaign = opened.campaigns()[0]
    assert (campaign.id, campaign.verdict_tree, campaign.screening_rules) == (
        "2026-Q1",
        "satellite-2026-13",
        "screening-2026-13",
    )
    delivery = opened.deliveries()[0]
    assert (delivery.read, delivery.accepted, delivery.rejected, len(delivery.sha256)) == (3, 3, 0, 64)
    entry = next(iter(opened.log()))
    assert entry.event.kind == "import" and entry.event.data["accepted"] == 3


@pytest.mark.parametrize(
    ("driver", "suffix"), [("GPKG", ".gpkg"), ("GeoJSON", ".geojson"), ("OpenFileGDB", ".gdb"), ("KML", ".kml")]
)
def test_every_format_and_twice_adds_nothing(provider, tmp_path, driver, suffix):
    path = save(layer(), tmp_path / f"p{suffix}", driver)
    store = tmp_path / "s.gpkg"
    done = run(path, store)
    assert (done["READ"], done["ACCEPTED"]) == (3, 3), reasons(done)
    for patch, shape in zip(patches(store), SHAPES):
        assert shapely.from_wkb(patch.shape).area == pytest.approx(shape.area, rel=1e-3)
        if driver != "KML":
            assert patch.number.startswith("130208SJBG")
    again = run(path, store)
    assert (again["ACCEPTED"], again["DUPLICATES"]) == (0, 3)
    assert reasons(again) == ["LG-IMP-210"] * 3
    assert len(open_store(str(store)).deliveries()) == 1


def test_a_zipped_shapefile_in_a_folder(provider, tmp_path):
    path = save(layer(), tmp_path / "p.shp", "ESRI Shapefile", "GBK")
    archive = tmp_path / "p.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for part in tmp_path.glob("p.*"):
            if part.suffix != ".zip":
                out.write(part, f"下发/{part.name}")
    assert run(archive, tmp_path / "s.gpkg")["ACCEPTED"] == 3
    assert run(path, tmp_path / "s.gpkg")["DUPLICATES"] == 3  # other bytes, the same numbers


def test_a_boundary_file_and_its_odd_plots(provider, tmp_path):
    rules = WritingRules(GaussKruger(3, 38, True))
    text = boundary_text([PlotToWrite(f"T{k}", s.wkb, "地块") for k, s in enumerate(SHAPES)], rules).text
    text += "4,,T9,,面,,,,@\r\nJ1,1,2580000.0,38400000.0\r\nJ2,1,xx,38400000.0\r\n"
    path = tmp_path / "b.txt"
    path.write_bytes(text.encode("gbk"))
    done = run(path, tmp_path / "s.gpkg")
    assert (done["READ"], done["ACCEPTED"]) == (4, 3)
    assert reasons(done) == ["LG-TXT-101"]
    assert [p.number for p in patches(tmp_path / "s.gpkg")] == ["T0", "T1", "T2"]
    assert patches(tmp_path / "s.gpkg")[0].issued["name"] == "地块"


HEADER = ["监测编号", "环号", "点序", "X坐标", "Y坐标", "备注"]


def list_rows(shapes=SHAPES):
    for k, shape in enumerate(shapes):
        for j, (x, y) in enumerate(list(shape.exterior.coords)[:-1]):
            yield [f"L{k}", 1, j + 1, round(y, 3), round(x + 38_000_000, 3), f"备注{k}"]


def test_a_coordinate_list_in_excel_with_odd_rows(provider, tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["2026年一季度图斑坐标"])
    page.append(HEADER)
    for row in list_rows():
        page.append(row)
    page.append(["L9", 1, 1, "=A1+1", 38400000, ""])
    page.append(["L8", 1, 1, "两百", 38400000, ""])
    page.append([None, 1, 1, 2580000, 38400000, ""])
    path = tmp_path / "坐标.xlsx"
    book.save(path)
    done = run(path, tmp_path / "s.gpkg")
    assert (done["READ"], done["ACCEPTED"]) == (6, 3), rows_of(done["REJECTED"])
    rejected = rows_of(done["REJECTED"])
    assert [row["reason_code"] for row in rejected] == ["LG-IMP-222", "LG-IMP-221", "LG-IMP-224"]
    assert [row["row"] for row in rejected] == [15, 16, 17]
    for patch, shape in zip(patches(tmp_path / "s.gpkg"), SHAPES):
        moved = shapely.transform(shape, lambda xy: xy + (38_000_000, 0))
        assert shapely.equals(shapely.from_wkb(patch.shape), moved)
        assert patch.issued["备注"].startswith("备注")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_a_coordinate_list_in_csv(provider, tmp_path, encoding):
    path = tmp_path / "c.csv"
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["编号", "东坐标", "北坐标"])
        for row in list_rows():
            writer.writerow([row[0], row[4], row[3]])
    assert run(path, tmp_path / "s.gpkg")["ACCEPTED"] == 3


def test_duplicates_twins_and_ground_issued_before(provider, tmp_path):
    store = tmp_path / "s.gpkg"
    first = save(layer(), tmp_path / "a.gpkg")
    run(first, store)
    rows = [
        {"JCBH": ROWS[0]["JCBH"]},  # the number is there
        {"JCBH": "N2"},  # the same ground as an older one
        {"JCBH": "N3"},  # new
        {"JCBH": "N3"},  # twice in the file
        {"JCBH": "N5"},  # the same ground as N3
        {"JCBH": "N6"},  # much of the ground of an older one
    ]
    new = box(1000, 0, 1100, 100)
    shapes = [box(900, 0, 950, 50), SHAPES[1], new, box(1500, 0, 1600, 100), new, box(390, 0, 500, 60)]
    second = save(layer(shapes, rows), tmp_path / "b.gpkg")
    done = run(second, store, EARLIER="memory:")
    assert reasons(done) == ["LG-IMP-211", "LG-IMP-212", "LG-IMP-213", "LG-IMP-212"]
    assert (done["ACCEPTED"], done["DUPLICATES"]) == (2, 4)
    earlier = rows_of(done["EARLIER"])
    assert [(row["number"], row["earlier"], row["earlier_campaign"]) for row in earlier] == [
        ("N6", ROWS[2]["JCBH"], "2026-Q1")
    ]
    other = run(save(layer(), tmp_path / "c.gpkg"), store, campaign="2026-Q2", EARLIER="memory:")
    assert other["ACCEPTED"] == 3  # another campaign issues the same ground again
    assert {row["earlier_campaign"] for row in rows_of(other["EARLIER"])} == {"2026-Q1"}


def test_broken_shapes_are_rejected_one_by_one(provider, tmp_path):
    bow_tie = shapely.transform(shapely.Polygon([(0, 0), (50, 50), (50, 0), (0, 50)]), lambda xy: xy + CENTRE)
    nan = shapely.Polygon([(CENTRE[0], CENTRE[1]), (np.nan, CENTRE[1]), (CENTRE[0], CENTRE[1] + 9)])
    huge = shapely.Polygon([(CENTRE[0], CENTRE[1]), (1e308, CENTRE[1]), (CENTRE[0], CENTRE[1] + 9)])
    tiny = box(0, 0, 0.00001, 0.00001)
    rows = [{"JCBH": f"B{k}"} for k in range(6)]
    path = save(layer([SHAPES[0], bow_tie, nan, huge, None, tiny], rows), tmp_path / "b.gpkg")
    done = run(path, tmp_path / "s.gpkg")
    assert reasons(done) == ["LG-IMP-111", "LG-IMP-103", "LG-IMP-216", "LG-IMP-101", "LG-IMP-214"]
    assert done["ACCEPTED"] == 1


def test_a_second_file_comes_in_another_zone(provider, tmp_path):
    store = tmp_path / "s.gpkg"
    run(save(layer(SHAPES[:1], ROWS[:1]), tmp_path / "a.gpkg"), store)
    prefixed = [shapely.transform(SHAPES[1], lambda xy: xy + (38_000_000, 0))]
    run(save(layer(prefixed, ROWS[1:2], "EPSG:4526"), tmp_path / "b.gpkg"), store)
    degrees = processing.run(
        "native:reprojectlayer",
        {"INPUT": layer(SHAPES[2:], ROWS[2:]), "TARGET_CRS": "EPSG:4490", "OUTPUT": "memory:"},
    )["OUTPUT"]
    run(save(degrees, tmp_path / "c.gpkg"), store)
    found = patches(store)
    assert open_store(str(store)).info().crs == "EPSG:4547"
    for patch, shape in zip(found, SHAPES):
        assert shapely.hausdorff_distance(shapely.from_wkb(patch.shape), shape) < 0.001


def test_the_campaign_and_its_tree(provider, tmp_path):
    path, store = save(layer(), tmp_path / "a.gpkg"), tmp_path / "s.gpkg"
    run(path, store, campaign="别墅2018", VERDICT_TREE="villa-2018")
    assert open_store(str(store)).campaigns()[0].verdict_tree == "villa-2018"
    for more, code in (
        ({"campaign": "别墅2018", "VERDICT_TREE": "satellite-2010"}, "LG-IMP-204"),
        ({"campaign": "a/b"}, "LG-IMP-201"),
        ({"campaign": "new", "VERDICT_TREE": "nothing"}, "LG-VDT-010"),
    ):
        with pytest.raises(QgsProcessingException, match=code):
            run(path, store, **more)
    assert len(open_store(str(store)).deliveries()) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("gone.shp", None, "LG-LAY-001"),
        ("empty.txt", b"", "LG-TXT-001"),
        ("empty.csv", b"", "LG-IMP-220"),
        ("words.csv", "甲,乙\n1,2\n".encode(), "LG-IMP-220"),
        ("half.gpkg", b"SQLite format 3\x00abc", "LG-IMP-006|LG-IMP-005"),
        ("half.shp", b"\x00\x00\x27\x0a", "LG-IMP-005|LG-IMP-006"),
        ("bad.zip", b"PK\x03\x04", "LG-IMP-010"),
        ("bad.xlsx", b"PK\x03\x04", "LG-IMP-010|LG-SHT-004"),
        ("list.csv", "编号,X,Y\nA,2580000,400000\nA,2580100,400000\nA,2580000,400100\n".encode(), "LG-CRS-001"),
    ],
)
def test_refusals(provider, tmp_path, name, content, code):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    store = tmp_path / "s.gpkg"
    create_store(str(store))
    with pytest.raises(QgsProcessingException, match=code):
        run(path, store)
    assert open_store(str(store)).deliveries() == []


def test_a_zip_bomb_is_not_unpacked(provider, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out, out.open("p.shp", "w", force_zip64=True) as entry:
        for _ in range(300):
            entry.write(bytes(1_000_000))
    with pytest.raises(QgsProcessingException, match="LG-IMP-010"):
        run(path, tmp_path / "s.gpkg")


def test_real_files(provider, real_data, tmp_path):
    """French cadastre in degrees into a project in Lambert 93: every row kept; South African farms: 16 invalid ones named."""
    create_store(str(tmp_path / "fr.gpkg"), "", "EPSG:2154")
    done = run(real_data / "fr_cadastre_91216" / "cadastre-91216-parcelles.json", tmp_path / "fr.gpkg")
    assert done["READ"] == 4241
    assert done["ACCEPTED"] >= 4200, set(reasons(done))
    create_store(str(tmp_path / "za.gpkg"), "", "EPSG:32733")
    done = run(real_data / "za_farms_cadastre" / "farms_33S.shp", tmp_path / "za.gpkg")
    assert done["READ"] == 2008
    invalid = [code for code in reasons(done) if code in ("LG-IMP-111", "LG-IMP-112")]
    assert len(invalid) >= 4  # the ones that truly cross themselves; rings that only touch are mended
    for name, layer_name in (
        ("i15_crop_mapping_2023_provisional_20241127.gdb.zip", ""),
        ("NationalCSB_2017-2024_rev23.zip", ""),
        ("Continente.gpkg", "Culturas_Aveiro"),
    ):
        crs = "EPSG:3763" if layer_name else "EPSG:5070"
        create_store(str(tmp_path / f"{name}.store.gpkg"), "", crs)
        path = real_data / "nasty_formats" / name
        done = run(path, tmp_path / f"{name}.store.gpkg", LAYER_NAME=layer_name)
        assert done["READ"] == 100
    for name in ("44120000105.txt", "plot_003.txt"):
        done = run(real_data / "txt_boundary" / name, tmp_path / "txt.gpkg", campaign=f"c{name[:4]}")
        assert done["ACCEPTED"] == 1

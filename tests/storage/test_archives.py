import zipfile

import pytest

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.archives import MOST_ENTRIES, DataFile, data_files, readable


def archive(path, *names):
    with zipfile.ZipFile(path, "w") as target:
        for name in names:
            target.writestr(name, b"x")
    return path


def test_data_sets_inside_a_zip(tmp_path):
    path = archive(
        tmp_path / "a.zip",
        "in/A.gdb/a1.gdbtable",
        "in/A.gdb/inner.shp",
        "b/图斑.SHP",
        "b/图斑.dbf",
        "c.gpkg",
        "readme.txt",
    )
    found = data_files(path)
    assert [data.inner for data in found] == ["in/A.gdb", "b/图斑.SHP", "c.gpkg"]
    assert found[1].for_gdal == f"/vsizip/{path}/b/图斑.SHP"
    assert (found[1].is_shapefile, found[1].name) == (True, "图斑")
    assert found[1].beside(".dbf").inner == "b/图斑.dbf"
    assert found[1].beside(".cpg") is None


def test_a_plain_file_is_itself(tmp_path):
    for name in ("DLTB.shp", "DLTB.DBF", "dltb.cpg"):
        (tmp_path / name).write_bytes(b"abc")
    (data,) = data_files(tmp_path / "DLTB.shp")
    assert data.for_gdal == str(tmp_path / "DLTB.shp")
    assert data.beside(".dbf").path.name == "DLTB.DBF"
    assert data.beside(".cpg").path.name == "dltb.cpg"
    with data.beside(".dbf").open() as stream:
        assert stream.read() == b"abc"


def test_names_of_chinese_windows_are_made_readable():
    stored = "地类图斑.shp".encode("gbk").decode("cp437")
    assert readable(stored) == "地类图斑.shp"
    assert readable("plain.shp") == "plain.shp"
    assert readable("图斑.shp") == "图斑.shp"


def test_what_cannot_be_read_is_refused(tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 not really")
    cases = {
        tmp_path / "missing.shp": "LG-LAY-001",
        broken: "LG-IMP-010",
        archive(tmp_path / "empty.zip", "readme.txt"): "LG-IMP-005",
        archive(tmp_path / "full.zip", *(f"{k}.txt" for k in range(MOST_ENTRIES + 1))): "LG-IMP-010",
    }
    for path, code in cases.items():
        with pytest.raises(LandGuardError) as problem:
            data_files(path)
        assert problem.value.code == code


def test_a_member_is_read_in_place(tmp_path):
    path = archive(tmp_path / "a.zip", "x/y.dbf")
    with DataFile(path, "x/y.shp").beside(".dbf").open() as stream:
        assert stream.read() == b"x"
    assert list(tmp_path.iterdir()) == [path]

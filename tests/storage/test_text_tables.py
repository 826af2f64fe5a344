import pytest

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.text_tables import read_pairs, read_table

TEXT = "source_class,dlbm,note\r\n0103,0103,旱地\r\n 1 ,0702,\r\n\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_whatever_a_spreadsheet_saves_is_read_and_codes_stay_text(tmp_path, encoding, separator):
    path = tmp_path / "map.csv"
    path.write_bytes(TEXT.replace(",", separator).encode(encoding))
    assert read_pairs(path, ("source_class",), ("dlbm",)) == [("0103", "0103"), ("1", "0702")]
    assert read_table(path)[1][0] == ["0103", "0103", "旱地"]


def test_other_column_names_and_missing_ones(tmp_path):
    path = tmp_path / "map.csv"
    path.write_text("Source_Code,LandGuard_DLBM\n1,0101\n2\n", encoding="utf-8")
    assert read_pairs(path, ("source_class", "source_code"), ("dlbm", "landguard_dlbm")) == [("1", "0101"), ("2", "")]
    with pytest.raises(LandGuardError) as problem:
        read_pairs(path, ("class",), ("dlbm",))
    assert problem.value.code == "LG-TAB-002"


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "map.csv"
    path.write_bytes(b"\x81\x20\xff\xff")
    with pytest.raises(LandGuardError) as problem:
        read_table(path)
    assert problem.value.code == "LG-TAB-001"
    with pytest.raises(LandGuardError) as problem:
        read_table(tmp_path / "none.csv")
    assert problem.value.code == "LG-LAY-001"

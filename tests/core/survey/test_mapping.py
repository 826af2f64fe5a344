import pytest

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.survey.mapping import SourceField, map_fields, parse_field_map
from tests.core.survey.tables import FIELDS


def source(*names):
    return [SourceField(*([name] if isinstance(name, str) else name)) for name in names]


def mapped(*names, wanted=None, encoding=None):
    found = map_fields(FIELDS, source(*names), wanted, encoding)
    return {
        logical: names[position] if isinstance(names[position], str) else names[position][0]
        for logical, position in found.positions.items()
    }


def test_every_logical_field_is_found_by_its_own_name_in_any_case():
    names = [definition.name.lower() for definition in FIELDS]
    found = map_fields(FIELDS, source(*names))
    assert list(found.positions.values()) == list(range(30))
    assert found.left_over == ()


@pytest.mark.parametrize(
    ("former", "logical"),
    [("DLDM", "DLBM"), ("TKXS", "KCXS"), ("TKMJ", "KCMJ"), ("GDPDJ", "GDPDJB"), ("XXTBKD", "XZDWKD"), ("gdzzsxdm", "ZZSXDM"),
     ("地类编码", "DLBM"), ("图斑面积", "TBMJ")],
)  # fmt: skip
def test_former_names_and_chinese_titles(former, logical):
    assert mapped("X", former) == {logical: former}


def test_aliases_of_a_file_geodatabase():
    assert mapped(("F1", "地类编码"), ("F2", "坐落单位代码")) == {"DLBM": "F1", "ZLDWDM": "F2"}


def test_the_own_name_goes_before_a_former_one():
    found = map_fields(FIELDS, source("DLDM", "DLBM"))
    assert found.positions["DLBM"] == 1
    assert found.left_over == ("DLDM",)


def test_what_the_user_says_wins():
    assert mapped("DLBM", "code", wanted={"DLBM": "code"}) == {"DLBM": "code"}
    assert mapped("DLBM", "GDDB", wanted={"GDDB": None}) == {"DLBM": "DLBM"}
    assert mapped("DLBM", ("a", "小班号"), wanted={"TBBH": "小班号"}) == {"TBBH": "a", "DLBM": "DLBM"}
    with pytest.raises(LandGuardError) as problem:
        mapped("DLBM", wanted={"TBBH": "NUMBER"})
    assert problem.value.code == "LG-IMP-002"


def test_titles_cut_at_ten_bytes():
    gbk = mapped("坐落单位代", "权属单位名", "扣除地类系", "扣除地类面", "图斑地类面", encoding="GB18030")
    assert gbk == {
        "ZLDWDM": "坐落单位代", "QSDWMC": "权属单位名", "KCXS": "扣除地类系", "KCMJ": "扣除地类面", "TBDLMJ": "图斑地类面",
    }  # fmt: skip
    found = map_fields(FIELDS, source("坐落单", "图斑面", "扣除地"), None, "UTF-8")
    assert found.positions == {"TBMJ": 1}
    assert found.ambiguous == ("坐落单", "扣除地")
    assert mapped("坐落单位代") == {}  # only a shapefile cuts names


def test_field_maps_are_read_in_either_direction():
    fields = source("class_code", "x")
    assert parse_field_map('{"DLBM": "class_code"}', FIELDS, fields) == {"DLBM": "class_code"}
    assert parse_field_map('{"class_code": "dlbm", "BZ": null}', FIELDS, fields) == {"DLBM": "class_code", "BZ": None}
    assert parse_field_map(" ", FIELDS, fields) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "LG-IMP-001"), ("[1]", "LG-IMP-001"), ('{"DLBM": 3}', "LG-IMP-001"), ('{"a": "b"}', "LG-IMP-002")],
)
def test_unusable_field_maps_are_refused(text, code):
    with pytest.raises(LandGuardError) as problem:
        parse_field_map(text, FIELDS, source("x"))
    assert problem.value.code == code

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.survey.encoding import (
    Evidence,
    TextScan,
    cut_name,
    decide,
    decode,
    field_names,
    normalise,
    read_header,
    text_values,
)
from landguard_plugin.storage import packaged
from tests.dbf import dbf_bytes

NAMES = [row["name_zh"] for row in packaged.read_csv("survey/land_classes.csv")]
FIELDS = [("DLBM", "C", 5), ("DLMC", "C", 60), ("TBMJ", "N", 15)]
ROWS = [("0101", "水田", 1.5), ("0103", "旱地", 2.5), ("0702", "农村宅基地", 3.5)]


def scan_of(data: bytes) -> TextScan:
    header = read_header(data)
    scan = TextScan(header)
    scan.add(data[header.begin : header.begin + header.records * header.record_length])
    return scan


def decision(rows=ROWS, encoding="gbk", fields=FIELDS, language_byte=0, **more):
    return decide(scan_of(dbf_bytes(fields, rows, encoding, language_byte)), **more)


def test_the_header_tells_names_widths_and_places():
    header = read_header(dbf_bytes(FIELDS, ROWS, language_byte=0x4D))
    assert (header.records, header.language_byte, header.record_length) == (3, 0x4D, 81)
    assert [(f.name, f.kind, f.offset, f.width) for f in header.fields] == [
        (b"DLBM", "C", 1, 5), (b"DLMC", "C", 6, 60), (b"TBMJ", "N", 66, 15),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + bytes(60), dbf_bytes(FIELDS, ROWS)[:40]])
def test_what_is_no_dbf_is_refused(data):
    with pytest.raises(LandGuardError) as problem:
        read_header(data)
    assert problem.value.code == "LG-ENC-002"


def test_content_decides_where_nothing_is_declared():
    for encoding, name in (("gbk", "GB18030"), ("utf-8", "UTF-8")):
        found = decision(encoding=encoding)
        assert (found.encoding, found.evidence, found.certain) == (name, Evidence.CONTENT, True)
        assert found.sample == "农村宅基地"


def test_the_code_page_file_decides_and_the_language_byte_after_it():
    assert decision(code_page="CP936").evidence is Evidence.CODE_PAGE_FILE
    assert decision(code_page="UTF-8\r\n", encoding="utf-8").encoding == "UTF-8"
    found = decision(language_byte=0x4D)
    assert (found.encoding, found.evidence) == ("GB18030", Evidence.LANGUAGE_BYTE)
    assert decision(language_byte=0x57).evidence is Evidence.CONTENT  # "ANSI" names no code page


@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "1252"])
def test_bytes_overrule_a_declaration_they_contradict(declared):
    found = decision(code_page=declared)
    assert (found.encoding, found.evidence) == ("GB18030", Evidence.CONTENT)
    assert found.overruled == normalise(declared)


def test_latin_text_keeps_its_declared_page():
    found = decision([("1", "Zürich", 1), ("2", "Genève", 2)], "latin-1", code_page="ISO-8859-1")
    assert (found.encoding, found.sample) == ("ISO-8859-1", "Zürich")


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [
        ([("1", "Café", 1), ("2", "Zürich", 2), ("3", "Genève", 3)], "latin-1"),
        ([("1", b"\xff\xfe\xff", 1)], "gbk"),
        ([("1", b"\xc4\xbf", 1)], "gbk"),  # one sign in GBK, one Baltic letter in UTF-8: nobody can tell
    ],
)
def test_what_cannot_be_decided_is_refused(rows, encoding):
    with pytest.raises(LandGuardError) as problem:
        decision(rows, encoding)
    assert problem.value.code == "LG-ENC-001"


def test_the_user_has_the_last_word():
    found = decision(chosen="big5")
    assert (found.encoding, found.evidence) == ("BIG5", Evidence.CHOSEN)
    assert decision(chosen="gbk", encoding="utf-8").encoding == "GB18030"
    with pytest.raises(LandGuardError) as problem:
        decision(chosen="klingon")
    assert problem.value.code == "LG-ENC-003"


def test_plain_ascii_needs_no_decision():
    found = decision([("0101", "paddy", 1)], code_page="nonsense")
    assert (found.encoding, found.evidence) == ("UTF-8", Evidence.ASCII)


def test_names_cut_inside_a_character():
    fields = [("DLBM", "C", 5), ("MC", "C", 5)]
    found = decision([("0101", "水田地", 0)] + [("0103", "旱地", 0)] * 3 + [("1", n, 0) for n in ("坡", "林", "草", "水", "园")],
                     fields=fields)  # fmt: skip
    assert (found.encoding, found.damaged, found.cut) == ("GB18030", 0, 1)
    assert decode("水田地".encode("gbk")[:5], "GB18030") == ("水田", True, True)


def test_a_few_damaged_values_do_not_change_the_encoding():
    rows = [("0101", name, 1) for name in NAMES] + [("0101", b"\xff\xff\xd3\xce", 1)]
    found = decision(rows)
    assert (found.encoding, found.damaged, found.certain) == ("GB18030", 1, False)
    assert decode(b"\xff\xff\xd3\xce", "GB18030")[1:] == (False, False)
    assert "�" in decode(b"\xff\xff\xd3\xce", "GB18030")[0]


def test_damaged_values_are_found_with_their_records():
    data = dbf_bytes(FIELDS, [*ROWS, ("0101", b"\xff\xff\xd3\xce", 1), ("0103", "旱地", 2)], deleted=[1])
    header = read_header(data)
    values = list(text_values(header, data[header.begin : -1], 100))
    assert [(record, field) for record, field, _ in values] == [(100, 1), (102, 1), (103, 1), (104, 1)]
    assert values[2][2] == b"\xff\xff\xd3\xce"


@pytest.mark.parametrize(("encoding", "kept"), [("GB18030", "坐落单位代"), ("UTF-8", "坐落单")])
def test_field_names_cut_at_ten_bytes(encoding, kept):
    header = read_header(dbf_bytes([("坐落单位代码", "C", 19), ("MJ", "N", 9)], [], encoding))
    assert field_names(header, encoding) == [kept, "MJ"]
    assert cut_name("坐落单位代码", encoding) == kept


def test_a_long_file_is_scanned_by_blocks():
    data = dbf_bytes(FIELDS, ROWS * 50)
    header = read_header(data)
    scan, body = TextScan(header), data[header.begin :]
    for begin in range(0, 150, 7):
        scan.add(body[begin * header.record_length : min(begin + 7, 150) * header.record_length])
    assert scan.all() == scan_of(data).all()


@given(
    st.lists(st.text(st.sampled_from(sorted(set("".join(NAMES)))), min_size=1, max_size=12), min_size=1, max_size=30),
    st.sampled_from(["gbk", "utf-8", "gb18030"]),
)
@settings(max_examples=300, deadline=None)
def test_chinese_text_is_read_right_or_refused_never_wrong(texts, encoding):
    rows = [("0101", text, 1) for text in texts]
    try:
        found = decision(rows, encoding)
    except LandGuardError as problem:
        assert problem.code == "LG-ENC-001"
        return
    assert found.encoding == ("UTF-8" if encoding == "utf-8" else "GB18030")
    assert found.sample in texts


@given(st.binary(min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_decided_or_refused_and_never_crash(value):
    try:
        found = decision([("1", value, 1)])
    except LandGuardError as problem:
        assert problem.code == "LG-ENC-001"
    else:
        assert found.encoding in ("GB18030", "UTF-8")

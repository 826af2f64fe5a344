"""Sheets from files: xlsx by openpyxl and by GDAL alike, CSV in both encodings, codes stay text."""

from __future__ import annotations

import builtins
from datetime import date, datetime

import openpyxl
import pytest

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.ledger.spreadsheets import read_frame

TITLES = ["项目编号", "县", "验收日期", "数量"]


def write_book(path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "补充"
    page.append(["示范县补充耕地台账"])
    page.append(TITLES)
    page.append(["000123", "990101", datetime(2021, 1, 20), 1234.5])
    page.append([None, None, None, None])
    page.append([7, 990102, date(2021, 2, 1), 10])
    book.create_sheet("空")
    book.save(path)
    return path


@pytest.fixture(params=["openpyxl", "gdal"])
def reader(request, monkeypatch):
    if request.param == "gdal":
        honest = builtins.__import__

        def without(name, *rest):
            if name == "openpyxl":
                raise ModuleNotFoundError(name)
            return honest(name, *rest)

        monkeypatch.setattr(builtins, "__import__", without)
    return request.param


def test_a_workbook_is_read_with_or_without_openpyxl(reader, tmp_path):
    frame = read_frame(write_book(tmp_path / "表.xlsx"), "补充")
    assert list(frame.columns) == TITLES
    assert frame["项目编号"].tolist() == ["000123", "7"]
    assert frame["县"].tolist() == ["990101", "990102"]
    assert [str(day).replace("/", "-")[:10] for day in frame["验收日期"]] == ["2021-01-20", "2021-02-01"]
    assert [float(n) for n in frame["数量"]] == [1234.5, 10.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_csv_in_the_encodings_offices_use(encoding, tmp_path):
    path = tmp_path / "表.csv"
    path.write_bytes("项目编号,县\n000123,示范县\n".encode(encoding))
    assert read_frame(path).to_dict("list") == {"项目编号": ["000123"], "县": ["示范县"]}


@pytest.mark.parametrize(
    ("name", "content", "sheet", "code"),
    [
        ("a.xlsx", b"not a workbook", "", "LG-SHT-004"),
        ("a.csv", b"", "", "LG-SHT-005"),
        ("a.csv", b"only\n", "", "LG-SHT-005"),
        ("none.csv", None, "", "LG-SHT-004"),
        ("book.xlsx", "book", "没有", "LG-SHT-006"),
    ],
)
def test_files_that_cannot_be_read_are_refused_by_code(name, content, sheet, code, tmp_path):
    path = tmp_path / name
    if content == "book":
        write_book(path)
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(LandGuardError, match=code):
        read_frame(path, sheet)

"""Reads the office's sheets as text columns: xlsx with openpyxl, or GDAL where that is missing; CSV in UTF-8 or GBK.

Codes stay text. The first row that has at least two texts is the header; rows below it that are empty throughout are left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pandas as pd

from ...core.ledger.sheet_cells import plain_cell
from ...core.ledger.sheets import SheetField, fields_from_rows
from ...core.problems import LandGuardError
from .. import packaged

_EXCEL = (".xlsx", ".xlsm")


def sheet_fields() -> list[SheetField]:
    """Return the packaged fields of sheets."""
    return fields_from_rows(packaged.read_csv("ledger/sheet_fields.csv"))


def read_frame(path: Path, sheet: str = "") -> pd.DataFrame:
    """Return a sheet as a frame of texts (None for empty cells), one column per title.

    Raises LandGuardError LG-SHT-004 when the file or sheet cannot be read, LG-SHT-005 when it has no header row.
    """
    try:
        rows = _excel_rows(path, sheet) if path.suffix.lower() in _EXCEL else _csv_rows(path)
        table = [[plain_cell(cell) or None for cell in row] for row in rows]
    except LandGuardError:
        raise
    except Exception as error:  # openpyxl and GDAL raise many kinds for a damaged file; each means: cannot be read
        raise LandGuardError("LG-SHT-004", path=str(path), detail=f"{type(error).__name__} {error}") from error
    head = next((n for n, row in enumerate(table) if sum(cell is not None for cell in row) >= 2), None)
    if head is None:
        raise LandGuardError("LG-SHT-005", path=str(path))
    titles = _titles(table[head])
    body = [row + [None] * (len(titles) - len(row)) for row in table[head + 1 :] if any(c is not None for c in row)]
    return pd.DataFrame([row[: len(titles)] for row in body], columns=titles, dtype=object)


def _titles(cells: Iterable[object]) -> list[str]:
    titles: list[str] = []
    for number, cell in enumerate(cells, 1):
        title = str(cell) if cell is not None else f"column_{number}"
        titles.append(title if title not in titles else f"{title}_{number}")
    return titles


def _csv_rows(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        dialect = "excel-tab" if "\t" in text.split("\n", 1)[0] else "excel"
        return list(csv.reader(StringIO(text), dialect))
    raise LandGuardError("LG-SHT-004", path=str(path), detail="encoding")


def read_cells(path: Path) -> list[list[object]]:
    """Return the cells of the first sheet of a workbook as written: a formula is its text, beginning with "=".

    Raises LandGuardError LG-SHT-004 when it cannot be read.
    """
    try:
        return _excel_rows(path, "", formulas=True)
    except LandGuardError:
        raise
    except Exception as error:  # openpyxl raises many kinds for a damaged file; each means: cannot be read
        raise LandGuardError("LG-SHT-004", path=str(path), detail=f"{type(error).__name__} {error}") from error


def _excel_rows(path: Path, sheet: str, formulas: bool = False) -> list[list[object]]:
    try:
        import openpyxl
    except ModuleNotFoundError:
        return _excel_rows_by_gdal(path, sheet)
    book = openpyxl.load_workbook(path, read_only=True, data_only=not formulas)
    try:
        if sheet and sheet not in book.sheetnames:
            raise LandGuardError("LG-SHT-006", path=str(path), sheet=sheet, sheets=", ".join(book.sheetnames))
        page = book[sheet] if sheet else book[book.sheetnames[0]]
        return [list(row) for row in page.iter_rows(values_only=True)]
    finally:
        book.close()


def _excel_rows_by_gdal(path: Path, sheet: str) -> list[list[object]]:
    """Return the rows of a sheet through GDAL's XLSX driver, which every QGIS has; every cell as text, no header taken."""
    from osgeo import gdal

    options = ["HEADERS=DISABLE", "FIELD_TYPES=STRING"]
    book = gdal.OpenEx(str(path), gdal.OF_VECTOR, allowed_drivers=["XLSX"], open_options=options)
    if book is None:
        raise LandGuardError("LG-SHT-004", path=str(path), detail=gdal.GetLastErrorMsg())
    names = [book.GetLayer(k).GetName() for k in range(book.GetLayerCount())]
    if sheet and sheet not in names:
        raise LandGuardError("LG-SHT-006", path=str(path), sheet=sheet, sheets=", ".join(names))
    layer = book.GetLayerByName(sheet or names[0])
    count = layer.GetLayerDefn().GetFieldCount()
    return [
        [feature.GetFieldAsString(k) if feature.IsFieldSetAndNotNull(k) else None for k in range(count)]
        for feature in layer
    ]

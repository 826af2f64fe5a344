"""Reports through GDAL's XLSX driver, which every QGIS has: no look, the same text and digits.

The heading is one line (headings above a column are joined to its title); title, unit, notes and signature stand under the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid4

from ...core.reports.cells import cell_text, sheet_names
from ...core.reports.records import NUMBER, Report


def plain_bytes(reports: Sequence[Report]) -> bytes:
    """Return worded reports as a workbook, a sheet each. Raises OSError with what GDAL says when it cannot."""
    from osgeo import gdal, ogr

    # In memory: on disk GDAL takes the first ".xlsx" or ".zip" of a path for the archive, folders included.
    place = f"/vsimem/landguard-{uuid4().hex}.xlsx"
    book = gdal.GetDriverByName("XLSX").Create(place, 0, 0, 0, gdal.GDT_Unknown)
    if book is None:
        raise OSError(gdal.GetLastErrorMsg())
    try:
        for name, report in zip(sheet_names(str(r.name) for r in reports), reports):
            _write_sheet(book.CreateLayer(name, None, ogr.wkbNone, []), report, ogr)
        del book  # GDAL saves when it lets go
        size = gdal.VSIStatL(place)
        file = gdal.VSIFOpenL(place, "rb") if size else None
        if file is None:
            raise OSError(gdal.GetLastErrorMsg())
        try:
            return bytes(gdal.VSIFReadL(1, size.size, file))
        finally:
            gdal.VSIFCloseL(file)
    finally:
        gdal.Unlink(place)


def _write_sheet(layer: object, report: Report, ogr: object) -> None:
    for column in report.columns:
        title = " ".join([*(str(heading) for heading in column.group), str(column.title)])
        layer.CreateField(ogr.FieldDefn(cell_text(title), _type_of(column, ogr)))
    for row in report.rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for number, (cell, column) in enumerate(zip(row.cells, report.columns)):
            if column.kind == NUMBER and isinstance(cell, (Decimal, int)):
                feature.SetField(number, float(cell) if column.decimals else int(cell))
            elif column.kind != NUMBER and cell is not None:
                feature.SetField(number, cell_text(str(cell)))
        layer.CreateFeature(feature)
    for line in _lines_under(report):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField(0, cell_text(line))
        layer.CreateFeature(feature)


def _type_of(column: object, ogr: object) -> int:
    if column.kind != NUMBER:
        return ogr.OFTString
    return ogr.OFTReal if column.decimals else ogr.OFTInteger64


def _lines_under(report: Report) -> list[str]:
    """Return what stands under the table; nothing when the first column cannot hold text."""
    if not report.leading:
        return []
    signature = "    ".join(f"{label}{value}" for label, value in report.signature)
    lines = [report.title, report.unit_line, report.subtitle, signature, *report.notes]
    return ["", *(str(line) for line in lines if line)]

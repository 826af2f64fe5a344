"""Writing sample layers through GDAL: field widths, titles as alternative names, reference systems."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Callable

import numpy as np
import pandas as pd
import shapely
from osgeo import gdal, ogr, osr

from ..core.layers import ShapeTable
from ..core.sample.book import FieldSpec
from ..core.sample.layers import SampleLayer

_TYPES = {
    "text": ogr.OFTString,
    "integer": ogr.OFTInteger,
    "number": ogr.OFTReal,
    "area": ogr.OFTReal,
    "date": ogr.OFTDate,
}
_DBF_WIDTH = 254

_SHAPE_ENCODING = "SHAPE_ENCODING"


def write_layer(path: Path, layer: SampleLayer, driver: str, encoding: str = "UTF-8") -> None:
    """Add a layer to a file, which is created when it is not there. Raises RuntimeError with GDAL's own words."""
    with _Exceptions(), _Encoding(encoding):
        dataset = _opened(path, driver)
        try:
            _write(dataset, layer, driver, encoding)
        finally:
            dataset.FlushCache()
            del dataset


class _Exceptions:
    """GDAL raising exceptions for a while; what other plugins set before is restored."""

    def __enter__(self) -> None:
        self._before = (gdal.GetUseExceptions(), ogr.GetUseExceptions(), osr.GetUseExceptions())
        for module in (gdal, ogr, osr):
            module.UseExceptions()

    def __exit__(self, *_: object) -> None:
        # The modules stack their error handlers: they come off in the opposite order.
        for module, before in zip((osr, ogr, gdal), reversed(self._before)):
            if not before:
                module.DontUseExceptions()


class _Encoding:
    """A shapefile's encoding for a while, in this thread: QGIS sets one for the whole process, and that beats the layer's option."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding

    def __enter__(self) -> None:
        self._before = gdal.GetThreadLocalConfigOption(_SHAPE_ENCODING)
        gdal.SetThreadLocalConfigOption(_SHAPE_ENCODING, self._encoding)

    def __exit__(self, *_: object) -> None:
        gdal.SetThreadLocalConfigOption(_SHAPE_ENCODING, self._before)


def _opened(path: Path, driver: str) -> gdal.Dataset:
    if path.exists():
        return gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
    return gdal.GetDriverByName(driver).Create(str(path), 0, 0, 0, gdal.GDT_Unknown)


def _write(dataset: gdal.Dataset, layer: SampleLayer, driver: str, encoding: str) -> None:
    options = [f"ENCODING={encoding}"] if driver != "GPKG" else [f"IDENTIFIER={layer.spec.title}", "GEOMETRY_NAME=geom"]
    target = dataset.CreateLayer(layer.spec.name, _reference(layer.spec.epsg), _geometry_type(layer), options)
    for field in layer.spec.fields:
        target.CreateField(_definition(field, driver))
    definition = target.GetLayerDefn()
    columns = [_values(layer.table.rows[field.name], field) for field in layer.spec.fields]
    shapes = layer.shapes
    if dataset.TestCapability(ogr.ODsCTransactions):
        dataset.StartTransaction()
    for row in range(len(layer)):
        feature = ogr.Feature(definition)
        for index, values in enumerate(columns):
            if values[row] is not None:
                feature.SetField(index, values[row])
        if shapes and shapes[row]:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shapes[row]))
        target.CreateFeature(feature)
    if dataset.TestCapability(ogr.ODsCTransactions):
        dataset.CommitTransaction()


def _reference(epsg: int) -> osr.SpatialReference | None:
    if epsg <= 0:
        return None
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def _geometry_type(layer: SampleLayer) -> int:
    if not layer.spec.epsg:
        return ogr.wkbNone
    several = any(shape and shape[1:5] == b"\x06\x00\x00\x00" for shape in layer.shapes)
    return ogr.wkbMultiPolygon if several else ogr.wkbPolygon


def _definition(field: FieldSpec, driver: str) -> ogr.FieldDefn:
    definition = ogr.FieldDefn(field.name, _TYPES[field.kind])
    if field.width:
        definition.SetWidth(min(field.width, _DBF_WIDTH) if driver != "GPKG" else field.width)
    if field.kind in ("number", "area"):
        definition.SetPrecision(field.decimals)
    if driver == "GPKG" and field.title:  # kept by GDAL 3.7 and later; projects set aliases anyway
        definition.SetAlternativeName(field.title)
    return definition


def _values(series: pd.Series, field: FieldSpec) -> list[object]:
    """Return a column as Python values: areas in m2, missing values as None."""
    convert: Callable[[object], object] = {
        "integer": int,
        "number": float,
        "area": lambda dm2: int(dm2) / 100.0,
    }.get(field.kind, str)
    missing = series.isna().to_numpy()
    return [None if empty else convert(value) for value, empty in zip(series.tolist(), missing)]


def shifted(layer: SampleLayer, easting: float) -> SampleLayer:
    """Return the layer with its eastings increased and without a reference system."""
    geometries = shapely.from_wkb([shape or None for shape in layer.shapes])
    moved = shapely.transform(geometries, lambda points: np.round(points + [easting, 0.0], 4))
    shapes = [shape or b"" for shape in shapely.to_wkb(moved, byte_order=1).tolist()]
    table = ShapeTable(layer.table.columns, layer.table.rows, shapes, "")
    return SampleLayer(replace(layer.spec, epsg=-1), table)

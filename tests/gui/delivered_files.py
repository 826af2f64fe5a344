"""Files as an office hands them in: a GBK shapefile without .cpg and .prj, a GBK boundary text, each with something broken in it."""

import numpy as np
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType

from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.boundary.records import PlotToWrite, WritingRules
from landguard_plugin.core.boundary.writer import boundary_text

ZONE = 38
_KINDS = {str: QMetaType.Type.QString, float: QMetaType.Type.Double}


def write_shapefile(path, fields, rows):
    """Write rows of (values, shape without zone number) with zone numbers, in GBK, without a word on encoding or system."""
    layer = QgsVectorLayer("Polygon", "WPTB", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    layer.dataProvider().addAttributes([QgsField(name, _KINDS[kind]) for name, kind in fields.items()])
    layer.updateFields()
    features = []
    for values, shape in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(values))
        geometry = QgsGeometry()
        zoned = shapely.transform(shape, lambda xy: np.round(xy + (ZONE * 1_000_000, 0), 3))
        geometry.fromWkb(shapely.to_wkb(zoned))
        feature.setGeometry(geometry)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.fileEncoding = "ESRI Shapefile", "GBK"
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsProject.instance().transformContext(), options)
    for suffix in (".cpg", ".prj"):
        path.with_suffix(suffix).unlink(missing_ok=True)


def write_boundary_text(path, plots):
    """Write plots of (number, shape, name) as a GBK boundary text, and one more whose coordinates hold a letter O."""
    rules = WritingRules(GaussKruger(3, ZONE, True))
    text = boundary_text([PlotToWrite(number, shape.wkb, name) for number, shape, name in plots], rules).text
    text += f"{len(plots) + 1},,BC-9,坏地块,面,,,,@\r\nJ1,1,3846000.0,38488000.0\r\nJ2,1,38461OO.0,38488000.0\r\n"
    path.write_bytes(text.encode("gbk"))


def bow_tie(x, y, size=60):
    """Return an outline that crosses itself: refused, and said why."""
    return shapely.Polygon([(x, y), (x + size, y + size), (x + size, y), (x, y + size)])

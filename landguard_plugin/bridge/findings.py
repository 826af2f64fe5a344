"""Findings layers: read with their places, explained, exported; explanations are kept in the layer and in the project.

What was read does not depend on the layer any more: it may be removed while its findings are looked through.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsMapLayer,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from ..app.check_survey import FINDING_COLUMNS
from ..core.problems import LandGuardError, Message, Term
from ..core.reports.records import CODE, NUMBER, TEXT, Report, ReportColumn, ReportRow
from ..core.survey.explanations import COLUMNS, Explanation, carried, explanations_in
from .i18n import language
from .layers import feature_of, plain_value, wkb_of
from .reports import save_workbook
from .sinks import fields_of, title_of
from .text import column_title, term

_NEEDED = {"rule", "level", "bsm", "message", "value", "key", *COLUMNS}
_BOX = ("west", "south", "east", "north")
_SCOPE, _KEY = "landguard", "check_explanations"
_MANY_ROWS = 3_000  # beyond this a plain sheet: styling every cell of 50,000 rows takes a minute
_SHEET = (
    ("rule", CODE), ("label", CODE), ("level", CODE), ("title", TEXT), ("unit", CODE), ("unit_name", TEXT), ("bsm", CODE),
    ("other_bsm", CODE), ("message", TEXT), ("value", TEXT), ("state", CODE), ("explanation", TEXT), ("explained_by", TEXT),
    ("explained_at", CODE),
)  # fmt: skip


@dataclass(frozen=True)
class Findings:
    """Findings as read: a row each with columns of FINDING_COLUMNS, west, south, east, north, and shape (WKB); and their system."""

    rows: pd.DataFrame
    crs: QgsCoordinateReferenceSystem
    name: str


def is_findings(layer: QgsMapLayer | None) -> bool:
    """Return whether a layer has the fields of findings."""
    return isinstance(layer, QgsVectorLayer) and set(layer.fields().names()) >= _NEEDED


def read_findings(layer: QgsVectorLayer) -> Findings:
    """Return the findings of a layer; fields a former version did not write are empty."""
    names = [column.name for column in FINDING_COLUMNS]
    indexes = [layer.fields().lookupField(name) for name in names]
    values, places = [], []
    for feature in layer.getFeatures():
        attributes = feature.attributes()
        values.append([None if at < 0 else plain_value(attributes[at]) for at in indexes])
        box = feature.geometry().boundingBox()
        empty = feature.geometry().isEmpty()
        corners = (None,) * 4 if empty else (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
        places.append((*corners, wkb_of(feature.geometry()), feature.id()))
    rows = pd.DataFrame(values, columns=names, dtype=object)
    numbers = {"row", "other_row"}
    for name in names:
        rows[name] = rows[name] if name in numbers else rows[name].fillna("").astype(str)
    beside = pd.DataFrame(places, columns=[*_BOX, "shape", "fid"], dtype=object)
    for name in _BOX:
        rows[name] = pd.to_numeric(beside[name], errors="coerce")
    return Findings(rows.assign(shape=beside["shape"], fid=beside["fid"]), layer.crs(), layer.name())


def open_findings(layer: QgsVectorLayer, project: QgsProject) -> Findings:
    """Return the findings of a layer with what was explained in it or in the project; both are brought in step."""
    found = read_findings(layer)
    own = explanations_in(found.rows)
    known = {(one.key, one.value): one for one in (*project_explanations(project), *own)}
    rows = carried(found.rows, known.values())
    changed = rows["state"] != found.rows["state"]
    write_states(layer, rows[changed])
    keep_in_project(project, own)
    return Findings(rows, found.crs, found.name)


def write_states(layer: QgsVectorLayer, rows: pd.DataFrame) -> bool:
    """Write state and explanation of some findings into their layer; return whether it took them."""
    if not len(rows):
        return True
    indexes = {name: layer.fields().lookupField(name) for name in COLUMNS}
    changes = {
        int(row["fid"]): {index: row[name] for name, index in indexes.items()} for row in rows.to_dict("records")
    }
    return bool(layer.dataProvider().changeAttributeValues(changes))


def explanations_of(rows: pd.DataFrame) -> tuple[list[Explanation], list[tuple[str, str]]]:
    """Return the explanations that findings carry, and the (key, value) pairs of those that carry none."""
    told = explanations_in(rows)
    spoken = {(one.key, one.value) for one in told}
    return told, [pair for pair in zip(rows["key"], rows["value"]) if pair not in spoken]


def project_explanations(project: QgsProject) -> list[Explanation]:
    """Return the explanations a project keeps; none when its entry cannot be read."""
    text, _ = project.readEntry(_SCOPE, _KEY, "[]")
    try:
        return [Explanation(**one) for one in json.loads(text)]
    except (ValueError, TypeError):
        return []


def keep_in_project(project: QgsProject, added: Iterable[Explanation], gone: Iterable[tuple[str, str]] = ()) -> None:
    """Add explanations to those the project keeps, and take back those of the (key, value) pairs in `gone`."""
    known = {(one.key, one.value): one for one in project_explanations(project)}
    before = dict(known)
    for pair in gone:
        known.pop(pair, None)
    known.update({(one.key, one.value): one for one in added})
    if known != before:
        project.writeEntry(_SCOPE, _KEY, json.dumps([asdict(one) for one in known.values()], ensure_ascii=False))
        project.setDirty(True)


def save_geopackage(found: Findings, positions: Sequence[int], path: Path) -> None:
    """Write some findings as a layer of their own. Raises LandGuardError LG-OUT-001 when the file cannot be written."""
    layer = QgsVectorLayer("MultiPolygon", path.stem, "memory")
    layer.setCrs(found.crs)
    fields = fields_of(FINDING_COLUMNS)
    layer.dataProvider().addAttributes(fields.toList())
    layer.updateFields()
    layer.dataProvider().addFeatures(
        [_feature(fields, row) for row in found.rows.iloc[list(positions)].to_dict("records")]
    )
    for index, column in enumerate(FINDING_COLUMNS):
        layer.setFieldAlias(index, title_of(column))
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName, options.fileEncoding = "GPKG", "findings", "UTF-8"
    code, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsProject.instance().transformContext(), options
    )
    if code != QgsVectorFileWriter.WriterError.NoError:
        raise LandGuardError("LG-OUT-001", name=path.name, value=message or str(path))


def _feature(fields: object, row: dict) -> QgsFeature:
    values = []
    for column in FINDING_COLUMNS:
        value = row[column.name]
        missing = value is None or value != value
        values.append(None if missing else int(value) if column.kind == "integer" else str(value))
    feature = feature_of(fields, values, row["shape"])
    if row["shape"]:
        geometry = feature.geometry()
        geometry.convertToMultiType()
        feature.setGeometry(geometry)
    return feature


def save_sheet(found: Findings, positions: Sequence[int], path: Path, title: str) -> None:
    """Write some findings as an Excel table. Raises LandGuardError LG-RPT-001 and LG-RPT-002."""
    columns = (ReportColumn(term("number"), NUMBER, decimals=0), *(ReportColumn(column_title(n), k) for n, k in _SHEET))
    rows = []
    for number, row in enumerate(found.rows.iloc[list(positions)].to_dict("records"), start=1):
        coded = {"level": Term(row["level"]), "state": Term(row["state"])}
        rows.append(ReportRow((number, *(coded.get(name, row[name]) for name, _ in _SHEET))))
    told = Message("LG-CHK-401", {"layer": found.name, "count": len(rows)})
    report = Report(Term("findings"), title, "", columns, tuple(rows), subtitle=told)
    save_workbook(path, [report], language(), "gdal" if len(rows) > _MANY_ROWS else "")

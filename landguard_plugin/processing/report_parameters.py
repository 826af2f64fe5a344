"""Parameters that the algorithms with an Excel table share."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
)

from ..bridge.i18n import tr
from .base import advanced

AREA_UNITS = ("m2", "ha", "mu")
#: units of XLSX_UNIT, in its order; "" takes the unit in which each table is handed in
TABLE_UNITS = ("", "m2", "ha", "mu")
_TONGUES = ("zh", "en")


def add_workbook(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare XLSX, the optional table to hand in, and its language."""
    algorithm.addParameter(
        QgsProcessingParameterFileDestination(
            "XLSX", tr("Table to hand in (Excel)"), "Excel (*.xlsx)", optional=True, createByDefault=False
        )
    )
    options = [tr("Chinese"), tr("English")]
    algorithm.addParameter(
        advanced(
            QgsProcessingParameterEnum("XLSX_LANGUAGE", tr("Language of the Excel table"), options, defaultValue=0)
        )
    )


def add_document(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare DOCX, the optional brief to file; its language is that of the table."""
    algorithm.addParameter(
        QgsProcessingParameterFileDestination(
            "DOCX", tr("Brief to file (Word)"), "Word (*.docx)", optional=True, createByDefault=False
        )
    )


def add_report_unit(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare XLSX_UNIT of tables whose areas are handed in as mu."""
    options = [tr("square metres (m²)"), tr("hectares (ha)"), tr("mu")]
    title = tr("Area unit of the Excel table")
    algorithm.addParameter(
        advanced(QgsProcessingParameterEnum("XLSX_UNIT", title, options, defaultValue=AREA_UNITS.index("mu")))
    )


def report_unit(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> str:
    """Return the area unit that XLSX_UNIT of `add_report_unit` names."""
    return AREA_UNITS[algorithm.parameterAsEnum(parameters, "XLSX_UNIT", context)]


def area_unit(title: str, default: str) -> QgsProcessingParameterEnum:
    """Return the shared parameter AREA_UNIT."""
    options = [tr("square metres (m²)"), tr("hectares (ha)"), tr("mu")]
    return QgsProcessingParameterEnum("AREA_UNIT", title, options, defaultValue=AREA_UNITS.index(default))


def table_unit() -> QgsProcessingParameterEnum:
    """Return the shared parameter XLSX_UNIT."""
    usual = tr("as the table is handed in (farmland mu, survey ha)")
    options = [usual, tr("square metres (m²)"), tr("hectares (ha)"), tr("mu")]
    return advanced(
        QgsProcessingParameterEnum("XLSX_UNIT", tr("Area unit of the Excel table"), options, defaultValue=0)
    )


def workbook_path(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> Optional[Path]:
    """Return where XLSX goes, None when it is not wanted; refused at once when nothing can be written there (LG-RPT-001, 002)."""
    from ..storage.reports.workbook import check_writable

    if not parameters.get("XLSX"):
        return None
    path = Path(algorithm.parameterAsFileOutput(parameters, "XLSX", context))
    check_writable(path)
    return path


def document_path(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> Optional[Path]:
    """Return where DOCX goes, None when it is not wanted; refused at once when it cannot be (LG-BDK-001, LG-RPT-001, 002)."""
    from ..storage.reports.document import require_docx
    from ..storage.reports.workbook import check_writable

    if not parameters.get("DOCX"):
        return None
    require_docx()
    path = Path(algorithm.parameterAsFileOutput(parameters, "DOCX", context))
    check_writable(path)
    return path


def tongue_of(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> str:
    """Return the language of the table: "zh" or "en"."""
    return _TONGUES[algorithm.parameterAsEnum(parameters, "XLSX_LANGUAGE", context)]

"""Writes the ready-made model: import both years -> check the later one -> flow matrix with report -> map.

    python -m tools.chain_model

The model is resources/models/surveychain.model3; the provider offers it as landguard:surveychain. Ids only, no paths.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)
from qgis.PyQt.QtCore import QPointF

TARGET = Path(__file__).resolve().parent.parent / "landguard_plugin" / "resources" / "models" / "surveychain.model3"
POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
given = QgsProcessingModelChildParameterSource.fromModelParameter
output_of = QgsProcessingModelChildParameterSource.fromChildOutput
fixed = QgsProcessingModelChildParameterSource.fromStaticValue

PARAMETERS = (
    QgsProcessingParameterVectorLayer("BEFORE", "前一年度交付数据 Earlier delivery", POLYGON),
    QgsProcessingParameterVectorLayer("AFTER", "后一年度交付数据 Later delivery", POLYGON),
    QgsProcessingParameterFile("CLASS_MAP", "地类对照表 Class map (CSV)", optional=True, extension="csv"),
    QgsProcessingParameterString("CLASS_FIELD", "地类字段 Class field", optional=True),
    QgsProcessingParameterFeatureSource("BASIC_FARMLAND", "永久基本农田 Basic farmland", POLYGON, optional=True),
    QgsProcessingParameterFeatureSource("APPROVED", "用地管理信息 Approved land", POLYGON, optional=True),
    QgsProcessingParameterNumber(
        "UNIT_LEVEL", "单位代码位数 Unit level", QgsProcessingParameterNumber.Type.Integer, 6, minValue=0, maxValue=19
    ),
)
#: QGIS makes the name of a model's output from the ASCII letters of its description: they are the names scripts use.
#: child -> (algorithm, parameters, outputs that leave the model: output -> (name, description))
CHILDREN = {
    "import_before": (
        "landguard:importsurvey",
        {"INPUT": given("BEFORE"), "CLASS_MAP": given("CLASS_MAP"), "CLASS_FIELD": given("CLASS_FIELD")},
        {"REJECTED": ("REJECTED_BEFORE", "前一年度未导入的行rejected_before")},
    ),
    "import_after": (
        "landguard:importsurvey",
        {"INPUT": given("AFTER"), "CLASS_MAP": given("CLASS_MAP"), "CLASS_FIELD": given("CLASS_FIELD")},
        {"REJECTED": ("REJECTED_AFTER", "后一年度未导入的行rejected_after")},
    ),
    "check": (
        "landguard:checksurvey",
        {"INPUT": output_of("import_after", "OUTPUT")},
        {"FINDINGS": ("FINDINGS", "质检结果findings")},
    ),
    "flow": (
        "landguard:flowmatrix",
        {
            "BEFORE": output_of("import_before", "OUTPUT"),
            "AFTER": output_of("import_after", "OUTPUT"),
            "BASIC_FARMLAND": given("BASIC_FARMLAND"),
            "APPROVED": given("APPROVED"),
            "UNIT_LEVEL": given("UNIT_LEVEL"),
        },
        {
            "PIECES": ("PIECES", "碎片明细pieces"),
            "MATRIX": ("MATRIX", "流量矩阵matrix"),
            "RECONCILIATION": ("RECONCILIATION", "闭合核对表reconciliation"),
            "XLSX": ("XLSX", "报表report"),
        },
    ),
    "map": (
        "landguard:flowmap",
        {"PIECES": output_of("flow", "PIECES")},
        {"OUTPUT": ("MAP", "流向图map")},
    ),
}


def build() -> QgsProcessingModelAlgorithm:
    """Return the model."""
    model = QgsProcessingModelAlgorithm("surveychain", "LandGuard", "flows")
    for place, parameter in enumerate(PARAMETERS):
        component = QgsProcessingModelParameter(parameter.name())
        component.setPosition(QPointF(120 + 220 * place, 80))
        model.addModelParameter(parameter, component)
    for place, (name, (algorithm, sources, outputs)) in enumerate(CHILDREN.items()):
        child = QgsProcessingModelChildAlgorithm(algorithm)
        child.setChildId(name)
        child.setDescription(name)
        child.setPosition(QPointF(160 + 260 * place, 320))
        for parameter, source in sources.items():
            child.addParameterSources(parameter, [source])
        leaving = {}
        for output, (title, description) in outputs.items():
            made = QgsProcessingModelOutput(title, description)
            made.setChildId(name)
            made.setChildOutputName(output)
            made.setPosition(QPointF(160 + 260 * place, 480))
            leaving[title] = made
        child.setModelOutputs(leaving)
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    model.setHelpContent(
        {
            "ALG_DESC": "导入两年交付数据，检查后一年度，核算流量并出报表和地图。Imports two deliveries, checks the later one, accounts the flows, writes report and map."
        }
    )
    return model


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append("/usr/share/qgis/python/plugins")
    from processing.core.Processing import Processing

    from landguard_plugin.processing.provider import LandGuardProvider

    Processing.initialize()
    provider = LandGuardProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    model = build()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    saved = model.toFile(str(TARGET))
    QgsApplication.processingRegistry().removeProvider(provider)
    application.exitQgis()
    sys.exit(0 if saved else 1)

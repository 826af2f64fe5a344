"""Writes the ready-made models, resources/models/NAME.model3; the provider offers them as landguard:NAME. Ids only, no paths.

    python -m tools.chain_model

- surveychain: import both years -> check the later one -> flow matrix with report -> map.
- yearchain: flow matrix -> year balance -> proposed write-off -> statement, each with its table to hand in; changes no ledger.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)
from qgis.PyQt.QtCore import QPointF

MODELS = Path(__file__).resolve().parent.parent / "landguard_plugin" / "resources" / "models"
POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]
TABLE = [QgsProcessing.SourceType.TypeVector]
INTEGER = QgsProcessingParameterNumber.Type.Integer
Source = QgsProcessingModelChildParameterSource
given = Source.fromModelParameter
output_of = Source.fromChildOutput
fixed = Source.fromStaticValue


@dataclass(frozen=True)
class Child:
    """One step; `leaving` names the outputs that leave the model, output -> description.

    QGIS makes the name of a model's output from the ASCII letters of its description: they are the names scripts use.
    """

    algorithm: str
    sources: dict[str, Source]
    leaving: dict[str, str]


@dataclass(frozen=True)
class Chain:
    """A model: its group, what the user enters, its steps in order."""

    group: str
    parameters: tuple[QgsProcessingParameterDefinition, ...]
    children: dict[str, Child]


def polygons(name: str, title: str, optional: bool = True) -> QgsProcessingParameterFeatureSource:
    """Return a polygon layer that the user chooses."""
    return QgsProcessingParameterFeatureSource(name, title, POLYGON, optional=optional)


def table(name: str, title: str) -> QgsProcessingParameterFeatureSource:
    """Return a table that the user may choose."""
    return QgsProcessingParameterFeatureSource(name, title, TABLE, optional=True)


def text(name: str, title: str) -> QgsProcessingParameterString:
    """Return a text that the user may enter."""
    return QgsProcessingParameterString(name, title, "", optional=True)


def unit_level(least: int) -> QgsProcessingParameterNumber:
    """Return UNIT_LEVEL."""
    return QgsProcessingParameterNumber(
        "UNIT_LEVEL", "单位代码位数 Unit level", INTEGER, 6, minValue=least, maxValue=19
    )


SURVEY_CHAIN = Chain(
    "flows",
    (
        QgsProcessingParameterVectorLayer("BEFORE", "前一年度交付数据 Earlier delivery", POLYGON),
        QgsProcessingParameterVectorLayer("AFTER", "后一年度交付数据 Later delivery", POLYGON),
        QgsProcessingParameterFile("CLASS_MAP", "地类对照表 Class map (CSV)", optional=True, extension="csv"),
        QgsProcessingParameterString("CLASS_FIELD", "地类字段 Class field", optional=True),
        polygons("BASIC_FARMLAND", "永久基本农田 Basic farmland"),
        polygons("APPROVED", "用地管理信息 Approved land"),
        unit_level(0),
    ),
    {
        "import_before": Child(
            "importsurvey",
            {"INPUT": given("BEFORE"), "CLASS_MAP": given("CLASS_MAP"), "CLASS_FIELD": given("CLASS_FIELD")},
            {"REJECTED": "前一年度未导入的行rejected_before"},
        ),
        "import_after": Child(
            "importsurvey",
            {"INPUT": given("AFTER"), "CLASS_MAP": given("CLASS_MAP"), "CLASS_FIELD": given("CLASS_FIELD")},
            {"REJECTED": "后一年度未导入的行rejected_after"},
        ),
        "check": Child("checksurvey", {"INPUT": output_of("import_after", "OUTPUT")}, {"FINDINGS": "质检结果findings"}),
        "flow": Child(
            "flowmatrix",
            {
                "BEFORE": output_of("import_before", "OUTPUT"),
                "AFTER": output_of("import_after", "OUTPUT"),
                "BASIC_FARMLAND": given("BASIC_FARMLAND"),
                "APPROVED": given("APPROVED"),
                "UNIT_LEVEL": given("UNIT_LEVEL"),
            },
            {
                "PIECES": "碎片明细pieces",
                "MATRIX": "流量矩阵matrix",
                "RECONCILIATION": "闭合核对表reconciliation",
                "XLSX": "报表report",
            },
        ),
        "map": Child("flowmap", {"PIECES": output_of("flow", "PIECES")}, {"OUTPUT": "流向图map"}),
    },
)

YEAR_CHAIN = Chain(
    "ledger",
    (
        polygons("BEFORE", "前一年度调查 Earlier survey year", optional=False),
        polygons("AFTER", "后一年度调查 Later survey year", optional=False),
        polygons("BASIC_FARMLAND", "永久基本农田 Basic farmland"),
        polygons("APPROVED", "用地管理信息 Approved land"),
        table("UNITS", "单位名称 Unit names"),
        unit_level(2),
        QgsProcessingParameterNumber("YEAR", "平衡年度 Year", INTEGER, 2025, minValue=2000, maxValue=2100),
        QgsProcessingParameterEnum(
            "BALANCE",
            "平衡种类 Kind of balance",
            ["大占补 Unified (2025-)", "进出平衡 In-out (2021-2024)"],
            defaultValue=0,
        ),
        table("MARKS", "稳定利用认定 Stable-use findings"),
        table("EXEMPTIONS", "免于补充 Exemptions"),
        table("CARRIED", "结转老指标 Old indices carried"),
        QgsProcessingParameterFile("LEDGER", "占补平衡台账 Ledger (store or plain text)"),
        text("PERIOD", "台账期间 Period of the statement"),
        QgsProcessingParameterEnum(
            "OBJECTIVE",
            "核销目标 Objective",
            ["产能浪费最少 Least waste", "本地优先 Local first", "先入先出 Oldest first", "批次最少 Fewest documents"],
            defaultValue=0,
        ),
        text("AS_OF", "核销日期 Day of the write-off (YYYY-MM-DD)"),
    ),
    {
        "flow": Child(
            "flowmatrix",
            {
                "BEFORE": given("BEFORE"),
                "AFTER": given("AFTER"),
                "BASIC_FARMLAND": given("BASIC_FARMLAND"),
                "APPROVED": given("APPROVED"),
                "UNIT_LEVEL": given("UNIT_LEVEL"),
                "AS_OF": Source.fromExpression("to_string(@YEAR) || '-12-31'"),
            },
            {
                "PIECES": "碎片明细pieces",
                "MATRIX": "流量矩阵matrix",
                "RECONCILIATION": "闭合核对表reconciliation",
                "XLSX": "流量报表flow_report",
            },
        ),
        "year": Child(
            "yearbalance",
            {
                "PIECES": output_of("flow", "PIECES"),
                **{
                    name: given(name)
                    for name in ("YEAR", "BALANCE", "MARKS", "EXEMPTIONS", "CARRIED", "UNIT_LEVEL", "UNITS")
                },
            },
            {
                "OUTPUT": "年度平衡year",
                "DETAIL": "数字背后的图斑year_patches",
                "FINDINGS": "年度平衡提示year_findings",
                "XLSX": "年度平衡报表year_report",
            },
        ),
        "proposal": Child(
            "proposewriteoff",
            {"LEDGER": given("LEDGER"), "OBJECTIVE": given("OBJECTIVE"), "AS_OF": given("AS_OF")},
            {
                "OUTPUT": "核销建议proposal",
                "REFUSALS": "不予核销refusals",
                "SHORTS": "缺口shorts",
                "CURES": "如何补足cures",
                "XLSX": "核销建议报表proposal_report",
            },
        ),
        "statement": Child(
            "ledgerbalance",
            {"LEDGER": given("LEDGER"), "PERIOD": given("PERIOD")},
            {
                "OUTPUT": "台账报表statement",
                "PROJECTS": "项目落实projects",
                "FINDINGS": "台账提示ledger_findings",
                "XLSX": "占补平衡报表statement_report",
                "DOCX": "情况说明brief",
            },
        ),
    },
)
CHAINS = {"surveychain": SURVEY_CHAIN, "yearchain": YEAR_CHAIN}


def build(name: str, chain: Chain) -> QgsProcessingModelAlgorithm:
    """Return a chain as a model."""
    model = QgsProcessingModelAlgorithm(name, "LandGuard", chain.group)
    for place, parameter in enumerate(chain.parameters):
        component = QgsProcessingModelParameter(parameter.name())
        component.setPosition(QPointF(120 + 220 * place, 80))
        model.addModelParameter(parameter.clone(), component)
    for place, (step, described) in enumerate(chain.children.items()):
        child = QgsProcessingModelChildAlgorithm(f"landguard:{described.algorithm}")
        child.setChildId(step)
        child.setDescription(step)
        child.setPosition(QPointF(160 + 260 * place, 320))
        for parameter, source in described.sources.items():
            child.addParameterSources(parameter, [source])
        leaving = {}
        for output, description in described.leaving.items():
            title = "".join(sign for sign in description if sign.isascii()).upper()
            made = QgsProcessingModelOutput(title, description)
            made.setChildId(step)
            made.setChildOutputName(output)
            made.setPosition(QPointF(160 + 260 * place, 480))
            leaving[title] = made
        child.setModelOutputs(leaving)
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
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
    MODELS.mkdir(parents=True, exist_ok=True)
    saved = [build(name, chain).toFile(str(MODELS / f"{name}.model3")) for name, chain in CHAINS.items()]
    QgsApplication.processingRegistry().removeProvider(provider)
    application.exitQgis()
    sys.exit(0 if all(saved) else 1)

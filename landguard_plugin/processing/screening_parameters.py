"""Parameters and rules that the screening algorithms share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QDate

from ..bridge.i18n import tr
from .base import advanced

if TYPE_CHECKING:
    from ..bridge.screening import ReadLayers
    from ..core.progress import Progress
    from ..core.screening.rules import ScreeningRules

VERDICTS = ("legal", "illegal", "other", "doubtful", "false_change")
_POLYGON = [QgsProcessing.SourceType.TypeVectorPolygon]


def add_layers(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare the survey and the layers a patch is held against."""
    source = QgsProcessingParameterFeatureSource
    algorithm.addParameter(source("SURVEY", tr("Survey layer of the base year"), _POLYGON))
    for name, title in (
        ("BASIC_FARMLAND", tr("Permanent basic farmland")),
        ("RED_LINE", tr("Ecological red line")),
        ("APPROVED", tr("Approved land")),
    ):
        algorithm.addParameter(source(name, title, _POLYGON, optional=True))
    for name, title in (
        ("TEMPORARY", tr("Temporary land")),
        ("FACILITY", tr("Recorded facility agriculture")),
        ("SURVEY_LATER", tr("Newest survey layer")),
        ("EARLIER", tr("Patches checked before")),
        ("PARCELS", tr("Cadastral parcels")),
        ("UNITS", tr("Administrative units")),
    ):
        algorithm.addParameter(advanced(source(name, title, _POLYGON, optional=True)))


def add_rules(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare RULESET and AS_OF."""
    for name, title in (
        ("RULESET", tr("Screening rules: id or file (empty: those in force)")),
        ("AS_OF", tr("Date that decides on the rules (empty: of the newest image)")),
    ):
        algorithm.addParameter(advanced(QgsProcessingParameterString(name, title, "", optional=True)))


def verdict_titles() -> list[str]:
    """Return the titles of the counts by verdict, in the order of VERDICTS."""
    return [
        tr("Suggested legal"),
        tr("Suggested illegal"),
        tr("Suggested other"),
        tr("Suggested doubtful"),
        tr("Suggested false change"),
    ]


def rules_of(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    context: QgsProcessingContext,
    read: ReadLayers,
    progress: Progress,
) -> ScreeningRules:
    """Return the rules named, or those in force on the date of the newest image; LG-SCR-002 and 003 when there are none."""
    from ..bridge.library import screening_rules
    from ..core.problems import Message
    from ..storage.campaigns import read_rules

    named = algorithm.parameterAsString(parameters, "RULESET", context).strip()
    if named and Path(named).is_file():
        return read_rules(Path(named))
    shelf = screening_rules()
    if named:
        return shelf.by_id(named)
    date = algorithm.parameterAsString(parameters, "AS_OF", context).strip() or max(read.issued.dates, default="")
    if not date:
        date = QDate.currentDate().toString("yyyy-MM-dd")
        progress.warn(Message("LG-SCR-004", {"date": date}))
    province = next((unit[:2] for unit in read.known.units if unit), "")
    rules = shelf.in_force("satellite", date, province)
    if rules.province and rules.province != province:
        progress.warn(Message("LG-SCR-016", {"date": date, "province": rules.province, "rules": rules.id}))
    return rules

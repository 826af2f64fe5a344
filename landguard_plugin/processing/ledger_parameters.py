"""Parameters that the ledger's algorithms share."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..bridge.i18n import tr
from .base import advanced

_TABLE = QgsProcessing.SourceType.TypeVector


def add_ledger(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare LEDGER: a store or a plain-text ledger."""
    algorithm.addParameter(QgsProcessingParameterFile("LEDGER", tr("Ledger (store or plain text)")))


def add_ruleset(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare RULESET and REJUDGE."""
    title = tr("Rule set: name or file (empty: the one in force)")
    algorithm.addParameter(QgsProcessingParameterString("RULESET", title, "", optional=True))
    algorithm.addParameter(
        advanced(QgsProcessingParameterBoolean("REJUDGE", tr("Re-judge history under rules not in force then"), False))
    )


def add_text(algorithm: QgsProcessingAlgorithm, name: str, title: str, optional: bool = True) -> None:
    """Declare a text parameter."""
    algorithm.addParameter(QgsProcessingParameterString(name, title, None if not optional else "", optional=optional))


def add_source(algorithm: QgsProcessingAlgorithm, name: str, title: str, optional: bool = False) -> None:
    """Declare a table or layer of any kind as input."""
    algorithm.addParameter(QgsProcessingParameterFeatureSource(name, title, [_TABLE], optional=optional))


def add_table(algorithm: QgsProcessingAlgorithm, name: str, title: str, optional: bool = False) -> None:
    """Declare a table without geometry as output."""
    algorithm.addParameter(
        QgsProcessingParameterFeatureSink(name, title, _TABLE, optional=optional, createByDefault=not optional)
    )

"""The provider "landguard": the list of algorithms."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..bridge.i18n import tr
from . import (
    flow_matrix,
    import_survey,
    line_scenario,
    official_area,
    stock_take,
)

ALGORITHMS = (
    flow_matrix.FlowMatrix,
    import_survey.ImportSurvey,
    line_scenario.LineScenario,
    official_area.OfficialArea,
    stock_take.StockTake,
)
_ICON = Path(__file__).resolve().parent.parent / "resources" / "icons" / "landguard.svg"


class LandGuardProvider(QgsProcessingProvider):
    """Offers the public algorithms of the house."""

    def id(self) -> str:
        """Return the public provider id."""
        return "landguard"

    def name(self) -> str:
        """Return the name shown in the toolbox."""
        return tr("LandGuard")

    def icon(self) -> QIcon:
        """Return the house's icon."""
        return QIcon(str(_ICON))

    def loadAlgorithms(self) -> None:
        """Add one fresh instance of every algorithm."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

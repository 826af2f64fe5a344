"""Snapping while drawing: QGIS's own settings where the project snaps, ours for the time of drawing where it does not."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsProject, QgsSnappingConfig, QgsTolerance

_PIXELS = 12


class OwnSnapping:
    """Switches snapping to corners and edges of all layers on, and gives the project's own settings back."""

    def __init__(self) -> None:
        """Change nothing yet."""
        self._before: Optional[QgsSnappingConfig] = None

    def switch_on(self) -> None:
        """Snap, unless the project does so already in its own way."""
        project = QgsProject.instance()
        if project.snappingConfig().enabled():
            return
        self._before = QgsSnappingConfig(project.snappingConfig())
        config = QgsSnappingConfig(self._before)
        config.setEnabled(True)
        config.setMode(Qgis.SnappingMode.AllLayers)
        config.setTypeFlag(Qgis.SnappingTypes(Qgis.SnappingType.Vertex | Qgis.SnappingType.Segment))
        config.setTolerance(_PIXELS)
        config.setUnits(QgsTolerance.UnitType.Pixels)
        project.setSnappingConfig(config)

    def restore(self) -> None:
        """Give the project back what it had."""
        if self._before is not None:
            QgsProject.instance().setSnappingConfig(self._before)
            self._before = None

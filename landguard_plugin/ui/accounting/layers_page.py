"""Step 1 of the accounting dock: which layer plays which role, with what was detected in it."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ...bridge.detection import Detected, detect_polygons, detect_survey
from ...bridge.i18n import tr
from ...bridge.unit_layers import naming_layer

UNIT_LEVELS = (6, 9, 12)


class LayersPage(QWidget):
    """Lets the analyst choose layers by role; says in a line under each what it is."""

    run_requested = pyqtSignal(dict)
    sample_requested = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the roles in the order of work."""
        super().__init__(parent)
        self._boxes: dict[str, QgsMapLayerComboBox] = {}
        self._notes: dict[str, QLabel] = {}
        self._detected: dict[str, Detected] = {}
        self._run = QPushButton(tr("Run the accounting"))
        self._run.setObjectName("landguard-accounting-run")
        self._run.setDefault(True)
        self._hint = QLabel()
        self._hint.setObjectName("landguard-accounting-hint")
        self._hint.setWordWrap(True)
        self._sample = QPushButton(tr("Open the sample county"))
        self._sample.setObjectName("landguard-accounting-sample")
        self._level = QComboBox()
        self._lay_out()
        self._run.clicked.connect(lambda: self.run_requested.emit(self.parameters()))
        self._sample.clicked.connect(self.sample_requested)
        self._look()

    def parameters(self) -> dict:
        """Return the parameters of `landguard:flowmatrix` as chosen."""
        chosen = {role: box.currentLayer() for role, box in self._boxes.items()}
        parameters = {role: layer.id() for role, layer in chosen.items() if layer is not None}
        parameters["UNIT_LEVEL"] = self._level.currentData()
        naming = "" if "UNITS" in parameters else naming_layer(QgsProject.instance(), parameters["UNIT_LEVEL"])
        if naming:
            parameters["UNIT_NAMES"] = naming
        return parameters

    def years(self) -> tuple[str, str]:
        """Return the years detected in the two survey layers, "" where none was."""
        return tuple(self._detected[role].year if role in self._detected else "" for role in ("BEFORE", "AFTER"))

    def titles(self) -> tuple[str, str]:
        """Return what to call the two years: the year where one was detected, else the layer's name."""
        layers = (self._boxes[role].currentLayer() for role in ("BEFORE", "AFTER"))
        return tuple(year or (layer.name() if layer else "?") for year, layer in zip(self.years(), layers))

    def choose(self, role: str, layer: QgsVectorLayer) -> None:
        """Choose a layer for a role, as a click would."""
        self._boxes[role].setLayer(layer)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        roles: tuple[tuple[str, str, bool, Callable[[QgsVectorLayer], Detected]], ...] = (
            ("BEFORE", tr("Earlier survey year"), False, detect_survey),
            ("AFTER", tr("Later survey year"), False, detect_survey),
            ("BASIC_FARMLAND", tr("Permanent basic farmland"), True, detect_polygons),
            ("APPROVED", tr("Approved land"), True, detect_polygons),
            ("UNITS", tr("Units (instead of unit codes)"), True, detect_polygons),
        )
        for role, title, optional, detect in roles:
            form.addRow(title, self._role(role, optional, detect))
        for level, title in zip(
            UNIT_LEVELS, (tr("county (6 digits)"), tr("township (9 digits)"), tr("village (12 digits)"))
        ):
            self._level.addItem(title, level)
        self._level.setObjectName("landguard-accounting-level")
        form.addRow(tr("Accounted by"), self._level)
        buttons = QHBoxLayout()
        buttons.addWidget(self._sample)
        buttons.addStretch(1)
        buttons.addWidget(self._run)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addLayout(form)
        column.addWidget(self._hint)
        column.addLayout(buttons)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _role(self, role: str, optional: bool, detect: Callable[[QgsVectorLayer], Detected]) -> QWidget:
        box, note = QgsMapLayerComboBox(), QLabel()
        box.setObjectName(f"landguard-accounting-{role.lower()}")
        box.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        box.setAllowEmptyLayer(True, tr("(none)") if optional else tr("(choose a layer)"))
        box.setCurrentIndex(0)
        note.setObjectName(f"landguard-accounting-{role.lower()}-note")
        note.setWordWrap(True)
        self._boxes[role], self._notes[role] = box, note
        box.layerChanged.connect(lambda layer: self._on_layer(role, layer, detect))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(box)
        column.addWidget(note)
        return holder

    def _on_layer(
        self, role: str, layer: Optional[QgsVectorLayer], detect: Callable[[QgsVectorLayer], Detected]
    ) -> None:
        if layer is None:
            self._detected.pop(role, None)
            self._notes[role].clear()
        else:
            found = detect(layer)
            self._detected[role] = found
            mark = "✔ " if found.usable else "✘ "
            self._notes[role].setText(mark + " · ".join(found.problems or found.facts))
        self._look()

    def _look(self) -> None:
        """Say the one thing to do next, and let Run be pressed when nothing is missing."""
        missing = [role for role in ("BEFORE", "AFTER") if role not in self._detected]
        same = len(missing) == 0 and self._boxes["BEFORE"].currentLayer() == self._boxes["AFTER"].currentLayer()
        broken = any(not found.usable for found in self._detected.values())
        if missing:
            self._hint.setText(tr("Choose the two survey years, or open the sample county to try it out."))
        elif same:
            self._hint.setText(tr("Earlier and later year are the same layer: every flow will be unchanged land."))
        elif broken:
            self._hint.setText(tr("A layer marked ✘ cannot be used as it is; the line under it says what to do."))
        else:
            self._hint.clear()
        self._hint.setVisible(bool(self._hint.text()))
        self._sample.setVisible(len(missing) == 2)
        self._run.setEnabled(not missing and not broken)

"""Step 1 of the findings dock: what is checked, and the layers that some rules need. Or findings that exist already."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsVectorLayer
from qgis.gui import QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ...bridge.detection import Detected, detect_polygons, detect_survey
from ...bridge.findings import is_findings
from ...bridge.i18n import tr

_TABLE = QgsMapLayerProxyModel.Filter.VectorLayer
_POLYGON = QgsMapLayerProxyModel.Filter.PolygonLayer


class LayersPage(QWidget):
    """Lets the checker choose layers by role; says in a line under each what it is, or what goes unchecked without it."""

    run_requested = pyqtSignal(dict)
    open_requested = pyqtSignal(object)
    sample_requested = pyqtSignal()
    back_requested = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the roles in the order of work."""
        super().__init__(parent)
        self._boxes: dict[str, QgsMapLayerComboBox] = {}
        self._notes: dict[str, QLabel] = {}
        self._absent: dict[str, str] = {}
        self._found: Optional[Detected] = None
        self._rules = QgsFileWidget()
        self._run, self._open = QPushButton(tr("Check")), QPushButton(tr("Open findings"))
        self._sample = QPushButton(tr("Open the sample county"))
        self._back = QPushButton(tr("Back to the findings"))
        self._hint = QLabel()
        self._existing = QgsMapLayerComboBox()
        self._lay_out()
        self._run.clicked.connect(lambda: self.run_requested.emit(self.parameters()))
        self._open.clicked.connect(lambda: self.open_requested.emit(self._existing.currentLayer()))
        self._sample.clicked.connect(self.sample_requested)
        self._back.clicked.connect(self.back_requested)
        self._existing.layerChanged.connect(lambda *_: self._look())
        project = QgsProject.instance()
        project.layersAdded.connect(self._offer_findings)
        project.layersRemoved.connect(self._offer_findings)
        self._offer_findings()

    def parameters(self) -> dict:
        """Return the parameters of `landguard:checksurvey` as chosen."""
        chosen = {role: box.currentLayer() for role, box in self._boxes.items()}
        parameters = {role: layer.id() for role, layer in chosen.items() if layer is not None}
        if self._rules.filePath().strip():
            parameters["RULESET"] = self._rules.filePath().strip()
        return parameters

    def survey(self) -> Optional[QgsVectorLayer]:
        """Return the chosen survey layer."""
        return self._boxes["INPUT"].currentLayer()

    def offer_way_back(self, there: bool) -> None:
        """Offer to return to the findings that are there."""
        self._back.setVisible(there)

    def choose(self, role: str, layer: QgsVectorLayer) -> None:
        """Choose a layer for a role, as a click would."""
        self._boxes[role].setLayer(layer)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        roles = (
            ("INPUT", tr("Survey layer"), _POLYGON, ""),
            ("COEFFICIENTS", tr("Ridge coefficients"), _TABLE, tr("without it, rule 6102 is not checked")),
            ("UNITS", tr("Units with control areas"), _POLYGON, tr("without them, rules 5201 to 5203 are not checked")),
            ("BOUNDARY", tr("Boundary"), _POLYGON, tr("without it, rules 4401 and 5202 are not checked")),
            ("SLOPE", tr("Slope map (PDT)"), _POLYGON, tr("without it, rule 6101 is not checked")),
        )
        for role, title, kind, absent in roles:
            form.addRow(title, self._role(role, kind, absent))
        self._rules.setFilter("JSON (*.json)")
        self._rules.lineEdit().setPlaceholderText(tr("shipped rule set"))
        form.addRow(tr("Rule set"), self._rules)
        for name, widget in (
            ("run", self._run),
            ("sample", self._sample),
            ("hint", self._hint),
            ("open", self._open),
            ("back", self._back),
        ):
            widget.setObjectName(f"landguard-findings-{name}")
        self._run.setDefault(True)
        self._back.hide()
        self._hint.setWordWrap(True)
        self._existing.setObjectName("landguard-findings-existing")
        self._existing.setFilters(_POLYGON)
        self._existing.setAllowEmptyLayer(True, tr("(choose a layer)"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addLayout(form)
        column.addWidget(self._hint)
        column.addLayout(_row(self._sample, self._back, None, self._run))
        column.addWidget(_line())
        column.addWidget(QLabel(tr("Or look through findings of an earlier check:")))
        column.addLayout(_row(self._existing, self._open))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _role(self, role: str, kind: QgsMapLayerProxyModel.Filter, absent: str) -> QWidget:
        box, note = QgsMapLayerComboBox(), QLabel(absent)
        box.setObjectName(f"landguard-findings-{role.lower()}")
        box.setFilters(kind)
        box.setAllowEmptyLayer(True, tr("(none)") if absent else tr("(choose a layer)"))
        box.setCurrentIndex(0)
        note.setObjectName(f"landguard-findings-{role.lower()}-note")
        note.setWordWrap(True)
        self._boxes[role], self._notes[role], self._absent[role] = box, note, absent
        box.layerChanged.connect(lambda layer: self._on_layer(role, layer))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(box)
        column.addWidget(note)
        return holder

    def _on_layer(self, role: str, layer: Optional[QgsVectorLayer]) -> None:
        note = self._notes[role]
        if role == "INPUT":
            self._found = detect_survey(layer) if layer is not None else None
        if layer is None:
            note.setText(self._absent[role])
        elif role == "COEFFICIENTS":
            note.setText(tr("{count} rows").format(count=f"{layer.featureCount():,}"))
        else:
            found = self._found if role == "INPUT" else detect_polygons(layer)
            note.setText(("✔ " if found.usable else "▲ ") + " · ".join(found.problems or found.facts))
        self._look()

    def _offer_findings(self, *_: object) -> None:
        """Offer only layers that are findings."""
        others = [layer for layer in QgsProject.instance().mapLayers().values() if not is_findings(layer)]
        self._existing.setExceptedLayerList(others)
        self._look()

    def _look(self) -> None:
        """Say the one thing to do next. A wrong reference system is no hindrance: the check will tell it."""
        chosen = self._boxes["INPUT"].currentLayer() is not None
        self._hint.setText("" if chosen else tr("Choose the survey layer, or open the sample county to try it out."))
        self._hint.setVisible(not chosen)
        self._sample.setVisible(not chosen)
        self._run.setEnabled(chosen)
        self._open.setEnabled(is_findings(self._existing.currentLayer()))


def _row(*widgets: Optional[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addStretch(1) if widget is None else row.addWidget(widget)
    return row


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line

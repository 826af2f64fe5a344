"""Computing the overlays of the open campaign: which layer plays which part, then `landguard:screenstore` in the background."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from ...bridge.i18n import tr
from ...bridge.screening_layers import guessed_layers


class ScreeningDialog(QDialog):
    """Chooses layers; what can be guessed from the project is chosen already."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out one choice per part."""
        super().__init__(parent)
        self.setObjectName("landguard-workbench-screening")
        self.setWindowTitle(tr("Compute the overlays"))
        self._boxes: dict[str, QgsMapLayerComboBox] = {}
        form = QFormLayout()
        guessed = guessed_layers(QgsProject.instance())
        for name, title in (
            ("SURVEY", tr("Survey before the change")),
            ("SURVEY_LATER", tr("Newest survey layer")),
            ("BASIC_FARMLAND", tr("Permanent basic farmland")),
            ("RED_LINE", tr("Ecological red line")),
            ("APPROVED", tr("Approved land")),
            ("TEMPORARY", tr("Temporary land")),
            ("PARCELS", tr("Cadastral parcels")),
            ("UNITS", tr("Administrative units")),
        ):
            form.addRow(title, self._box(name, guessed.get(name)))
        note = QLabel(tr("A layer that is not given leaves its figures unknown (—), not zero."))
        note.setWordWrap(True)
        buttons = QDialogButtonBox()
        self._go = buttons.addButton(tr("Compute"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setObjectName("landguard-workbench-screening-go")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addWidget(buttons)
        self._look()

    def parameters(self) -> dict[str, str]:
        """Return the chosen layers as parameters of the algorithm."""
        chosen = {name: box.currentLayer() for name, box in self._boxes.items()}
        return {name: layer.id() for name, layer in chosen.items() if layer is not None}

    def _box(self, name: str, layer: Optional[QgsVectorLayer]) -> QgsMapLayerComboBox:
        box = QgsMapLayerComboBox()
        box.setObjectName(f"landguard-workbench-screening-{name.lower()}")
        box.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        box.setAllowEmptyLayer(True, tr("(choose a layer)") if name == "SURVEY" else tr("(none)"))
        box.setMinimumContentsLength(22)
        box.setLayer(layer)
        if layer is None:
            box.setCurrentIndex(0)
        box.layerChanged.connect(lambda _: self._look())
        self._boxes[name] = box
        return box

    def _look(self) -> None:
        self._go.setEnabled(self._boxes["SURVEY"].currentLayer() is not None)

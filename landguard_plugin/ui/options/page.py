"""LandGuard in QGIS's Options: what an office sets once."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget

from ...bridge import settings
from ...bridge.i18n import tr
from ..common.numbers import unit_name
from ..icons import icon

_UNITS = ("mu", "ha", "m2")


class OptionsPage(QgsOptionsPageWidget):
    """Edits the settings; nothing is stored before OK or Apply."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Show the settings as they are."""
        super().__init__(parent)
        self.setObjectName("landguard-options")
        self._unit, self._workers = QComboBox(), QSpinBox()
        self._office, self._person = QLineEdit(settings.OFFICE.get()), QLineEdit(settings.PERSON.get())
        for unit in _UNITS:
            self._unit.addItem(unit_name(unit), unit)
        self._unit.setCurrentIndex(max(0, self._unit.findData(settings.AREA_UNIT.get())))
        self._workers.setRange(0, 64)
        self._workers.setSpecialValueText(tr("automatic"))
        self._workers.setValue(settings.WORKERS.get())
        names = {"unit": self._unit, "workers": self._workers, "office": self._office, "person": self._person}
        for name, widget in names.items():
            widget.setObjectName(f"landguard-options-{name}")
        form = QFormLayout(self)
        form.addRow(tr("Areas are shown in"), self._unit)
        form.addRow(tr("Office printed under reports"), self._office)
        form.addRow(tr("Person printed under reports"), self._person)
        form.addRow(tr("Threads for geometry"), self._workers)
        form.addRow(QLabel(tr("Official figures are the same whatever is set here.")))

    def apply(self) -> None:
        """Store what is shown."""
        settings.AREA_UNIT.put(self._unit.currentData())
        settings.WORKERS.put(self._workers.value())
        settings.OFFICE.put(self._office.text().strip())
        settings.PERSON.put(self._person.text().strip())


class OptionsFactory(QgsOptionsWidgetFactory):
    """Offers the page to QGIS."""

    def __init__(self) -> None:
        """Name the page."""
        super().__init__()
        self.setTitle(tr("LandGuard"))

    def icon(self) -> QIcon:
        """Return the house's icon."""
        return icon("landguard")

    def createWidget(self, parent: QWidget) -> OptionsPage:
        """Return a fresh page."""
        return OptionsPage(parent)

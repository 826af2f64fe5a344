"""The filters over the tree: severity, state, rule, unit, words, the map's extent."""

from __future__ import annotations

from typing import Optional

import pandas as pd
from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSizePolicy, QWidget

from ...bridge.i18n import tr
from ...core.survey.explanations import EXPLAINED, OPEN
from ...core.survey.inbox import ERROR, WARNING, Filter
from .tree_model import MARKS

_PAUSE_MS = 250


class FilterBar(QWidget):
    """Says what to show; changes are told once typing has paused."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the filters."""
        super().__init__(parent)
        self._level, self._state, self._rule, self._unit = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self._text, self._extent = QgsFilterLineEdit(), QCheckBox(tr("In the map's extent"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._fill()
        names = {
            "level": self._level, "state": self._state, "rule": self._rule, "unit": self._unit, "text": self._text,
            "extent": self._extent,
        }  # fmt: skip
        for name, widget in names.items():
            widget.setObjectName(f"landguard-findings-filter-{name}")
        for box in (self._level, self._state, self._rule, self._unit):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.currentIndexChanged.connect(lambda *_: self.changed.emit())
        self._text.setShowSearchIcon(True)
        self._text.setPlaceholderText(tr("patch, unit or words"))
        self._text.textChanged.connect(lambda *_: self._pause.start())
        self._pause.timeout.connect(self.changed)
        self._extent.toggled.connect(lambda *_: self.changed.emit())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for place, widget in enumerate((self._state, self._level, self._rule, self._unit, self._text, self._extent)):
            grid.addWidget(widget, place // 2, place % 2)

    @property
    def in_extent(self) -> bool:
        """Return whether only findings in the map's extent are wanted."""
        return self._extent.isChecked()

    def offer(self, rows: pd.DataFrame) -> None:
        """Offer the rules and units that occur; what was chosen stays chosen where it still occurs."""
        rules = rows[["rule", "title"]].drop_duplicates().sort_values("rule")
        units = rows[["unit", "unit_name"]].sort_values("unit_name", ascending=False).drop_duplicates("unit")
        self._refill(self._rule, tr("all rules"), [(r, f"{r} {t}") for r, t in rules.itertuples(index=False)])
        named = [(u, f"{u} {n}") for u, n in units.sort_values("unit").itertuples(index=False) if u]
        self._refill(self._unit, tr("all units"), named)

    def asked(self, extent: Optional[tuple[float, float, float, float]]) -> Filter:
        """Return the filter; `extent` is that of the map in the findings' coordinates."""
        return Filter(
            level=self._level.currentData() or "",
            rule=self._rule.currentData() or "",
            unit=self._unit.currentData() or "",
            state=self._state.currentData() or "",
            text=self._text.text().strip(),
            extent=extent if self.in_extent else None,
        )

    def reset(self) -> None:
        """Show every open finding."""
        self.blockSignals(True)
        for box in (self._level, self._state, self._rule, self._unit):
            box.setCurrentIndex(0)
        self._text.clear()
        self._extent.setChecked(False)
        self.blockSignals(False)
        self.changed.emit()

    def _fill(self) -> None:
        for code, title in (("", tr("all levels")), (ERROR, tr("errors")), (WARNING, tr("warnings"))):
            self._level.addItem(f"{MARKS[code]} {title}" if code else title, code)
        states = (
            (OPEN, tr("open")),
            (EXPLAINED, f"{MARKS[EXPLAINED]} " + tr("explained")),
            ("", tr("open and explained")),
        )
        for code, title in states:
            self._state.addItem(title, code)
        self._rule.addItem(tr("all rules"), "")
        self._unit.addItem(tr("all units"), "")

    @staticmethod
    def _refill(box: QComboBox, everything: str, items: list[tuple[str, str]]) -> None:
        before = box.currentData()
        box.blockSignals(True)
        box.clear()
        box.addItem(everything, "")
        for code, title in items:
            box.addItem(title, code)
        box.setCurrentIndex(max(0, box.findData(before)))
        box.blockSignals(False)

"""The filters over the queue: free text, state, verdict, unit, priority; what is offered is what the queue holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from qgis.PyQt.QtCore import QSignalBlocker, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ...bridge import patch_words
from ...bridge.i18n import tr
from ...core.patches.judging import OPEN
from ...core.patches.queue import QueueFilter, QueueRow
from ...core.patches.records import State
from .keys import VERDICTS

_PAUSE = 150  # ms after the last key before the list is filtered


class QueueFilters(QWidget):
    """One line of text and three choices."""

    changed = pyqtSignal(object)  # QueueFilter

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out the line and the choices."""
        super().__init__(parent)
        self.text = QLineEdit()
        self.text.setObjectName("landguard-workbench-filter")
        self.text.setClearButtonEnabled(True)
        self.text.setPlaceholderText(tr("number, unit, type, land user…"))
        self._states, self._units, self._priorities = QComboBox(), QComboBox(), QComboBox()
        names = {"states": self._states, "units": self._units, "priorities": self._priorities}
        row = QHBoxLayout()
        row.setSpacing(4)
        for name, box in names.items():
            box.setObjectName(f"landguard-workbench-{name}")
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.currentIndexChanged.connect(self._tell)
            row.addWidget(box, 4 if name == "states" else 3)  # the longest words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text)
        layout.addLayout(row)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._tell)
        self.text.textChanged.connect(lambda: self._pause.start())

    def offer(self, rows: Iterable[QueueRow]) -> None:
        """Offer the states, units and priorities that occur, with how many; what was chosen stays chosen."""
        rows = list(rows)
        _fill(self._states, self._state_choices(rows))
        towns = {row.patch.unit[:9]: row.unit_name or row.patch.unit[:9] for row in rows}
        _fill(
            self._units,
            [(tr("All units"), "")]
            + [
                (f"{name} ({sum(row.patch.unit.startswith(code) for row in rows):,})", code)
                for code, name in sorted(towns.items())
            ],
        )
        levels = sorted({row.priority for row in rows}, reverse=True)
        choices = [(tr("All priorities"), 0)]
        choices += [(tr("Priority ≥ {level}").format(level=level), level) for level in levels if level > 0]
        _fill(self._priorities, choices[:12])
        self._priorities.setEnabled(len(choices) > 1)

    def wanted(self) -> QueueFilter:
        """Return the filter as it is set."""
        states, verdicts = self._states.currentData() or ((), ())
        return QueueFilter(
            self.text.text(),
            states=states,
            verdicts=verdicts,
            unit=self._units.currentData() or "",
            least_priority=self._priorities.currentData() or 0,
        )

    def clear(self) -> None:
        """Show everything again."""
        self.text.clear()
        for box in (self._states, self._units, self._priorities):
            box.setCurrentIndex(0)

    def _state_choices(self, rows: list[QueueRow]) -> list[tuple[str, object]]:
        def count(states: tuple[State, ...], verdicts: tuple[str, ...] = ()) -> int:
            return sum(
                row.patch.state in states
                and (not verdicts or (row.patch.judgement is not None and row.patch.judgement.verdict in verdicts))
                for row in rows
            )

        choices: list[tuple[str, object]] = [(tr("All states"), ((), ()))]
        if count(OPEN):
            choices.append((tr("To judge or answer ({count})").format(count=f"{count(OPEN):,}"), (OPEN, ())))
        for state in State:
            if count((state,)):
                choices.append((f"{patch_words.state_word(state)} ({count((state,)):,})", ((state,), ())))
        judged = tuple(state for state in State if state not in (*OPEN, State.RETIRED))
        for verdict in VERDICTS:
            if count(judged, (verdict,)):
                word = patch_words.verdict_word(verdict)
                choices.append((f"{word} ({count(judged, (verdict,)):,})", (judged, (verdict,))))
        return choices

    def _tell(self) -> None:
        self._pause.stop()
        self.changed.emit(self.wanted())


def _fill(box: QComboBox, choices: list[tuple[str, object]]) -> None:
    """Offer choices anew without a signal; keep the one whose data was chosen."""
    blocker = QSignalBlocker(box)
    before = box.currentData()
    box.clear()
    for title, data in choices:
        box.addItem(title, data)
    kept = next((k for k, (_, data) in enumerate(choices) if data == before), 0)
    box.setCurrentIndex(kept)
    blocker.unblock()

"""Runs a function without QGIS objects in the background and brings back what it returns, or why it could not."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...bridge.text import word_error
from ...core.problems import LandGuardError


class Call(QObject):
    """One call. Whoever starts another one abandons this: `abandon` keeps its answer from arriving."""

    succeeded = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self, deed: Callable[[], object], parent: Optional[QObject] = None) -> None:
        """Keep the function; `start` calls it in a thread of QGIS's task manager."""
        super().__init__(parent)
        self._task = _Task(deed)
        self._task.taskCompleted.connect(self._on_end)
        self._task.taskTerminated.connect(self._on_end)
        self._wanted = True

    def start(self) -> None:
        """Begin."""
        QgsApplication.taskManager().addTask(self._task)

    def abandon(self) -> None:
        """Want no answer any more; what only reads may run to its end unseen."""
        self._wanted = False

    def _on_end(self) -> None:
        wanted, self._wanted = self._wanted, False
        if wanted and self._task.trouble:
            self.failed.emit(self._task.trouble)
        elif wanted:
            self.succeeded.emit(self._task.answer)
        self._task.answer = None
        self.deleteLater()


class _Task(QgsTask):
    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__("LandGuard", QgsTask.Flag.Hidden)
        self._deed = deed
        self.answer: object = None
        self.trouble = ""

    def run(self) -> bool:
        """Call the function, in a thread of its own."""
        try:
            self.answer = self._deed()
        except LandGuardError as error:
            self.trouble = word_error(error)
        except Exception as error:  # nothing may leave a thread; the dock shows it
            self.trouble = f"{type(error).__name__}: {error}"
        return not self.trouble

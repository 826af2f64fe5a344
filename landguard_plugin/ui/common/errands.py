"""Small work off the screen's thread, one after the other: reading files, decoding pictures, writing a deed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Callable, Optional

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QObject

from ...bridge.text import word_error
from ...core.problems import LandGuardError, Message


@dataclass
class _Errand:
    title: str
    work: Callable[[Progressing], object]
    done: Callable[[object], None]
    failed: Callable[[str], None]


class Progressing:
    """What a piece of work tells while it runs; the task manager hears it."""

    def __init__(self, task: QgsTask) -> None:
        """Tell this task."""
        self._task = task

    def at(self, fraction: float) -> None:
        """Take note of how far the work is."""
        self._task.setProgress(100 * fraction)

    def say(self, message: Message) -> None:
        """Ignore the message: the results tell it."""

    def warn(self, message: Message) -> None:
        """Ignore the message: the results tell it."""

    def cancelled(self) -> bool:
        """Return whether the user asked to stop."""
        return self._task.isCanceled()


class Errands(QObject):
    """Runs work in QGIS's task manager, never two at a time, and calls back on the screen's thread."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        """Begin with nothing to do."""
        super().__init__(parent)
        self._waiting: deque[_Errand] = deque()
        self._running: Optional[_Task] = None

    @property
    def busy(self) -> bool:
        """Return whether something runs or waits."""
        return self._running is not None or bool(self._waiting)

    def run(
        self,
        title: str,
        work: Callable[[Progressing], object],
        done: Callable[[object], None],
        failed: Callable[[str], None],
    ) -> None:
        """Do `work` when its turn comes, then call `done` with its result or `failed` with a sentence."""
        self._waiting.append(_Errand(title, work, done, failed))
        self._next()

    def cancel(self) -> None:
        """Ask what runs to stop, and forget what waits."""
        self._waiting.clear()
        if self._running is not None:
            self._running.cancel()

    def _next(self) -> None:
        if self._running is None and self._waiting:
            self._running = _Task(self._waiting.popleft(), self._finished)
            QgsApplication.taskManager().addTask(self._running)

    def _finished(self, task: _Task) -> None:
        self._running = None
        try:
            if task.error is None:
                task.errand.done(task.result)
            else:
                task.errand.failed(task.error)
        finally:
            self._next()


class _Task(QgsTask):
    def __init__(self, errand: _Errand, finished: Callable[[_Task], None]) -> None:
        super().__init__(errand.title, QgsTask.Flag.CanCancel | QgsTask.Flag.Hidden)
        self.errand, self.result = errand, None
        self.error: Optional[str] = None
        self._on_finished = finished

    def run(self) -> bool:
        """Do the work; a problem is kept as a sentence."""
        try:
            self.result = self.errand.work(Progressing(self))
        except LandGuardError as error:
            self.error = word_error(error)
        except Exception as error:  # an unforeseen problem must reach the user, not end the thread
            self.error = word_error(LandGuardError("LG-RUN-002", kind=type(error).__name__, detail=str(error)))
        return self.error is None

    def finished(self, ok: bool) -> None:
        """Hand the result over on the screen's thread; a task that never ran was cancelled."""
        if not ok and self.error is None:
            self.error = word_error(LandGuardError("LG-RUN-001"))
        self._on_finished(self)

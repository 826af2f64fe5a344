"""Runs an algorithm of the house in the background and tells a dock how it goes."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsApplication,
    QgsMapLayer,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...bridge.i18n import tr


class AlgorithmRun(QObject):
    """One run: the same algorithm with the same parameters that a model or the command line would run."""

    progressed = pyqtSignal(float)
    told = pyqtSignal(str, bool)  # a message, and whether it is a warning
    succeeded = pyqtSignal(dict)
    failed = pyqtSignal(str)
    cancelled = pyqtSignal()

    def __init__(self, algorithm: str, parameters: dict, parent: Optional[QObject] = None) -> None:
        """Prepare the run; `start` begins it."""
        super().__init__(parent)
        self._algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm)
        self._parameters = parameters
        self._context = QgsProcessingContext()
        self._context.setProject(QgsProject.instance())
        self._feedback = _Feedback(self)
        self._context.setFeedback(self._feedback)
        self._task: Optional[QgsProcessingAlgRunnerTask] = None

    def start(self) -> None:
        """Check the parameters and hand the work to QGIS's task manager."""
        usable, why = self._algorithm.canExecute()
        if usable:
            usable, why = self._algorithm.checkParameterValues(self._parameters, self._context)
        if not usable:
            self.failed.emit(why)
            return
        self._task = QgsProcessingAlgRunnerTask(self._algorithm, self._parameters, self._context, self._feedback)
        self._task.executed.connect(self._on_executed)
        self._feedback.progressChanged.connect(self.progressed)
        QgsApplication.taskManager().addTask(self._task)

    def finish_now(self) -> tuple[bool, str]:
        """Run here and now, in the calling thread; return whether it succeeded, and its error when it did not."""
        usable, why = self._algorithm.checkParameterValues(self._parameters, self._context)
        if not usable:
            return False, why
        _, done = self._algorithm.run(self._parameters, self._context, self._feedback)
        return done, self._feedback.last_error

    def cancel(self) -> None:
        """Ask the run to stop; it does within a second."""
        self._feedback.cancel()
        if self._task is not None:
            self._task.cancel()

    def take_layer(self, destination: str) -> QgsMapLayer:
        """Return a result layer; the caller owns it from now on."""
        return self._context.takeResultLayer(destination)

    def _on_executed(self, ok: bool, results: dict) -> None:
        if ok:
            self.succeeded.emit(results)
        elif self._feedback.isCanceled():
            self.cancelled.emit()
        else:
            self.failed.emit(self._feedback.last_error or tr("The run failed; see the message log."))


def run_now(algorithm: str, parameters: dict) -> tuple[bool, str]:
    """Run a short algorithm in this thread; return whether it succeeded, and its error when it did not."""
    run = AlgorithmRun(algorithm, parameters)
    return run.finish_now()


class _Feedback(QgsProcessingFeedback):
    """Passes messages on, and keeps the last error for the dock's trouble page."""

    def __init__(self, run: AlgorithmRun) -> None:
        super().__init__(False)
        self._run = run
        self.last_error = ""

    def pushInfo(self, info: str) -> None:
        super().pushInfo(info)
        self._run.told.emit(info, False)

    def pushWarning(self, warning: str) -> None:
        super().pushWarning(warning)
        self._run.told.emit(warning, True)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        super().reportError(error, fatalError)
        self.last_error = error

"""Runs one algorithm of the plugin for the demo: what it says goes to the log, its results come back."""

from __future__ import annotations

from pathlib import Path

import processing
from qgis.core import QgsProcessingFeedback

from tools.demo import Log


class Runner:
    """Runs algorithms into one folder and remembers whether everything was as it should be."""

    def __init__(self, log: Log, out: Path) -> None:
        self.log, self.out, self.sound = log, out, True

    def run(self, algorithm: str, **parameters: object) -> dict:
        """Return the results of landguard:`algorithm`; a coded problem ends the demo."""
        self.log.note(f"landguard:{algorithm} {parameters}")
        return processing.run(f"landguard:{algorithm}", parameters, feedback=_Feedback(self.log))

    def path(self, name: str) -> str:
        """Return the path of a result file."""
        return str(self.out / name)

    def check(self, holds: bool, text: str) -> None:
        """Say a fact; one that does not hold makes the demo fail."""
        self.log.say(("ok   " if holds else "FAIL ") + text)
        self.sound &= bool(holds)


class _Feedback(QgsProcessingFeedback):
    def __init__(self, log: Log) -> None:
        super().__init__(False)
        self._log = log

    def pushInfo(self, info: str) -> None:
        self._log.note(info)

    def pushWarning(self, warning: str) -> None:
        self._log.note(f"! {warning}")

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self._log.note(f"!! {error}")

"""QGIS's feedback as the house's progress: fractions, coded messages, cancel."""

from __future__ import annotations

from qgis.core import QgsFeedback, QgsProcessingFeedback

from ..core.problems import Message
from .text import word


class FeedbackProgress:
    """A Progress that reports to a QgsFeedback; a QgsProcessingFeedback also gets the messages."""

    def __init__(self, feedback: QgsFeedback) -> None:
        """Watch through this feedback."""
        self._feedback = feedback

    def at(self, fraction: float) -> None:
        """Show the fraction as per cent."""
        self._feedback.setProgress(100.0 * fraction)

    def say(self, message: Message) -> None:
        """Show the message in the user's language; problems as warnings, facts as information."""
        if isinstance(self._feedback, QgsProcessingFeedback):
            self._feedback.pushInfo(word(message))

    def warn(self, message: Message) -> None:
        """Show the message as a warning."""
        if isinstance(self._feedback, QgsProcessingFeedback):
            self._feedback.pushWarning(word(message))

    def cancelled(self) -> bool:
        """Return whether the user pressed Cancel."""
        return self._feedback.isCanceled()

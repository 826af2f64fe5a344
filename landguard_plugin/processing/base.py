"""What every algorithm of the house shares: identity, help, words for problems, the check of dependencies."""

from __future__ import annotations

import traceback
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsMessageLog,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QIcon

from ..bridge import dependencies
from ..bridge.feedback import FeedbackProgress
from ..bridge.help import page_of
from ..bridge.i18n import tr
from ..bridge.text import word_error
from ..core.problems import LandGuardError

GROUPS = {
    "area": lambda: tr("Official areas"),
    "survey": lambda: tr("Land survey"),
    "flows": lambda: tr("Flows and stocks"),
    "patches": lambda: tr("Patches and enforcement"),
    "ledger": lambda: tr("Farmland balance ledger"),
}
_ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


def advanced(parameter: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """Return a parameter marked as advanced: shown folded away."""
    parameter.setFlags(parameter.flags() | Qgis.ProcessingParameterFlag.Advanced)
    return parameter


def hands_on(algorithm: QgsProcessingAlgorithm, name: str) -> None:
    """Declare an output named as the file parameter `name`: the file that was changed, for the next step of a model.

    Without it a model could not tell that a step must wait until this one has written; the base class fills it in.
    """
    title = algorithm.parameterDefinition(name).description()
    algorithm.addOutput(QgsProcessingOutputFile(name, title))


class LandGuardAlgorithm(QgsProcessingAlgorithm):
    """Base of the algorithms. A subclass sets ID and GROUP, declares parameters, and implements title and work."""

    ID = ""
    GROUP = ""

    def title(self) -> str:
        """Return the translated name shown in the toolbox."""
        raise NotImplementedError

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read through the bridge, call one use case, write the outputs, return them."""
        raise NotImplementedError

    def name(self) -> str:
        """Return the public id; it never changes and is never translated."""
        return self.ID

    def displayName(self) -> str:
        """Return the name shown in the toolbox."""
        return self.title()

    def group(self) -> str:
        """Return the translated group."""
        return GROUPS[self.GROUP]()

    def groupId(self) -> str:
        """Return the group's id."""
        return self.GROUP

    def createInstance(self) -> QgsProcessingAlgorithm:
        """Return a fresh algorithm of the same kind."""
        return type(self)()

    def icon(self) -> QIcon:
        """Return the house's icon."""
        return QIcon(str(_ICONS / "landguard.svg"))

    def shortHelpString(self) -> str:
        """Return the help page in the user's language."""
        return page_of(self.ID).html

    def helpUrl(self) -> str:
        """Return the local help page as an address the browser opens."""
        return QUrl.fromLocalFile(str(page_of(self.ID).path)).toString()

    def shortDescription(self) -> str:
        """Return the first sentence of the help page."""
        return page_of(self.ID).summary

    def canExecute(self) -> tuple[bool, str]:
        """Return whether the packages this needs are usable, and the cure when they are not."""
        return house_can_run()

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        """Run `work`; turn a coded problem into QGIS's own exception, an unforeseen one into code LG-RUN-002."""
        try:
            dependencies.require()
            done = self.work(parameters, context, FeedbackProgress(feedback))
            return {**self._handed_on(parameters, context), **done}
        except LandGuardError as error:
            _release(error)
            raise QgsProcessingException(word_error(error)) from error
        except QgsProcessingException:
            raise
        except Exception as error:
            QgsMessageLog.logMessage(traceback.format_exc(), "LandGuard", Qgis.MessageLevel.Critical)
            _release(error)
            coded = LandGuardError("LG-RUN-002", kind=type(error).__name__, detail=str(error))
            raise QgsProcessingException(word_error(coded)) from error

    def _handed_on(self, parameters: dict, context: QgsProcessingContext) -> dict:
        """Return the files that `hands_on` declared: outputs that are inputs as well."""
        names = {output.name() for output in self.outputDefinitions()}
        inputs = [p.name() for p in self.parameterDefinitions() if p.name() in names and not p.isDestination()]
        return {name: self.parameterAsString(parameters, name, context).strip() for name in inputs}


def house_can_run() -> tuple[bool, str]:
    """Return whether the packages the house needs are usable, and the cure in the user's language when they are not."""
    try:
        dependencies.require()
    except LandGuardError as error:
        return False, word_error(error)
    return True, ""


def _release(error: BaseException) -> None:
    """Let go of the layers that the frames of a failed run hold: one that outlives the application crashes QGIS at exit."""
    traceback.clear_frames(error.__traceback__)

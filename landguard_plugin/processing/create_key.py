"""landguard:createkey."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import Message
from .base import LandGuardAlgorithm
from .trust_parameters import ROLES, add_passphrase, add_role


class CreateKey(LandGuardAlgorithm):
    """Makes a signing key for one person, protected by a passphrase."""

    ID = "createkey"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Create signing key")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        self.addParameter(QgsProcessingParameterString("PERSON", tr("Whose key it is")))
        add_role(self, ROLES)
        add_passphrase(self)
        self.addParameter(QgsProcessingParameterFileDestination("KEY", tr("Key file"), "PEM (*.pem)"))
        self.addOutput(QgsProcessingOutputString("KEY_ID", tr("Key id")))
        self.addOutput(QgsProcessingOutputString("PUBLIC_KEY", tr("Public key (for the roster)")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Make the key, read it back, tell its id."""
        from ..bridge.trust import create_key, passphrase_from, plain_path, role_of

        path = self.parameterAsFileOutput(parameters, "KEY", context)
        key = create_key(
            plain_path(path),
            self.parameterAsString(parameters, "PERSON", context),
            role_of(self.parameterAsEnumString(parameters, "ROLE", context)),
            passphrase_from(self.parameterAsString(parameters, "PASSPHRASE", context)),
        )
        progress.say(Message("LG-SIG-010", {"person": key.person, "key": key.key_id, "path": path}))
        return {"KEY": path, "KEY_ID": key.key_id, "PUBLIC_KEY": key.public_key.hex()}

"""landguard:certify."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import LandGuardError, Message, Term
from ..core.progress import Stretch
from .base import LandGuardAlgorithm, advanced, hands_on
from .trust_parameters import add_key, add_patch, add_result, add_role, add_store, key_from

_DECISIONS = ["certify", "accept", "return", "doubt", "withdraw"]


class Certify(LandGuardAlgorithm):
    """Certifies patches, or accepts, returns, doubts or withdraws what was certified; every decision is signed."""

    ID = "certify"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Certify and review patches")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        add_store(self)
        hands_on(self, "STORE")
        add_patch(self)
        self.addParameter(
            QgsProcessingParameterEnum("DECISION", tr("Decision"), _DECISIONS, False, _DECISIONS[0], False, True)
        )
        self.addParameter(QgsProcessingParameterString("OPINION", tr("Opinion"), "", multiLine=True, optional=True))
        add_role(self)
        add_key(self, tr("Key file"))
        self.addParameter(
            advanced(QgsProcessingParameterFile("ROSTER", tr("Roster to go by from now on (file)"), optional=True))
        )
        self.addParameter(
            advanced(
                QgsProcessingParameterNumber(
                    "SEEN",
                    tr("Length of the log when the patches were looked at"),
                    QgsProcessingParameterNumber.Type.Integer,
                    optional=True,
                    minValue=0,
                )
            )
        )
        add_result(self, "CERTIFICATES", tr("Decisions"))
        add_result(self, "REFUSED", tr("Refused patches"), by_default=False)
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Patches decided on")))
        self.addOutput(QgsProcessingOutputNumber("REFUSED_COUNT", tr("Patches refused")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Unlock the key, decide patch by patch, write both tables."""
        from ..app.patches.deciding import Order, decide_patches, patches_meant
        from ..bridge.clock import utc_now
        from ..bridge.sinks import write_table
        from ..bridge.stores import store_of
        from ..bridge.trust import bench_of, certified_table, person_of, read_file, refused_table, role_of

        store = store_of(self, parameters, context)
        patches = patches_meant(store, self.parameterAsString(parameters, "PATCH", context))
        key = key_from(self, parameters, context)
        bench = bench_of(store)
        roster = read_file(self.parameterAsString(parameters, "ROSTER", context))
        order = Order(
            self.parameterAsEnumString(parameters, "DECISION", context),
            self.parameterAsString(parameters, "OPINION", context),
            person_of(key, self.parameterAsString(parameters, "PERSON", context), bench, roster),
            role_of(self.parameterAsEnumString(parameters, "ROLE", context)),
            seen=None if parameters.get("SEEN") is None else self.parameterAsInt(parameters, "SEEN", context),
        )
        outcome = decide_patches(bench, patches, order, key, utc_now, Stretch(progress, 0.0, 0.95), roster)
        for refused in outcome.refused[:20]:
            progress.warn(Message("LG-CER-031", {"number": refused.patch.number, "reason": refused.message}))
        if not outcome.decided and outcome.refused and parameters.get("REFUSED") is None:
            first = outcome.refused[0].message
            raise LandGuardError(first.code, **first.arguments)
        counts = {"asked": len(patches), "decided": len(outcome.decided), "refused": len(outcome.refused)}
        progress.say(Message("LG-CER-030", {"decision": Term(f"decision_{order.decision}"), **counts}))
        table, refusals = certified_table(outcome.decided), refused_table(outcome.refused)
        return {
            "CERTIFICATES": write_table(
                self, parameters, "CERTIFICATES", context, table, Stretch(progress, 0.95, 0.98)
            ),
            "REFUSED": write_table(self, parameters, "REFUSED", context, refusals, Stretch(progress, 0.98, 1.0)),
            "COUNT": len(outcome.decided),
            "REFUSED_COUNT": len(outcome.refused),
        }

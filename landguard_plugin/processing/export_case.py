"""landguard:exportcase."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterRasterLayer,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import LandGuardError, Message
from ..core.progress import stop_if_cancelled
from .base import LandGuardAlgorithm, advanced
from .trust_parameters import add_key, add_patch, add_result, add_role, add_store, key_from


class ExportCase(LandGuardAlgorithm):
    """Writes one verifiable case package per certified patch, with the verifier beside them."""

    ID = "exportcase"
    GROUP = "patches"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Export case packages")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs as the public contract names them."""
        add_store(self)
        add_patch(self)
        add_key(self, tr("Key file that seals the packages"), optional=True)
        add_role(self)
        for name, title in (("BEFORE", tr("Earlier image")), ("AFTER", tr("Later image"))):
            self.addParameter(advanced(QgsProcessingParameterRasterLayer(name, title, optional=True)))
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT", tr("Folder of the packages")))
        add_result(self, "PACKAGES", tr("Packages written"), by_default=False)
        add_result(self, "REFUSED", tr("Patches without a package"), by_default=False)
        self.addOutput(QgsProcessingOutputFile("PACKAGE", tr("First package written")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Packages written")))
        self.addOutput(QgsProcessingOutputNumber("REFUSED_COUNT", tr("Patches without a package")))

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take copies of the images while still in the layers' own thread."""
        self._images = {
            name.lower(): layer.clone()
            for name, layer in ((n, self.parameterAsRasterLayer(parameters, n, context)) for n in ("BEFORE", "AFTER"))
            if layer is not None
        }
        return True

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Make, write and verify each package; what cannot be exported is listed."""
        from ..app.patches.deciding import Refused, patches_meant
        from ..bridge.case_export import CaseWriter
        from ..bridge.sinks import write_table
        from ..bridge.stores import store_of
        from ..bridge.trust import packages_table, refused_table

        store = store_of(self, parameters, context)
        patches = patches_meant(store, self.parameterAsString(parameters, "PATCH", context))
        folder = self.parameterAsString(parameters, "OUTPUT", context)
        writer = CaseWriter(store, folder, self._sealer(store, parameters, context), self._images)
        written, refused = [], []
        for number, patch in enumerate(patches):
            stop_if_cancelled(progress)
            try:
                written.append((patch, writer.write(patch)))
            except LandGuardError as error:
                if error.code in ("LG-CER-033", "LG-CER-034"):
                    raise
                refused.append(Refused(patch, error.message))
                progress.warn(Message("LG-CER-031", {"number": patch.number, "reason": error.message}))
            progress.at((number + 1) / len(patches))
        if len(refused) == len(patches) and parameters.get("REFUSED") is None:
            first = refused[0].message
            raise LandGuardError(first.code, **first.arguments)
        counts = {"count": len(written), "folder": folder, "refused": len(refused)}
        progress.say(Message("LG-CER-032", counts))
        return {
            "OUTPUT": folder,
            "PACKAGE": str(written[0][1]) if written else "",
            "PACKAGES": write_table(self, parameters, "PACKAGES", context, packages_table(written), progress),
            "REFUSED": write_table(self, parameters, "REFUSED", context, refused_table(tuple(refused)), progress),
            "COUNT": counts["count"],
            "REFUSED_COUNT": len(refused),
        }

    def _sealer(self, store: object, parameters: dict, context: QgsProcessingContext) -> object:
        """Return who seals the packages, None when no key is given."""
        from ..bridge.trust import bench_of, person_of, role_of, sealer_of

        if not self.parameterAsString(parameters, "KEY", context).strip():
            return None
        key = key_from(self, parameters, context)
        bench = bench_of(store)
        person = person_of(key, self.parameterAsString(parameters, "PERSON", context), bench)
        return sealer_of(bench, key, person, role_of(self.parameterAsEnumString(parameters, "ROLE", context)))

"""The provider "landguard": the list of algorithms."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QIcon

from ..bridge.help import page_of
from ..bridge.i18n import tr
from . import (
    add_evidence,
    basic_farmland_candidates,
    certify,
    check_evidence,
    check_ledger,
    check_store,
    check_survey,
    check_swap,
    class_summary,
    create_key,
    create_store,
    export_boundary_txt,
    export_case,
    export_ledger,
    export_patches,
    flow_map,
    flow_matrix,
    import_boundary_txt,
    import_ledger,
    import_patches,
    import_survey,
    ledger_balance,
    level_areas,
    line_balance,
    line_scenario,
    official_area,
    photo_positions,
    post_write_off,
    propose_write_off,
    reverse_batch,
    sample_county,
    screen_patches,
    screen_store,
    seal_ledger,
    sign_roster,
    stock_take,
    upgrade_store,
    verify_case,
    year_balance,
)
from .base import GROUPS, house_can_run

ALGORITHMS = (
    add_evidence.AddEvidence,
    basic_farmland_candidates.BasicFarmlandCandidates,
    certify.Certify,
    check_evidence.CheckEvidence,
    check_ledger.CheckLedger,
    check_store.CheckStore,
    check_survey.CheckSurvey,
    check_swap.CheckSwap,
    class_summary.ClassSummary,
    create_key.CreateKey,
    create_store.CreateStore,
    export_boundary_txt.ExportBoundaryTxt,
    export_case.ExportCase,
    export_ledger.ExportLedger,
    export_patches.ExportPatches,
    flow_map.FlowMap,
    flow_matrix.FlowMatrix,
    import_boundary_txt.ImportBoundaryTxt,
    import_ledger.ImportLedger,
    import_patches.ImportPatches,
    import_survey.ImportSurvey,
    ledger_balance.LedgerBalance,
    level_areas.LevelAreas,
    line_balance.LineBalance,
    line_scenario.LineScenario,
    official_area.OfficialArea,
    photo_positions.PhotoPositions,
    post_write_off.PostWriteOff,
    propose_write_off.ProposeWriteOff,
    reverse_batch.ReverseBatch,
    sample_county.SampleCounty,
    screen_patches.ScreenPatches,
    screen_store.ScreenStore,
    seal_ledger.SealLedger,
    sign_roster.SignRoster,
    stock_take.StockTake,
    upgrade_store.UpgradeStore,
    verify_case.VerifyCase,
    year_balance.YearBalance,
)
_MODELS = Path(__file__).resolve().parent.parent / "resources" / "models"
_ICON = Path(__file__).resolve().parent.parent / "resources" / "icons" / "landguard.svg"


class LandGuardProvider(QgsProcessingProvider):
    """Offers the public algorithms of the house."""

    def id(self) -> str:
        """Return the public provider id."""
        return "landguard"

    def name(self) -> str:
        """Return the name shown in the toolbox."""
        return tr("LandGuard")

    def icon(self) -> QIcon:
        """Return the house's icon."""
        return QIcon(str(_ICON))

    def loadAlgorithms(self) -> None:
        """Add one fresh instance of every algorithm."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        for path in sorted(_MODELS.glob("*.model3")):
            model = ReadyModel()
            if model.fromFile(str(path)):
                self.addAlgorithm(model)


class ReadyModel(QgsProcessingModelAlgorithm):
    """A ready-made chain of the house: its id is the name of the model, its title is translated."""

    def createInstance(self) -> ReadyModel:
        """Return a fresh model of the same kind: the dialog that runs it must have its title and help, too."""
        model = ReadyModel()
        model.loadVariant(self.toVariant())
        model.setSourceFilePath(self.sourceFilePath())
        return model

    def displayName(self) -> str:
        """Return the name shown in the toolbox."""
        titles = {
            "surveychain": tr("Import, check, account, report (model)"),
            "yearchain": tr("Flows, year balance, write-off, statement (model)"),
        }
        return titles.get(self.name(), super().displayName())

    def canExecute(self) -> tuple[bool, str]:
        """Return whether the packages its steps need are usable, and the cure when they are not."""
        usable, why = house_can_run()
        return super().canExecute() if usable else (False, why)

    def group(self) -> str:
        """Return the translated group."""
        return GROUPS[self.groupId()]() if self.groupId() in GROUPS else super().group()

    def shortHelpString(self) -> str:
        """Return the help page in the user's language."""
        return page_of(self.name()).html

    def helpUrl(self) -> str:
        """Return the local help page as an address the browser opens."""
        return QUrl.fromLocalFile(str(page_of(self.name()).path)).toString()

    def shortDescription(self) -> str:
        """Return the first sentence of the help page."""
        return page_of(self.name()).summary

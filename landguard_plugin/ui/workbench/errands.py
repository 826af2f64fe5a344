"""What the workbench has done by algorithms: computing the overlays."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QProgressBar, QPushButton

from ...bridge.i18n import tr
from ..common.running import AlgorithmRun
from .screening_dialog import ScreeningDialog
from .session import Session


class Errands(QObject):
    """Runs algorithms on the open store and takes their results in."""

    failed = pyqtSignal(str)

    def __init__(self, session: Session, iface: QgisInterface) -> None:
        """Begin idle."""
        super().__init__(session)
        self._session, self._iface = session, iface
        self._run: Optional[AlgorithmRun] = None

    def screen(self) -> None:
        """Ask for the layers and compute the overlays of all patches of the store."""
        if self._run is not None:
            self.failed.emit(tr("The overlays are being computed."))
            return
        if not self._session.is_open or not self._session.place:
            return
        dialog = ScreeningDialog(self._iface.mainWindow())
        if dialog.exec():
            self.screen_with(dialog.parameters())
        dialog.deleteLater()

    def screen_with(self, parameters: dict) -> None:
        """Compute the overlays in the background and show them; the work goes on meanwhile."""
        campaign = self._session.campaign
        if campaign.screening_rules:
            parameters = {"RULESET": campaign.screening_rules, **parameters}
        wanted = {**parameters, "STORE": self._session.place, "CAMPAIGN": campaign.id}
        self._run = AlgorithmRun("landguard:screenstore", wanted, self)
        item = self._iface.messageBar().createMessage(tr("LandGuard"), tr("Computing the overlays…"))
        bar, cancel = QProgressBar(), QPushButton(tr("Cancel"))
        cancel.clicked.connect(lambda _, run=self._run: run.cancel())
        for widget in (bar, cancel):
            item.layout().addWidget(widget)
        self._iface.messageBar().pushWidget(item, Qgis.MessageLevel.Info)
        self._run.progressed.connect(lambda share: bar.setValue(round(share)))
        self._run.succeeded.connect(lambda results: self._on_screened(results, item))
        self._run.failed.connect(lambda text: self._end(item, text))
        self._run.cancelled.connect(lambda: self._end(item, ""))
        self._run.start()

    def _on_screened(self, results: dict, item: object) -> None:
        self._end(item, "")
        self._session.reload()
        self._session.told.emit(tr("Overlays computed: {count} patches").format(count=results["COUNT"]), False)

    def _end(self, item: object, failure: str) -> None:
        self._run = None
        self._iface.messageBar().popWidget(item)
        if failure:
            self.failed.emit(failure)

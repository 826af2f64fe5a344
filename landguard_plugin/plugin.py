"""The composition root: the only module that knows every room, and no logic of its own."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .bridge import expressions, holding, i18n
from .processing.provider import LandGuardProvider
from .ui.desk import Desk


class LandGuardPlugin:
    """LandGuard in one QGIS session. `unload` undoes `initGui` in mirror order."""

    def __init__(self, iface: QgisInterface) -> None:
        """Keep QGIS's interface and load the translation; nothing is shown yet."""
        self._iface = iface
        self._translators: list[QTranslator] = [
            t for t in (i18n.load_translator(), i18n.load_qt_translator()) if t is not None
        ]
        self._provider: Optional[LandGuardProvider] = None
        self._desk: Optional[Desk] = None
        self._expressions: Optional[expressions.LgArea] = None

    def initProcessing(self) -> None:
        """Register algorithms and expression functions; qgis_process calls this without a window."""
        self._provider = LandGuardProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)
        self._expressions = expressions.register()

    def initGui(self) -> None:
        """Register the algorithms and set up toolbar, menu and docks."""
        self.initProcessing()
        self._desk = Desk(self._iface)
        self._desk.set_up()

    def unload(self) -> None:
        """Take everything away again."""
        if self._desk is not None:
            self._desk.take_down()
            self._desk = None
        holding.let_go()
        expressions.unregister(self._expressions)
        self._expressions = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        for translator in reversed(self._translators):
            QCoreApplication.removeTranslator(translator)
        self._translators = []

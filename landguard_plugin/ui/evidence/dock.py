"""The dock "Evidence": a project, a patch by number, its strip; and a folder of photos matched to patches."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsProject
from qgis.gui import QgisInterface, QgsDockWidget, QgsFileWidget
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ...bridge.evidence import patch_named
from ...bridge.i18n import tr
from ...bridge.layers import geometry_of
from ...bridge.settings import PERSON
from ...bridge.stores import open_store
from ...bridge.text import word_error
from ...core.patches.records import Actor, Patch, Role
from ...core.problems import LandGuardError
from ..common.help import help_on_f1
from .matching_page import MatchingPage
from .strip import EvidenceStrip


class EvidenceDock(QgsDockWidget):
    """Works on the evidence of one project without the workbench."""

    def __init__(self, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out project, patch and strip; nothing is open yet."""
        super().__init__(tr("Evidence"), parent)
        self._iface = iface
        self._store: object = None
        self._file, self._number, self._person = QgsFileWidget(), QLineEdit(), QLineEdit(PERSON.get())
        self.strip = EvidenceStrip(iface.mapCanvas())
        self.matching = MatchingPage(self.actor)
        self.tabs = QTabWidget()
        self._lay_out()
        help_on_f1(self, "evidence")

    def _lay_out(self) -> None:
        self._file.setObjectName("landguard-evidence-store")
        self._file.setFilter("GeoPackage (*.gpkg)")
        self._number.setObjectName("landguard-evidence-number")
        self._number.setPlaceholderText(tr("Number of the patch, then Enter"))
        self._person.setObjectName("landguard-evidence-person")
        self._person.setPlaceholderText(tr("Your name: evidence records it"))
        show = QPushButton(tr("Show"))
        show.setObjectName("landguard-evidence-show")
        show.clicked.connect(self.show_number)
        self._number.returnPressed.connect(self.show_number)
        self._person.editingFinished.connect(lambda: PERSON.put(self._person.text().strip()))
        row = QHBoxLayout()
        row.addWidget(self._number, 1)
        row.addWidget(show)
        form = QFormLayout()
        form.addRow(tr("Project"), self._file)
        form.addRow(tr("Who acts"), self._person)
        form.addRow(tr("Patch"), row)
        one = QWidget()
        column = QVBoxLayout(one)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.strip)
        column.addStretch(1)
        self.tabs.setObjectName("landguard-evidence-tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(one, tr("One patch"))
        self.tabs.addTab(self.matching, tr("Photos to patches"))
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(6, 6, 6, 6)
        whole.addLayout(form)
        whole.addWidget(self.tabs, 1)
        self.setWidget(page)
        self.matching.patch_wanted.connect(self.show_uid)
        self._file.fileChanged.connect(lambda _: self._open())

    def actor(self) -> Actor:
        """Return who sits here."""
        return Actor(self._person.text().strip(), Role.COUNTY)

    def open(self, path: str) -> None:
        """Open a project."""
        self._file.setFilePath(path)

    def _open(self) -> bool:
        """Open the project of the file box; say what is wrong with it."""
        path = self._file.filePath()
        try:
            self._store = open_store(path) if path.strip() else None
        except LandGuardError as error:
            self._store = None
            self.strip.face.tell(word_error(error), bad=True)
        self.matching.use(self._store)
        self.strip.show_patch(None, "", self.actor)
        return self._store is not None

    def show_number(self) -> None:
        """Show the patch whose number is in the box, and zoom to it."""
        if self._store is None and not self._open():
            return
        try:
            patch = patch_named(self._store, self._number.text())
        except LandGuardError as error:
            self.strip.face.tell(word_error(error), bad=True)
            return
        self._show(patch)

    def show_uid(self, uid: str) -> None:
        """Show a patch by its uid."""
        self._number.setText(uid)
        self.show_number()
        self.tabs.setCurrentIndex(0)

    def _show(self, patch: Patch) -> None:
        self._number.setText(patch.number or patch.uid)
        self.strip.face.tell("")
        self.strip.show_patch(self._store, patch.uid, self.actor)
        self._bring_into_view(patch)

    def _bring_into_view(self, patch: Patch) -> None:
        """Move the map to the patch unless all of it is in view and large enough to see anything."""
        canvas = self._iface.mapCanvas()
        system = QgsCoordinateReferenceSystem(self._store.info().crs)
        place = geometry_of(patch.shape)
        try:
            place.transform(
                QgsCoordinateTransform(system, canvas.mapSettings().destinationCrs(), QgsProject.instance())
            )
        except QgsCsException:
            return  # the map's system cannot show the place
        box = place.boundingBox()
        if not canvas.extent().contains(box) or max(box.width(), box.height()) < canvas.extent().width() / 10:
            box.scale(3)
            canvas.setExtent(box)
            canvas.refresh()

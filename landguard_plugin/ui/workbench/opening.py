"""Opening and making project stores, and choosing among the campaigns of one."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog

from ...app.patches.ports import PatchStore
from ...bridge import campaigns, stores
from ...bridge.i18n import tr
from ...bridge.journals import open_journal
from ...bridge.settings import LAST_STORE
from ...bridge.text import word_error
from ...bridge.unit_layers import unit_names
from ...core.patches.records import Campaign
from ...core.problems import LandGuardError
from .drafts import Drafts
from .first_page import FirstPage
from .queue_dock import QueueDock
from .session import Session

_FILES = "GeoPackage (*.gpkg)"


class Opening(QObject):
    """Asks which store to work on and opens it in the session."""

    failed = pyqtSignal(str)

    def __init__(self, session: Session, drafts: Drafts, queue: QueueDock, first: FirstPage) -> None:
        """Listen to the first page and to the choice of campaign."""
        super().__init__(session)
        self._session, self._drafts, self._queue, self._first = session, drafts, queue, first
        first.open_wanted.connect(self.ask_open)
        first.create_wanted.connect(self.ask_create)
        first.last_button.clicked.connect(lambda _: self.open_path(LAST_STORE.get()))
        queue.campaign_chosen.connect(self._choose_campaign)
        session.closed.connect(self._offer_last)
        self._offer_last()

    def open_path(self, path: str) -> bool:
        """Open the store in a file; say why when it cannot be opened. Return whether it was."""
        try:
            store = stores.open_store(path)
            found = store.campaigns()
            if found:
                self._open(store, path, found[-1])
            else:
                self._session.close()
                self._first.show_no_patches(Path(path).name)
        except LandGuardError as error:
            self._queue.states.show_trouble(word_error(error), self._first)
            return False
        LAST_STORE.put(path)
        return True

    def ask_open(self) -> None:
        """Ask for a store and open it."""
        path, _ = QFileDialog.getOpenFileName(self._queue, tr("Open a project store"), self._folder(), _FILES)
        if path:
            self.open_path(path)

    def ask_create(self) -> None:
        """Ask for a place, make a store there and open it."""
        path, _ = QFileDialog.getSaveFileName(self._queue, tr("Create a project store"), self._folder(), _FILES)
        if not path:
            return
        path = path if path.lower().endswith(".gpkg") else f"{path}.gpkg"
        if self._careful(lambda: stores.create_store(path)):
            self.open_path(path)

    def reload(self) -> None:
        """Read the open store again: others may have written it."""
        if self._session.is_open:
            self._careful(self._session.reload)
        elif LAST_STORE.get():
            self.open_path(LAST_STORE.get())

    def _open(self, store: PatchStore, path: str, campaign: Campaign) -> None:
        tree = campaigns.verdict_tree(campaign).tree
        self._session.open(store, path, campaign, tree, unit_names(QgsProject.instance()))
        self._queue.show_campaigns({c.id: c.title for c in store.campaigns()}, campaign.id)
        if not self._session.rows():
            self._first.show_no_patches(campaign.title)
        self._careful(lambda: self._drafts.use(open_journal(), path))

    def _choose_campaign(self, name: str) -> None:
        store, path = self._session.store, self._session.place
        campaign = next((c for c in store.campaigns() if c.id == name), None) if store is not None else None
        if campaign is not None:
            self._careful(lambda: self._open(store, path, campaign))

    def _offer_last(self) -> None:
        last = LAST_STORE.get()
        self._first.show_no_store(Path(last).name if last and Path(last).is_file() else "")

    def _folder(self) -> str:
        last = LAST_STORE.get()
        return str(Path(last).parent) if last else QgsProject.instance().homePath()

    def _careful(self, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except LandGuardError as error:
            self.failed.emit(word_error(error))
            return False
        return True

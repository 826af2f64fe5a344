"""A QGIS process that draws and waits to be killed, or reopens what was left. Run by test_drafts.py."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QPushButton


def tell(*words: object) -> None:
    """Write a line the test reads."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(folder: Path, what: str) -> None:
    """Draw four vertices, tell each, and wait; or reopen the draft and finish it."""
    app = QgsApplication([], True)
    app.initQgis()
    from landguard_plugin.app.patches.ports import Changes, PatchQuery
    from landguard_plugin.bridge import stores
    from landguard_plugin.core.patches.records import Campaign
    from landguard_plugin.storage.journal import FileDraftJournal
    from landguard_plugin.ui.maptools.patch_tools import PatchTools
    from tests.ui.maptools.hand import Desktop, E, Hand, N

    path = folder / "project.gpkg"
    if what == "draw":
        store = stores.create_store(str(path), crs="EPSG:4526")
        store.commit(Changes(campaigns=(Campaign("wp", "卫片", 2026, "t", "s", "e"),)))
    else:
        store = stores.open_store(str(path))
    desktop = Desktop()
    desktop.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    desktop.canvas.setExtent(QgsRectangle(E - 10, N - 10, E + 310, N + 260))
    QApplication.processEvents()
    journal = FileDraftJournal(folder / "drafts.sqlite")
    tools = PatchTools(desktop, lambda: (store, str(path)), lambda: journal)
    hand = Hand(desktop)
    if what == "draw":
        tools.start("draw")
        for number, (x, y) in enumerate([(20, 20), (90, 25), (95, 80), (50, 110)], 1):
            hand.click(x, y)
            tell("vertex", number)
        tell("points", tools.tool.points)
        time.sleep(120)
        return
    tools.set_store(store, str(path))
    desktop.bar.findChildren(QPushButton, "landguard-draft-open")[-1].click()
    tell("restored", len(tools.tool.points), tools.tool.points)
    hand.key(Qt.Key.Key_Return)
    tell("saved", len(store.patches(PatchQuery())), "pending", len(journal.pending(str(path))))
    tools.take_down()
    journal.shut()
    QgsProject.instance().clear()
    os._exit(0)  # the store's layer is still in the hands of QGIS: an orderly exit would race with it


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

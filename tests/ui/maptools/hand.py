"""A window with a real canvas, a real store on disk, a journal, and a small cadastre."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsField, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.gui import QgsAdvancedDigitizingDockWidget, QgsMapCanvas, QgsMapToolPan, QgsMessageBar
from qgis.PyQt.QtCore import QEvent, QMetaType, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMainWindow, QToolBar, QVBoxLayout, QWidget

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.bridge import stores
from landguard_plugin.core.patches.records import Campaign
from landguard_plugin.storage.journal import FileDraftJournal

E, N = 38_520_000.0, 3_880_000.0


class Desktop:
    """The part of QGIS's interface that map tools use, over real widgets."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        middle = QWidget()
        layout = QVBoxLayout(middle)
        self.bar, self.canvas = QgsMessageBar(), QgsMapCanvas()
        layout.addWidget(self.bar)
        layout.addWidget(self.canvas)
        self.window.setCentralWidget(middle)
        self.dock = QgsAdvancedDigitizingDockWidget(self.canvas, self.window)
        self.window.resize(900, 760)
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        self.pan = QgsMapToolPan(self.canvas)
        self.canvas.setMapTool(self.pan)

    def take_down(self) -> None:
        """Let Qt delete the window while QGIS still lives: in the other order it crashes."""
        QgsProject.instance().clear()
        self.canvas.unsetMapTool(self.pan)
        self.pan = self.tracer = None
        self.window.hide()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    def mainWindow(self) -> QMainWindow:
        return self.window

    def mapCanvas(self) -> QgsMapCanvas:
        return self.canvas

    def messageBar(self) -> QgsMessageBar:
        return self.bar

    def cadDockWidget(self) -> QgsAdvancedDigitizingDockWidget:
        return self.dock

    def addToolBar(self, bar: QToolBar) -> None:
        self.window.addToolBar(bar)


class Hand:
    """A hand at mouse and keyboard, in map coordinates relative to (E, N)."""

    def __init__(self, desktop: Desktop) -> None:
        self._canvas = desktop.canvas
        self._window = desktop.window

    def at(self, x: float, y: float) -> QPoint:
        pixel = self._canvas.getCoordinateTransform().transform(E + x, N + y)
        return QPoint(round(pixel.x()), round(pixel.y()))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self._canvas.viewport(), self.at(x, y))
        QApplication.processEvents()

    def click(self, x: float, y: float, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier) -> None:
        self.move(x, y)
        QTest.mouseClick(self._canvas.viewport(), button, keys, self.at(x, y))
        QApplication.processEvents()

    def double_click(self, x: float, y: float) -> None:
        self.click(x, y)
        QTest.mouseDClick(
            self._canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.at(x, y)
        )
        QApplication.processEvents()

    def drag(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.move(x0, y0)
        QTest.mousePress(
            self._canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.at(x0, y0)
        )
        self.move((x0 + x1) / 2, (y0 + y1) / 2)
        self.move(x1, y1)
        QTest.mouseRelease(
            self._canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.at(x1, y1)
        )
        QApplication.processEvents()

    def right(self, x: float = 0.0, y: float = 0.0) -> None:
        self.click(x, y, Qt.MouseButton.RightButton)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._canvas, key, modifier)
        QApplication.processEvents()

    def path(self, *points: tuple[float, float]) -> None:
        for x, y in points:
            self.click(x, y)


class Place:
    """Everything a test needs at hand."""

    def __init__(self, tmp_path, desktop) -> None:
        self.desktop, self.hand = desktop, Hand(desktop)
        self.path = tmp_path / "项目.gpkg"
        self.store = stores.create_store(str(self.path), crs="EPSG:4526")
        self.store.commit(Changes(campaigns=(Campaign("wp", "卫片", 2026, "t", "s", "e"),)))
        self.journal = FileDraftJournal(tmp_path / "drafts.sqlite")

    def patches(self):
        return self.store.patches(PatchQuery())

    def words(self) -> list[str]:
        return [item.text() for item in self.desktop.bar.items()]


def survey(name: str = "地类图斑2025") -> QgsVectorLayer:
    """Parcels of 100 x 80 m; the corner at (100.1234, 80.5678) is not on any round number."""
    layer = QgsVectorLayer("Polygon", name, "memory")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    layer.dataProvider().addAttributes([QgsField(n, QMetaType.Type.QString) for n in ("BSM", "DLBM", "ZLDWDM")])
    layer.updateFields()
    xs, ys = [0.0, 100.1234, 200.0, 300.0], [0.0, 80.5678, 160.0, 250.0]
    features = []
    for i in range(3):
        for j in range(3):
            ring = [(xs[i], ys[j]), (xs[i + 1], ys[j]), (xs[i + 1], ys[j + 1]), (xs[i], ys[j + 1])]
            text = ", ".join(f"{E + x!r} {N + y!r}" for x, y in [*ring, ring[0]])
            feature = QgsFeature(layer.fields())
            feature.setAttributes([str(3 * i + j), ("0101", "0301")[(i + j) % 2], f"99010100100{j}" + "0" * 7])
            feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({text}))"))
            features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer

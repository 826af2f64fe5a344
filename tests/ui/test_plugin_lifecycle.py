"""The plugin leaves nothing behind: loaded and unloaded twice, every action, menu, toolbar, dock and algorithm counted."""

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QMenu, QToolBar

from landguard_plugin import classFactory
from landguard_plugin.processing.provider import LandGuardProvider

KEPT = []  # a provider that nothing refers to cannot make algorithms


def ours(window, kind):
    return [w for w in window.findChildren(kind) if w.objectName().startswith("landguard")]


def test_load_and_unload_twice(qgis_iface, qgis_processing, qtbot):
    window = qgis_iface.mainWindow()
    registry = QgsApplication.processingRegistry()
    had_provider = registry.providerById("landguard")
    if had_provider is not None:
        registry.removeProvider(had_provider)
    for _ in range(2):
        plugin = classFactory(qgis_iface)
        plugin.initGui()
        assert registry.algorithmById("landguard:flowmatrix") is not None
        assert plugin._desk is not None
        assert len({a.objectName() for a in plugin._desk._actions}) == len(plugin._desk._actions) >= 2
        plugin.unload()
        assert registry.providerById("landguard") is None
        qtbot.wait(10)
        for kind in (QAction, QMenu, QToolBar, QDockWidget):
            assert ours(window, kind) == [], kind
    if had_provider is not None:  # other tests of this session work with it
        KEPT.append(LandGuardProvider())
        registry.addProvider(KEPT[0])

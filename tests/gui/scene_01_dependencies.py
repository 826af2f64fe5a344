# languages: zh-Hans en_US
"""The plugin installs from its zip into a fresh profile, loads, shows its menu and its Dependencies page."""

from lgdrive import *
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QTableWidget


def main():
    yield from wait(lambda: iface.mainWindow().isVisible())
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    provider = QgsApplication.processingRegistry().providerById("landguard")
    assert provider is not None and provider.algorithms(), "no algorithms"
    iface.mainWindow().showMaximized()
    yield 800
    dependencies = action("landguard-dependencies")
    QTimer.singleShot(0, dependencies.trigger)  # the dialog is modal: the driver must go on while it is open
    dialog = yield from wait(lambda: window("landguard-dependencies-dialog"))
    yield 400
    table = dialog.findChild(QTableWidget, "landguard-dependencies-table")
    assert table.rowCount() >= 5
    say(dialog.findChild(QLabel, "landguard-dependencies-verdict").text())
    shot("dependencies")
    yield from xclick(dialog.findChild(QPushButton, "landguard-dependencies-close"))
    yield from wait(lambda: window("landguard-dependencies-dialog") is None, why="dialog did not close")


run(main)

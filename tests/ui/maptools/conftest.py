"""A window with a real canvas, a real store on disk, a journal, and a small cadastre."""

from __future__ import annotations

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.gui import QgsMapCanvasTracer
from qgis.PyQt.QtWidgets import QAction, QApplication

from landguard_plugin.bridge import settings
from tests.ui.maptools.hand import Desktop, E, N, Place, survey


@pytest.fixture(scope="module")
def desktop(qgis_app):
    made = Desktop()
    made.tracer = QgsMapCanvasTracer(made.canvas)
    yield made
    made.take_down()


@pytest.fixture
def place(tmp_path, desktop, qgis_new_project):
    settings.PERSON.put("周")
    project = QgsProject.instance()
    layer = survey()
    project.addMapLayer(layer)
    canvas = desktop.canvas
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4526"))
    canvas.setLayers([layer])
    canvas.snappingUtils().setConfig(project.snappingConfig())
    project.snappingConfigChanged.connect(canvas.snappingUtils().setConfig)
    canvas.setExtent(QgsRectangle(E - 10, N - 10, E + 310, N + 260))
    QApplication.processEvents()
    made = Place(tmp_path, desktop)
    yield made
    project.snappingConfigChanged.disconnect(canvas.snappingUtils().setConfig)
    desktop.bar.clearWidgets()
    made.journal.shut()


@pytest.fixture
def tools(place):
    from landguard_plugin.ui.maptools.patch_tools import PatchTools

    made = PatchTools(place.desktop, lambda: (place.store, str(place.path)), lambda: place.journal)
    trace = QAction(made)
    trace.setCheckable(True)
    place.desktop.tracer.setActionEnableTracing(trace)
    place.trace = trace
    yield made
    made.take_down()
    QApplication.processEvents()

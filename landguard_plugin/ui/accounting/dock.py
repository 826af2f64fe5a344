"""The dock "Survey accounting": layers, run, result. Everything it does is `landguard:flowmatrix`."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtWidgets import QApplication, QWidget

from ...bridge.flow_maps import style_flows
from ...bridge.flow_reports import FlowTables, flow_reports
from ...bridge.flow_results import frame_of, land_features
from ...bridge.i18n import language, tr
from ...bridge.reports import save_workbook
from ...bridge.sample_project import load_sample, sample_folder
from ...bridge.text import word_error
from ...core.problems import LandGuardError
from ...core.survey.unit_names import names_of
from ..common.help import help_on_f1
from ..common.numbers import to_dm2
from ..common.running import AlgorithmRun, run_now
from ..common.states import StatePanel
from .layers_page import LayersPage
from .result_page import ResultPage

_SINKS = ("PIECES", "MATRIX", "RECONCILIATION", "REMAINDERS", "LEFTOVERS")
_SAMPLE_ROLES = {
    "BEFORE": "survey_before",
    "AFTER": "survey_after",
    "BASIC_FARMLAND": "basic_farmland",
    "APPROVED": "approved",
}
_MANY = 2000  # pieces selected on the map at once; more are listed, and only the largest are selected


class AccountingDock(QgsDockWidget):
    """Choose two survey years, run, read the matrix, open the patches behind every figure."""

    def __init__(self, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out the pages; nothing runs yet."""
        super().__init__(tr("Survey accounting"), parent)
        self._iface = iface
        self._states = StatePanel()
        self._layers, self._result = LayersPage(), ResultPage()
        self._states.addWidget(self._layers)
        self._states.addWidget(self._result)
        self._states.setCurrentWidget(self._layers)
        self.setWidget(self._states)
        help_on_f1(self, "flowmatrix")
        self._run: Optional[AlgorithmRun] = None
        self._pieces_id = ""
        self._title = ""
        self._parameters: dict = {}
        self._tables: Optional[FlowTables] = None
        self._layers.run_requested.connect(self.start)
        self._layers.sample_requested.connect(self.make_sample)
        self._result.again_requested.connect(lambda: self._states.setCurrentWidget(self._layers))
        self._result.pieces_chosen.connect(self._select)
        self._result.export_requested.connect(self.export)
        self._result.map_requested.connect(self.draw_map)
        QgsProject.instance().layersWillBeRemoved.connect(self._on_removed)

    @property
    def layers_page(self) -> LayersPage:
        """Return the page on which layers are chosen."""
        return self._layers

    @property
    def result_page(self) -> ResultPage:
        """Return the page that shows a finished run."""
        return self._result

    def start(self, parameters: dict) -> None:
        """Run the accounting in the background with these parameters."""
        self._title = tr("Land flows {years}").format(years=" → ".join(self._layers.titles()))
        self._parameters = parameters
        self._run = AlgorithmRun(
            "landguard:flowmatrix", {**parameters, **dict.fromkeys(_SINKS, "TEMPORARY_OUTPUT")}, self
        )
        self._watch(self._title)
        self._run.succeeded.connect(self._on_done)
        self._run.start()

    def make_sample(self) -> None:
        """Make the sample county in the user's documents and choose its layers; nothing is asked."""
        self._run = AlgorithmRun("landguard:samplecounty", {"OUTPUT": str(sample_folder())}, self)
        self._watch(tr("Making the sample county"))
        self._run.succeeded.connect(self._on_sample)
        self._run.start()

    def _on_sample(self, results: dict) -> None:
        names = results["LAYERS"], results["BEFORE"], results["AFTER"]
        try:
            layers = load_sample(*names, QgsProject.instance())
        except LandGuardError as error:
            self._states.show_trouble(word_error(error), self._layers)
            return
        for role, name in _SAMPLE_ROLES.items():
            self._layers.choose(role, layers[name])
        self._states.setCurrentWidget(self._layers)
        canvas = self._iface.mapCanvas()
        canvas.setDestinationCrs(layers["survey_after"].crs())
        canvas.setExtent(layers["survey_after"].extent())
        canvas.refresh()

    def _watch(self, title: str) -> None:
        """Show the run that is about to start: how far it is, what it says, Cancel."""
        self._run.progressed.connect(self._states.tell_progress)
        self._run.told.connect(lambda text, _: self._states.tell_detail(text))
        self._run.failed.connect(lambda message: self._states.show_trouble(message, self._layers))
        self._run.cancelled.connect(lambda: self._states.setCurrentWidget(self._layers))
        self._states.show_busy(title, self._run.cancel)

    def _on_done(self, results: dict) -> None:
        layers = {name: self._run.take_layer(results[name]) for name in _SINKS}
        pieces = layers["PIECES"]
        self._add_to_project(layers)
        self._pieces_id = pieces.id()
        difference = to_dm2(results["DIFFERENCE_M2"])
        matrix, reconciliation = frame_of(layers["MATRIX"]), frame_of(layers["RECONCILIATION"])
        self._tables = FlowTables(
            matrix, reconciliation, results["METHOD"], results["RULES"], results["BEFORE_NAME"], results["AFTER_NAME"],
            with_basic=bool(self._parameters.get("BASIC_FARMLAND")),
            unit_names={**names_of(matrix), **names_of(reconciliation)},
        )  # fmt: skip
        self._result.show_result(matrix, reconciliation, pieces, difference, self._title)
        self._states.setCurrentWidget(self._result)
        self._iface.messageBar().pushSuccess(
            tr("LandGuard"), tr("Accounting finished: {title}.").format(title=self._title)
        )

    def draw_map(self, path: str) -> bool:
        """Draw the A3 map of the run as `landguard:flowmap` does; returns whether it was written, trouble goes to the message bar.

        A print layout is drawn in the main thread; a county takes a second or two.
        """
        wanted = {name: self._parameters.get(name) for name in ("UNITS", "BASIC_FARMLAND")}
        parameters = {
            **{name: layer for name, layer in wanted.items() if layer},
            "PIECES": self._pieces_id,
            "SURVEY": self._parameters["AFTER"],
            "TITLE": self._title,
            "OUTPUT": path,
        }
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            done, told = run_now("landguard:flowmap", parameters)
        finally:
            QApplication.restoreOverrideCursor()
        if done:
            self._iface.messageBar().pushSuccess(tr("LandGuard"), tr("Map written: {path}").format(path=path))
        else:
            self._iface.messageBar().pushWarning(tr("LandGuard"), told)
        return done

    def export(self, path: str) -> bool:
        """Write the tables of the run to an Excel workbook, as the algorithm does, with the unit, level and area unit seen here.

        Returns whether it was written; a problem is told in the message bar and the result stays.
        """
        target = Path(path if path.lower().endswith(".xlsx") else f"{path}.xlsx")
        unit, level, area_unit = self._result.table_choice()
        try:
            tables = replace(self._tables, unit=unit, level=level, area_unit=area_unit)
            save_workbook(target, flow_reports(tables, language()), language())
        except LandGuardError as error:
            self._iface.messageBar().pushWarning(tr("LandGuard"), word_error(error))
            return False
        link = f'<a href="{QUrl.fromLocalFile(str(target)).toString()}">{escape(target.name)}</a>'
        self._iface.messageBar().pushSuccess(tr("LandGuard"), tr("Table saved: {link}").format(link=link))
        return True

    def _add_to_project(self, layers: dict[str, QgsVectorLayer]) -> None:
        """Put pieces and leftovers into a group of their own; the tables stay with the dock."""
        project = QgsProject.instance()
        style_flows(layers["PIECES"])
        group = project.layerTreeRoot().insertGroup(0, self._title)
        for name, title in (("PIECES", tr("Pieces")), ("LEFTOVERS", tr("Ground outside the matrix"))):
            layer = layers[name]
            layer.setName(title)
            if name == "LEFTOVERS" and layer.featureCount() == 0:
                continue
            project.addMapLayer(layer, False)
            group.addLayer(layer)

    def _select(self, pieces: list[int]) -> None:
        layer = QgsProject.instance().mapLayer(self._pieces_id)
        if layer is None:
            return
        layer.selectByIds(land_features(layer, pieces[:_MANY]))
        if layer.selectedFeatureCount():
            self._iface.mapCanvas().zoomToSelected(layer)

    def _on_removed(self, ids: list[str]) -> None:
        """The pieces went with a layer the user removed: the figures go, too, rather than point at nothing."""
        if self._pieces_id and self._pieces_id in ids:
            self._pieces_id = ""
            self._states.setCurrentWidget(self._layers)

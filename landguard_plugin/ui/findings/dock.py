"""The dock "Check findings": layers, run, inbox. Everything it does is `landguard:checksurvey`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Optional

import pandas as pd
from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from ...bridge.findings import (
    Findings,
    explanations_of,
    keep_in_project,
    open_findings,
    save_geopackage,
    save_sheet,
    write_states,
)
from ...bridge.flow_results import frame_of
from ...bridge.i18n import tr
from ...bridge.sample_project import load_checks, sample_folder
from ...bridge.styles import style_findings
from ...bridge.text import word_error
from ...core.problems import LandGuardError
from ...core.survey.inbox import explained
from ..common.help import help_on_f1, show_help
from ..common.running import AlgorithmRun
from ..common.states import StatePanel
from .explain_dialog import ExplainDialog
from .inbox_page import InboxPage
from .layers_page import LayersPage
from .map_marks import MapMarks


class FindingsDock(QgsDockWidget):
    """Choose a survey, check it, look through the findings on the map, explain what is right as it is."""

    def __init__(self, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out the pages; nothing runs yet."""
        super().__init__(tr("Check findings"), parent)
        self._iface = iface
        self._marks = MapMarks(iface.mapCanvas())
        self._states, self._layers = StatePanel(), LayersPage()
        self._inbox = InboxPage(lambda: self._marks.extent_in(self._found.crs) if self._found else None)
        for page in (self._layers, self._inbox):
            self._states.addWidget(page)
        self._states.setCurrentWidget(self._layers)
        self.setWidget(self._states)
        help_on_f1(self, "findings")
        self._run: Optional[AlgorithmRun] = None
        self._found: Optional[Findings] = None
        self._layer_id = self._survey_id = self._title = ""
        self._connect()

    @property
    def layers_page(self) -> LayersPage:
        """Return the page on which layers are chosen."""
        return self._layers

    @property
    def inbox_page(self) -> InboxPage:
        """Return the page with the findings."""
        return self._inbox

    def _connect(self) -> None:
        self._layers.run_requested.connect(self.start)
        self._layers.open_requested.connect(self.open_layer)
        self._layers.sample_requested.connect(self.make_sample)
        self._layers.back_requested.connect(lambda: self._states.setCurrentWidget(self._inbox))
        self._inbox.shown.connect(self._show)
        self._inbox.explain_requested.connect(self.ask_explanation)
        self._inbox.reopen_requested.connect(lambda positions: self.explain(positions, "", ""))
        self._inbox.export_requested.connect(self._ask_export)
        self._inbox.again_requested.connect(self._back)
        self._inbox.help_requested.connect(lambda: show_help("findings", self.window()))
        self._iface.mapCanvas().extentsChanged.connect(self._on_map_moved)
        self.visibilityChanged.connect(self._on_visibility)
        project = QgsProject.instance()
        project.layersWillBeRemoved.connect(self._on_removed)
        project.cleared.connect(self._forget)

    def start(self, parameters: dict) -> None:
        """Check in the background with these parameters."""
        survey = QgsProject.instance().mapLayer(parameters["INPUT"])
        self._title, self._survey_id = survey.name(), survey.id()
        sinks = dict.fromkeys(("FINDINGS", "RULES"), "TEMPORARY_OUTPUT")
        self._watch(AlgorithmRun("landguard:checksurvey", {**parameters, **sinks}, self), tr("Checking {layer}"))
        self._run.succeeded.connect(self._on_done)
        self._run.start()

    def make_sample(self) -> None:
        """Make the sample county in the user's documents and choose its delivery with planted defects."""
        self._title = ""
        self._watch(
            AlgorithmRun("landguard:samplecounty", {"OUTPUT": str(sample_folder())}, self),
            tr("Making the sample county"),
        )
        self._run.succeeded.connect(self._on_sample)
        self._run.start()

    def open_layer(self, layer: QgsVectorLayer) -> None:
        """Look through the findings of a layer that exists already."""
        self._survey_id = ""
        self._take(layer, tr("Findings of layer {layer}").format(layer=layer.name()), None)

    def ask_explanation(self, positions: list[int]) -> None:
        """Ask for the reason and the name, and explain these findings."""
        dialog = ExplainDialog(self._found.rows["message"].iloc[positions[0]], len(positions), self)
        if dialog.exec():
            self.explain(positions, *dialog.answer())
        dialog.deleteLater()

    def explain(self, positions: list[int], reason: str, person: str) -> None:
        """Explain findings, or with an empty reason open them again; it is kept in their layer and in the project."""
        before = self._found
        moment = datetime.now().replace(microsecond=0).isoformat()
        self._put(explained(before.rows, positions, reason, person, moment), positions)
        words = tr("{count} findings explained.") if reason else tr("{count} findings opened again.")
        item = self._iface.messageBar().createMessage(tr("LandGuard"), words.format(count=f"{len(positions):,}"))
        undo = QPushButton(tr("Undo"))
        undo.clicked.connect(lambda: self._undo(before, positions, item))
        item.layout().addWidget(undo)
        self._iface.messageBar().pushWidget(item, Qgis.MessageLevel.Success, 8)

    def export(self, kind: str, path: Path) -> bool:
        """Write the findings that are shown to a file; return whether it was written."""
        positions = self._inbox.visible_positions()
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            if kind == "xlsx":
                save_sheet(self._found, positions, path, tr("Check findings"))
            else:
                save_geopackage(self._found, positions, path)
        except LandGuardError as error:
            self._iface.messageBar().pushWarning(tr("LandGuard"), word_error(error))
            return False
        finally:
            QApplication.restoreOverrideCursor()
        words = {"count": f"{len(positions):,}", "path": str(path)}
        self._iface.messageBar().pushSuccess(tr("LandGuard"), tr("{count} findings written to {path}").format(**words))
        return True

    def _watch(self, run: AlgorithmRun, title: str) -> None:
        self._run = run
        run.progressed.connect(self._states.tell_progress)
        run.told.connect(lambda text, _: self._states.tell_detail(text))
        run.failed.connect(self._on_failed)
        run.cancelled.connect(self._on_cancelled)
        self._states.show_busy(title.format(layer=self._title), run.cancel)

    def _on_failed(self, message: str) -> None:
        self._run = None
        self._states.show_trouble(message, self._layers)

    def _on_cancelled(self) -> None:
        self._run = None
        self._states.setCurrentWidget(self._layers)

    def _on_done(self, results: dict) -> None:
        layer, rules = (self._run.take_layer(results[name]) for name in ("FINDINGS", "RULES"))
        self._run = None
        layer.setName(tr("Findings of {layer}").format(layer=self._title))
        style_findings(layer)
        QgsProject.instance().addMapLayer(layer)
        words = {
            "layer": self._title,
            "moment": datetime.now().strftime("%Y-%m-%d %H:%M"),
            "count": results["PATCH_COUNT"],
        }
        about = tr("{layer}, {count} patches, checked {moment}").format(**{**words, "count": f"{words['count']:,}"})
        skipped = int(results["SKIPPED_RULES"])
        if skipped:
            about += " · " + tr("{count} rules not checked").format(count=skipped)
        self._take(layer, about, frame_of(rules))
        self._watch_survey()

    def _take(self, layer: QgsVectorLayer, about: str, rules: Optional[pd.DataFrame]) -> None:
        self._marks.clear()
        self._found, self._layer_id = open_findings(layer, QgsProject.instance()), layer.id()
        self._inbox.show_findings(self._found, about, rules)
        self._states.setCurrentWidget(self._inbox)

    def _on_sample(self, results: dict) -> None:
        self._run = None
        try:
            layers = load_checks(results["LAYERS"], results["BEFORE"], results["AFTER"], QgsProject.instance())
        except LandGuardError as error:
            self._states.show_trouble(word_error(error), self._layers)
            return
        for role, layer in layers.items():
            self._layers.choose(role, layer)
        self._states.setCurrentWidget(self._layers)
        canvas = self._iface.mapCanvas()
        canvas.setDestinationCrs(layers["INPUT"].crs())
        canvas.setExtent(layers["INPUT"].extent())
        canvas.refresh()

    def _show(self, position: int, zoom: bool) -> None:
        row = self._found.rows.iloc[position]
        self._marks.show(row["shape"], self._found.crs, zoom)

    def _put(self, rows: pd.DataFrame, positions: list[int]) -> None:
        """Take findings with other states, and keep them where they are kept."""
        project, changed = QgsProject.instance(), rows.iloc[positions]
        self._found = Findings(rows, self._found.crs, self._found.name)
        layer = project.mapLayer(self._layer_id)
        kept = layer is not None and write_states(layer, changed)
        told, gone = explanations_of(changed)
        keep_in_project(project, told, gone)
        self._inbox.update_findings(self._found)
        if not kept:
            self._inbox.show_banner(
                tr("The findings layer cannot be written: explanations are kept in the project only.")
            )

    def _undo(self, before: Findings, positions: list[int], item: QWidget) -> None:
        if self._found is not None and len(self._found.rows) == len(before.rows):
            self._put(before.rows, positions)
        self._iface.messageBar().popWidget(item)

    def _ask_export(self, kind: str) -> None:
        kinds = {"xlsx": "Excel (*.xlsx)", "gpkg": "GeoPackage (*.gpkg)"}
        name = f"{tr('Check findings')}.{kind}"
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the findings"), name, kinds[kind])
        if path:
            self.export(kind, Path(path if path.lower().endswith(f".{kind}") else f"{path}.{kind}"))

    def _watch_survey(self) -> None:
        survey = QgsProject.instance().mapLayer(self._survey_id)
        if isinstance(survey, QgsVectorLayer):
            survey.afterCommitChanges.connect(self._on_survey_changed)

    def _on_survey_changed(self) -> None:
        if self.sender() is not None and self.sender().id() == self._survey_id:
            self._inbox.show_banner(tr("The survey layer was edited after this check. Check it again."))

    def _on_map_moved(self) -> None:
        if self.isVisible() and self._found is not None and self._inbox.filters.in_extent:
            self._inbox.refresh()

    def _on_visibility(self, visible: bool) -> None:
        if not visible:
            self._marks.clear()

    def _on_removed(self, ids: list[str]) -> None:
        """Findings were read: they stay when their layer goes, and say what that means."""
        if self._layer_id in ids:
            self._layer_id = ""
            words = tr(
                "The findings layer was removed. What is shown stays; explanations are kept in the project only."
            )
            self._inbox.show_banner(words)
        if self._survey_id in ids:
            self._survey_id = ""

    def _back(self) -> None:
        self._marks.clear()
        self._layers.offer_way_back(self._found is not None)
        self._states.setCurrentWidget(self._layers)

    def _forget(self) -> None:
        """The project was closed: its findings go with it."""
        if self._run is not None:
            self._run.cancel()
        self._found, self._layer_id, self._survey_id = None, "", ""
        self._back()

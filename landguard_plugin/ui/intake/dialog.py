"""The dialog "Import issued patches": files dropped or chosen, what was detected, corrected where wrong, imported in the background."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Optional

from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ...bridge import stores
from ...bridge.i18n import tr
from ...bridge.patch_files import FileChoices
from ...bridge.patch_preview import ENDINGS, Preview, preview, save_rows, takes
from ...bridge.person import acting
from ...bridge.settings import LAST_STORE
from ...core.boundary.records import AxisOrder
from ...core.problems import LandGuardError
from ..common.person_row import PersonRow
from ..common.running import AlgorithmRun
from ..common.states import StatePanel
from .file_panel import FilePanel
from .result_page import FileResult, ResultPage

_ORDERS = list(AxisOrder)


class ImportDialog(QDialog):
    """Takes files of issued patches into a campaign of a patch project.

    `imported` tells the path of the project and the campaign when patches came in; `queue_wanted` when the user wants to judge.
    """

    imported = pyqtSignal(str, str)
    queue_wanted = pyqtSignal(str)

    def __init__(self, iface: QgisInterface, store_path: str = "", parent: Optional[QWidget] = None) -> None:
        """Lay out the dialog; without a project the last one is taken, or a new one beside the first file."""
        super().__init__(parent or iface.mainWindow())
        self._iface = iface
        self.setObjectName("landguard-import")
        self.setWindowTitle(tr("Import issued patches"))
        self.setAcceptDrops(True)
        self.resize(self.fontMetrics().averageCharWidth() * 150, self.fontMetrics().height() * 32)
        self._choices: dict[str, FileChoices] = {}
        self._previews: dict[str, Preview] = {}
        self._results: list[FileResult] = []
        self._waiting: list[str] = []
        self._run: Optional[AlgorithmRun] = None
        self.states = StatePanel()
        self._first = self._first_page()
        self._result = ResultPage()
        for page in (self._first, self._result):
            self.states.addWidget(page)
        self.states.setCurrentWidget(self._first)
        layout = QVBoxLayout(self)
        layout.addWidget(self.states)
        self._result.export_wanted.connect(self._save_rejected)
        self._result.queue_wanted.connect(self._open_queue)
        self._result.more_wanted.connect(self._begin_again)
        last = LAST_STORE.get()
        self.store.setText(store_path or (last if last and Path(last).is_file() else ""))
        self._offer_campaigns()
        self._refresh()

    def add_files(self, paths: list[str]) -> None:
        """Add files of patches; others are passed over, and that is said."""
        strange = [Path(path).name for path in paths if not takes(path)]
        if strange:
            text = tr("Not a file of patches: {names}").format(names=", ".join(strange))
            self._iface.messageBar().pushWarning(tr("LandGuard"), text)
        for path in dict.fromkeys(path for path in paths if takes(path)):
            if path in self._choices:
                continue
            self._choices[path] = FileChoices()
            item = QListWidgetItem(Path(path).name)
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setToolTip(path)
            self.files.addItem(item)
            self._look_into(item)
            if not self.store.text().strip():
                name = tr("patch project")
                self.store.setText(str(Path(path).with_name(f"{name}.gpkg")))
        if self.files.currentRow() < 0 and self.files.count():
            self.files.setCurrentRow(0)
        self._refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped files."""
        self.add_files([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is running: half an import does not exist."""
        if self._run is not None:
            self._run.cancel()
        super().closeEvent(event)

    def _first_page(self) -> QWidget:
        page = QWidget()
        self.store, self.campaign = QLineEdit(), QComboBox()
        self.store.setObjectName("landguard-import-store")
        self.store.setPlaceholderText(tr("Patch project (made when it is missing)"))
        self.campaign.setEditable(True)
        self.campaign.setObjectName("landguard-import-campaign")
        browse = QPushButton(tr("Browse…"))
        browse.clicked.connect(self._browse_store)
        self.store.editingFinished.connect(self._offer_campaigns)
        top = QHBoxLayout()
        for title, widget, stretch in (
            (tr("Project"), self.store, 3),
            ("", browse, 0),
            (tr("Campaign"), self.campaign, 2),
        ):
            if title:
                top.addWidget(QLabel(title))
            top.addWidget(widget, stretch)
        self.files = QListWidget()
        self.files.setObjectName("landguard-import-files")
        self.files.currentItemChanged.connect(self._show_current)
        self._add, self._remove = QPushButton(tr("Add files…")), QPushButton(tr("Remove"))
        self._add.setObjectName("landguard-import-add")
        self._add.clicked.connect(self._browse_files)
        self._remove.clicked.connect(self._remove_current)
        row = QHBoxLayout()
        row.addWidget(self._add)
        row.addWidget(self._remove)
        left, left_layout = QWidget(), QVBoxLayout()
        left_layout.setContentsMargins(0, 0, 0, 0)
        self._hint = QLabel(tr("Drop files here, or add them: shp, gdb, gpkg, geojson, kml, zip, xlsx, csv, txt."))
        self._hint.setWordWrap(True)
        left_layout.addWidget(self._hint)
        left_layout.addWidget(self.files, 1)
        left_layout.addLayout(row)
        left.setLayout(left_layout)
        self.panel = FilePanel()
        self.panel.corrected.connect(self._correct_current)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(self.panel)
        splitter.setSizes([1, 3])
        splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        self.person = PersonRow()
        self.person.setVisible(not acting().person)
        self.person.layout().setContentsMargins(0, 0, 0, 0)
        self.person.changed.connect(self.person.hide)
        layout.addLayout(top)
        layout.addWidget(self.person)
        layout.addWidget(splitter, 1)
        layout.addLayout(self._last_row())
        return page

    def _last_row(self) -> QHBoxLayout:
        self._go, close = QPushButton(tr("Import")), QPushButton(tr("Close"))
        self._go.setObjectName("landguard-import-go")
        self._go.setDefault(True)
        self._go.clicked.connect(self._start)
        close.clicked.connect(self.close)
        self._why_not = QLabel()
        bottom = QHBoxLayout()
        bottom.addWidget(self._why_not, 1)
        bottom.addWidget(close)
        bottom.addWidget(self._go)
        return bottom

    def _browse_files(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        paths, _ = QFileDialog.getOpenFileNames(self, tr("Files of patches"), "", f"{tr('Patches')} ({kinds});;* (*)")
        self.add_files(paths)

    def _browse_store(self) -> None:
        options = QFileDialog.Option.DontConfirmOverwrite  # an existing project is opened, never overwritten
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Patch project"), self.store.text(), "GeoPackage (*.gpkg)", options=options
        )
        if path:
            self.store.setText(path)
            self._offer_campaigns()
            self._refresh()

    def _offer_campaigns(self) -> None:
        typed = self.campaign.currentText()
        self.campaign.clear()
        try:
            path = self.store.text().strip()
            known = [entry.id for entry in stores.open_store(path).campaigns()] if path and Path(path).is_file() else []
        except LandGuardError:
            known = []
        today = date.today()
        usual = f"{today.year}-Q{(today.month + 2) // 3}"
        self.campaign.addItems(list(dict.fromkeys([*reversed(known), usual])))
        if typed and typed not in known and typed != usual:
            self.campaign.setEditText(typed)

    def _look_into(self, item: QListWidgetItem) -> None:
        path = item.data(Qt.ItemDataRole.UserRole)
        found = preview(path, self._choices[path])
        self._previews[path] = found
        mark = "✖" if found.trouble else "⚠" if found.doubts else "✔"
        item.setText(f"{mark} {Path(path).name}" + (f"  ({found.rows:,})" if not found.trouble else ""))

    def _show_current(self, current: Optional[QListWidgetItem], before: Optional[QListWidgetItem] = None) -> None:
        self.panel.setVisible(current is not None)
        if current is not None:
            path = current.data(Qt.ItemDataRole.UserRole)
            self.panel.show_file(Path(path).name, self._choices[path], self._previews[path])

    def _correct_current(self) -> None:
        item = self.files.currentItem()
        if item is not None:
            self._choices[item.data(Qt.ItemDataRole.UserRole)] = self.panel.choices()
            self._look_into(item)
            self._show_current(item)
            self._refresh()

    def _remove_current(self) -> None:
        item = self.files.takeItem(self.files.currentRow())
        if item is not None:
            path = item.data(Qt.ItemDataRole.UserRole)
            self._choices.pop(path), self._previews.pop(path)
        self._refresh()

    def _usable(self) -> list[str]:
        return [path for path, found in self._previews.items() if not found.trouble]

    def _refresh(self) -> None:
        usable, all_files = self._usable(), len(self._previews)
        self._hint.setVisible(not all_files)
        self._remove.setEnabled(bool(all_files))
        self.panel.setVisible(self.files.currentItem() is not None)
        self._go.setEnabled(bool(usable))
        rows = sum(self._previews[path].rows for path in usable)
        text = tr("{files} files, {rows} rows").format(files=len(usable), rows=f"{rows:,}") if usable else ""
        if len(usable) < all_files:
            text += tr("; {count} files cannot be imported").format(count=all_files - len(usable))
        self._why_not.setText(text)

    def _start(self) -> None:
        if not self.store.text().strip() or not self.campaign.currentText().strip():
            self.states.show_trouble(tr("Name a project and a campaign first."), self._first)
            return
        self._results, self._waiting = [], self._usable()
        self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._finish()
            return
        path = self._waiting.pop(0)
        choices = self._choices[path]
        self.states.show_busy(tr("Importing {name}…").format(name=Path(path).name), self._cancel)
        run = AlgorithmRun(
            "landguard:importpatches",
            {
                "INPUT": path,
                "STORE": self.store.text().strip(),
                "CAMPAIGN": self.campaign.currentText().strip(),
                "ENCODING": choices.encoding,
                "CRS": choices.crs if choices.crs.isValid() else None,
                "ORDER": _ORDERS.index(choices.order),
                "REJECTED": "memory:",
            },
            self,
        )
        self._run = run
        run.progressed.connect(self.states.tell_progress)
        run.told.connect(lambda text, _warning: self.states.tell_detail(text))
        run.succeeded.connect(lambda results: self._on_done(path, results))
        run.failed.connect(lambda why: self._on_failed(path, why))
        run.cancelled.connect(self._on_cancelled)
        run.start()

    def _cancel(self) -> None:
        self._waiting = []
        if self._run is not None:
            self._run.cancel()

    def _on_done(self, path: str, results: dict) -> None:
        rejected = results.get("REJECTED")
        layer = self._run.take_layer(rejected) if rejected and self._run is not None else None
        if layer is not None:
            layer.setName(Path(path).stem)
        self._results.append(FileResult(Path(path).name, results, "", layer))
        self._next()

    def _on_failed(self, path: str, why: str) -> None:
        self._results.append(FileResult(Path(path).name, {}, why))
        self._next()

    def _on_cancelled(self) -> None:
        self._run = None
        self._finish() if self._results else self.states.setCurrentWidget(self._first)

    def _finish(self) -> None:
        self._run = None
        self._result.show_results(self._results)
        self.states.setCurrentWidget(self._result)
        if any(int(result.results.get("ACCEPTED", 0)) for result in self._results):
            LAST_STORE.put(self.store.text().strip())
            self.imported.emit(self.store.text().strip(), self.campaign.currentText().strip())

    def _save_rejected(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the rejected rows…"), "", "GeoPackage (*.gpkg)")
        if not path:
            return
        layers = [result.rejected for result in self._results if result.rejected is not None]
        why = save_rows([layer for layer in layers if layer.featureCount()], path)
        bar = self._iface.messageBar()
        if why:
            bar.pushWarning(tr("LandGuard"), why)
        else:
            bar.pushSuccess(tr("LandGuard"), tr("Saved: {path}").format(path=path))

    def _open_queue(self) -> None:
        self.queue_wanted.emit(self.store.text().strip())
        self.accept()

    def _begin_again(self) -> None:
        self.files.clear()
        self._choices, self._previews = {}, {}
        self._offer_campaigns()
        self.states.setCurrentWidget(self._first)
        self._refresh()

"""What if a line moves: balance and targets before and after by unit; a figure opens the pieces behind it, on the map. Nothing is posted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface, QgsFieldComboBox
from qgis.PyQt.QtCore import QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.styles import style_moves
from .layer_boxes import LayerBoxes, on_top
from .move_layers import grade_field, guesses
from .move_picture import MovePicture
from .move_rows import BALANCE, PIECES, STOCK, Moves
from .rows_model import RowsModel

OUTPUTS = ("OUTPUT", "STOCK", "PIECES", "RECONCILIATION")
_LEVELS = (6, 9, 12)


class MovePage(QWidget):
    """Chooses layers, asks for a run of `landguard:linebalance`, shows its tables and a picture."""

    run_wanted = pyqtSignal(dict)

    def __init__(self, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out form, tables and picture."""
        super().__init__(parent)
        self._iface = iface
        self._moves: Optional[Moves] = None
        self._pieces_id, self._unit, self._guessed = "", "mu", False
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._kind, self._level, self._day = QComboBox(), QComboBox(), QLineEdit()
        form.addRow(tr("Kind of line"), self._kind)
        roles = (
            ("CURRENT", tr("Line now"), False, False),
            ("PROPOSED", tr("Line proposed"), False, False),
            ("SURVEY", tr("Survey layer"), False, False),
            ("BASIC_FARMLAND", tr("Permanent basic farmland"), True, False),
            ("TARGETS", tr("Targets"), True, True),
        )
        self.boxes = LayerBoxes(form, "landguard-balance-move", roles)
        self._field, self._grade = QgsFieldComboBox(), QSpinBox()
        self._go = QPushButton(tr("Try the &line"))
        self._said = QLabel()
        self._tabs, self._picture = QTabWidget(), MovePicture()
        self._models, self._views = {}, {}
        for name, figures in ((BALANCE, range(2, 7)), (STOCK, range(1, 12)), (PIECES, range(5, 10))):
            self._models[name], self._views[name] = RowsModel([""], figures=figures), QTableView()
        self._name_widgets()
        self._fill(form)
        self._lay_out(form)
        self._connect()
        self.guess()

    def parameters(self) -> dict:
        """Return the parameters of the run but for the ledger and its rules, outputs included."""
        chosen = {
            "LINE_KIND": self._kind.currentIndex(),
            "UNIT_LEVEL": self._level.currentData(),
            "AS_OF": self._day.text().strip(),
            "GRADE": self._grade.value(),
        }
        if self._field.currentField():
            chosen["GRADE_FIELD"] = self._field.currentField()
        return {**self.boxes.parameters(), **chosen, **dict.fromkeys(OUTPUTS, "TEMPORARY_OUTPUT")}

    def guess(self) -> None:
        """Fill in the layers that the project has, where none is chosen yet."""
        for role, layer in guesses(self._kind.currentIndex()).items():
            if self.boxes.layer(role) is None or (role == "SURVEY" and not self._guessed):
                self.boxes.choose(role, layer)
                self._guessed = self._guessed or role == "SURVEY"
        self._look()

    def suggest_day(self, day: str) -> None:
        """Fill in the day of the last batch."""
        self._day.setText(day)

    def show_result(self, layers: dict[str, QgsVectorLayer], results: dict, unit: str) -> None:
        """Show what a move would do; its pieces become a layer of the project."""
        pieces = layers["PIECES"]
        pieces.setName(tr("Land that moves"))
        style_moves(pieces)
        on_top(pieces)
        self._pieces_id = pieces.id()
        self._moves = Moves(layers, results)
        self.set_unit(unit)
        self._tabs.setCurrentIndex(0)
        self._iface.mapCanvas().refresh()

    def set_unit(self, unit: str) -> None:
        """Show areas in a unit."""
        self._unit = unit
        if self._moves is None:
            return
        self._said.setText(self._moves.sentence(unit))
        for name in (BALANCE, STOCK):
            titles, rows = self._moves.table(name, unit)
            self._show(name, titles, rows)
        self._list_pieces(self._moves.every())
        self._picture.show_steps(self._moves.steps(unit))
        self._tabs.setVisible(True)

    def model(self, name: str = BALANCE) -> RowsModel:
        """Return a table: balance, stock or pieces."""
        return self._models[name]

    def view(self, name: str = BALANCE) -> QTableView:
        """Return the view of a table."""
        return self._views[name]

    def said(self) -> str:
        """Return the sentence above the tables."""
        return self._said.text()

    def picture(self) -> MovePicture:
        """Return the picture."""
        return self._picture

    def _show(self, name: str, titles: list[str], rows: list[tuple[str, ...]]) -> None:
        self._models[name].set_titles(titles)
        self._models[name].show(rows)
        self._views[name].resizeColumnsToContents()

    def _list_pieces(self, numbers: list[int]) -> None:
        titles, rows = self._moves.pieces(numbers, self._unit)
        self._show(PIECES, titles, rows)
        self._tabs.setTabText(
            self._tabs.indexOf(self._views[PIECES]), tr("Pieces ({count})").format(count=f"{len(rows):,}")
        )

    def _open(self, name: str) -> None:
        """List the pieces behind the row that was chosen, and show them on the map."""
        rows = [index.row() for index in self._views[name].selectionModel().selectedRows()]
        if rows and self._moves is not None:
            numbers = self._moves.behind(name, rows[0])
            self._list_pieces(numbers)
            self._show_on_map(range(len(numbers)))

    def _show_on_map(self, listed: Iterable[int]) -> None:
        """Select listed pieces in their layer and zoom to them."""
        layer = QgsProject.instance().mapLayer(self._pieces_id)
        if layer is None:
            return
        layer.selectByIds([self._moves.feature(row) for row in listed])
        if layer.selectedFeatureCount():
            self._iface.mapCanvas().zoomToSelected(layer)

    def _zoom(self) -> None:
        rows = [index.row() for index in self._views[PIECES].selectionModel().selectedRows()]
        if rows and self._moves is not None:
            self._show_on_map(rows)

    def _look(self) -> None:
        ready = self.boxes.complete(("SURVEY", "CURRENT", "PROPOSED"))
        self._go.setEnabled(ready)
        if self._moves is None:
            wanted = tr("The line is tried on a copy of the books in memory: nothing is posted, no layer is changed.")
            self._said.setText(
                wanted if ready else tr("Choose the line as it is, the line as proposed and the survey.")
            )

    def _name_widgets(self) -> None:
        names = {
            "kind": self._kind, "level": self._level, "day": self._day, "field": self._field, "grade": self._grade,
            "run": self._go, "said": self._said, "tabs": self._tabs,
        }  # fmt: skip
        for name, widget in {**names, **self._views}.items():
            widget.setObjectName(f"landguard-balance-move-{name}")

    def _fill(self, form: QFormLayout) -> None:
        kinds = (
            (tr("Farmland protection line"), tr("Land let out is exposed")),
            (tr("Permanent basic farmland"), tr("Land let out is exposed and must be swapped in")),
            (tr("Urban development boundary"), tr("Land taken in is exposed")),
            (tr("Ecological red line, retirement plan"), tr("Land taken in leaves cultivation")),
        )
        for number, (title, tip) in enumerate(kinds):
            self._kind.addItem(title)
            self._kind.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)
        for level, title in zip(_LEVELS, (tr("county"), tr("township"), tr("village"))):
            self._level.addItem(title, level)
        self._level.setCurrentIndex(1)
        self._day.setPlaceholderText("2021-12-31")
        self._field.setAllowEmptyFieldName(True)
        self._grade.setRange(0, 15)
        self._grade.setSpecialValueText(tr("unknown"))
        self._grade.setToolTip(tr("Grade for patches without one; unknown: their capacity is not counted"))
        form.addRow(tr("by"), self._level)
        form.addRow(tr("As of day"), self._day)
        form.addRow(tr("Field of grade"), self._field)
        form.addRow(tr("Grade without"), self._grade)

    def _lay_out(self, form: QFormLayout) -> None:
        self._said.setWordWrap(True)
        for name, title in ((BALANCE, tr("Balance")), (STOCK, tr("Against targets")), (PIECES, tr("Pieces"))):
            view = self._views[name]
            view.setModel(self._models[name])
            view.verticalHeader().setVisible(False)
            view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 5)
            view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            view.setTabKeyNavigation(False)
            self._tabs.addTab(view, title)
        self._tabs.insertTab(0, self._picture, tr("Picture"))
        form_side, scroll = QWidget(), QScrollArea()
        form_side.setLayout(form)
        scroll.setWidget(form_side)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(form_side.sizeHint().width() + scroll.verticalScrollBar().sizeHint().width())
        left, side = QVBoxLayout(), QVBoxLayout()
        left.addWidget(scroll, 1)
        left.addWidget(self._go)  # outside the scrolled form: always in sight
        side.addWidget(self._said)
        side.addWidget(self._tabs, 1)
        side.addStretch(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(left)
        row.addLayout(side, 1)
        self._tabs.setVisible(False)

    def _connect(self) -> None:
        self._go.clicked.connect(lambda: self.run_wanted.emit(self.parameters()))
        self._kind.currentIndexChanged.connect(lambda _: self._other_kind())
        self.boxes.on_change(lambda *_: self._layers_changed())
        for name in (BALANCE, STOCK):
            self._views[name].selectionModel().selectionChanged.connect(lambda *_, one=name: self._open(one))
        self._views[PIECES].selectionModel().selectionChanged.connect(lambda *_: self._zoom())

    def _other_kind(self) -> None:
        for role in ("CURRENT", "PROPOSED"):
            self.boxes.choose(role, None)
        self.guess()

    def _layers_changed(self) -> None:
        survey = self.boxes.layer("SURVEY")
        if survey is not self._field.layer():
            with QSignalBlocker(self._field):
                self._field.setLayer(survey)
                self._field.setField(grade_field(survey))
        self._look()

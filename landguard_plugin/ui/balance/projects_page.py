"""Occupation projects with three bars each (quantity, paddy, capacity); a bar opens its postings."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QSplitter, QTableView, QVBoxLayout, QWidget

from ...bridge.i18n import tr
from ...bridge.ledger_desk import View, behind_project
from ...bridge.text import term
from ...core.ledger.books import Books
from ...core.reports.closing import shown_amount
from .bars import BAR, Bar, BarDelegate
from .postings_panel import PostingsPanel
from .rows_model import RowsModel
from .words import ACCOUNTS, account_title, measure_of

_TEXTS = 4  # columns before the bars


class ProjectsModel(RowsModel):
    """Projects with their bars; those that lack most states come first: open, partly, covered."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(
            [tr("Occupation project"), tr("Name"), tr("Unit"), tr("State"), *(account_title(a) for a in ACCOUNTS)]
        )
        self.projects: list[str] = []
        self._bars: list[list[Bar]] = []

    def show_coverage(self, view: View, books: Books, names: dict[str, str], unit: str) -> None:
        """Show what every project owes and has got."""
        bars: dict[str, list[Bar]] = {}
        for row in view.result.coverage.to_dict("records"):
            account = row["account"]
            required, used, held = (
                shown_amount(account, row[n], unit) for n in ("required", "written_off", "reserved")
            )
            bars.setdefault(row["project"], []).append(Bar(account, required, used, held, max(0, required - used)))
        order = {"open": 0, "partly": 1, "covered": 2}
        states = view.result.states
        self.projects = sorted(bars, key=lambda one: (order.get(states.get(one, ""), 0), one))
        self._bars = [bars[project] for project in self.projects]
        rows = []
        for project, line in zip(self.projects, self._bars):
            record = books.occupations[project]
            place = names.get(record.unit, record.unit)
            state = term(f"cover_{states.get(project, 'open')}")
            rows.append((project, record.name, place, state, *(bar.words() for bar in line)))
        titles = [tr("Occupation project"), tr("Name"), tr("Unit"), tr("State")]
        self.set_titles([*titles, *(f"{account_title(a)} ({measure_of(a, unit)})" for a in ACCOUNTS)])
        self.show(rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == BAR and index.isValid():
            return self._bars[index.row()][index.column() - _TEXTS] if index.column() >= _TEXTS else None
        return super().data(index, role)


class ProjectsPage(QWidget):
    """Lists projects; a bar opens the postings behind it."""

    patches_chosen = pyqtSignal(list)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out list and postings."""
        super().__init__(parent)
        self._view: Optional[View] = None
        self._unit = "mu"
        self._model, self._table, self._postings = ProjectsModel(), QTableView(), PostingsPanel()
        self._legend = QLabel(tr("■ covered   ▒ reserved   ▨ short"))
        self._head = QLabel()
        self._head.setObjectName("landguard-balance-projects-head")
        self._table.setObjectName("landguard-balance-projects")
        self._table.setModel(self._model)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.verticalHeader().setVisible(False)
        self._table.verticalHeader().setDefaultSectionSize(round(self._table.fontMetrics().height() * 1.9) + 8)
        delegate = BarDelegate(self._table)
        for column in range(_TEXTS, _TEXTS + len(ACCOUNTS)):
            self._table.setItemDelegateForColumn(column, delegate)
        self._table.selectionModel().currentChanged.connect(lambda current, _: self.open_bar(current))
        self._postings.patches_chosen.connect(self.patches_chosen)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._table)
        splitter.addWidget(self._postings)
        splitter.setSizes([720, 280])  # shares: bars need the room their words take
        splitter.setStretchFactor(0, 5)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self._head)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._legend)

    def show_view(self, view: View, books: Books, names: dict[str, str], unit: str) -> None:
        """Show the coverage of a balance."""
        self._view, self._unit = view, unit
        self._model.show_coverage(view, books, names, unit)
        states = [view.result.states.get(project) for project in self._model.projects]
        words = {state: states.count(state) for state in ("covered", "partly", "open")}
        text = tr("{count} projects as of {date}: {covered} covered, {partly} partly, {open} not covered")
        self._head.setText(text.format(count=len(states), date=view.result.period.last.isoformat(), **words))
        header = self._table.horizontalHeader()
        self._table.resizeColumnsToContents()
        for column in range(_TEXTS, _TEXTS + len(ACCOUNTS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._postings.clear()

    def table(self) -> QTableView:
        """Return the table."""
        return self._table

    def model(self) -> ProjectsModel:
        """Return the listed projects."""
        return self._model

    def postings(self) -> PostingsPanel:
        """Return the list of postings."""
        return self._postings

    def open_bar(self, index: QModelIndex) -> None:
        """Open the postings of a bar; a text of the line opens the first account."""
        if not index.isValid() or self._view is None:
            return
        project = self._model.projects[index.row()]
        account = ACCOUNTS[max(0, index.column() - _TEXTS)]
        found = behind_project(self._view, project, account, "short")
        self._postings.show_postings(
            tr("{project}: required less written off").format(project=project), account, found, self._unit
        )

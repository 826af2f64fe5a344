"""The best write-off: objective, lines to tick one by one with why this lot, refusals with rule and number, cures; then post."""

from __future__ import annotations

from typing import Optional

import pandas as pd
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.text import sentence, term
from ...core.ledger.books import Books
from ...core.quantities import to_dm2
from .rows_model import RowsModel
from .words import ACCOUNTS, CAPACITY, account_title, amount_text, measure_of

OBJECTIVES = ("waste", "local", "oldest", "documents")
_COLUMNS = {"quantity": "quantity_m2", "paddy": "paddy_m2", "capacity": "capacity_kg"}


def amounts_of(rows: pd.DataFrame) -> dict[str, int]:
    """Return account -> sum of proposed lines as the books hold it (0.01 m2, kg)."""
    sums = dict.fromkeys(ACCOUNTS, 0)
    for account, column in _COLUMNS.items():
        sums[account] = sum(_amount(account, value) for value in rows[column])
    return sums


def _amount(account: str, value: object) -> int:
    return int(value or 0) if account == CAPACITY else to_dm2(str(value or 0))


class ProposalPage(QWidget):
    """Proposes, lets officers decide line by line, posts one batch. The dock does the deeds."""

    propose_wanted = pyqtSignal(int, str)  # objective, day
    post_wanted = pyqtSignal(str, str, str)  # batch, day, document
    undo_wanted = pyqtSignal()
    patches_chosen = pyqtSignal(list)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out objective, lines, refusals, and the line that posts."""
        super().__init__(parent)
        self._rows, self._unit = pd.DataFrame(), "mu"
        self.version = ""
        self._objective, self._day = QComboBox(), QLineEdit()
        self._propose = QPushButton(tr("&Propose"))
        self._all, self._none = QPushButton(tr("Tick all")), QPushButton(tr("Untick all"))
        self._said = QLabel()
        self._lines = RowsModel([""] * 8, figures=(4, 5, 6), ticked=True)
        self._refused = RowsModel([tr("Occupation project"), tr("Lot"), tr("Rule"), tr("Reason")])
        self._cures = RowsModel([tr("Account"), tr("What"), tr("Amount"), tr("Measure")], figures=(2,))
        self._line_view, self._refused_view, self._cure_view = QTableView(), QTableView(), QTableView()
        self._tabs = QTabWidget()
        self._sum, self._done = QLabel(), QLabel()
        self._batch, self._date, self._document = QLineEdit(), QLineEdit(), QLineEdit()
        self._post, self._undo = QPushButton(tr("P&ost ticked lines")), QPushButton(tr("&Undo"))
        self._name_widgets()
        self._lay_out()
        self._connect()
        self.clear()

    def clear(self) -> None:
        """Show no proposal."""
        self.show_proposal(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), None, {}, "")
        self._said.setText(tr("Choose an objective and propose; nothing is entered before you post."))

    def set_unit(self, unit: str) -> None:
        """Show areas in a unit."""
        self._unit = unit
        measures = [f"{account_title(a)} ({measure_of(a, unit)})" for a in ACCOUNTS]
        self._lines.set_titles(
            [tr("Occupation project"), tr("Name"), tr("Lot"), tr("Holder"), *measures, tr("Why this lot")]
        )

    def suggest(self, batch: str, day: str) -> None:
        """Fill in number and day of the next batch."""
        self._batch.setText(batch)
        for field in (self._date, self._day):
            field.setText(day)

    def show_proposal(
        self,
        lines: pd.DataFrame,
        refused: pd.DataFrame,
        shorts: pd.DataFrame,
        cures: pd.DataFrame,
        books: Optional[Books],
        names: dict[str, str],
        version: str,
    ) -> None:
        """Show the tables of a proposal, all lines ticked."""
        self._rows, self.version = lines, version
        self.set_unit(self._unit)
        shown = [self._line(row, books, names) for row in lines.to_dict("records")]
        self._lines.show(shown)
        listed = refused.to_dict("records")
        self._refused.show([(r["project"], r["supplement"], term(f"rule_{r['rule']}"), r["reason"]) for r in listed])
        self._cures.show(
            [*(_short_row(r, self._unit) for r in shorts.to_dict("records")), *_cure_rows(cures, self._unit)]
        )
        self._tabs.setTabText(0, tr("Lines ({count})").format(count=len(shown)))
        self._tabs.setTabText(1, tr("Refused ({count})").format(count=len(listed)))
        self._tabs.setTabText(2, tr("Short and cures ({count})").format(count=self._cures.rowCount()))
        self._tabs.setCurrentIndex(0)
        for view in (self._line_view, self._refused_view, self._cure_view):
            view.resizeColumnsToContents()
        self._tell_sum()

    def say(self, text: str) -> None:
        """Say how good the proposal is, or what stood in its way."""
        self._said.setText(text)

    def show_posted(self, text: str) -> None:
        """Confirm quietly what was entered; Undo stays until something else happens. An empty text takes both away."""
        self._done.setText(text)
        self._undo.setVisible(bool(text))

    def show_undone(self, text: str) -> None:
        """Confirm that it was taken back."""
        self._done.setText(text)
        self._undo.setVisible(False)

    def accepted(self) -> pd.DataFrame:
        """Return the ticked lines, as the algorithm proposed them."""
        return self._rows.iloc[self._lines.ticked()].reset_index(drop=True)

    def asked(self) -> tuple[int, str]:
        """Return the objective's number and the day, as typed."""
        return self._objective.currentIndex(), self._day.text().strip()

    def lines(self) -> RowsModel:
        """Return the proposed lines."""
        return self._lines

    def refusals(self) -> RowsModel:
        """Return the refused lots."""
        return self._refused

    def _name_widgets(self) -> None:
        names = {
            "objective": self._objective, "day": self._day, "propose": self._propose, "lines": self._line_view,
            "refused": self._refused_view, "cures": self._cure_view, "tabs": self._tabs, "sum": self._sum,
            "batch": self._batch, "date": self._date, "document": self._document, "post": self._post, "undo": self._undo,
            "done": self._done, "all": self._all, "none": self._none, "said": self._said,
        }  # fmt: skip
        for name, widget in names.items():
            widget.setObjectName(f"landguard-balance-proposal-{name}")

    def _lay_out(self) -> None:
        for objective in OBJECTIVES:
            self._objective.addItem(term(f"objective_{objective}"), objective)
        for field in (self._day, self._date):
            field.setMaximumWidth(field.fontMetrics().averageCharWidth() * 16)
        self._batch.setMaximumWidth(self._batch.fontMetrics().averageCharWidth() * 18)
        top = QHBoxLayout()
        for widget in (QLabel(tr("Objective")), self._objective, QLabel(tr("Day")), self._day, self._propose):
            top.addWidget(widget)
        top.addWidget(self._said, 1)
        top.addWidget(self._all)
        top.addWidget(self._none)
        tabs = ((self._line_view, self._lines), (self._refused_view, self._refused), (self._cure_view, self._cures))
        for view, model in tabs:
            view.setModel(model)
            view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            view.verticalHeader().setVisible(False)
            view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 7)
            view.horizontalHeader().setStretchLastSection(True)
            view.setWordWrap(False)
            self._tabs.addTab(view, "")
        bottom = QHBoxLayout()
        for widget in (QLabel(tr("Batch")), self._batch, QLabel(tr("Date")), self._date, QLabel(tr("Document number"))):
            bottom.addWidget(widget)
        bottom.addWidget(self._document, 1)
        bottom.addWidget(self._post)
        said = QHBoxLayout()
        said.addWidget(self._sum, 1)
        said.addWidget(self._done)
        said.addWidget(self._undo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addLayout(top)
        layout.addWidget(self._tabs, 1)
        layout.addLayout(said)
        layout.addLayout(bottom)
        self._undo.setVisible(False)

    def _connect(self) -> None:
        self._propose.clicked.connect(lambda: self.propose_wanted.emit(*self.asked()))
        self._post.clicked.connect(
            lambda: self.post_wanted.emit(self._batch.text(), self._date.text(), self._document.text())
        )
        self._undo.clicked.connect(self.undo_wanted)
        self._lines.ticks_changed.connect(self._tell_sum)
        self._all.clicked.connect(lambda: self._tick(True))
        self._none.clicked.connect(lambda: self._tick(False))
        self._line_view.selectionModel().selectionChanged.connect(lambda *_: self._choose())

    def _tick(self, on: bool) -> None:
        for row in range(self._lines.rowCount()):
            self._lines.tick(row, on)

    def _choose(self) -> None:
        rows = sorted({index.row() for index in self._line_view.selectionModel().selectedRows()})
        patches = sorted({p for row in rows for p in str(self._rows["patches"].iloc[row] or "").split(",") if p})
        if patches:
            self.patches_chosen.emit(patches)

    def _line(self, row: dict, books: Optional[Books], names: dict[str, str]) -> tuple[str, ...]:
        record = books.occupations.get(row["project"]) if books else None
        figures = (amount_text(a, _amount(a, row[_COLUMNS[a]]), self._unit) for a in ACCOUNTS)
        holder = names.get(row["holder"], row["holder"])
        return (row["project"], record.name if record else "", row["supplement"], holder, *figures, row["why"] or "")

    def _tell_sum(self) -> None:
        ticked = self._lines.ticked()
        self._post.setEnabled(bool(ticked))
        if self._rows.empty:
            self._sum.setText("")
            return
        sums = amounts_of(self.accepted())
        parts = [
            f"{account_title(a)} {amount_text(a, sums[a], self._unit)} {measure_of(a, self._unit)}" for a in ACCOUNTS
        ]
        text = tr("{count} of {all} lines ticked: {sums}")
        self._sum.setText(text.format(count=len(ticked), all=len(self._rows), sums=" · ".join(parts)))


def _short_row(row: dict, unit: str) -> tuple[str, str, str, str]:
    account = row["account"]
    amount = round(float(row["short"])) if account == CAPACITY else to_dm2(str(row["short"]))
    what = tr("{project} stays short").format(project=row["project"])
    return account_title(account), what, amount_text(account, amount, unit), measure_of(account, unit)


def _cure_rows(cures: pd.DataFrame, unit: str) -> list[tuple[str, str, str, str]]:
    from ...bridge.ledger_reports import cure_message

    rows = []
    for row in cures.to_dict("records"):
        account = row["account"]
        amount = round(float(row["amount"])) if account == CAPACITY else to_dm2(str(row["amount"]))
        text = sentence(cure_message(account, row["rule"], amount, int(row["lots"])))
        rows.append((account_title(account), text, amount_text(account, amount, unit), measure_of(account, unit)))
    return rows

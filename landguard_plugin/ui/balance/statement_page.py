"""The statement like a bank's: units as a tree, opening to closing of one account, the three accounts on top, a picture beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QColor
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.ledger_desk import View, behind, children
from ...core.reports.balance import statement_cells
from .postings_panel import PostingsPanel
from .waterfall import Waterfall
from .words import ACCOUNTS, STATEMENT, account_title, column_word, measure_of, shown_text

_CODE = Qt.ItemDataRole.UserRole
_MANY = 400  # units that are shown unfolded


class StatementPage(QWidget):
    """Shows a balance; every figure opens its postings."""

    patches_chosen = pyqtSignal(list)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        """Lay out tree, postings and picture."""
        super().__init__(parent)
        self._view: Optional[View] = None
        self._names: dict[str, str] = {}
        self._unit, self._account = "mu", ACCOUNTS[0]
        self._cells: dict[str, dict[str, dict[str, int]]] = {}
        self._tree, self._postings, self._picture = QTreeWidget(), PostingsPanel(), Waterfall()
        self._cards: dict[str, QToolButton] = {}
        self._tabs = QTabWidget()
        self._lay_out()

    def show_view(self, view: View, names: dict[str, str], unit: str) -> None:
        """Show a balance with areas in a unit."""
        self._view, self._names, self._unit = view, names, unit
        self._cells = _shown_cells(view, unit)
        self._refresh()

    def tree(self) -> QTreeWidget:
        """Return the tree of units."""
        return self._tree

    def postings(self) -> PostingsPanel:
        """Return the list of postings."""
        return self._postings

    def picture(self) -> Waterfall:
        """Return the picture."""
        return self._picture

    def choose_account(self, account: str) -> None:
        """Show another account."""
        self._account = account
        self._refresh()

    def open_figure(self, item: QTreeWidgetItem, column: int) -> None:
        """Open the postings behind a figure of the tree; the unit's name opens the picture."""
        if self._view is None:
            return
        code = item.data(0, _CODE)
        self._picture.show_cells(self._cells[code], self._unit, self._headline(code), self._account)
        if column == 0:
            self._tabs.setCurrentWidget(self._picture)
            return
        name = STATEMENT[column - 1]
        what = f"{self._title(code)} · {column_word(name)}"
        found = behind(self._view, code or self._view.unit, self._account, name)
        self._postings.show_postings(what, self._account, found, self._unit)
        self._tabs.setCurrentWidget(self._postings)

    def save_picture(self, path: Path) -> bool:
        """Write the picture as PNG or SVG; returns whether it was written."""
        return self._picture.save(path)

    def _lay_out(self) -> None:
        group, bar = QButtonGroup(self), QHBoxLayout()
        for account in ACCOUNTS:
            card = QToolButton()
            card.setCheckable(True)
            card.setObjectName(f"landguard-balance-card-{account}")
            card.setChecked(account == self._account)
            card.setToolTip(tr("Closing balance; click to see how it came about"))
            card.clicked.connect(lambda _, one=account: self.choose_account(one))
            group.addButton(card)
            bar.addWidget(card)
            self._cards[account] = card
        bar.addStretch(1)
        picture = QPushButton(tr("Picture…"))
        picture.setObjectName("landguard-balance-save-picture")
        picture.clicked.connect(self._ask_picture)
        bar.addWidget(picture)
        self._tree.setObjectName("landguard-balance-statement")
        self._tree.setAlternatingRowColors(True)
        self._tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self._tree.itemClicked.connect(self.open_figure)
        self._tree.itemActivated.connect(self.open_figure)
        self._tabs.setObjectName("landguard-balance-statement-tabs")
        self._tabs.addTab(self._picture, tr("Picture"))
        self._tabs.addTab(self._postings, tr("Postings behind it"))
        self._postings.patches_chosen.connect(self.patches_chosen)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._tree)
        splitter.addWidget(self._tabs)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addLayout(bar)
        column.addWidget(splitter, 1)

    def _refresh(self) -> None:
        if self._view is None:
            return
        total = self._cells[""]
        for account, card in self._cards.items():
            words = {
                "account": account_title(account),
                "amount": shown_text(account, total[account]["closing"]),
                "measure": measure_of(account, self._unit),
            }
            card.setText(tr("{account}  {amount} {measure}").format(**words))
            card.setChecked(account == self._account)
        unit = tr("Unit ({measure})").format(measure=measure_of(self._account, self._unit))
        self._tree.clear()
        self._tree.setHeaderLabels([unit, *(column_word(name) for name in STATEMENT)])
        items = {"": self._item("", self._tree.invisibleRootItem())}
        parents = children([code for code in self._cells if code])
        for code in sorted(parents, key=lambda one: (len(one), one)):
            items[code] = self._item(code, items[parents[code]])
        items[""].setExpanded(True)
        if len(items) <= _MANY:
            self._tree.expandAll()
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self._postings.clear()
        self._picture.show_cells(total, self._unit, self._headline(""), self._account)

    def _item(self, code: str, parent: QTreeWidgetItem) -> QTreeWidgetItem:
        cells = self._cells[code][self._account]
        item = QTreeWidgetItem(parent, [self._title(code), *(shown_text(self._account, cells[n]) for n in STATEMENT)])
        item.setData(0, _CODE, code)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, name in enumerate(STATEMENT, 1):
            item.setTextAlignment(column, right)
            if cells[name] == 0:
                item.setForeground(column, QBrush(QColor("#8C8C8C")))
        if not code:
            font = item.font(0)
            font.setBold(True)
            for column in range(len(STATEMENT) + 1):
                item.setFont(column, font)
        return item

    def _title(self, code: str) -> str:
        if not code:
            code = self._view.unit if self._view else ""
        if not code:
            return tr("All units")
        return f"{code} {self._names.get(code, '')}".strip()

    def _headline(self, code: str) -> str:
        """Return the title of the picture: whose figures, and of which period."""
        return f"{self._title(code)} · {self._view.result.period.name}" if self._view else self._title(code)

    def _ask_picture(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Save the picture"), tr("farmland balance") + ".png", "PNG (*.png);;SVG (*.svg)"
        )
        if path:
            self.save_picture(Path(path))


def _shown_cells(view: View, unit: str) -> dict[str, dict[str, dict[str, int]]]:
    """Return unit -> account -> figures as tables print them; a unit with others in it, and "", hold the sums of what is shown."""
    rows = view.result.statement.to_dict("records")
    parents = children(list(dict.fromkeys(row["unit"] for row in rows)))
    shown = {code: {a: dict.fromkeys(STATEMENT, 0) for a in ACCOUNTS} for code in ("", *parents)}
    for row in rows:
        account, cells = row["account"], statement_cells(row, row["account"], unit)
        code = row["unit"]
        while True:
            for name in STATEMENT:
                shown[code][account][name] += cells[name]
            if not code:
                break
            code = parents[code]
    return shown

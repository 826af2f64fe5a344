"""Step 2 of the findings dock: the inbox. A tree of findings, the one at hand in words below it, and what to do with it."""

from __future__ import annotations

from typing import Callable, Optional

import pandas as pd
from qgis.PyQt.QtCore import QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QShortcut,
    QTabWidget,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ...bridge.findings import Findings
from ...bridge.i18n import tr
from ...core.survey.explanations import EXPLAINED
from ...core.survey.inbox import chosen, counts
from .filters import FilterBar
from .rules_list import RulesList
from .tree_model import COLOURS, MARKS, FindingsModel


class InboxPage(QWidget):
    """Shows findings. Keys act inside the tree only, so QGIS keeps its own everywhere else."""

    shown = pyqtSignal(int, bool)  # position, and whether to zoom
    explain_requested = pyqtSignal(list)
    reopen_requested = pyqtSignal(list)
    export_requested = pyqtSignal(str)  # xlsx or gpkg
    again_requested = pyqtSignal()
    help_requested = pyqtSignal()

    def __init__(self, extent: Callable[[], Optional[tuple[float, float, float, float]]]) -> None:
        """Lay out the page; `extent` gives the map's extent in the findings' coordinates."""
        super().__init__()
        self._found: Optional[Findings] = None
        self._extent = extent
        self._counts, self._about, self._banner, self._detail = QLabel(), QLabel(), QLabel(), QLabel()
        self._filters, self._tree, self._model = FilterBar(), QTreeView(), FindingsModel()
        self._rules, self._tabs = RulesList(), QTabWidget()
        self._buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self._connect()

    @property
    def filters(self) -> FilterBar:
        """Return the filters."""
        return self._filters

    @property
    def rows(self) -> pd.DataFrame:
        """Return the findings that are looked through."""
        return self._found.rows if self._found is not None else pd.DataFrame()

    def show_findings(self, found: Findings, about: str, rules: Optional[pd.DataFrame]) -> None:
        """Show findings; `about` says of what and when, `rules` is the table of rules of the run, if there was one."""
        self._found = found
        self._about.setText(about)
        self._banner.hide()
        self._filters.offer(found.rows)
        self._rules.show_rules(rules)
        self._tabs.setTabVisible(1, rules is not None)
        self._tabs.setCurrentIndex(0)
        self._filters.reset()

    def update_findings(self, found: Findings) -> None:
        """Take the findings with other states; the place in the tree is kept as far as the filter allows."""
        here = self._tree.currentIndex()
        after = self._model.position(self._model.step(here, True)) if here.isValid() else None
        before = self._model.position(here) if here.isValid() else None
        self._found = found
        self.refresh()
        if not self.go_to(before):
            self.go_to(after)

    def show_banner(self, text: str) -> None:
        """Say why what is shown may be out of date or cannot be kept."""
        self._banner.setText(f"▲ {text}")
        self._banner.show()

    def visible_positions(self) -> list[int]:
        """Return the findings that the filter lets through, in the order of the tree."""
        return self._model.positions(QModelIndex())

    def selected_positions(self) -> list[int]:
        """Return the selected findings; a selected rule or unit stands for all of its own."""
        indexes = self._tree.selectionModel().selectedRows(0)
        return list(dict.fromkeys(p for index in indexes for p in self._model.positions(index)))

    def go_to(self, position: Optional[int]) -> bool:
        """Make a finding the current one; return False when the filter hides it."""
        index = self._model.index_of(position) if position is not None else QModelIndex()
        if index.isValid():
            self._tree.setCurrentIndex(index)
            self._tree.scrollTo(index)
        return index.isValid()

    def refresh(self) -> None:
        """Filter again, count again."""
        if self._found is None:
            return
        rows = self._found.rows
        positions = chosen(rows, self._filters.asked(self._extent()))
        self._model.show(rows, positions)
        for row in range(self._model.rowCount()):
            if self._model.rowCount() <= 3:
                self._tree.expand(self._model.index(row, 0))
        told = counts(rows)
        parts = (
            ("error", tr("errors {count}").format(count=f"{told.errors:,}")),
            ("warning", tr("warnings {count}").format(count=f"{told.warnings:,}")),
            (EXPLAINED, tr("explained {count}").format(count=f"{told.explained:,}")),
        )
        chips = [f'<b style="color:{COLOURS[kind]}">{MARKS[kind]} {words}</b>' for kind, words in parts]
        shown = tr("shown {shown} of {all}").format(shown=f"{len(positions):,}", all=f"{len(rows):,}")
        self._counts.setText("&nbsp;&nbsp; ".join(chips) + f"&nbsp;&nbsp; {shown}")
        self._on_current(QModelIndex())

    def step(self, forward: bool) -> None:
        """Go to the next or previous finding and show it on the map."""
        index = self._model.step(self._tree.currentIndex(), forward)
        if index.isValid():
            self._tree.setCurrentIndex(index)
            self._tree.scrollTo(index)
            self.shown.emit(self._model.position(index), True)

    def _lay_out(self) -> None:
        self._counts.setTextFormat(Qt.TextFormat.RichText)
        self._counts.setWordWrap(True)
        self._about.setWordWrap(True)
        self._banner.setWordWrap(True)
        self._banner.hide()
        self._detail.setWordWrap(True)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail.setMinimumHeight(self._detail.fontMetrics().height() * 3)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._tree.setModel(self._model)
        self._tree.setUniformRowHeights(True)
        self._tree.setIndentation(self._tree.fontMetrics().averageCharWidth() * 2)
        self._tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._tree.setExpandsOnDoubleClick(False)
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        names = {
            "counts": self._counts, "about": self._about, "banner": self._banner, "detail": self._detail, "tree": self._tree,
            "tabs": self._tabs,
        }  # fmt: skip
        for name, widget in names.items():
            widget.setObjectName(f"landguard-findings-{name}")
        inbox, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(3)
        for widget in (self._filters, self._tree, self._detail):
            column.addWidget(widget, 1 if widget is self._tree else 0)
        column.addLayout(self._actions())
        inbox.setLayout(column)
        self._tabs.addTab(inbox, tr("Findings"))
        self._tabs.addTab(self._rules, tr("Rules"))
        page = QVBoxLayout(self)
        page.setContentsMargins(4, 2, 4, 2)
        page.setSpacing(2)
        for widget in (self._counts, self._about, self._banner):
            page.addWidget(widget)
        page.addWidget(self._tabs, 1)

    def _actions(self) -> QVBoxLayout:
        buttons = (
            ("zoom", tr("Zoom (Enter)"), self._zoom),
            ("previous", tr("Previous (p)"), lambda: self.step(False)),
            ("next", tr("Next (n)"), lambda: self.step(True)),
            ("explain", tr("Explain… (e)"), self._explain),
            ("reopen", tr("Take the reason back"), lambda: self.reopen_requested.emit(self.selected_positions())),
            ("again", tr("New check"), self.again_requested.emit),
        )
        for name, title, act in buttons:
            button = QPushButton(title)
            button.setObjectName(f"landguard-findings-{name}")
            button.clicked.connect(lambda _=False, act=act: act())
            self._buttons[name] = button
        export, copy = QToolButton(), QToolButton()
        menu = QMenu(export)
        menu.addAction(tr("Excel table…"), lambda: self.export_requested.emit("xlsx"))
        menu.addAction(tr("GeoPackage…"), lambda: self.export_requested.emit("gpkg"))
        export.setText(tr("Export"))
        export.setObjectName("landguard-findings-export")
        export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export.setMenu(menu)
        copy.setText(tr("Copy"))
        copy.setObjectName("landguard-findings-copy")
        copy.setToolTip(tr("Copies the finding, for example to report that it is none"))
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self._detail.text()))
        rows = QVBoxLayout()
        for line in (("previous", "next", "zoom"), ("explain", "reopen", export, copy, "again")):
            row = QHBoxLayout()
            for item in line:
                row.addWidget(self._buttons[item] if isinstance(item, str) else item)
            rows.addLayout(row)
        return rows

    def _connect(self) -> None:
        self._filters.changed.connect(self.refresh)
        self._tree.selectionModel().currentChanged.connect(lambda index, _: self._on_current(index))
        self._tree.doubleClicked.connect(lambda _: self._zoom())
        keys = {
            "Return": self._zoom, "Enter": self._zoom, "N": lambda: self.step(True), "P": lambda: self.step(False),
            "E": self._explain, "?": self.help_requested.emit,
        }  # fmt: skip
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self._tree)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def _zoom(self) -> None:
        index = self._tree.currentIndex()
        position = self._model.position(index)
        if position is not None:
            self.shown.emit(position, True)
        elif index.isValid():
            self._tree.setExpanded(index.siblingAtColumn(0), not self._tree.isExpanded(index.siblingAtColumn(0)))

    def _explain(self) -> None:
        rows = self.rows
        positions = [p for p in self.selected_positions() if rows["state"].iloc[p] != EXPLAINED]
        if positions:
            self.explain_requested.emit(positions)

    def _on_current(self, index: QModelIndex) -> None:
        position = self._model.position(index) if index.isValid() else None
        is_group = position is None and index.isValid()
        self._buttons["explain"].setEnabled(is_group or position is not None)
        self._buttons["zoom"].setEnabled(position is not None)
        row = self.rows.iloc[position] if position is not None else None
        self._buttons["reopen"].setEnabled(is_group or (row is not None and row["state"] == EXPLAINED))
        if row is None:
            self._detail.setText(tr("Choose a finding to read what it says."))
            return
        pair = " ↔ ".join(filter(None, (row["bsm"], row["other_bsm"])))
        told = (
            row["message"]
            + (f"\n{pair}" if pair else "")
            + ("" if row["shape"] else "\n" + tr("(no place on the map)"))
        )
        if row["state"] == EXPLAINED:
            words = {"by": row["explained_by"], "at": row["explained_at"].replace("T", " "), "why": row["explanation"]}
            told += "\n" + tr("Explained by {by} at {at}: {why}").format(**words)
        self._detail.setText(told)
